"""Feature limits: how often an operation may still succeed, where a test has put up a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.api import RefusedError
from runner.sandbox.bookings_v2.errors import FEATURE_LIMIT_EXCEEDED

if TYPE_CHECKING:
    import sqlite3

OPERATIONS = ("create", "cancel", "decline", "confirm", "mark_pending", "confirm_or_decline")


def put_up(connection: sqlite3.Connection, operation: str, remaining: int) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO v2_quota (operation, remaining) VALUES (?, ?)", (operation, remaining)
    )


def use(connection: sqlite3.Connection, operation: str) -> None:
    """Counts one success of the operation, in the caller's transaction; refuses it when none is left."""
    row = connection.execute("SELECT remaining FROM v2_quota WHERE operation = ?", (operation,)).fetchone()
    if row is None:
        return
    if row["remaining"] == 0:
        raise RefusedError(FEATURE_LIMIT_EXCEEDED)
    put_up(connection, operation, row["remaining"] - 1)
