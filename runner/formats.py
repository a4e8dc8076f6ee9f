"""The formats of texts that schemas may ask for; all others say nothing. The same on every machine.

What jsonschema itself knows depends on which other packages are installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from types import MappingProxyType
from uuid import UUID

_DATE = 10
_DASHES = (8, 13, 18, 23)


def _moment(text: str) -> bool:
    """RFC 3339."""
    with suppress(ValueError):
        return "T" in text.upper() and datetime.fromisoformat(text).tzinfo is not None
    return False


def _day(text: str) -> bool:
    with suppress(ValueError):
        return len(text) == _DATE and bool(date.fromisoformat(text))
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


FORMATS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "date-time": _moment,
        "date": _day,
        "email": lambda text: "@" in text,
        "uuid": _uuid,
        "ipv4": _ipv4,
        "ipv6": _ipv6,
    }
)
