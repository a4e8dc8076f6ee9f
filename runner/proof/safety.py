"""Safety: whether steps may change something where they are sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from runner.contract.segments import segments_of
from runner.model.scenario import PlannedStep
from runner.model.spec import Step

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ACTS: Final = frozenset(
    ("accept", "activate", "apply", "approve", "archive", "assign", "cancel", "charge", "clear", "close",
     "complete", "confirm", "create", "deactivate", "decline", "delete", "disable", "enable", "logout", "pay",
     "publish", "purge", "refund", "reject", "remove", "reset", "restore", "revoke", "send", "start", "stop",
     "submit", "suspend", "trigger", "unsubscribe", "update")
)  # fmt: skip
"""What the last word of a path tells to be done, whatever the method promises."""
_FIRST_WORD: Final = re.compile(r"[A-Za-z][a-z]*")


def may_change(steps: Iterable[PlannedStep]) -> bool:
    """Whether any of the steps may change something."""
    return any(not _reads(planned.step) for planned in steps)


def _reads(step: Step) -> bool:
    """By its method; but for one such as `GET /bookings/{id}/cancel`, which says itself that it writes."""
    if step.method not in _READING:
        return False
    literals = [segment.text for segment in segments_of(step.path) if not segment.names]
    word = _FIRST_WORD.match(literals[-1]) if literals else None
    return word is None or word[0].lower() not in _ACTS
