"""SR116: the outcome that the front matter announces, against what the Test Request expects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from runner.lint.expected import REFUSAL, expected_statuses
from runner.lint.page import Page
from runner.model.finding import Finding
from runner.model.json import JSON
from runner.model.spec import Role, Step
from runner.plan.paths import same_endpoint

_STATUS: Final = re.compile(r"(?<!\d)([1-5])(\d\d|xx)(?!\d)", re.IGNORECASE)
_WELL: Final = re.compile(r"success|succeed|pass|ok\b|verified|works?\b", re.IGNORECASE)
_ILL: Final = re.compile(r"fail|error|refus|reject|denied", re.IGNORECASE)
_NONE: Final = re.compile(r"skip|pending|deprecated|unknown|none\b|n/?a\b", re.IGNORECASE)
_SUCCESSES: Final = range(200, 300)
_REFUSALS: Final = range(REFUSAL, 600)
_MOST: Final = 8
"""Statuses that are listed one by one."""


def outcome(page: Page) -> Iterator[Finding]:
    """The first step that asks the endpoint decides: those behind it may well show how it refuses."""
    said = page.spec.front.get("expectedOutcome")
    announced = _announced(said)
    if announced is None:
        message = f"`expectedOutcome: {said}` names no status"
        yield page.front(
            "SR116", "expectedOutcome", message, hint="write it as a number: `200`, `[404, 410]`"
        )
        return
    step = _decisive(page)
    expected = _expected(step) if step else ()
    if not announced or not expected or any(code in announced for code in expected):
        return
    message = f"`expectedOutcome` is {_listed(announced)}, but the Test Request expects {_listed(expected)}"
    hint = "the step's `expect` decides: mend one of the two"
    yield page.front("SR116", "expectedOutcome", message, hint=hint)


def _announced(value: JSON) -> list[int] | None:
    """The statuses that it names, or means by a word; nothing where it is none; None: it cannot be read."""
    found: list[int] = []
    for item in value if isinstance(value, list) else [value]:
        text = "" if item is None else str(item).strip()
        numbers = [code for first, rest in _STATUS.findall(text) for code in _meant(first, rest)]
        if numbers:
            found += numbers
        elif _WELL.match(text):
            found += _SUCCESSES
        elif _ILL.match(text):
            found += _REFUSALS
        elif text and not _NONE.match(text):
            return None
    return found


def _meant(first: str, rest: str) -> Iterable[int]:
    """`404`; all of `4xx`."""
    hundreds = int(first) * 100
    return (hundreds + int(rest),) if rest.isdecimal() else range(hundreds, hundreds + 100)


def _decisive(page: Page) -> Step | None:
    """The first step of the test that asks the endpoint; the first of all where none does."""
    steps = page.spec.steps(Role.TEST)
    asking = (step for step in steps if same_endpoint(page.spec.endpoint, step))
    step = next(asking, next(iter(steps), None))
    return None if step is None or step.use else step


def _expected(step: Step) -> Sequence[int]:
    """The statuses that it takes for success; none where only a run can tell."""
    if any(item.kind == "status" for item in step.expectations):
        return expected_statuses(step)
    return _SUCCESSES


def _listed(codes: Sequence[int]) -> str:
    if len(codes) > _MOST:
        return " or ".join(f"any {hundreds}xx" for hundreds in dict.fromkeys(code // 100 for code in codes))
    return ", ".join(map(str, dict.fromkeys(codes)))


RULES = (outcome,)
