"""What administrators do to the bookings of their organization: decide on them, and check them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import access, bookings, orders, views
from runner.sandbox.customer_bookings.announcements import announce, announce_status
from runner.sandbox.customer_bookings.cancellation import cancel
from runner.sandbox.customer_bookings.decisions import CONFLICTING
from runner.sandbox.customer_bookings.endpoints import endpoint
from runner.sandbox.customer_bookings.errors import refuse
from runner.sandbox.customer_bookings.reader import Reader
from runner.sandbox.customer_bookings.states import Action, Status, after

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call

DECISIONS = {
    Status.ACCEPTED: Action.ACCEPT,
    Status.REJECTED: Action.REJECT,
    Status.CANCELED: Action.CANCEL,
}


def decide(call: Call) -> Answer:
    body = Reader(call.json())
    with call.space.writing() as connection:
        row = access.booking_of(connection, call).row
        wanted = _wanted(body, row["id"])
        action, status = DECISIONS[wanted], Status(row["status"])
        # A cart is the customer's until it is completed.
        if status is Status.RESERVED or after(status, action) is None:
            raise refuse("no_transition", status, wanted)
        if action is Action.CANCEL:
            cancel(connection, row, call.now_ms)
        else:
            bookings.move(connection, row, action, call.now_ms)
            if action is Action.REJECT:
                _pay_back(connection, row)
            announce_status(connection, row["id"], call.now_ms)
        return views.changed(connection, call.caller, row["id"])


def _wanted(body: Reader, booking_id: str) -> Status:
    data = body.object("data")
    body.check()
    attributes = data.object("attributes")
    body.check()
    attributes.require("status")
    body.check()
    wanted = attributes.choice("status", tuple(DECISIONS))
    body.check()
    if data.members.get("type") != "bookings":
        data.complain("conflict", "type", "type must be bookings", status=CONFLICTING)
    if data.members.get("id") != booking_id:
        data.complain("conflict", "id", "id must be that of the path", status=CONFLICTING)
    body.check()
    return Status(wanted)


def _pay_back(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    orders.charge(connection, row, 0, "rejection")
    orders.refund(connection, row, orders.held(row), "rejection")


def check_in(call: Call) -> Answer:
    with call.space.writing() as connection:
        row = access.booking_of(connection, call).row
        if row["status"] != Status.ACCEPTED or row["checked_in_ms"] is not None:
            raise refuse("no_check_in")
        connection.execute("UPDATE cb_booking SET checked_in_ms = ? WHERE id = ?", (call.now_ms, row["id"]))
        bookings.touch(connection, row, call.now_ms)
        announce(connection, "booking.checked_in", row["id"], call.now_ms)
        return views.changed(connection, call.caller, row["id"])


OPERATIONS = (
    endpoint("PATCH /bookings/{booking_id}", decide, may="decide on booking"),
    endpoint("POST /bookings/{booking_id}/check-in", check_in, may="check in"),
)
