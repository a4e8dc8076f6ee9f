"""The names that exist everywhere: dates, and made-up values. Frozen once per spec run, all in UTC."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from types import MappingProxyType

from runner.model.json import JSON
from runner.resolve.scope import Binding

DAY = timedelta(days=1)


def _date(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def _at_17(moment: datetime) -> str:
    """A time of day at which a business is open."""
    return _stamp(moment.replace(hour=17, minute=0, second=0, microsecond=0))


def _next_month(moment: datetime) -> datetime:
    """The same day of the next month, or its last one where it is shorter."""
    year, month = (moment.year + 1, 1) if moment.month == 12 else (moment.year, moment.month + 1)  # noqa: PLR2004
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)


def _month_end(moment: datetime) -> datetime:
    return moment.replace(day=calendar.monthrange(moment.year, moment.month)[1])


_DATES: MappingProxyType[str, Callable[[datetime], JSON]] = MappingProxyType(
    {
        "today_date": _date,
        "current_date": _date,
        "tomorrow_date": lambda now: _date(now + DAY),
        "yesterday_date": lambda now: _date(now - DAY),
        "next_week_date": lambda now: _date(now + 7 * DAY),
        "next_month_date": lambda now: _date(_next_month(now)),
        "start_of_month_date": lambda now: _date(now.replace(day=1)),
        "end_of_month_date": lambda now: _date(_month_end(now)),
        "now_datetime": _stamp,
        "tomorrow_datetime": lambda now: _at_17(now + DAY),
        "next_week_datetime": lambda now: _at_17(now + 7 * DAY),
        "future_datetime": lambda now: _stamp(now + DAY),
        "future_datetime_48h": lambda now: _stamp(now + 2 * DAY),
        "now_timestamp": lambda now: int(now.timestamp()),
        "tomorrow_timestamp": lambda now: int((now + DAY).timestamp()),
        "current_year": lambda now: now.year,
        "current_month": lambda now: now.month,
    }
)

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_FIRST_NAMES = ("Ada", "Alan", "Barbara", "Donald", "Edsger", "Frances", "Grace", "Ken", "Margaret", "Tony")
_LAST_NAMES = ("Allen", "Dijkstra", "Hamilton", "Hoare", "Hopper", "Knuth", "Liskov", "Lovelace", "Turing")
_STREETS = ("Birch", "Cedar", "Elm", "Hazel", "Linden", "Maple", "Oak", "Willow")


def _word(random: Random) -> str:
    return "".join(random.choice(_LETTERS) for _ in range(10))


_RANDOM: MappingProxyType[str, Callable[[Random], JSON]] = MappingProxyType(
    {
        "random_string": _word,
        "random_number": lambda random: random.randrange(1, 1_000_000),
        # Reserved domains and numbers: nobody is written to or called.
        "random_email": lambda random: f"{_word(random)}@example.com",
        "random_phone": lambda random: f"+1202555{random.randrange(100, 200):04d}",
        "random_firstname": lambda random: random.choice(_FIRST_NAMES),
        "random_lastname": lambda random: random.choice(_LAST_NAMES),
        "random_address": lambda random: f"{random.randrange(1, 999)} {random.choice(_STREETS)} Street",
        "random_url": lambda random: f"https://{_word(random)}.example.com/",
    }
)

_UNIQUE = frozenset({"timestamp", "unique_id"})
_RUN = frozenset({"run_id", "spec_run_id"})

NAMES = frozenset(_DATES) | frozenset(_RANDOM) | _UNIQUE | _RUN


@dataclass(frozen=True, slots=True)
class Builtins:
    """The built-in names of one spec run: asked when needed, and always the same answer.

    `seed` makes the random ones repeatable; `unique` is unique among all spec runs (epoch milliseconds).
    """

    now: datetime
    unique: int
    seed: str
    run_id: str
    spec_run_id: str
    _known: dict[str, Binding] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, name: str) -> Binding | None:
        if name not in NAMES:
            return None
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = Binding(self._make(name), "built-in")
        return known

    def _make(self, name: str) -> JSON:
        if name in _DATES:
            return _DATES[name](self.now)
        if name in _UNIQUE:
            return str(self.unique)
        if name in _RUN:
            return self.run_id if name == "run_id" else self.spec_run_id
        return _RANDOM[name](Random(f"{self.seed}:{name}"))  # noqa: S311 - made-up data, not a secret
