"""Instants as texts: moved, and still written as they were."""

from __future__ import annotations

from datetime import timedelta

import pytest

from runner.resolve.instants import day_of, duration_of, shifted


@pytest.mark.parametrize(
    ("text", "duration", "expected"),
    [
        ("2026-02-28", "P1D", "2026-03-01"),
        ("2026-03-01", "-P1D", "2026-02-28"),
        ("2026-02-02", "PT48H", "2026-02-04"),
        ("2026-02-02T08:00:00Z", "PT36H", "2026-02-03T20:00:00Z"),
        ("2026-02-02T08:00:00+02:00", "-PT9H", "2026-02-01T23:00:00+02:00"),
        ("2026-02-02T08:00:00-0500", "PT1M", "2026-02-02T08:01:00-0500"),
        ("2026-02-02T08:00:00.000Z", "PT0.5S", "2026-02-02T08:00:00.500Z"),
        ("2026-02-02T08:00:00.5Z", "PT0.25S", "2026-02-02T08:00:00.7Z"),
        ("2026-02-02T08:00:00.123456789Z", "PT1S", "2026-02-02T08:00:01.123456000Z"),
        ("2026-02-02T08:00:00Z", "PT0.5S", "2026-02-02T08:00:00Z"),
        ("2026-02-02 08:00", "P1W", "2026-02-09 08:00"),
        (" 2026-02-02T08:00 ", "P1DT1H", "2026-02-03T09:00"),
        ("2028-02-28T23:59:59Z", "PT1S", "2028-02-29T00:00:00Z"),
        ("2026-12-31T23:00:00Z", "+PT2H", "2027-01-01T01:00:00Z"),
    ],
)
def test_an_instant_moves_and_keeps_its_form(text: str, duration: str, expected: str) -> None:
    assert shifted(text, duration) == expected


@pytest.mark.parametrize(
    ("text", "duration", "words"),
    [
        ("tomorrow", "P1D", "no ISO 8601 date"),
        ("1770019200", "P1D", "no ISO 8601 date"),
        ("2026-13-01", "P1D", "not in the calendar"),
        ("2026-02-30T08:00:00Z", "P1D", "not in the calendar"),
        ("9999-12-31", "P1D", "not in the calendar"),
        ("2026-02-02", "PT1H", "no time of day"),
        ("2026-02-02", "36h", "no ISO 8601 duration"),
        ("2026-02-02", "P1M", "no ISO 8601 duration"),
        ("2026-02-02", "P", "no ISO 8601 duration"),
        ("2026-02-02", "P1DT", "no ISO 8601 duration"),
        ("2026-02-02", "", "no ISO 8601 duration"),
    ],
)
def test_what_cannot_be_moved_says_why(text: str, duration: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        shifted(text, duration)


def test_the_day_of_an_instant_is_that_of_its_own_clock() -> None:
    assert day_of("2026-02-02T23:30:00-05:00") == "2026-02-02"
    assert day_of("2026-02-02") == "2026-02-02"
    with pytest.raises(ValueError, match="no ISO 8601 date"):
        day_of("02.02.2026")


def test_a_duration_adds_up() -> None:
    assert duration_of("P1W2DT3H4M5S") == timedelta(weeks=1, days=2, hours=3, minutes=4, seconds=5)
    assert duration_of("-PT90M") == timedelta(minutes=-90)
