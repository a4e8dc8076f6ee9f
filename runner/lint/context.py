"""What lint is told about the project around the documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from runner.contract.holding import Contract
from runner.model.finding import Severity
from runner.plan.reuse import Library


def unread(_path: Path) -> str:
    """A context that hands out no texts."""
    return ""


@dataclass(frozen=True, slots=True)
class LintContext:
    """Callables reach outside."""

    variables: frozenset[str]
    """The names that the environment gives values to."""
    environment: str
    """Its name; empty: there is none."""
    roles: frozenset[str] | None
    """The token roles that it knows; None: not known."""
    exists: Callable[[Path], bool]
    root: Path
    """The folder of the project."""
    files_dir: Path | None
    """Where `file_fields` look; None: in the root."""
    library: Library
    default_role: str = ""
    """Whose token goes along where a step names no role; empty: not known."""
    contract: Contract | None = None
    """What OpenAPI documents promise; None: nobody wants to know."""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """Other than those of the rules, by code."""
    read: Callable[[Path], str] = unread
    """The text (no BOM, LF line ends) of a document that could not become a spec; empty: not to be had."""
