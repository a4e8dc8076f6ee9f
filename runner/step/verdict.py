"""All rules about what a step's fate means: for the step, for what comes next, and for the spec.

Rule of the room: whoever wants to know why something was passed, failed, an error or skipped finds it here,
and nobody else writes `if on_fail`. The table says what one step's fate means, `settle` what they add up to.

                                    abort            continue           skip
    answered, and a check said no   failed, stop     failed, tolerated  skipped, go on
    answered, but not as agreed     failed, stop     failed, tolerated  failed, stop
    could not be asked, or refused  error, stop      error, stop        error, stop
    its source was skipped          skipped, stop: the spec is skipped
    its source failed, tolerated    skipped, stop: the spec is failed
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from runner.model.http import Response
from runner.model.result import CheckResult, Outcome, StepResult
from runner.model.spec import OnFail, Role
from runner.model.trouble import Cause

# ---- one step


class Fate(Enum):
    """What can happen to a step, as far as the rules care."""

    PASSED = auto()
    SAID_NO = auto()
    """The API answered, and the answer is not what the author expects."""
    GARBLED = auto()
    """The API answered, but not in its language: the body should be JSON, and is a login page, or torn; or it
    is not what the contract promises."""
    UNTESTED = auto()
    """The question could not be asked, or was refused: nothing is known about the API."""
    SOURCE_SKIPPED = auto()
    """It needs a value that a skipped step should have set."""
    SOURCE_FAILED = auto()
    """It needs a value that a failed step, which was tolerated, should have set."""


class Then(Enum):
    """What comes after a step."""

    GO_ON = auto()
    STOP = auto()
    """Nothing more of set-up and test; clean-up still runs."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a fate means."""

    outcome: Outcome
    then: Then
    tolerated: bool = False


_RULINGS: Mapping[tuple[Fate, OnFail], Ruling] = MappingProxyType(
    {
        (Fate.PASSED, OnFail.ABORT): Ruling(Outcome.PASSED, Then.GO_ON),
        (Fate.PASSED, OnFail.CONTINUE): Ruling(Outcome.PASSED, Then.GO_ON),
        (Fate.PASSED, OnFail.SKIP): Ruling(Outcome.PASSED, Then.GO_ON),
        (Fate.SAID_NO, OnFail.ABORT): Ruling(Outcome.FAILED, Then.STOP),
        (Fate.SAID_NO, OnFail.CONTINUE): Ruling(Outcome.FAILED, Then.GO_ON, tolerated=True),
        (Fate.SAID_NO, OnFail.SKIP): Ruling(Outcome.SKIPPED, Then.GO_ON),
        (Fate.GARBLED, OnFail.ABORT): Ruling(Outcome.FAILED, Then.STOP),
        (Fate.GARBLED, OnFail.CONTINUE): Ruling(Outcome.FAILED, Then.GO_ON, tolerated=True),
        (Fate.GARBLED, OnFail.SKIP): Ruling(Outcome.FAILED, Then.STOP),
        (Fate.UNTESTED, OnFail.ABORT): Ruling(Outcome.ERROR, Then.STOP),
        (Fate.UNTESTED, OnFail.CONTINUE): Ruling(Outcome.ERROR, Then.STOP),
        (Fate.UNTESTED, OnFail.SKIP): Ruling(Outcome.ERROR, Then.STOP),
        (Fate.SOURCE_SKIPPED, OnFail.ABORT): Ruling(Outcome.SKIPPED, Then.STOP),
        (Fate.SOURCE_SKIPPED, OnFail.CONTINUE): Ruling(Outcome.SKIPPED, Then.STOP),
        (Fate.SOURCE_SKIPPED, OnFail.SKIP): Ruling(Outcome.SKIPPED, Then.STOP),
        (Fate.SOURCE_FAILED, OnFail.ABORT): Ruling(Outcome.SKIPPED, Then.STOP),
        (Fate.SOURCE_FAILED, OnFail.CONTINUE): Ruling(Outcome.SKIPPED, Then.STOP),
        (Fate.SOURCE_FAILED, OnFail.SKIP): Ruling(Outcome.SKIPPED, Then.STOP),
    }
)


