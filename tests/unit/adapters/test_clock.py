from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

from runner.adapters.clock import OffsetClock, SystemClock
from runner.engine.ports import Clock


def test_the_system_clock_knows_its_zone_and_never_runs_back() -> None:
    clock: Clock = SystemClock(threading.Event())
    assert clock.now().utcoffset() == timedelta()
    assert clock.ticks() <= clock.ticks()


def test_a_stop_ends_every_sleep() -> None:
    stop = threading.Event()
    threading.Timer(0.05, stop.set).start()
    begun = time.perf_counter()
    SystemClock(stop).sleep(10)
    SystemClock(stop).sleep(10)
    assert time.perf_counter() - begun < 2


def test_another_calendar_stands_still_over_the_same_ticks() -> None:
    stop = threading.Event()
    stop.set()
    instant = datetime(2026, 2, 2, 8, tzinfo=UTC)
    clock: Clock = OffsetClock(SystemClock(stop), instant)
    clock.sleep(10)
    assert clock.now() == clock.now() == instant
    assert clock.ticks() <= clock.ticks()
