"""The names that exist everywhere, in UTC, frozen once per spec run."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from runner.model.json import JSON
from runner.resolve.builtins import NAMES, Builtins
from runner.resolve.scope import Binding
from support.senders import NOW


def make(now: datetime = NOW, *, seed: str = "7:specs/a.md:") -> Builtins:
    return Builtins(now=now, unique=1769851815250, seed=seed, run_id="r1", spec_run_id="r1-0003")


def value(name: str, now: datetime = NOW) -> JSON:
    binding = make(now)(name)
    assert binding
    return binding.value


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("today_date", "2026-01-31"),
        ("current_date", "2026-01-31"),
        ("tomorrow_date", "2026-02-01"),
        ("yesterday_date", "2026-01-30"),
        ("next_week_date", "2026-02-07"),
        ("next_month_date", "2026-02-28"),
        ("start_of_month_date", "2026-01-01"),
        ("end_of_month_date", "2026-01-31"),
        ("now_datetime", "2026-01-31T09:30:15.250Z"),
        ("tomorrow_datetime", "2026-02-01T17:00:00.000Z"),
        ("next_week_datetime", "2026-02-07T17:00:00.000Z"),
        ("future_datetime", "2026-02-01T09:30:15.250Z"),
        ("future_datetime_48h", "2026-02-02T09:30:15.250Z"),
        ("now_timestamp", 1769851815),
        ("tomorrow_timestamp", 1769938215),
        ("current_year", 2026),
        ("current_month", 1),
        ("timestamp", "1769851815250"),
        ("unique_id", "1769851815250"),
        ("run_id", "r1"),
        ("spec_run_id", "r1-0003"),
    ],
)
def test_dates_and_ids(name: str, expected: JSON) -> None:
    assert value(name) == expected
    assert make()(name) == Binding(expected, "built-in")


@pytest.mark.parametrize(
    ("now", "name", "expected"),
    [
        (datetime(2024, 1, 31, tzinfo=UTC), "next_month_date", "2024-02-29"),
        (datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), "next_month_date", "2027-01-31"),
        (datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), "tomorrow_date", "2027-01-01"),
        (datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), "now_datetime", "2026-12-31T23:59:59.999Z"),
        (datetime(2024, 2, 10, tzinfo=UTC), "end_of_month_date", "2024-02-29"),
        (datetime(2026, 3, 1, tzinfo=UTC), "yesterday_date", "2026-02-28"),
    ],
)
def test_dates_at_the_edges_of_the_calendar(now: datetime, name: str, expected: str) -> None:
    assert value(name, now) == expected


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("random_string", r"[a-z0-9]{10}"),
        ("random_number", r"[1-9]\d{0,5}"),
        ("random_email", r"[a-z0-9]{10}@example\.com"),
        ("random_phone", r"\+1202555\d{4}"),
        ("random_firstname", r"[A-Z][a-z]+"),
        ("random_lastname", r"[A-Z][a-z]+"),
        ("random_address", r"\d+ [A-Z][a-z]+ Street"),
        ("random_url", r"https://[a-z0-9]{10}\.example\.com/"),
    ],
)
def test_made_up_values_look_right_stand_still_and_repeat_with_the_seed(name: str, pattern: str) -> None:
    builtins = make()
    first = builtins(name)
    assert first
    assert re.fullmatch(pattern, str(first.value))
    assert builtins(name) is first
    assert make()(name) == first
    assert len({str(make(seed=str(n))(name)) for n in range(20)}) > 1


def test_a_number_is_a_number() -> None:
    assert isinstance(value("random_number"), int)


def test_other_names_are_not_built_in() -> None:
    assert make()("nobody") is None
    assert all(make()(name) for name in NAMES)
