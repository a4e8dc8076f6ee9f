"""The parameters of a query, read without trust."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from runner.sandbox.clock import check_year
from runner.sandbox.customer_bookings.errors import bad_parameter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NUMBER = re.compile(r"[0-9]{1,9}")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def included(query: Mapping[str, str], among: Sequence[str], default: Sequence[str] = ()) -> Sequence[str]:
    """What the caller wants to have included."""
    if "include" not in query:
        return default
    wanted = [word.strip() for word in query["include"].split(",") if word.strip()]
    if not set(wanted) <= set(among):
        raise bad_parameter("include", f"include can name: {', '.join(among)}")
    return [word for word in among if word in wanted]


def number(query: Mapping[str, str], name: str, *, default: int, most: int) -> int:
    text = query.get(name) or str(default)
    if not NUMBER.fullmatch(text) or not 0 < int(text) <= most:
        raise bad_parameter(name, f"{name} must be a whole number from 1 to {most}")
    return int(text)


def date(query: Mapping[str, str], name: str, default: datetime) -> datetime:
    """The start of a day in UTC."""
    text = query.get(name)
    if not text:
        return default
    try:
        # The pattern refuses the other ways ISO 8601 has to write a day.
        day = datetime.fromisoformat(text if DATE.fullmatch(text) else "").replace(tzinfo=UTC)
        check_year(day)
    except ValueError:
        raise bad_parameter(name, f"{name} must be a date, as in 2026-04-15") from None
    return day
