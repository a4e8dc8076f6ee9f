"""Slots: when a resource is free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.api import RefusedError
from runner.sandbox.customer_bookings.decisions import LONGEST_HOURS
from runner.sandbox.customer_bookings.errors import SLOT_UNAVAILABLE, refuse
from runner.sandbox.customer_bookings.fees import HOUR_MS

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.customer_bookings.reader import Reader


def check_free(
    connection: sqlite3.Connection, resource_id: str, span: tuple[int, int], *, now_ms: int, but: str = ""
) -> None:
    """Refuses a time in the past, and one at which a booking (`but` that one) holds the resource."""
    start_ms, end_ms = span
    taken = connection.execute(
        "SELECT 1 FROM cb_live WHERE resource_id = ? AND start_ms < ? AND end_ms > ? AND id <> ? LIMIT 1",
        (resource_id, end_ms, start_ms, but),
    ).fetchone()
    if start_ms < now_ms or taken is not None:
        raise RefusedError(SLOT_UNAVAILABLE)


def check_resource(connection: sqlite3.Connection, resource_id: str) -> None:
    found = connection.execute("SELECT 1 FROM cb_resource WHERE id = ?", (resource_id,)).fetchone()
    if found is None:
        raise refuse("no_resource")


def check_length(body: Reader, start_ms: int, end_ms: int) -> None:
    """Complains of a time that is over before it starts, or is longer than any booking."""
    if not 0 < end_ms - start_ms <= LONGEST_HOURS * HOUR_MS:
        text = f"end_date must be later than start_date, by at most {LONGEST_HOURS} hours"
        body.complain("invalid", "end_date", text)
