"""Expiry: accepted bookings to which nobody came while they could be checked in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import bookings
from runner.sandbox.customer_bookings.announcements import announce_status
from runner.sandbox.customer_bookings.states import Action

if TYPE_CHECKING:
    import sqlite3


def settle(connection: sqlite3.Connection, now_ms: int) -> int:
    """Makes the transitions whose time has come; returns how many."""
    late = bookings.due(connection, now_ms)
    for row in late:
        bookings.move(connection, row, Action.EXPIRE, now_ms)
        announce_status(connection, row["id"], now_ms)
    return len(late)
