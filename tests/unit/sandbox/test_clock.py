from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from runner.sandbox.clock import (
    Clock,
    from_ms,
    iso_z,
    parse_clock,
    parse_duration,
    parse_instant,
    to_ms,
)

WALL = datetime(2030, 5, 6, 7, 8, 9, tzinfo=UTC)
NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("fixed:2026-02-02T12:00:00Z", NOON),
        ("fixed:2026-02-02T14:00:00+02:00", NOON),
        ("fixed:2026-02-02T12:00:00", NOON),
        ("wall", WALL),
        ("offset:PT36H", WALL + timedelta(hours=36)),
        ("offset:-P1D", WALL - timedelta(days=1)),
    ],
)
def test_a_clock_says_what_time_it_is(text: str, now: datetime) -> None:
    assert parse_clock(text).now(WALL) == now


@pytest.mark.parametrize(
    "text", ["", "fixed", "fixed:", "fixed:soon", "wall:1", "offset:", "offset:1h", "sundial"]
)
def test_what_is_no_clock(text: str) -> None:
    with pytest.raises(ValueError):
        parse_clock(text)


@pytest.mark.parametrize("text", ["fixed:2026-02-02T12:00:00Z", "wall", "offset:PT1H", "offset:-P3DT0.5S"])
def test_a_clock_survives_being_written_down(text: str) -> None:
    clock = parse_clock(text)
    assert parse_clock(str(clock)) == clock


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT36H", timedelta(hours=36)),
        ("P1W", timedelta(weeks=1)),
        ("P1DT2H3M4.5S", timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
        ("PT0S", timedelta()),
        ("-PT90M", timedelta(minutes=-90)),
    ],
)
def test_durations(text: str, length: timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "1D", "P1Y", "P1M", "PT1.5H", "P1D ", "PT٣H", "P999999999W"]
)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError):
        parse_duration(text)


def test_a_clock_that_stands_still_is_moved() -> None:
    clock = parse_clock("fixed:2026-02-02T12:00:00Z")
    assert clock.stands_still
    assert clock.advanced(timedelta(hours=1)).now(WALL) == NOON + timedelta(hours=1)
    assert clock.moved(WALL, WALL).now(NOON) == WALL


def test_a_clock_that_runs_goes_on_running_after_it_was_moved() -> None:
    later = WALL + timedelta(minutes=1)
    assert Clock().advanced(timedelta(hours=1)).now(later) == later + timedelta(hours=1)
    assert Clock().moved(NOON, WALL).now(later) == NOON + timedelta(minutes=1)


def test_time_is_not_advanced_backwards_or_out_of_the_calendar() -> None:
    with pytest.raises(ValueError, match="backwards"):
        Clock().advanced(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="calendar"):
        Clock(at=NOON).advanced(timedelta(days=10**8))
    with pytest.raises(ValueError, match="calendar"):
        Clock(offset=timedelta(days=10**8)).now(WALL)


def test_instants_are_read_in_a_zone_and_written_in_utc() -> None:
    instant = parse_instant("2026-02-02T12:00:00", timezone(timedelta(hours=-5)))
    assert iso_z(instant) == "2026-02-02T17:00:00Z"
    assert iso_z(from_ms(to_ms(instant) + 59)) == "2026-02-02T17:00:00.059Z"


@pytest.mark.parametrize(
    "text", ["", "x", "1969-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"]
)
def test_what_is_no_instant_here(text: str) -> None:
    with pytest.raises(ValueError):
        parse_instant(text)
