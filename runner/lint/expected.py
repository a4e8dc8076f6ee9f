"""The statuses that a step expects."""

from __future__ import annotations

from runner.model.json import JSON
from runner.model.spec import Step

REFUSAL = 400
"""The first status that is one."""


def expected_statuses(step: Step) -> list[int]:
    """The numbers among them; what a case or a variable decides is none yet."""
    return [code for code in _wanted(step) if isinstance(code, int)]


def successes(step: Step) -> list[int]:
    """The numbers among them that are none of a refusal."""
    return [code for code in expected_statuses(step) if code < REFUSAL]


def wants_refusal(step: Step) -> bool:
    """Whether only refusals are expected, or what a case decides: what looks wrong may be the point."""
    wanted = _wanted(step)
    return bool(wanted) and all(not isinstance(code, int) or code >= REFUSAL for code in wanted)


def _wanted(step: Step) -> list[JSON]:
    for item in step.expectations:
        if item.kind == "status" and isinstance(item.wanted, list):
            return list(item.wanted)
    return []
