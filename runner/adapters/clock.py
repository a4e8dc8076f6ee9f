"""Time, as the machine has it or as the system under test tells it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

from runner.engine.ports import Clock


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's time; a set `stop` ends every sleep."""

    stop: threading.Event

    def now(self) -> datetime:
        """The present, in UTC."""
        return datetime.now(UTC)

    def ticks(self) -> float:
        """Seconds on a clock that is never set back."""
        return perf_counter()

    def sleep(self, seconds: float, /) -> None:
        """Wait; returns at once when the run is interrupted."""
        self.stop.wait(seconds)


@dataclass(frozen=True, slots=True)
class OffsetClock:
    """A calendar that stands at `instant`, over another clock's ticks."""

    system: Clock
    instant: datetime

    def now(self) -> datetime:
        """The instant, whenever it is asked for."""
        return self.instant

    def ticks(self) -> float:
        """The system's."""
        return self.system.ticks()

    def sleep(self, seconds: float, /) -> None:
        """The system's."""
        self.system.sleep(seconds)
