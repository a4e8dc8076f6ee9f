"""About a run: where it comes from, which part of the whole it is, and what earlier runs came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Listed:
    """A scenario as it is known to those who do not run it: enough to say that nobody did."""

    key: str
    file: str = ""
    """Its document, as shown to people; empty: as its key names it."""
    endpoint: str = ""
    domain: str = ""
    example: str = ""
    variant: str = ""
    shard: int = 1
    """The number of the one that runs it."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several runs that share the scenarios of a selection."""

    number: int
    """From 1 on."""
    total: int
    places: tuple[int, ...] = ()
    """Where each of its scenarios stands in the whole selection, from 0 on."""
    whole: tuple[Listed, ...] = ()
    """The whole selection, in the order of the files."""

    @property
    def is_spare(self) -> bool:
        """Whether the others have all that there is to do."""
        return bool(self.whole) and not self.places

    def __str__(self) -> str:
        return f"{self.number}/{self.total}"


@dataclass(frozen=True, slots=True)
class Parts:
    """The shards that a run was put together from."""

    total: int
    missing: tuple[int, ...] = ()
    """The numbers of those that left no record."""
    broken: tuple[int, ...] = ()
    """The numbers of those whose record breaks off."""

    def __str__(self) -> str:
        whole = f"{self.total} shard" if self.total == 1 else f"{self.total} shards"
        return f"{self.total - len(self.missing)} of {whole}" if self.missing else whole


@dataclass(frozen=True, slots=True)
class About:
    """Where a run comes from."""

    at: datetime | None = None
    """When it began, by the clock on the wall; the system under test may have another one."""
    version: str = ""
    """Of steprun."""
    commit: str = ""
    """The one that is checked out; empty: nobody knows."""
    branch: str = ""
    shard: Shard | None = None
    suite: str = ""
    """Fingerprint of the whole selection and of how it was cut; shards of one run share it."""
    parts: Parts | None = None
    """None: it is one piece."""


class Turn(NamedTuple):
    """How a scenario ended in an earlier run. A tuple, for a large run is told tens of thousands of them."""

    run_id: str
    at: datetime
    outcome: str
    """`passed`, `failed`, `error`, `skipped`."""
    flaky: bool = False
    seconds: float = 0.0
    commit: str = ""
    branch: str = ""
    fell: bool = False
    """It did not pass, and the turn before it had: of the same document, at the same commit."""

    @property
    def bad(self) -> bool:
        """It did not pass, and was not skipped either."""
        return self.outcome in ("failed", "error")


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier runs of a scenario came to."""

    turns: tuple[Turn, ...] = ()
    """The latest ones, oldest first."""
    first_failed: Turn | None = None
    """Where the present row of failures began; None: the last one did not fail."""
    last_passed: Turn | None = None

    @property
    def last(self) -> Turn | None:
        """The latest one that said something: skipped ones do not."""
        return next((turn for turn in reversed(self.turns) if turn.outcome != "skipped"), None)

    @property
    def failing(self) -> bool:
        """Whether it failed the last time."""
        return self.first_failed is not None or (self.last is not None and self.last.bad)


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A scenario that may fail for a while without failing the run."""

    until: date
    """The last day on which it may."""
    reason: str

    def __str__(self) -> str:
        return f"until {self.until.isoformat()}: {self.reason}"


def flake_rate(turns: tuple[Turn, ...]) -> float | None:
    """The share of turns that chance had a hand in; None where none said anything.

    Those are the passes that needed more than one attempt, and the failures that came out of nothing: the
    turn before had passed, of the same document at the same commit. A row of failures counts once, when it
    begins: what fails for days is broken, or its API is, and no more flaky for it.
    """
    told = [turn for turn in turns if turn.outcome != "skipped"]
    return sum(turn.flaky or turn.fell for turn in told) / len(told) if told else None


def percentile(values: tuple[float, ...], share: float) -> float | None:
    """The smallest value that at least this share of all do not exceed (nearest rank); None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