def rule(fate: Fate, on_fail: OnFail) -> Ruling:
    """Look the ruling up."""
    return _RULINGS[fate, on_fail]


_FATES: Mapping[Cause | None, Fate] = MappingProxyType(
    {
        None: Fate.PASSED,
        Cause.CHECK: Fate.SAID_NO,
        Cause.EXTRACTION: Fate.SAID_NO,
        Cause.NOT_JSON: Fate.GARBLED,
        Cause.CONTRACT: Fate.GARBLED,
        Cause.SOURCE_SKIPPED: Fate.SOURCE_SKIPPED,
        Cause.SOURCE_FAILED: Fate.SOURCE_FAILED,
    }
)


def fate_of(cause: Cause | None) -> Fate:
    """The fate that a cause means; no cause means that all went well, and any other that nothing is known."""
    return _FATES.get(cause, Fate.UNTESTED)


_REFUSALS: Mapping[int, Cause] = MappingProxyType(
    {401: Cause.REFUSED, 403: Cause.REFUSED, 429: Cause.THROTTLED}
)


def cause_of(checks: Sequence[CheckResult], response: Response) -> Cause | None:
    """What a judged answer means: a refusal that nobody expected says nothing about the API's behaviour."""
    failed = [check for check in checks if not check.passed]
    if any(check.kind == "status" for check in failed):
        if response.status >= 500:  # noqa: PLR2004 - the class of statuses
            return Cause.SERVER
        return _REFUSALS.get(response.status, Cause.CHECK)
    return Cause.CHECK if failed else None


# ---- trying again

_HOPELESS = frozenset(
    {
        Cause.UNDEFINED,
        Cause.TOKEN,
        Cause.REQUEST,
        Cause.INTERRUPTED,
        Cause.SOURCE_FAILED,
        Cause.SOURCE_SKIPPED,
    }
)


def may_help_to_repeat(cause: Cause | None) -> bool:
    """Whether the author's `retry:` applies: not to what would be just the same the next time."""
    return cause is not None and cause not in _HOPELESS


# ---- the whole spec


@dataclass(frozen=True, slots=True)
class Settlement:
    """What all steps together mean for the spec."""

    outcome: Outcome
    reason: str = ""
    verified: bool = False


def settle(steps: Sequence[StepResult]) -> Settlement:
    """Error before failed before skipped before passed; and green means verified.

    A tolerated failure does not fail a spec that verified something else, but where no step of the test
    passed there is nothing to be green about: then it counts. The same holds for a skipped step.
    """
    test = [step for step in steps if step.planned.role in (Role.TEST, Role.EXAMPLE)]
    for outcome in (Outcome.ERROR, Outcome.FAILED):
        if any(step.outcome is outcome and not step.tolerated for step in steps):
            return Settlement(outcome)
    lacking = next((step for step in steps if _lacks_source(step)), None)
    if lacking:
        failed = lacking.trouble is not None and lacking.trouble.cause is Cause.SOURCE_FAILED
        return Settlement(Outcome.FAILED if failed else Outcome.SKIPPED, _reason(steps))
    if any(step.outcome is Outcome.PASSED for step in test):
        return Settlement(Outcome.PASSED, verified=all(step.outcome is Outcome.PASSED for step in test))
    if any(step.tolerated for step in test):
        return Settlement(Outcome.FAILED, "no step of the test passed")
    only_setup = "" if test or not steps else "set-up only: no step of the test was run"
    return Settlement(Outcome.SKIPPED, _reason(steps) or only_setup)


def _lacks_source(step: StepResult) -> bool:
    in_the_way = step.trouble and step.trouble.cause in (Cause.SOURCE_SKIPPED, Cause.SOURCE_FAILED)
    return bool(in_the_way) and step.planned.role is not Role.CLEANUP


def _reason(steps: Sequence[StepResult]) -> str:
    """The author's words where a step was skipped; else what stood in the way."""
    skipped = [
        step for step in steps if step.outcome is Outcome.SKIPPED and step.planned.role is not Role.CLEANUP
    ]
    return next((step.reason for step in skipped if not step.blocked), skipped[0].reason if skipped else "")
