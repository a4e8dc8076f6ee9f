"""Bookings as rows: made, moved from status to status, and settled when their time has passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings.fees import HOUR_MS, share
from runner.sandbox.customer_bookings.states import Action, Status, after
from runner.sandbox.ids import next_id, next_number, next_uuid

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBooking:
    status: Status
    customer_id: str
    service: sqlite3.Row
    resource_id: str
    order_id: str
    series_id: str | None
    start_ms: int
    end_ms: int
    created_ms: int
    paid_minor: int = 0


def find(connection: sqlite3.Connection, booking_id: str) -> sqlite3.Row | None:
    found = connection.execute("SELECT * FROM cb_booking WHERE id = ?", (booking_id,))
    row: sqlite3.Row | None = found.fetchone()
    return row


def get(connection: sqlite3.Connection, booking_id: str) -> sqlite3.Row:
    row = find(connection, booking_id)
    assert row is not None
    return row


def service_of(connection: sqlite3.Connection, row: sqlite3.Row) -> sqlite3.Row:
    service: sqlite3.Row = connection.execute(
        "SELECT * FROM cb_service WHERE id = ?", (row["service_id"],)
    ).fetchone()
    return service


def price(service: sqlite3.Row, start_ms: int, end_ms: int) -> int:
    """What the time costs, without add-ons."""
    return share(service["hourly_minor"], end_ms - start_ms, HOUR_MS)


def check_in_until(service: sqlite3.Row, start_ms: int) -> int:
    minutes: int = service["check_in_minutes"]
    return start_ms + minutes * MINUTE_MS


def insert(connection: sqlite3.Connection, new: NewBooking) -> sqlite3.Row:
    cost = price(new.service, new.start_ms, new.end_ms)
    row: sqlite3.Row = connection.execute(
        "INSERT INTO cb_booking"
        " (id, number, hash, status, customer_id, service_id, resource_id, order_id, series_id,"
        " start_ms, end_ms, check_in_until_ms, price_minor, charged_minor, paid_minor, refunded_minor,"
        " created_ms, updated_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?) RETURNING *",
        (
            next_uuid(connection, "cb_booking"),
            f"B-{next_number(connection, 'cb_booking_number'):06d}",
            next_id(connection, "cb_booking_hash"),
            new.status,
            new.customer_id,
            new.service["id"],
            new.resource_id,
            new.order_id,
            new.series_id,
            new.start_ms,
            new.end_ms,
            check_in_until(new.service, new.start_ms),
            cost,
            cost,
            new.paid_minor,
            new.created_ms,
            new.created_ms,
        ),
    ).fetchone()
    return row


def move(connection: sqlite3.Connection, row: sqlite3.Row, action: Action, now_ms: int) -> None:
    """Moves the booking on, by an action that its status allows. An edit ends with the status."""
    status = after(Status(row["status"]), action)
    assert status is not None, f"{row['status']} and {action}"
    connection.execute(
        "UPDATE cb_booking SET status = ?, baseline = NULL, updated_ms = ?,"
        " canceled_ms = CASE WHEN ? THEN ? END WHERE id = ?",
        (status, now_ms, status is Status.CANCELED, now_ms, row["id"]),
    )


def touch(connection: sqlite3.Connection, row: sqlite3.Row, now_ms: int) -> None:
    connection.execute("UPDATE cb_booking SET updated_ms = ? WHERE id = ?", (now_ms, row["id"]))


def series_of(connection: sqlite3.Connection, row: sqlite3.Row) -> Sequence[sqlite3.Row]:
    """All bookings of the series that a booking belongs to, the earliest first."""
    return connection.execute(
        "SELECT * FROM cb_booking WHERE series_id = ? ORDER BY start_ms, id", (row["series_id"],)
    ).fetchall()


def due(connection: sqlite3.Connection, now_ms: int) -> Sequence[sqlite3.Row]:
    """The accepted bookings to which nobody came in time."""
    return connection.execute(
        "SELECT * FROM cb_booking WHERE status = 'accepted' AND checked_in_ms IS NULL"
        " AND check_in_until_ms <= ? ORDER BY check_in_until_ms, id",
        (now_ms,),
    ).fetchall()
