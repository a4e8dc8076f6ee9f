"""Which results of a run are kept in the history."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runner.model.result import Outcome, SpecResult
from runner.model.trouble import Cause
from runner.record.turns import came_to, fingerprint, had_turn, is_kept
from support import stories
from support.bench import document, make_bench, run_document, scenarios_of
from support.build import (
    make_finding,
    make_invalid,
    make_planned,
    make_run,
    make_scenario,
    make_spec,
    make_spec_result,
    make_step_result,
    make_trouble,
)
from support.senders import Api, answer

PARKED = make_spec_result(Outcome.SKIPPED, scenario=make_scenario(skip_reason="parked"))
NOT_REACHED = make_spec_result(Outcome.SKIPPED, scenario=stories.passing().scenario, reason="not run: …")
INVALID = make_spec_result(
    Outcome.ERROR,
    scenario=make_scenario(make_invalid(), findings=[make_finding()]),
    troubles=[make_trouble("invalid", cause=Cause.INVALID)],
)
BROKEN = make_spec_result(Outcome.ERROR, troubles=[make_trouble("KeyError", cause=Cause.INTERNAL)])
CUT_SHORT = make_spec_result(
    Outcome.ERROR,
    steps=[make_step_result(Outcome.ERROR, troubles=[make_trouble("…", cause=Cause.INTERRUPTED)])],
)
BETWEEN_STEPS = make_spec_result(
    Outcome.ERROR,
    steps=[make_step_result(), make_step_result(Outcome.SKIPPED, blocked=True)],
    reason="interrupted",
)


@pytest.mark.parametrize(
    ("spec", "had"),
    [
        (stories.passing(), True),
        (stories.flaky(), True),
        (stories.failing_status(), True),
        (stories.skipped(), True),
        (INVALID, True),
        (BROKEN, True),
        (PARKED, False),
        (NOT_REACHED, False),
        (CUT_SHORT, False),
        (BETWEEN_STEPS, False),
    ],
)
def test_a_turn_is_what_was_tried_to_its_end(spec: SpecResult, had: bool) -> None:
    assert had_turn(make_run(spec, interrupted=2), spec) is had


def test_what_the_engine_leaves_behind_when_it_is_interrupted_between_steps_is_no_turn() -> None:
    signals = iter([0, 0, 0])
    steps = "- {id: one, method: GET, path: /1}\n- {id: two, method: GET, path: /2}"
    bench = make_bench(Api({"*": answer()}), interrupted=lambda: next(signals, 2))
    result = run_document(document(steps), bench).result
    assert result.outcome is Outcome.ERROR
    assert not had_turn(make_run(result, interrupted=2), result)


def test_a_spec_that_failed_before_the_run_was_interrupted_had_its_turn() -> None:
    ran = run_document(
        document("- {id: one, method: GET, path: /1}\n- {id: two, method: GET, path: /2}"),
        make_bench(Api({"*": answer(404)})),
    )
    assert ran.outcomes == ["failed", "skipped"]
    assert had_turn(make_run(ran.result, interrupted=2), ran.result)


def test_of_a_spec_that_was_run_in_part_nothing_is_kept() -> None:
    spec = stories.passing()
    part = replace(spec, scenario=replace(spec.scenario, complete=False))
    assert is_kept(make_run(spec), spec)
    assert not is_kept(make_run(part), part)


def test_a_broken_claim_is_not_what_the_steps_came_to() -> None:
    claim = make_trouble("not so", cause=Cause.CLAIM)
    spec = replace(stories.passing(), outcome=Outcome.FAILED, troubles=(claim,))
    assert came_to(spec) is Outcome.PASSED
    assert came_to(replace(spec, troubles=(claim, make_trouble("404")))) is Outcome.FAILED


def test_the_fingerprint_is_of_the_document_without_its_front_matter_and_of_those_it_uses() -> None:
    text = document("- {id: one, method: GET, path: /1}", front="status: pending")
    (before,) = scenarios_of(text)
    (verified,) = scenarios_of(text.replace("pending", "verified"))
    (edited,) = scenarios_of(text.replace("/1", "/2"))
    assert fingerprint(before) == fingerprint(verified) != fingerprint(edited)

    reused = make_planned(owner=make_spec(file="specs/other.md", text="---\n---\nother"))
    using = replace(before, steps=(*before.steps, reused))
    assert fingerprint(using) != fingerprint(before)
    assert fingerprint(make_scenario(make_invalid())) == 0


def test_text_without_front_matter_has_a_fingerprint_too() -> None:
    assert fingerprint(make_scenario(make_spec(text="no front matter \ud800"))) != 0
