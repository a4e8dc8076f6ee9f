"""The formats that schemas may ask for; all others say nothing. The same on every machine.

What jsonschema itself knows depends on which other packages are installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID

Check: TypeAlias = Callable[[object], bool]
"""Whether a value is of a format; one of another type is."""

_DASHES = (8, 13, 18, 23)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:)(\d\d)(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_BASE64 = re.compile(r"[A-Za-z0-9+/_\s-]*={0,2}\s*", re.ASCII)  # of both alphabets, in one line or several
_MIDNIGHT = "23:59:60"


def _moment(text: str) -> bool:
    """RFC 3339, in which the last minute of a day of UTC may have 61 seconds."""
    parts = _MOMENT.fullmatch(text)
    if parts is None:
        return False
    day, minutes, seconds, offset = parts.groups()
    leaps = seconds == "60"
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(f"{day}T{minutes}{'59' if leaps else seconds}{offset.upper()}")
        return not leaps or f"{moment.astimezone(UTC):%H:%M}:{seconds}" == _MIDNIGHT
    return False


def _day(text: str) -> bool:
    with suppress(ValueError):
        return _DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    return False


def _uuid(text: str) -> bool:
    with suppress(ValueError):
        return bool(UUID(text)) and all(text[at : at + 1] == "-" for at in _DASHES)
    return False


def _ipv4(text: str) -> bool:
    with suppress(AddressValueError):
        return bool(IPv4Address(text))
    return False


def _ipv6(text: str) -> bool:
    with suppress(AddressValueError):
        return bool(IPv6Address(text)) and "%" not in text
    return False


def _of_texts(holds: Callable[[str], bool]) -> Check:
    return lambda value: not isinstance(value, str) or holds(value)


def _of_integers(bits: int) -> Check:
    limit = 1 << (bits - 1)
    return lambda value: (
        isinstance(value, bool) or not isinstance(value, int | float) or -limit <= value < limit
    )


FORMATS: Mapping[str, Check] = MappingProxyType(
    {
        "date-time": _of_texts(_moment),
        "date": _of_texts(_day),
        "email": _of_texts(lambda text: "@" in text),
        "uuid": _of_texts(_uuid),
        "ipv4": _of_texts(_ipv4),
        "ipv6": _of_texts(_ipv6),
        "byte": _of_texts(lambda text: _BASE64.fullmatch(text) is not None),
        "int32": _of_integers(32),
        "int64": _of_integers(64),
    }
)
