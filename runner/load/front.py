"""The front matter's values, as the words and types of a Spec."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from runner.load.steps import text_of
from runner.model.json import JSON
from runner.model.spec import Endpoint, Status

#: Spellings of former days.
ALIASES = {
    "success": Status.VERIFIED,
    "pass": Status.VERIFIED,
    "passed": Status.VERIFIED,
    "skip": Status.SKIPPED,
}
_ENDPOINT = re.compile(r"([A-Za-z]+)\s+(/\S*)")


def read_endpoint(value: JSON) -> Endpoint | None:
    """`POST /path`; None for anything else."""
    match = _ENDPOINT.fullmatch(value.strip()) if isinstance(value, str) else None
    return Endpoint(match[1].upper(), match[2]) if match else None


def read_status(value: JSON) -> Status:
    """The status, old spellings included; pending where there is none."""
    if not isinstance(value, str):
        return Status.PENDING
    return ALIASES.get(value) or Status(value)


def read_words(value: JSON) -> tuple[str, ...]:
    """A list of words, or one text with commas between them."""
    words = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(word for word in (text_of(item).strip() for item in words) if word)


def read_moment(value: JSON) -> datetime | None:
    """An ISO 8601 date or date-time; UTC where it names no zone; None where it cannot be read."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        return None
