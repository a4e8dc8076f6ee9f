"""The routes of the API: its paths, and the older ones under which the same operations are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.api import Operation
from runner.sandbox.bookings_v2.roles import KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call

    Handle = Callable[[Call], Answer]

WRITER = ("/bookings/v2", "/_api/bookings-service/v2")
READER = ("/bookings/bookings-reader/v2", "/_api/bookings-reader/v2")
CALENDAR = ("/bookings/v1/calendar",)


def writing(path: str, handle: Handle) -> tuple[Operation, ...]:
    return _under(WRITER, "POST", path, handle)


def querying(path: str, handle: Handle) -> tuple[Operation, ...]:
    return _under(READER, "POST", path, handle)


def reading_calendar(path: str, handle: Handle) -> tuple[Operation, ...]:
    return _under(CALENDAR, "GET", path, handle)


def _under(prefixes: tuple[str, ...], method: str, path: str, handle: Handle) -> tuple[Operation, ...]:
    return tuple(Operation(method, prefix + path, handle, KNOWN) for prefix in prefixes)
