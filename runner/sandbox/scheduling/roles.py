"""Who may call what, and in which businesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.tokens import Caller

API = "scheduling"

STAFF, APP, DIRECTORY, CLIENT = "staff", "app", "directory", "client"
EVERYONE = frozenset({STAFF, APP, DIRECTORY, CLIENT})

MATRIX = {
    "cancel booking": EVERYONE,
    "list appointments": frozenset({STAFF, APP}),
    "get appointment": frozenset({STAFF, APP}),
    "list bookings": frozenset({CLIENT}),
    "create booking": frozenset({STAFF, CLIENT}),
    "list services": EVERYONE,
    "list staff": EVERYONE,
    "list availability": EVERYONE,
    "create client": frozenset({STAFF}),
    "create event instance": frozenset({STAFF}),
    "get event instance": frozenset({STAFF, DIRECTORY, CLIENT}),
}


def reaches(connection: sqlite3.Connection, caller: Caller, business_id: str) -> bool:
    """Whether the caller may act in a business: its own, or another one of the same directory."""
    row = connection.execute(
        "SELECT 1 FROM sch_business AS theirs JOIN sch_business AS own USING (directory_id)"
        " WHERE theirs.id = ? AND own.id = ?",
        (business_id, caller.business_id),
    ).fetchone()
    return row is not None
