"""A finding: something about a document that its author should know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from runner.model.place import Place


class Severity(StrEnum):
    """An error makes the spec unusable or untrue, a warning deserves a look, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one document, pointing at the characters it is about."""

    rule: str
    """Stable code, `SR101`; `runner/lint/rules.py` lists them all."""
    severity: Severity
    place: Place
    message: str
    hint: str = ""
    line: str = ""
    """The source line at `place`, without its line end."""
    width: int = 1
    """How many columns from `place` on are meant."""
