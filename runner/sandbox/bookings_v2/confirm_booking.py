"""Confirming a booking, and making it wait for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.api import Call, RefusedError
from runner.sandbox.bookings_v2.availability import room_for
from runner.sandbox.bookings_v2.changes import change_status
from runner.sandbox.bookings_v2.errors import NO_APPROVAL_NEEDED, refuse
from runner.sandbox.bookings_v2.routes import writing
from runner.sandbox.bookings_v2.states import Action, Status

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer


def confirm_booking(call: Call) -> Answer:
    return change_status(call, Action.CONFIRM, _check_spots)


def mark_pending(call: Call) -> Answer:
    return change_status(call, Action.MARK_PENDING, _check_approval)


def _check_spots(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    if row["status"] == Status.WAITING_LIST and not room_for(connection, row):
        raise refuse("no_open_spots")


def _check_approval(_connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    if not row["needs_approval"]:
        raise RefusedError(NO_APPROVAL_NEEDED)


OPERATIONS = (
    *writing("/bookings/{booking_id}/confirm", confirm_booking),
    *writing("/bookings/{booking_id}/mark_booking_as_pending", mark_pending),
)
