"""A duration as people write it: `30s`, `500ms`, `5m`, `2h`, `1d`, or a number of seconds."""

from __future__ import annotations

import re
from datetime import timedelta

_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?(ms|s|m|h|d)?")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, None: 1}


def read_duration(written: str | float) -> timedelta:
    """Raises ValueError, with a sentence for its author."""
    match = _DURATION.fullmatch(str(written).strip())
    if match is None:
        raise ValueError(
            f"`{written}` is not a duration: write 30s, 500ms, 5m, 2h, 1d, or a number of seconds"
        )
    return timedelta(seconds=float(match[1]) * _SECONDS[match[2]])
