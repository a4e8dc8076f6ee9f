"""The rules themselves: every fate has a ruling, every cause a fate, and what steps add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from runner.model.http import Response
from runner.model.result import Outcome, StepResult
from runner.model.spec import OnFail, Role
from runner.model.trouble import Cause
from runner.step.verdict import Fate, Settlement, Then, cause_of, fate_of, may_help_to_repeat, rule, settle
from support.build import make_check, make_planned, make_step_result, make_trouble

P, F, E, S = Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED

RULINGS = {
    # fate: abort, continue, skip
    Fate.PASSED: ((P, Then.GO_ON, False), (P, Then.GO_ON, False), (P, Then.GO_ON, False)),
    Fate.SAID_NO: ((F, Then.STOP, False), (F, Then.GO_ON, True), (S, Then.GO_ON, False)),
    Fate.GARBLED: ((F, Then.STOP, False), (F, Then.GO_ON, True), (F, Then.STOP, False)),
    Fate.UNTESTED: ((E, Then.STOP, False), (E, Then.STOP, False), (E, Then.STOP, False)),
    Fate.SOURCE_SKIPPED: ((S, Then.STOP, False), (S, Then.STOP, False), (S, Then.STOP, False)),
    Fate.SOURCE_FAILED: ((S, Then.STOP, False), (S, Then.STOP, False), (S, Then.STOP, False)),
}


@pytest.mark.parametrize("fate", Fate)
def test_every_fate_has_a_ruling_for_every_wish(fate: Fate) -> None:
    rulings = [rule(fate, wish) for wish in (OnFail.ABORT, OnFail.CONTINUE, OnFail.SKIP)]
    assert [(item.outcome, item.then, item.tolerated) for item in rulings] == list(RULINGS[fate])


FATES = {
    Cause.CHECK: Fate.SAID_NO,
    Cause.EXTRACTION: Fate.SAID_NO,
    Cause.NOT_JSON: Fate.GARBLED,
    Cause.CONTRACT: Fate.GARBLED,
    Cause.SOURCE_FAILED: Fate.SOURCE_FAILED,
    Cause.SOURCE_SKIPPED: Fate.SOURCE_SKIPPED,
}


@pytest.mark.parametrize("cause", Cause)
def test_only_a_no_of_the_api_is_a_no(cause: Cause) -> None:
    assert fate_of(cause) is FATES.get(cause, Fate.UNTESTED)
    assert fate_of(None) is Fate.PASSED


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (200, Cause.CHECK), (302, Cause.CHECK), (400, Cause.CHECK), (404, Cause.CHECK), (409, Cause.CHECK), (422, Cause.CHECK),
        (401, Cause.REFUSED), (403, Cause.REFUSED), (429, Cause.THROTTLED),
        (500, Cause.SERVER), (502, Cause.SERVER), (503, Cause.SERVER), (599, Cause.SERVER),
    ],
)  # fmt: skip
def test_a_refusal_is_one_only_where_the_status_was_not_expected(status: int, cause: Cause) -> None:
    refused = [make_check(kind="status", passed=False), make_check(kind="body", passed=False)]
    expected = [make_check(kind="status", passed=True), make_check(kind="body", passed=False)]
    assert cause_of(refused, Response(status)) is cause
    assert cause_of(expected, Response(status)) is Cause.CHECK
    assert cause_of(expected[:1], Response(status)) is None


@pytest.mark.parametrize("cause", Cause)
def test_what_would_be_the_same_again_is_not_repeated(cause: Cause) -> None:
    hopeless = {"UNDEFINED", "TOKEN", "REQUEST", "INTERRUPTED", "SOURCE_FAILED", "SOURCE_SKIPPED"}
    if cause not in (Cause.INTERNAL, Cause.INVALID):
        assert may_help_to_repeat(cause) is (cause.name not in hopeless)
    assert not may_help_to_repeat(None)


# ---- what steps add up to


def step(outcome: Outcome, role: Role = Role.TEST, **changes: object) -> StepResult:
    result = make_step_result(outcome, planned=replace(make_planned(), role=role))
    return replace(result, **changes)  # type: ignore[arg-type]  # fields of StepResult


SETUP, TEST, CLEANUP, EXAMPLE = Role.SETUP, Role.TEST, Role.CLEANUP, Role.EXAMPLE
FAILED_SOURCE = (make_trouble("x has no value", cause=Cause.SOURCE_FAILED),)
SKIPPED_SOURCE = (make_trouble("x has no value", cause=Cause.SOURCE_SKIPPED),)


@pytest.mark.parametrize(
    ("steps", "outcome", "verified", "reason"),
    [
        ([step(P)], P, True, ""),
        ([step(P, SETUP), step(P), step(P, CLEANUP)], P, True, ""),
        ([step(P, EXAMPLE)], P, True, ""),
        ([], S, False, ""),
        ([step(P, SETUP)], S, False, "set-up only: no step of the test was run"),
        ([step(F), step(E, CLEANUP)], E, False, ""),
        ([step(E), step(F)], E, False, ""),
        ([step(F, SETUP), step(S, blocked=True, reason="not run: a failed")], F, False, ""),
        ([step(P), step(F, CLEANUP)], F, False, ""),
        ([step(P), step(E, CLEANUP)], E, False, ""),
        ([step(P), step(F, CLEANUP, tolerated=True)], P, True, ""),
        ([step(P), step(S, CLEANUP, reason="nothing to clean up")], P, True, ""),
        ([step(F, SETUP, tolerated=True), step(P)], P, True, ""),
        ([step(S, SETUP, reason="none"), step(P)], P, True, ""),
        ([step(P), step(F, tolerated=True)], P, False, ""),
        ([step(P), step(S, reason="none")], P, False, ""),
        ([step(F, tolerated=True)], F, False, "no step of the test passed"),
        ([step(S, reason="none"), step(F, tolerated=True)], F, False, "no step of the test passed"),
        ([step(S, reason="none")], S, False, "none"),
        ([step(S, SETUP, reason="author"), step(S, blocked=True, troubles=SKIPPED_SOURCE, reason="x")], S, False, "author"),
        ([step(F, SETUP, tolerated=True), step(S, blocked=True, troubles=FAILED_SOURCE, reason="x")], F, False, "x"),
        ([step(P), step(S, blocked=True, troubles=SKIPPED_SOURCE, reason="x")], S, False, "x"),
        ([step(P), step(S, CLEANUP, blocked=True, troubles=SKIPPED_SOURCE, reason="x")], P, True, ""),
        ([step(P), step(S, CLEANUP, blocked=True, troubles=FAILED_SOURCE, reason="x")], P, True, ""),
    ],
)  # fmt: skip
def test_what_steps_add_up_to(
    steps: Sequence[StepResult], outcome: Outcome, verified: bool, reason: str
) -> None:
    assert settle(steps) == Settlement(outcome, reason, verified)
