from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from runner.model.about import Past, Turn
from runner.model.http import size_of
from runner.model.place import Place
from runner.model.result import Outcome
from runner.model.trouble import Cause
from runner.report import words
from runner.report.terminal import ASCII
from support import stories
from support.build import (
    FILE,
    in_quarantine,
    make_check,
    make_scenario,
    make_spec_result,
    make_step_result,
    make_trouble,
)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.00s"), (-1, "0.00s"), (0.424, "0.42s"), (9.99, "9.99s"), (9.999, "10.0s"), (12.34, "12.3s"),
        (59.94, "59.9s"), (59.96, "1m 00s"), (221, "3m 41s"), (3599.6, "1h 00m"), (3725, "1h 02m"),
    ],
)  # fmt: skip
def test_durations(seconds: float, text: str) -> None:
    assert words.duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2124, "212 ms"), (0, "0 ms"), (0.9996, "1 s"), (1.84, "1.84 s"), (30, "30 s")]
)
def test_latencies(seconds: float, text: str) -> None:
    assert words.latency(seconds) == text


def test_counts_and_sizes() -> None:
    assert [words.count(number, "step") for number in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]
    assert [size_of(number) for number in (96, 3400, 1_200_000)] == ["96 B", "3.4 kB", "1.2 MB"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("é", '"é"'), (None, "null"), (True, "true"), ({"a": [1]}, '{"a": [1]}'),
        ("x" * 50, '"xxxxxxxxxxxxxxxxxx…'), (float("inf"), "Infinity"), (object, '"<class \'object\'>"'),
    ],
)  # fmt: skip
def test_a_value_is_short(value: Any, text: str) -> None:
    assert words.short(value, width=20 if len(str(value)) >= 50 else 60) == text


def test_a_value_that_holds_itself_is_no_trouble() -> None:
    circle: list[Any] = []
    circle.append(circle)
    assert words.short(circle) == "a value too deep to show"


def test_every_outcome_has_a_glyph_and_a_word() -> None:
    marks = [words.mark(make_spec_result(outcome)) for outcome in Outcome]
    assert [(mark.glyph, mark.word) for mark in marks] == [
        ("✓", "passed"),
        ("✗", "failed"),
        ("!", "error"),
        ("○", "skipped"),
    ]


def test_flaky_and_blocked_have_their_own() -> None:
    assert words.mark(stories.flaky()) is words.FLAKY
    assert words.mark(make_step_result(flaky=True)) is words.FLAKY
    assert words.mark(make_step_result(Outcome.SKIPPED, blocked=True)) is words.BLOCKED


def test_every_glyph_has_a_stand_in() -> None:
    marks = (words.PASSED, words.FAILED, words.ERROR, words.SKIPPED, words.FLAKY, words.BLOCKED)
    assert all(mark.glyph in ASCII or mark.glyph.isascii() for mark in marks)


@pytest.mark.parametrize(
    ("story", "headline", "where"),
    [
        (stories.failing_status(), "status 200 → 404", f"{FILE}:26"),
        (stories.failing_body(), '$.data.total 10 → "10" (+1 more)', f"{FILE}:28"),
        (
            stories.empty_extraction(),
            "`$.data.bookings[0].id` matched nothing: `$.data.bookings` is `[]`",
            f"{FILE}:11",
        ),
        (stories.undefined_variable(), "`booking_id` has no value", f"{FILE}:24"),
        (stories.missing_token(3), "token `app` is not set", "specs/apps/get_app_3.md:12"),
        (stories.invalid(), "unknown step key `expects` (+1 more)", "specs/sales/post_coupons.md:24"),
        (make_spec_result(Outcome.ERROR, reason="no executable steps"), "no executable steps", FILE),
    ],
)
def test_headline_and_place(story: Any, headline: str, where: str) -> None:
    assert words.headline(story) == headline
    assert words.where(story) == where


