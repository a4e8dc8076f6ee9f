"""Booking: at once, or into an order that is completed later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import bookings, orders, slots, views
from runner.sandbox.customer_bookings.announcements import announce
from runner.sandbox.customer_bookings.bookings import NewBooking
from runner.sandbox.customer_bookings.contents import Place
from runner.sandbox.customer_bookings.decisions import BOOKED, DAYS_APART
from runner.sandbox.customer_bookings.endpoints import endpoint
from runner.sandbox.customer_bookings.errors import refuse
from runner.sandbox.customer_bookings.fees import HOUR_MS
from runner.sandbox.customer_bookings.reader import Reader
from runner.sandbox.customer_bookings.states import Status
from runner.sandbox.ids import next_uuid

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call

APART_MS = DAYS_APART * 24 * HOUR_MS


def book_instantly(call: Call) -> Answer:
    return _book(call, instant=True)


def order_booking(call: Call) -> Answer:
    return _book(call, instant=False)


def _book(call: Call, *, instant: bool) -> Answer:
    body = Reader(call.json())
    place, service_id = _wishes(body)
    with call.space.writing() as connection:
        service = connection.execute("SELECT * FROM cb_service WHERE id = ?", (service_id,)).fetchone()
        if service is None:
            raise refuse("no_service")
        slots.check_resource(connection, place.resource_id)
        if instant and not service["instant"]:
            raise refuse("not_instant")
        places = occurrences(place, service["occurrences"])
        for one in places:
            slots.check_free(connection, one.resource_id, one.span, now_ms=call.now_ms)
        status = completed(service) if instant else Status.RESERVED
        rows = add(connection, places, service, owner=call.caller.subject, status=status, now_ms=call.now_ms)
        for row in rows:
            if instant:
                orders.pay(connection, row)
            announce(connection, "booking.created", row["id"], call.now_ms)
        return views.changed(connection, call.caller, rows[0]["id"], status=BOOKED)


def _wishes(body: Reader) -> tuple[Place, str]:
    body.require("start_date", "end_date", "resource_id", "service_id")
    start_ms, end_ms = body.instant("start_date"), body.instant("end_date")
    place = Place(body.text("resource_id"), start_ms or 0, end_ms or 0)
    service_id = body.text("service_id")
    if not body.flaws:
        slots.check_length(body, *place.span)
    body.check()
    return place, service_id


def completed(service: sqlite3.Row) -> Status:
    """The status of a booking of that service once its order is complete."""
    return Status.REQUESTED if service["needs_approval"] else Status.ACCEPTED


def occurrences(first: Place, count: int) -> Sequence[Place]:
    return [
        Place(first.resource_id, first.start_ms + n * APART_MS, first.end_ms + n * APART_MS)
        for n in range(count)
    ]


def add(
    connection: sqlite3.Connection,
    places: Sequence[Place],
    service: sqlite3.Row,
    *,
    owner: str,
    status: Status,
    now_ms: int,
) -> Sequence[sqlite3.Row]:
    """Bookings of one order, one at each place; several of them are a series."""
    order_id = orders.open_order(connection, owner)
    series_id = next_uuid(connection, "cb_series") if len(places) > 1 else None
    return [
        bookings.insert(
            connection,
            NewBooking(
                status=status,
                customer_id=owner,
                service=service,
                resource_id=place.resource_id,
                order_id=order_id,
                series_id=series_id,
                start_ms=place.start_ms,
                end_ms=place.end_ms,
                created_ms=now_ms,
            ),
        )
        for place in places
    ]


OPERATIONS = (
    endpoint("POST /bookings/instant", book_instantly, may="book instantly"),
    endpoint("POST /order/bookings", order_booking, may="order booking"),
)
