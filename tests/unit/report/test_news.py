from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from runner.model.about import Past, Quarantine, Turn
from runner.model.result import Outcome, SpecResult
from runner.model.trouble import Cause
from runner.report.news import news
from support.build import make_run, make_scenario, make_spec_result, make_trouble

AT = datetime(2026, 2, 1, tzinfo=UTC)


def spec(outcome: Outcome, *turns: str, quarantined: bool = False) -> SpecResult:
    past = Past(tuple(Turn("run", AT, turn) for turn in turns))
    quarantine = Quarantine(date(2026, 3, 1), "later") if quarantined else None
    return make_spec_result(outcome, scenario=replace(make_scenario(), past=past, quarantine=quarantine))


NEVER_RUN = spec(Outcome.ERROR)
NEW = spec(Outcome.FAILED, "failed", "passed")
STILL = spec(Outcome.FAILED, "error", "skipped")
FIXED = spec(Outcome.PASSED, "passed", "failed")


def test_what_fails_is_new_unless_it_failed_the_last_time_that_it_had_its_turn() -> None:
    found = news(
        make_run(
            NEVER_RUN,
            NEW,
            STILL,
            FIXED,
            spec(Outcome.PASSED, "passed"),
            spec(Outcome.SKIPPED, "failed"),
            spec(Outcome.FAILED, quarantined=True),
        )
    )
    assert found.new == (NEVER_RUN, NEW)
    assert found.still == (STILL,)
    assert found.fixed == (FIXED,)


def test_what_was_not_run_to_its_end_is_no_news() -> None:
    cut_short = replace(NEW, troubles=(make_trouble("…", cause=Cause.INTERRUPTED),))
    part = replace(FIXED, scenario=replace(FIXED.scenario, complete=False))
    found = news(make_run(cut_short, part, interrupted=2))
    assert (found.new, found.fixed) == ((), ())


def test_a_broken_claim_is_no_news_for_history_is_of_steps() -> None:
    found = news(make_run(replace(NEW, troubles=(make_trouble("not so", cause=Cause.CLAIM),))))
    assert (found.new, found.still) == ((), ())
