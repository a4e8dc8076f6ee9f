"""Time zones by name."""

from __future__ import annotations

from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import tzinfo


@lru_cache(maxsize=256)
def zone_called(name: str) -> tzinfo | None:
    """The time zone; None when there is none of that name (or no data about it on this machine)."""
    if name == "UTC":
        return UTC  # also where a machine has no time zone data
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None
