"""The clock of a space: what time it is there, and how it is moved."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

# Outside these years a shift by a time zone or a duration could leave the calendar.
FIRST_YEAR, LAST_YEAR = 1970, 2200

# Years and months have no fixed length, so a clock cannot be moved by them.
DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<weeks>[0-9]{1,9})W)?(?:(?P<days>[0-9]{1,9})D)?"
    r"(?:T(?:(?P<hours>[0-9]{1,9})H)?(?:(?P<minutes>[0-9]{1,9})M)?(?:(?P<seconds>[0-9]{1,12}(?:\.[0-9]{1,6})?)S)?)?"
)


def system_time() -> datetime:
    """The one reading of the machine's clock."""
    return datetime.now(UTC)


def to_ms(instant: datetime) -> int:
    return (instant - EPOCH) // MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    return EPOCH + milliseconds * MILLISECOND


def hour_near(now_ms: int, day: int, hour: int) -> int:
    """That hour of the day which is `day` days from today."""
    midnight = from_ms(now_ms).replace(hour=0, minute=0, second=0, microsecond=0)
    return to_ms(midnight + timedelta(days=day, hours=hour))


def check_year(instant: datetime) -> None:
    if not FIRST_YEAR < instant.year < LAST_YEAR:
        raise ValueError(f"the year {instant.year} is not between {FIRST_YEAR} and {LAST_YEAR}")


def iso_z(instant: datetime) -> str:
    """The instant in UTC with a ``Z``; milliseconds only where there are any."""
    precision = "milliseconds" if instant.microsecond else "seconds"
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def parse_instant(text: str, zone: tzinfo = UTC) -> datetime:
    """An ISO 8601 date-time; one without an offset is read in `zone`."""
    instant = datetime.fromisoformat(text)
    check_year(instant)
    return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)


def parse_duration(text: str) -> timedelta:
    """An ISO 8601 duration of weeks, days, hours, minutes and seconds."""
    found = DURATION.fullmatch(text)
    parts = {} if found is None else {k: v for k, v in found.groupdict().items() if v and k != "sign"}
    if found is None or not parts or text.endswith("T"):
        raise ValueError(f"{text!r} is not an ISO 8601 duration in weeks, days, hours, minutes and seconds")
    try:
        length = timedelta(**{name: float(value) for name, value in parts.items()})
    except OverflowError:
        raise ValueError(f"{text!r} is longer than the calendar") from None
    return -length if found["sign"] else length


@dataclass(frozen=True, slots=True)
class Clock:
    """Either stands still at `at`, or runs with the machine's clock, `offset` apart from it."""

    at: datetime | None = None
    offset: timedelta = timedelta()

    @property
    def stands_still(self) -> bool:
        return self.at is not None

    def now(self, wall: datetime) -> datetime:
        if self.at is not None:
            return self.at
        try:
            return wall + self.offset
        except OverflowError:
            raise ValueError("that is beyond the calendar") from None

    def advanced(self, by: timedelta) -> Clock:
        if by < timedelta():
            raise ValueError("time cannot be advanced backwards; use `set`")
        try:
            return (
                replace(self, at=self.at + by)
                if self.at is not None
                else replace(self, offset=self.offset + by)
            )
        except OverflowError:
            raise ValueError("that is beyond the calendar") from None

    def moved(self, to: datetime, wall: datetime) -> Clock:
        return replace(self, at=to) if self.at is not None else replace(self, offset=to - wall)

    def __str__(self) -> str:
        if self.at is not None:
            return f"fixed:{iso_z(self.at)}"
        if not self.offset:
            return "wall"
        sign = "-" if self.offset < timedelta() else ""
        return f"offset:{sign}PT{abs(self.offset) / timedelta(seconds=1):f}S"


def parse_clock(text: str) -> Clock:
    """``fixed:<instant>``, ``wall`` or ``offset:<duration>``."""
    kind, _, value = text.partition(":")
    if kind == "fixed" and value:
        return Clock(at=parse_instant(value))
    if kind == "offset" and value:
        return Clock(offset=parse_duration(value))
    if text == "wall":
        return Clock()
    raise ValueError(f"{text!r} is not a clock: write fixed:<instant>, wall or offset:<duration>")
