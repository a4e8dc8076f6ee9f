"""Completing an order: what was reserved is booked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import bookings, orders, views
from runner.sandbox.customer_bookings.access import Seen, Viewer
from runner.sandbox.customer_bookings.announcements import announce_status
from runner.sandbox.customer_bookings.endpoints import endpoint
from runner.sandbox.customer_bookings.errors import refuse
from runner.sandbox.customer_bookings.media import document
from runner.sandbox.customer_bookings.reader import Reader
from runner.sandbox.customer_bookings.states import Action, Status

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call

PAYMENTS = ("now", "later")


def complete_order(call: Call) -> Answer:
    body = Reader(call.json() if call.body else {})
    with call.space.writing() as connection:
        order_id = call.params["order_id"]
        reserved = _reserved(connection, call, order_id)
        payment = body.choice("payment", PAYMENTS) or "now"
        body.check()
        for row in reserved:
            approved = not bookings.service_of(connection, row)["needs_approval"]
            bookings.move(connection, row, Action.ACCEPT if approved else Action.REQUEST, call.now_ms)
            if payment == "now":
                orders.pay(connection, row)
        for row in reserved:
            announce_status(connection, row["id"], call.now_ms)
        booked = [Seen(row, Viewer.OWNER) for row in _bookings(connection, order_id)]
        return document(
            200,
            {
                "data": views.order(connection, order_id),
                "included": [views.booking(connection, seen) for seen in booked],
            },
        )


def _reserved(connection: sqlite3.Connection, call: Call, order_id: str) -> Sequence[sqlite3.Row]:
    order = connection.execute("SELECT * FROM cb_order WHERE id = ?", (order_id,)).fetchone()
    if order is None:
        raise refuse("no_order")
    if order["customer_id"] != call.caller.subject:
        raise refuse("other_order")
    reserved = [row for row in _bookings(connection, order_id) if row["status"] == Status.RESERVED]
    if not reserved:
        raise refuse("nothing_reserved")
    return reserved


def _bookings(connection: sqlite3.Connection, order_id: str) -> Sequence[sqlite3.Row]:
    return connection.execute(
        "SELECT * FROM cb_booking WHERE order_id = ? ORDER BY start_ms, id", (order_id,)
    ).fetchall()


OPERATIONS = (endpoint("POST /order/{order_id}/complete", complete_order, may="complete order"),)
