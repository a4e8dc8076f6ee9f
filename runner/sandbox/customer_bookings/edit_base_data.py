"""Editing the time and the resource of a booking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import contents, edits, slots
from runner.sandbox.customer_bookings.contents import Place
from runner.sandbox.customer_bookings.endpoints import endpoint

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call
    from runner.sandbox.customer_bookings.reader import Reader

NAMES = ("start_date", "end_date", "resource_id")


def edit_base_data(call: Call) -> Answer:
    return edits.edit(call, _replace)


def _replace(connection: sqlite3.Connection, row: sqlite3.Row, body: Reader, now_ms: int) -> None:
    if not any(body.has(name) for name in NAMES):
        body.require("start_date")
    before = contents.place_of(row)
    start_ms, end_ms = body.instant("start_date"), body.instant("end_date")
    place = Place(
        body.text("resource_id") or before.resource_id,
        before.start_ms if start_ms is None else start_ms,
        before.end_ms if end_ms is None else end_ms,
    )
    if not body.flaws:
        slots.check_length(body, *place.span)
    body.check()
    slots.check_resource(connection, place.resource_id)
    slots.check_free(connection, place.resource_id, place.span, now_ms=now_ms, but=row["id"])
    contents.put_place(connection, row, place)


OPERATIONS = (
    endpoint("POST /bookings/{booking_id}/edit-booking-base-data", edit_base_data, may="edit booking"),
)
