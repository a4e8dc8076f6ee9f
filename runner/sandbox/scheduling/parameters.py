"""The parameters of a scheduling call: present, of the right type, in range."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.sandbox.clock import parse_instant, to_ms
from runner.sandbox.scheduling.errors import bad_request, missing
from runner.sandbox.zones import zone_called

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from runner.sandbox.jsontext import Json

# Python refuses to read integers of thousands of digits; beyond this size they all mean "too far" anyway.
LARGEST = 10**9


def demand(values: Mapping[str, Json], *names: str) -> None:
    """Refuses a call that lacks one of the parameters; null and the empty string count as absent."""
    absent = [name for name in names if values.get(name) in (None, "")]
    if absent:
        raise missing(absent)


def text(values: Mapping[str, Json], name: str) -> str:
    """The string called `name`; the empty one when it is absent."""
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise bad_request(f"Parameter {name} must be a string")
    return value


def number(values: Mapping[str, str], name: str, *, default: int, least: int) -> int:
    value = values.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,1000}", value):
        raise bad_request(f"Parameter {name} must be a whole number")
    found = min(int(value), LARGEST)
    if found < least:
        raise bad_request(f"Parameter {name} must be at least {least}")
    return found


def whole(values: Mapping[str, Json], name: str, most: int) -> int | None:
    """The JSON integer called `name`; None when it is absent."""
    value = values.get(name)
    if value is not None and (type(value) is not int or not 0 < value <= most):
        raise bad_request(f"Parameter {name} must be a whole number from 1 to {most}")
    return value


def instant(values: Mapping[str, Json], name: str, zone: tzinfo | None = None) -> int | None:
    """The instant called `name`, in milliseconds; None when it is absent."""
    value = text(values, name)
    if not value:
        return None
    try:
        return to_ms(parse_instant(value) if zone is None else parse_instant(value, zone))
    except ValueError:
        raise bad_request(f"Parameter {name} must be an ISO 8601 date and time") from None


def zone(values: Mapping[str, Json], name: str) -> tuple[str, tzinfo]:
    called = text(values, name) or "UTC"
    found = zone_called(called)
    if found is None:
        raise bad_request(f"Parameter {name} must be the name of a time zone")
    return called, found