def test_a_refusal_is_told_by_its_check() -> None:
    step = make_step_result(
        Outcome.ERROR,
        checks=[make_check(found="401")],
        troubles=[make_trouble("401 Unauthorized with token `staff`", cause=Cause.REFUSED)],
    )
    assert words.headline(step) == "status 200 → 401"


def test_a_check_without_values_is_told_by_its_message() -> None:
    assert words.change(make_check("no JSON", wanted="", found="")) == "no JSON"
    assert words.change(make_check(subject="$.a", wanted="1", found="")) == "$.a 1 → nothing"


def test_a_headline_is_one_line() -> None:
    assert words.headline(make_step_result(Outcome.ERROR, troubles=[make_trouble("one\ntwo")])) == "one"


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (stories.skipped(), "Nothing to cancel today"),
        (replace(stories.skipped(), reason=""), "Nothing to cancel today"),
        (
            make_spec_result(Outcome.SKIPPED, scenario=make_scenario(skip_reason="parked: see #12")),
            "parked: see #12",
        ),
        (make_spec_result(Outcome.SKIPPED), "no reason was given"),
        (make_step_result(Outcome.SKIPPED), "no reason was given"),
        (make_step_result(Outcome.SKIPPED, reason="blocked by login"), "blocked by login"),
        (
            make_step_result(
                Outcome.SKIPPED, troubles=[make_trouble("nothing there", cause=Cause.SOURCE_SKIPPED)]
            ),
            "nothing there",
        ),
    ],
)
def test_the_reason_of_a_skip(result: Any, reason: str) -> None:
    assert words.skip_reason(result) == reason


def test_a_step_without_trouble_is_where_it_was_written() -> None:
    assert words.where(make_step_result()) == f"{FILE}:7"
    check = make_check(place=Place(FILE, 99))
    assert words.where(make_step_result(Outcome.FAILED, checks=[check])) == f"{FILE}:99"


# ---- earlier runs

AT = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
PASS, FAIL = (Turn("r", AT, outcome, commit="1c9e0fd7a1") for outcome in ("passed", "failed"))
EARLIER = FAIL._replace(run_id="q", at=AT - timedelta(days=1), commit="")


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (Past(), ""),
        (Past((PASS,), None, PASS), "first failed in this run; last passed 2026-11-20, at 1c9e0fd"),
        (Past((FAIL, PASS), None, PASS), "first failed in this run; last passed 2026-11-20, at 1c9e0fd"),
        (Past((FAIL,), FAIL), "first failed 1 run ago, 2026-11-20, at 1c9e0fd; it never passed"),
        (Past((PASS, EARLIER, FAIL), EARLIER), "first failed 2 runs ago, 2026-11-19; it never passed"),
        (Past((FAIL,) * 30, EARLIER), "first failed more than 30 runs ago, 2026-11-19; it never passed"),
    ],
)
def test_since_when_it_fails(past: Past, said: str) -> None:
    assert words.since(past) == said


@pytest.mark.parametrize(
    ("turn", "mark"),
    [
        (PASS, words.PASSED),
        (PASS._replace(flaky=True), words.FLAKY),
        (FAIL._replace(fell=True), words.FAILED),
        (FAIL._replace(outcome="error"), words.ERROR),
        (FAIL._replace(outcome="skipped"), words.SKIPPED),
    ],
)
def test_an_earlier_turn_has_the_mark_of_what_it_came_to(turn: Turn, mark: words.Mark) -> None:
    assert words.turn_mark(turn) is mark


def test_quarantine_has_a_mark_of_its_own_for_the_spec_and_none_for_its_steps() -> None:
    told = in_quarantine(stories.failing_status())
    assert words.mark(told) is words.QUARANTINED
    assert [words.mark(step) for step in told.steps] == [words.PASSED, words.FAILED]
    assert words.mark(in_quarantine(stories.passing())) is words.PASSED
    assert words.mark(in_quarantine(stories.skipped())) is words.SKIPPED
