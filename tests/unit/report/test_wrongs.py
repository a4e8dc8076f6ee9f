from __future__ import annotations

from dataclasses import replace

from runner.model.result import Outcome, SpecResult
from runner.report.wrongs import Wrong, grouped, wrongs_of
from support.build import make_spec_result, make_step_result, make_trouble
from support.stories import (
    dead_host,
    empty_extraction,
    failing_status,
    flaky,
    invalid,
    missing_token,
    passing,
    skipped,
    tolerated,
    verified,
)


def _told(spec: SpecResult) -> list[str]:
    return [wrong.step.planned.step.id if wrong.step else "the spec" for wrong in wrongs_of(spec)]


def test_what_went_wrong_are_the_steps_that_failed() -> None:
    assert _told(failing_status()) == ["cancel_booking"]
    assert _told(empty_extraction()) == ["find_booking"]
    for spec in (passing(), flaky(), skipped()):
        assert _told(spec) == []


def test_what_is_tolerated_counts_where_the_spec_did_not_pass() -> None:
    assert _told(tolerated()) == []
    waved, failed = tolerated().steps[1], failing_status().steps[1]
    assert _told(make_spec_result(Outcome.FAILED, steps=[waved, failed])) == ["cancel_booking"] * 2


def test_a_spec_without_a_step_to_blame_is_wrong_itself() -> None:
    assert _told(invalid()) == ["the spec"]
    (wrong,) = wrongs_of(invalid())
    assert wrong.result is wrong.spec
    assert wrong.trouble is not None
    assert wrong.trouble.message == "it cannot be run as it is written"


def test_broken_claims_are_told_elsewhere() -> None:
    assert _told(verified()) == []


def test_troubles_with_one_root_are_a_group() -> None:
    specs = [missing_token(1), failing_status(), missing_token(2), dead_host(1), failing_status()]
    groups = grouped(wrong for spec in specs for wrong in wrongs_of(spec))
    assert [[specs.index(wrong.spec) for wrong in group] for group in groups] == [[0, 2], [1], [3], [1]]


def test_what_has_no_trouble_has_no_root() -> None:
    step = make_step_result(Outcome.FAILED)
    other = replace(step, troubles=(make_trouble(),))
    spec = make_spec_result(Outcome.FAILED, steps=[step, other])
    assert [len(group) for group in grouped([Wrong(spec, step), Wrong(spec, other)])] == [1, 1]
