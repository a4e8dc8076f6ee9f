"""Sessions as rows: put on the calendar, found there, and with those who take part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.ids import next_uuid

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.bookings_v2.bookings import Place

# A session of a course has the participants of the whole course.
PARTICIPANTS = """
SELECT * FROM v2_full_booking
WHERE status != 'CANCELED' AND (session_id = :session OR (session_id IS NULL AND schedule_id = :schedule))
ORDER BY created_ms, id
"""


def add_session(connection: sqlite3.Connection, place: Place, capacity: int) -> sqlite3.Row:
    id_ = next_uuid(connection, "v2_session")
    connection.execute(
        "INSERT INTO v2_session (id, event_id, service_id, resource_id, start_ms, end_ms, capacity)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            id_,
            next_uuid(connection, "v2_event"),
            place.service_id,
            place.resource_id,
            place.start_ms,
            place.end_ms,
            capacity,
        ),
    )
    row = find_session(connection, id_)
    assert row is not None, "it was just added"
    return row


def find_session(connection: sqlite3.Connection, id_: str | None) -> sqlite3.Row | None:
    """The session with that id; the id of its event means it, too."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM v2_full_session WHERE id = ? OR event_id = ?", (id_, id_)
    ).fetchone()
    return row


def participants(connection: sqlite3.Connection, session: str | None, schedule: str) -> list[sqlite3.Row]:
    return connection.execute(PARTICIPANTS, {"session": session, "schedule": schedule}).fetchall()
