"""Planting: bookings that are simply there, in any status, however they may have come to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import bookings, contents
from runner.sandbox.customer_bookings.create_booking import add, occurrences
from runner.sandbox.customer_bookings.states import Status

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.customer_bookings.contents import Participant, Place

#: Nothing is charged for them, and what was paid was paid back.
GIVEN_UP = frozenset({Status.REJECTED, Status.CANCELED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    #: An invited one is accepted, and has a participant who was asked.
    status: Status
    customer_id: str
    service_id: str
    place: Place
    #: None: all that it costs.
    paid_minor: int | None = None
    participants: tuple[Participant, ...] = ()
    occurrences: int = 1


def plant(connection: sqlite3.Connection, new: Plant, now_ms: int) -> sqlite3.Row | None:
    """The first of the bookings; None when there is no such service."""
    service = connection.execute("SELECT * FROM cb_service WHERE id = ?", (new.service_id,)).fetchone()
    if service is None:
        return None
    status = Status.ACCEPTED if new.status is Status.INVITED else new.status
    places = occurrences(new.place, new.occurrences)
    rows = add(connection, places, service, owner=new.customer_id, status=status, now_ms=now_ms)
    for row in rows:
        paid = _paid(new, row)
        given_up = status in GIVEN_UP
        connection.execute(
            "UPDATE cb_booking SET paid_minor = ?, refunded_minor = ?, charged_minor = ?, canceled_ms = ?"
            " WHERE id = ?",
            (
                paid,
                paid if given_up else 0,
                0 if given_up else row["charged_minor"],
                now_ms if status is Status.CANCELED else None,
                row["id"],
            ),
        )
        contents.put_participants(connection, row, new.participants)
    return bookings.get(connection, rows[0]["id"])


def _paid(new: Plant, row: sqlite3.Row) -> int:
    if new.paid_minor is not None:
        return new.paid_minor
    all_of_it: int = row["charged_minor"]
    return 0 if new.status is Status.RESERVED else all_of_it
