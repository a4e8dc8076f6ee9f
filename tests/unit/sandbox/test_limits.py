from __future__ import annotations

from datetime import UTC, datetime

import pytest

from runner.sandbox.limits import retry_after
from runner.sandbox.rates import Level, Pace, Quota, Rate, Repeats, Traffic, per_minute, repeat, take

RATE = Rate(burst=2, per_second=4)
FOUR_A_SECOND = Repeats(most=4, within=1.0)


def test_a_bucket_empties_and_fills() -> None:
    level, waits = None, []
    for at in (0.0, 0.0, 0.0, 0.1, 0.25, 10.0, 10.0, 10.0):
        level, wait = take(level, RATE, at)
        waits.append(round(wait, 3))
    assert waits == [0, 0, 0.25, 0.15, 0, 0, 0, 0.25]


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    level, _ = take(Level(2, 0), RATE, 1000)
    assert level.tokens == 1


def test_so_many_per_minute() -> None:
    level, waits = None, []
    for at in [0.0] * 61 + [1.0, 1.0]:
        level, wait = take(level, per_minute(60), at)
        waits.append(wait)
    assert waits == [0] * 60 + [1, 0, 1]


def test_roles_may_have_a_pace_of_their_own() -> None:
    slow, fast = Pace(reads=RATE, writes=RATE), Pace(reads=per_minute(400), writes=per_minute(100))
    quota = Quota(everyone=slow, roles={"admin": fast})
    assert (quota.pace("admin"), quota.pace("customer"), quota.pace("")) == (fast, slow, slow)


def test_no_second_holds_more_than_four_of_the_same() -> None:
    granted: tuple[float, ...] = ()
    waits = []
    for at in (0.0, 0.4, 0.5, 0.9, 0.95, 1.0, 1.1, 1.4, 5.0):
        granted, wait = repeat(granted, FOUR_A_SECOND, at)
        waits.append(round(wait, 3))
    assert waits == [0, 0, 0, 0, 0.05, 0, 0.3, 0, 0]
    assert granted == (5.0,)


def test_requests_too_old_to_count_are_forgotten() -> None:
    traffic = Traffic()
    for n in range(traffic.MOST_REMEMBERED * 3):
        assert traffic.wait_to_repeat(b"%d" % n, FOUR_A_SECOND, n / 10) == 0
    assert len(traffic._granted) <= traffic.MOST_REMEMBERED + 1


@pytest.mark.parametrize(("seconds", "value"), [(0.01, b"1"), (1.0, b"1"), (1.01, b"2")])
def test_a_caller_is_never_told_to_come_too_early(seconds: float, value: bytes) -> None:
    assert retry_after(seconds, "seconds", datetime.now(UTC)) == value


def test_a_date_is_one_of_the_sandbox() -> None:
    now = datetime(2026, 2, 2, 8, tzinfo=UTC)
    assert retry_after(1.5, "http-date", now) == b"Mon, 02 Feb 2026 08:00:02 GMT"
