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
class Rule:
    """A kind of finding."""

    code: str
    """Stable: `SR101`."""
    meaning: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Fix:
    """The one right answer to a finding: `text` instead of the `width` characters at `place`."""

    place: Place
    width: int
    text: str


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
    pointer: str = ""
    """Into an OpenAPI file, where it is about one too: `swagger/items.json#/paths/~1items/get`."""
    fingerprint: str = ""
    """The same in every run as long as the same promise is broken in the same way; empty: none is needed."""
    fix: Fix | None = None
    """None: what is right, its author must say."""
