"""Instants as texts: moved by a duration, cut to their day; they keep the form in which they are written."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from runner.shown import shortened

_INSTANT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:(?P<mark>[Tt ])(?P<time>\d\d:\d\d(?::\d\d)?)(?:\.(?P<fraction>\d{1,9}))?"
    r"(?P<zone>[Zz]|[+-]\d\d:?\d\d)?)?"
)
_DURATION = re.compile(
    r"(?P<sign>[+-])?P(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,7})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,9}(?:\.\d{1,6})?)S)?)?"
)
_MICROSECONDS = 6


def shifted(text: str, duration: str) -> str:
    """The instant `duration` later, or earlier: `shifted("2026-02-02", "-P1D")` is `2026-02-01`.

    Its form stays: a day stays a day, the offset, the fraction and the mark between date and time too.
    Raises ValueError.
    """
    found, by = _INSTANT.fullmatch(text.strip()), duration_of(duration)
    if not found:
        raise ValueError("the value is no ISO 8601 date or date-time")
    if not found["time"] and by % timedelta(days=1):
        raise ValueError(f"a date cannot be moved by {duration}: it has no time of day")
    try:
        moved = datetime.fromisoformat(f"{found['day']}T{found['time'] or '00:00'}{_fraction(found)}") + by
    except (ValueError, OverflowError):
        raise ValueError("the value, or what comes out, is not in the calendar") from None
    day = moved.date().isoformat()
    if not found["time"]:
        return day
    clock = moved.strftime("%H:%M:%S")[: len(found["time"])]
    fraction = found["fraction"] and "." + f"{moved.microsecond:06}".ljust(9, "0")[: len(found["fraction"])]
    return f"{day}{found['mark']}{clock}{fraction or ''}{found['zone'] or ''}"


def day_of(text: str) -> str:
    """`2026-02-02` of a date-time, by its own clock. Raises ValueError."""
    found = _INSTANT.fullmatch(text.strip())
    if not found:
        raise ValueError("the value is no ISO 8601 date or date-time")
    return found["day"]


def duration_of(text: str) -> timedelta:
    """An ISO 8601 duration in weeks, days, hours, minutes and seconds. Raises ValueError."""
    found = _DURATION.fullmatch(text.strip())
    parts = (
        {name: float(value) for name, value in found.groupdict().items() if value and name != "sign"}
        if found
        else {}
    )
    if not found or not parts:
        raise ValueError(
            f"`{shortened(text, 40)}` is no ISO 8601 duration of weeks to seconds, such as `PT36H` or `-P1D`"
        )
    length = timedelta(**parts)
    return -length if found["sign"] == "-" else length


def _fraction(found: re.Match[str]) -> str:
    return f".{found['fraction'][:_MICROSECONDS].ljust(_MICROSECONDS, '0')}" if found["fraction"] else ""
