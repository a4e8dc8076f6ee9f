"""Rates: how fast callers may go, as token buckets and as a limit on repeating oneself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests at once, and so many more each second."""

    burst: int
    per_second: float


def per_minute(requests: int) -> Rate:
    return Rate(burst=requests, per_second=requests / 60)


@dataclass(frozen=True, slots=True)
class Pace:
    """The rates of one caller: what it reads is counted apart from what it writes."""

    reads: Rate
    writes: Rate


@dataclass(frozen=True, slots=True)
class Repeats:
    """At most so many identical requests in any stretch of so many seconds."""

    most: int
    within: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How fast the callers of an API may go."""

    everyone: Pace
    #: Roles that have a pace of their own.
    roles: Mapping[str, Pace] = field(default_factory=dict)
    #: Without it, a request may be repeated as often as any other may be made.
    repeats: Repeats | None = None

    def pace(self, role: str) -> Pace:
        return self.roles.get(role, self.everyone)


@dataclass(frozen=True, slots=True)
class Level:
    """How full a bucket was, and when."""

    tokens: float
    at: float


class Traffic:
    """What was granted lately, in one space. Each question is one request, granted when it need not wait."""

    # Beyond this, requests too old to count are forgotten.
    MOST_REMEMBERED = 1000

    def __init__(self) -> None:
        self._levels: dict[tuple[str, str, bool], Level] = {}
        self._granted: dict[bytes, tuple[float, ...]] = {}

    def wait(self, bucket: tuple[str, str, bool], rate: Rate, at: float) -> float:
        """The seconds until the bucket (API, caller, whether it reads) grants a request."""
        self._levels[bucket], seconds = take(self._levels.get(bucket), rate, at)
        return seconds

    def wait_to_repeat(self, request: bytes, repeats: Repeats, at: float) -> float:
        """The seconds until the request of that digest is granted once more."""
        if len(self._granted) > self.MOST_REMEMBERED:
            recent = {key: times for key, times in self._granted.items() if at - times[-1] < repeats.within}
            self._granted = recent
        self._granted[request], seconds = repeat(self._granted.get(request, ()), repeats, at)
        return seconds


def take(level: Level | None, rate: Rate, at: float) -> tuple[Level, float]:
    """The level after one request, and the seconds to wait until it is granted: 0 when it is."""
    filled = (
        rate.burst if level is None else min(rate.burst, level.tokens + (at - level.at) * rate.per_second)
    )
    if filled >= 1:
        return Level(filled - 1, at), 0.0
    return Level(filled, at), (1 - filled) / rate.per_second


def repeat(granted: tuple[float, ...], repeats: Repeats, at: float) -> tuple[tuple[float, ...], float]:
    """When a request was granted lately, after one more of it; and the seconds to wait, 0 when it is too."""
    lately = tuple(then for then in granted if at - then < repeats.within)
    if len(lately) < repeats.most:
        return (*lately, at), 0.0
    return lately, lately[0] + repeats.within - at
