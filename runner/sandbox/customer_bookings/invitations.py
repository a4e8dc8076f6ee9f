"""Invitations: a participant accepts one, or leaves the booking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.api import RefusedError
from runner.sandbox.customer_bookings import access, bookings, edits, views
from runner.sandbox.customer_bookings.access import Viewer
from runner.sandbox.customer_bookings.announcements import announce
from runner.sandbox.customer_bookings.endpoints import endpoint
from runner.sandbox.customer_bookings.errors import BOOKING_NOT_FOUND, refuse
from runner.sandbox.customer_bookings.states import Status

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call


def accept_invite(call: Call) -> Answer:
    with call.space.writing() as connection:
        seen, address = _invited(connection, call)
        connection.execute(
            "UPDATE cb_participant SET status = 'accepted' WHERE booking_id = ? AND address = ?",
            (seen.row["id"], address),
        )
        bookings.touch(connection, seen.row, call.now_ms)
        announce(connection, "participant.accepted", seen.row["id"], call.now_ms)
        return views.changed(connection, call.caller, seen.row["id"])


def reject_invite(call: Call) -> Answer:
    with call.space.writing() as connection:
        seen, address = _invited(connection, call)
        connection.execute(
            "DELETE FROM cb_participant WHERE booking_id = ? AND address = ?", (seen.row["id"], address)
        )
        edits.forget_participant(connection, seen.row, address)
        bookings.touch(connection, seen.row, call.now_ms)
        announce(connection, "participant.removed", seen.row["id"], call.now_ms)
        return views.changed(connection, call.caller, seen.row["id"])


def _invited(connection: sqlite3.Connection, call: Call) -> tuple[access.Seen, str]:
    """The booking the caller is invited to, and the address the invitation went to."""
    row = bookings.find(connection, call.params["booking_id"])
    if row is None:
        raise RefusedError(BOOKING_NOT_FOUND)
    seen = access.look(connection, call.caller, row)
    if seen.viewer is not Viewer.PARTICIPANT or seen.part is None:
        raise refuse("participant_only")
    if seen.status is not Status.INVITED:
        raise refuse("not_invited")
    return seen, seen.part["address"]


OPERATIONS = (
    endpoint("POST /bookings/{booking_id}/accept-invite", accept_invite, may="answer invitation"),
    endpoint("POST /bookings/{booking_id}/reject-invite", reject_invite, may="answer invitation"),
)
