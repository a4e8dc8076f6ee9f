"""What came of holding an exchange against the OpenAPI document of its operation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from runner.model.finding import Finding


class Evidence(StrEnum):
    """What the body of an answer was held against."""

    SCHEMA = "schema"
    EXAMPLE = "example"
    UNCHECKED = "unchecked"
    """There is neither: nothing is known."""
    NO_BODY = "no body"
    """None came; whether one should have is a finding."""


@dataclass(frozen=True, slots=True)
class Documented:
    """An operation that an OpenAPI document promises, and the statuses of its answers."""

    operation: str
    """`POST /items/{id}`, as the document calls it."""
    document: str
    """The OpenAPI file, as shown to people."""
    statuses: tuple[str, ...]
    """`200`, `2XX` or `default`."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One exchange of a run, judged."""

    operation: str
    """`POST /items/{id}`, as the document calls it; empty: no document has it."""
    document: str
    """The OpenAPI file, as shown to people."""
    status: int
    documented: bool
    """Whether the document knows the status."""
    evidence: Evidence
    findings: tuple[Finding, ...] = ()
    """What is not as promised, but for what is accepted."""
    accepted: tuple[str, ...] = ()
    """The fingerprints of what is not as promised and was accepted."""
