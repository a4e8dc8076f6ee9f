"""Freshness: what the front matter of a spec says of its last verification, and whether that still counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from runner.model.spec import InvalidSpec, Loaded, Spec, Status

_SKEW: Final = timedelta(days=1)
"""How far ahead a date may lie: clocks differ, and a date without a time is of some time zone."""
_PARKED: Final = frozenset({Status.SKIPPED, Status.DEPRECATED})


class Freshness(StrEnum):
    """Worst first."""

    INVALID = "invalid"
    """The document cannot be read as a spec."""
    FAILING = "failing"
    STALE = "stale"
    NEVER = "never"
    """There is no date on which it was verified."""
    FRESH = "fresh"
    PARKED = "parked"
    """Nobody expects it to run: skipped or deprecated."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one spec stands."""

    file: str
    endpoint: str
    domain: str
    status: str
    """As the front matter says; `invalid` where there is none to trust."""
    freshness: Freshness
    verified_at: datetime | None = None
    """In UTC."""
    age: timedelta | None = None
    """Since then; negative where the date lies ahead."""
    note: str = ""

    def is_overdue(self, limit: timedelta) -> bool:
        """Whether it should have been verified within `limit`, and was not. What is parked never is."""
        if self.freshness is Freshness.PARKED:
            return False
        if self.status != Status.VERIFIED or self.age is None:
            return True
        return not -_SKEW <= self.age <= limit


def standing(spec: Loaded, *, now: datetime, stale_after: timedelta) -> Standing:
    """Where a spec stands at the instant `now`."""
    if isinstance(spec, InvalidSpec):
        note = spec.findings[0].message if spec.findings else ""
        return Standing(spec.file, spec.endpoint, spec.domain, "invalid", Freshness.INVALID, note=note)
    at = _instant(spec)
    status = Status.SKIPPED if spec.skip and spec.status not in _PARKED else spec.status
    known = Standing(
        file=spec.file,
        endpoint=str(spec.endpoint),
        domain=spec.domain,
        status=status.value,
        freshness=Freshness.FRESH,
        verified_at=at,
        age=None if at is None else now - at,
    )
    freshness, note = _judged(spec, known, stale_after)
    return replace(known, freshness=freshness, note=note)


def age_text(age: timedelta) -> str:
    """`30s`, `12m`, `5h`, `45d`; whole ones, rounded down."""
    seconds = int(abs(age).total_seconds())
    minutes = seconds // 60
    for unit, size in (("d", 24 * 60), ("h", 60)):
        if minutes >= size:
            return f"{minutes // size}{unit}"
    return f"{minutes}m" if minutes else f"{seconds}s"


def _judged(spec: Spec, known: Standing, stale_after: timedelta) -> tuple[Freshness, str]:
    """The rules, all of them; and what the status alone does not tell."""
    at, age = known.verified_at, known.age
    written = spec.front.get("verifiedAt") not in (None, "")
    unreadable = "`verifiedAt` is no date that can be read" if written and at is None else ""
    if known.status in _PARKED:
        return Freshness.PARKED, spec.skip_reason
    if spec.status is Status.FAILED:
        # When it began to fail is not written down: only that it was fine at some time, or never.
        last = unreadable or (f"last verified {at.date().isoformat()}" if at else "never verified")
        return Freshness.FAILING, f"failed, {last}"
    if at is None or age is None:
        undated = "verified, and `verifiedAt` does not say when" if spec.status is Status.VERIFIED else ""
        return Freshness.NEVER, unreadable or undated
    if age < -_SKEW:
        return Freshness.STALE, f"`verifiedAt` lies {age_text(age)} ahead"
    if spec.status is Status.PENDING:
        return Freshness.STALE, "pending: to be verified again"
    return (Freshness.STALE if age > stale_after else Freshness.FRESH), ""


def _instant(spec: Spec) -> datetime | None:
    try:
        return None if spec.verified_at is None else spec.verified_at.astimezone(UTC)
    except OverflowError:  # a day at the end of the calendar, in another time zone
        return None
