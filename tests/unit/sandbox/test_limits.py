from __future__ import annotations

from datetime import UTC, datetime

import pytest

from runner.sandbox.limits import retry_after
from runner.sandbox.rates import Level, Rate, take

RATE = Rate(burst=2, per_second=4)


def test_a_bucket_empties_and_fills() -> None:
    level, waits = None, []
    for at in (0.0, 0.0, 0.0, 0.1, 0.25, 10.0, 10.0, 10.0):
        level, wait = take(level, RATE, at)
        waits.append(round(wait, 3))
    assert waits == [0, 0, 0.25, 0.15, 0, 0, 0, 0.25]


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    level, _ = take(Level(2, 0), RATE, 1000)
    assert level.tokens == 1


@pytest.mark.parametrize(("seconds", "value"), [(0.01, b"1"), (1.0, b"1"), (1.01, b"2")])
def test_a_caller_is_never_told_to_come_too_early(seconds: float, value: bytes) -> None:
    assert retry_after(seconds, "seconds", datetime.now(UTC)) == value


def test_a_date_is_one_of_the_sandbox() -> None:
    now = datetime(2026, 2, 2, 8, tzinfo=UTC)
    assert retry_after(1.5, "http-date", now) == b"Mon, 02 Feb 2026 08:00:02 GMT"
