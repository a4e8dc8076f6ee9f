"""What came of a claim that was put to the proof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from runner.model.claim import Claim
from runner.model.finding import Finding


class State(StrEnum):
    """Whether a claim holds."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNCHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One claim, judged."""

    claim: Claim
    state: State
    by: str
    """How it was found out: `without `booking_id`: 400`; or why it was not."""
    findings: tuple[Finding, ...] = ()
    """What is wrong; none for a claim that holds, but for notes."""
    came: str = ""
    """The body that came instead of the documented one, as JSON."""
