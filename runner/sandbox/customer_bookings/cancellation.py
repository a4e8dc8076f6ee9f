"""Cancelling a booking, or the series it belongs to; and what that would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import access, bookings, orders, views
from runner.sandbox.customer_bookings.announcements import announce_status
from runner.sandbox.customer_bookings.decisions import CANCELED_AS_ONE, CURRENCY
from runner.sandbox.customer_bookings.endpoints import endpoint
from runner.sandbox.customer_bookings.errors import not_cancelable
from runner.sandbox.customer_bookings.fees import Terms, terms
from runner.sandbox.customer_bookings.media import document
from runner.sandbox.customer_bookings.states import CANCELABLE, Action

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call
    from runner.sandbox.jsontext import Json

Cancellation = tuple["sqlite3.Row", Terms]


def preview_cancellation(call: Call) -> Answer:
    connection = call.space.connection
    seen = _cancelable(connection, call)
    scope, each = cancellations(connection, seen.row, call.now_ms)
    attributes = {"scope": scope, **_preview(seen.row, each)}
    return document(
        200, {"data": {"type": "cancellation-previews", "id": seen.row["id"], "attributes": attributes}}
    )


def cancel_booking(call: Call) -> Answer:
    with call.space.writing() as connection:
        seen = _cancelable(connection, call)
        cancel(connection, seen.row, call.now_ms)
        return views.changed(connection, call.caller, seen.row["id"])


def cancellations(
    connection: sqlite3.Connection, row: sqlite3.Row, now_ms: int
) -> tuple[str, Sequence[Cancellation]]:
    """How far cancelling this booking reaches, and what it means for each booking that it would cancel."""
    type_ = bookings.service_of(connection, row)["booking_type"]
    as_one = type_ in CANCELED_AS_ONE and row["series_id"] is not None
    members = bookings.series_of(connection, row) if as_one else [row]
    each = [
        (
            member,
            terms(member["price_minor"], orders.held(member), start_ms=member["start_ms"], now_ms=now_ms),
        )
        for member in members
        if member["status"] in CANCELABLE
    ]
    return ("series" if as_one else "single"), each


def cancel(connection: sqlite3.Connection, row: sqlite3.Row, now_ms: int) -> None:
    """Cancels what `cancellations` says, on its terms."""
    _, each = cancellations(connection, row, now_ms)
    for member, its in each:
        bookings.move(connection, member, Action.CANCEL, now_ms)
        orders.charge(connection, member, its.fee_minor, "cancellation")
        orders.refund(connection, member, its.refund_minor, "cancellation")
    for member, _ in each:
        announce_status(connection, member["id"], now_ms)


def _cancelable(connection: sqlite3.Connection, call: Call) -> access.Seen:
    seen = access.booking_of(connection, call)
    if seen.status not in CANCELABLE:
        raise not_cancelable(seen.status)
    return seen


def _preview(row: sqlite3.Row, each: Sequence[Cancellation]) -> dict[str, Json]:
    (percentage,) = (its.percentage for member, its in each if member["id"] == row["id"])
    return {
        "fee_percentage": percentage,
        "fee_amount": views.money(sum(its.fee_minor for _, its in each)),
        "refund_amount": views.money(sum(its.refund_minor for _, its in each)),
        "currency": CURRENCY,
        "deadline": views.moment(min(its.deadline_ms for _, its in each)),
        "bookings": [
            {
                "booking_id": member["id"],
                "fee_percentage": its.percentage,
                "fee_amount": views.money(its.fee_minor),
                "refund_amount": views.money(its.refund_minor),
                "deadline": views.moment(its.deadline_ms),
            }
            for member, its in each
        ],
    }


OPERATIONS = (
    endpoint(
        "GET /bookings/{booking_id}/cancellation-preview", preview_cancellation, may="preview cancellation"
    ),
    endpoint("GET /bookings/{booking_id}/cancel", cancel_booking, may="cancel booking", safe=False),
)
