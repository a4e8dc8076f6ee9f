"""Token buckets: how fast a caller may go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests at once, and so many more each second."""

    burst: int
    per_second: float


@dataclass(frozen=True, slots=True)
class Level:
    """How full a bucket was, and when."""

    tokens: float
    at: float


def take(level: Level | None, rate: Rate, at: float) -> tuple[Level, float]:
    """The level after one request, and the seconds to wait until it is granted: 0 when it is."""
    filled = (
        rate.burst if level is None else min(rate.burst, level.tokens + (at - level.at) * rate.per_second)
    )
    if filled >= 1:
        return Level(filled - 1, at), 0.0
    return Level(filled, at), (1 - filled) / rate.per_second
