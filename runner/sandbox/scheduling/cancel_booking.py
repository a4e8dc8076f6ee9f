"""Cancelling a booking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.api import Call, Operation, RefusedError
from runner.sandbox.jsontext import MalformedError
from runner.sandbox.scheduling import bookings, views
from runner.sandbox.scheduling.decisions import ON_BEHALF_OF
from runner.sandbox.scheduling.errors import BOOKING_NOT_FOUND, UNAUTHORIZED, missing, refuse
from runner.sandbox.scheduling.parameters import demand, text
from runner.sandbox.scheduling.roles import CLIENT, DIRECTORY, MATRIX, reaches
from runner.sandbox.scheduling.states import Action

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer
    from runner.sandbox.tokens import Caller


def cancel_booking(call: Call) -> Answer:
    _check_on_behalf(call)
    body = call.json()
    demand(body, "business_id", "booking_id")
    business_id, booking_id = text(body, "business_id"), text(body, "booking_id")
    event_id = text(body, "event_instance_id")
    with call.space.writing() as connection:
        row = bookings.find(connection, booking_id)
        if row is None or row["business_id"] != business_id or not _may_see(connection, call.caller, row):
            raise RefusedError(BOOKING_NOT_FOUND)
        if row["type"] == "event":
            if not event_id:
                raise missing(["event_instance_id"])
            if event_id != row["event_id"]:
                raise RefusedError(BOOKING_NOT_FOUND)
        cancelled = bookings.act(connection, row, Action.CANCEL, call.now_ms)
        if cancelled is None:
            raise refuse("cancel_again")
    return views.success(200, {"booking": views.booking(cancelled)})


def _check_on_behalf(call: Call) -> None:
    """Part of authentication, so it comes before anything is said about the body."""
    claimed = call.header(ON_BEHALF_OF)
    if call.caller.role != DIRECTORY or claimed is None:
        return
    try:
        named = call.json().get("business_id")
    except MalformedError:
        named = None
    if claimed != named:
        raise RefusedError(UNAUTHORIZED)


def _may_see(connection: sqlite3.Connection, caller: Caller, row: sqlite3.Row) -> bool:
    if caller.role == CLIENT:
        return bool(row["client_id"] == caller.subject)
    return reaches(connection, caller, row["business_id"])


OPERATIONS = (
    Operation("POST", "/platform/v1/scheduling/bookings/cancel", cancel_booking, MATRIX["cancel booking"]),
)
