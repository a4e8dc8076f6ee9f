"""What the gate lets through, rule by rule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.model.about import About, Parts, Past, Quarantine, Shard, Turn
from runner.model.result import Outcome, SpecResult
from runner.model.trouble import Cause
from runner.record import Run
from runner.report.gate import Base, Limits, Ruling, judge, known_failures, percent
from runner.report.gatetext import as_json, screen
from runner.report.terminal import text_of
from support import stories
from support.build import make_run, make_scenario, make_spec, make_spec_result, make_step_result, make_trouble

AT = datetime(2026, 11, 28, tzinfo=UTC)


def spec(outcome: Outcome, name: str = "a", *, past: str = "", quarantined: bool = False) -> SpecResult:
    """A result; `past` says how it went before, each time by a letter."""
    words = {"p": "passed", "f": "failed", "e": "error", "s": "skipped"}
    scenario = replace(
        make_scenario(make_spec(f"GET /{name}", file=f"specs/{name}.md")),
        key=f"specs/{name}.md",
        past=Past(tuple(Turn("run", AT, words[letter]) for letter in past)),
        quarantine=Quarantine(date(2026, 12, 31), "known") if quarantined else None,
    )
    troubles = [make_trouble("no")] if outcome in (Outcome.FAILED, Outcome.ERROR) else []
    return make_spec_result(outcome, scenario=scenario, steps=[make_step_result(outcome, troubles=troubles)])


PASSED, FAILED, ERROR, SKIPPED = Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED


def rulings(run: Run, limits: Mapping[str, Any], base: Base | None = None) -> dict[str, Ruling]:
    return {ruling.rule: ruling for ruling in judge(run, Limits(**limits), base)}


def of(*outcomes: Outcome, **limits: Any) -> dict[str, Ruling]:
    specs = [spec(outcome, f"s{number}") for number, outcome in enumerate(outcomes)]
    return rulings(Run(make_run(*specs)), limits)


def shut(found: Mapping[str, Ruling]) -> list[str]:
    return [rule for rule, ruling in found.items() if not ruling.is_open]


# ---- what is asked for


def test_without_any_rule_nothing_may_fail() -> None:
    assert list(of(PASSED)) == ["finished", "verified", "max-failures"]
    assert shut(of(PASSED, SKIPPED)) == []
    assert shut(of(PASSED, FAILED)) == shut(of(PASSED, ERROR)) == ["max-failures"]


def test_with_one_only_that_is_asked() -> None:
    assert list(of(PASSED, max_flaky=0)) == ["finished", "verified", "max-flaky"]
    assert shut(of(PASSED, FAILED, max_skipped=Fraction(1))) == []


@pytest.mark.parametrize(
    ("outcomes", "limits", "expected"),
    [
        ([PASSED, FAILED, ERROR], {"max_failures": 2}, []),
        ([PASSED, FAILED, ERROR], {"max_failures": 1}, ["max-failures"]),
        ([PASSED, PASSED, FAILED], {"min_pass_rate": Fraction(2, 3)}, []),
        ([PASSED, PASSED, FAILED], {"min_pass_rate": Fraction(667, 1000)}, ["min-pass-rate"]),
        ([PASSED, SKIPPED, SKIPPED], {"min_pass_rate": Fraction(1)}, []),
        ([SKIPPED], {"min_pass_rate": Fraction(0)}, ["verified"]),
        ([SKIPPED], {"min_pass_rate": Fraction(1)}, ["verified", "min-pass-rate"]),
        ([PASSED, SKIPPED], {"max_skipped": Fraction(1, 2)}, []),
        ([PASSED, SKIPPED], {"max_skipped": Fraction(49, 100)}, ["max-skipped"]),
        ([], {"max_skipped": Fraction(0)}, ["verified"]),
        ([FAILED], {"max_failures": 9}, ["verified"]),
    ],
)  # fmt: skip
def test_each_limit_is_kept_or_not(
    outcomes: list[Outcome], limits: dict[str, Any], expected: list[str]
) -> None:
    assert shut(of(*outcomes, **limits)) == expected


def test_what_passed_only_when_retried_is_counted() -> None:
    run = Run(make_run(stories.flaky(), stories.passing()))
    assert shut(rulings(run, {"max_flaky": 1})) == []
    found = rulings(run, {"max_flaky": 0})
    assert found["max-flaky"].specs == (run.result.specs[0],)
    assert shut(found) == ["max-flaky"]


def test_what_is_in_quarantine_does_not_count() -> None:
    run = Run(make_run(spec(PASSED), spec(FAILED, "b", quarantined=True), spec(ERROR, "c", quarantined=True)))
    limits = {"max_failures": 0, "min_pass_rate": Fraction(1), "no_new_failures": True}
    found = rulings(run, limits)
    assert shut(found) == []
    assert found["max-failures"].said == "0, at most 0 allowed; 2 more in quarantine"


# ---- what is never good enough


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (Run(make_run(spec(PASSED)), ended=False), "the run broke off, or still goes on"),
        (Run(make_run(spec(PASSED), interrupted=15)), "the run was interrupted by SIGTERM"),
        (
            Run(replace(make_run(spec(PASSED)), about=About(shard=Shard(2, 3, (0,))))),
            "this is shard 2/3 only: `steprun merge` puts them together",
        ),
        (
            Run(replace(make_run(spec(PASSED)), about=About(parts=Parts(4, missing=(2,), broken=(3,))))),
            "shard 2/4 left no record; shard 3/4 broke off",
        ),
        (
            Run(make_run(spec(PASSED), replace(spec(SKIPPED), steps=(), reason="not run: stopped after 1"))),
            "1 spec not run: stopped after 1",
        ),
    ],
)  # fmt: skip
def test_a_run_that_did_not_come_to_its_end_is_never_good_enough(run: Run, why: str) -> None:
    found = rulings(run, {"max_failures": 99})
    assert shut(found) == ["finished"]
    assert found["finished"].said == why


def test_one_shard_of_one_is_a_whole_run_and_so_is_what_was_merged() -> None:
    for about in (About(shard=Shard(1, 1, (0,))), About(parts=Parts(3))):
        assert shut(rulings(Run(replace(make_run(spec(PASSED)), about=about)), {})) == []


def test_a_parked_spec_had_its_turn() -> None:
    parked = make_spec_result(SKIPPED, scenario=make_scenario(skip_reason="parked"), reason="parked")
    assert shut(rulings(Run(make_run(spec(PASSED), parked)), {})) == []


# ---- what is new


@pytest.mark.parametrize(
    ("past", "is_new"),
    [("", True), ("p", True), ("pf", False), ("pe", False), ("ffp", True), ("fs", False), ("s", True)],
)
def test_by_the_history_what_failed_the_last_time_is_not_new(past: str, is_new: bool) -> None:
    run = Run(make_run(spec(PASSED), spec(FAILED, "b", past=past)))
    assert shut(rulings(run, {"no_new_failures": True})) == (["no-new-failures"] if is_new else [])


def test_by_a_base_what_failed_there_is_not_new() -> None:
    base = Base("run 7f3a", frozenset({"specs/a.md"}))
    run = Run(make_run(spec(PASSED, "p"), spec(FAILED, "a"), spec(ERROR, "b"), spec(FAILED, "c", past="f")))
    found = rulings(run, {"no_new_failures": True}, base)["no-new-failures"]
    assert [each.scenario.key for each in found.specs] == ["specs/b.md", "specs/c.md"]
    assert found.said == "2 new, and 1 that were there before (compared with run 7f3a)"


def test_what_is_not_known_is_said() -> None:
    run = Run(make_run(spec(PASSED), spec(FAILED, "b")))
    said = rulings(run, {"no_new_failures": True})["no-new-failures"].said
    assert said == "1 new (no history is known of them)"


def test_the_failures_of_a_base_are_those_that_were_seen() -> None:
    cut = make_trouble("not run", cause=Cause.INTERRUPTED)
    unseen = [
        replace(spec(ERROR, "broken_off"), steps=(), troubles=(cut,)),
        replace(spec(ERROR, "stopped"), steps=(make_step_result(ERROR, troubles=[cut]),)),
        replace(spec(ERROR, "ended"), steps=(make_step_result(SKIPPED, blocked=True),)),
    ]
    seen = [
        spec(FAILED, "failed"),
        spec(ERROR, "error"),
        spec(FAILED, "quarantined", quarantined=True),
        replace(spec(FAILED, "both"), steps=(make_step_result(FAILED, troubles=[make_trouble("no"), cut]),)),
    ]
    found = known_failures(Run(make_run(spec(PASSED), spec(SKIPPED, "s"), *seen, *unseen)))
    assert found == {"specs/failed.md", "specs/error.md", "specs/quarantined.md", "specs/both.md"}


# ---- figures


@settings(deadline=None)
@given(st.fractions(0, 1), st.fractions(0, 1))
def test_rounding_never_shows_a_rate_on_the_wrong_side(rate: Fraction, limit: Fraction) -> None:
    def value(text: str) -> Fraction:
        return Fraction(text.removesuffix("%")) / 100

    assert value(percent(rate)) <= rate <= value(percent(rate, up=True))
    if rate < limit:
        assert value(percent(rate)) <= value(percent(limit))


@pytest.mark.parametrize(
    ("rate", "down", "up"),
    [
        (Fraction(1), "100%", "100%"),
        (Fraction(0), "0%", "0%"),
        (Fraction(2, 3), "66.66%", "66.67%"),
        (Fraction(985, 1000), "98.5%", "98.5%"),
    ],
)
def test_rates_have_two_decimals_at_most(rate: Fraction, down: str, up: str) -> None:
    assert (percent(rate), percent(rate, up=True)) == (down, up)


# ---- told


def test_people_see_each_rule_and_each_spec_once() -> None:
    specs = [spec(FAILED, f"f{number:02}") for number in range(12)]
    run = Run(make_run(spec(PASSED), *specs))
    limits = Limits(max_failures=3, no_new_failures=True, max_flaky=0)
    text = [text_of(row) for row in screen(run.result, judge(run, limits), width=80)]
    assert text[0] == "run 7f3a91c · staging"
    assert "✗ shut  max-failures     12, at most 3 allowed" in text
    assert "✗ shut  no-new-failures  12 new (no history is known of them)" in text
    assert "✓ open  max-flaky        0, at most 0 allowed" in text
    assert text[-1] == "✗ the gate is shut: max-failures, no-new-failures"
    assert sum(row.startswith("        ") for row in text) == 11  # ten of them, and how many more there are
    assert text.count("        and 2 more") == 1
    assert all(len(row) <= 80 for row in text)


def test_people_see_at_once_that_it_is_open() -> None:
    run = Run(make_run(spec(PASSED)))
    text = [text_of(row) for row in screen(run.result, judge(run, Limits()), width=80)]
    assert text[-1] == "✓ the gate is open"


def test_programs_get_the_figures() -> None:
    run = Run(make_run(spec(PASSED), spec(FAILED, "b")))
    value = json.loads(as_json(run.result, judge(run, Limits(min_pass_rate=Fraction(3, 4)))))
    assert (value["run_id"], value["open"]) == ("7f3a91c", False)
    finished, verified, rate = value["rules"]
    assert finished == {
        "rule": "finished",
        "open": True,
        "found": 0,
        "limit": 0,
        "message": "2 specs, nothing is missing",
        "specs": [],
    }
    assert (verified["found"], verified["limit"]) == (1, 1)
    assert (rate["found"], rate["limit"], rate["open"]) == (50.0, 75.0, False)
    assert rate["specs"][0]["key"] == "specs/b.md"
