"""Availability: who takes a slot, and how many spots a session or a course has left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.bookings_v2.decisions import BLOCKING

if TYPE_CHECKING:
    import sqlite3

# Whoever books a course comes to all its sessions, but holds no slot of anybody's.
OVERLAP = """
SELECT 1 FROM v2_booking
WHERE resource_id = ? AND status = ? AND session_id IS NOT NULL AND start_ms < ? AND end_ms > ? LIMIT 1
"""


def slot_taken(connection: sqlite3.Connection, resource_id: str, start_ms: int, end_ms: int) -> bool:
    found = connection.execute(OVERLAP, (resource_id, BLOCKING, end_ms, start_ms))
    return found.fetchone() is not None


def spots_in_session(connection: sqlite3.Connection, session_id: str) -> int:
    (spots,) = connection.execute(
        "SELECT capacity - (SELECT coalesce(sum(party), 0) FROM v2_booking"
        " WHERE session_id = s.id AND status = ?)"
        " FROM v2_session AS s WHERE id = ?",
        (BLOCKING, session_id),
    ).fetchone()
    return int(spots)


def spots_in_course(connection: sqlite3.Connection, service_id: str) -> int:
    (spots,) = connection.execute(
        "SELECT capacity - (SELECT coalesce(sum(party), 0) FROM v2_booking"
        " WHERE service_id = s.id AND session_id IS NULL AND status = ?)"
        " FROM v2_service AS s WHERE id = ?",
        (BLOCKING, service_id),
    ).fetchone()
    return int(spots)


def room_for(connection: sqlite3.Connection, booking: sqlite3.Row) -> bool:
    """Whether what is booked is still free, for a booking that does not take it yet."""
    if booking["kind"] == "appointment":
        return not slot_taken(connection, booking["resource_id"], booking["start_ms"], booking["end_ms"])
    if booking["kind"] == "class":
        return spots_in_session(connection, booking["session_id"]) >= int(booking["party"])
    return spots_in_course(connection, booking["service_id"]) >= int(booking["party"])
