from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from runner.model.about import About
from runner.report.moments import epoch, milliseconds, moment
from support.build import STARTED, make_run

AT = datetime(2026, 11, 28, 9, 30, tzinfo=timezone(timedelta(hours=2)))


def test_a_moment_is_told_by_the_clock_on_the_wall() -> None:
    run = replace(make_run(), about=About(at=AT))
    assert moment(run) == datetime(2026, 11, 28, 7, 30, tzinfo=UTC)
    assert moment(run, 61.5) == datetime(2026, 11, 28, 7, 31, 1, 500_000, tzinfo=UTC)
    assert moment(run).utcoffset() == timedelta()


def test_where_nobody_looked_at_it_the_clock_of_the_system_under_test_has_to_do() -> None:
    assert moment(make_run(), 1.0) == STARTED + timedelta(seconds=1)


def test_milliseconds_count_from_1970() -> None:
    assert epoch(make_run(), 0.0015) == int(STARTED.timestamp()) * 1000 + 1


@pytest.mark.parametrize(
    ("seconds", "rounded"), [(0.0, 0), (1.2345, 1234), (0.0004999996, 0), (0.0005000004, 0), (-3.0, 0)]
)
def test_a_duration_is_rounded_as_a_record_is(seconds: float, rounded: int) -> None:
    assert milliseconds(seconds) == milliseconds(round(seconds, 6)) == rounded
