"""Announcements: what happened to a booking, told in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import bookings, views
from runner.sandbox.customer_bookings.access import Seen, Viewer
from runner.sandbox.customer_bookings.roles import API
from runner.sandbox.ledger import Message, record_event, record_message

if TYPE_CHECKING:
    import sqlite3


def announce(connection: sqlite3.Connection, what: str, booking_id: str, now_ms: int) -> None:
    """Writes down an event with the booking as it is by now, as its owner sees it."""
    row = bookings.get(connection, booking_id)
    record_event(connection, API, what, views.booking(connection, Seen(row, Viewer.OWNER)), now_ms)


def announce_status(connection: sqlite3.Connection, booking_id: str, now_ms: int) -> None:
    status = bookings.get(connection, booking_id)["status"]
    announce(connection, f"booking.{status}", booking_id, now_ms)


def invite(connection: sqlite3.Connection, row: sqlite3.Row, email: str) -> None:
    text = f"You are invited to booking {row['number']}"
    message = Message(booking_id=row["id"], recipient=email, channel="email", text=text)
    record_message(connection, API, message)
