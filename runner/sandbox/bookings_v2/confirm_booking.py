"""Confirming a booking, and making it wait for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.api import Call, RefusedError
from runner.sandbox.bookings_v2 import bookings
from runner.sandbox.bookings_v2.availability import room_for
from runner.sandbox.bookings_v2.changes import carry_out, read_amendment, read_change, shown
from runner.sandbox.bookings_v2.errors import NO_APPROVAL_NEEDED, refuse
from runner.sandbox.bookings_v2.forms import Form
from runner.sandbox.bookings_v2.roles import admit
from runner.sandbox.bookings_v2.routes import writing
from runner.sandbox.bookings_v2.states import Action, Status

if TYPE_CHECKING:
    from runner.sandbox.answers import Answer


def confirm_booking(call: Call) -> Answer:
    admit(call.caller, "confirm")
    form = Form(call.json())
    change, amendment = read_change(form, Action.CONFIRM), read_amendment(form)
    form.check()
    with call.space.writing() as connection:
        row = bookings.find(connection, call.params["booking_id"])
        bookings.check_revision(row, change.revision)
        confirmed = bookings.after(row, change.action)
        if row["status"] == Status.WAITING_LIST and not room_for(connection, row):
            raise refuse("no_open_spots")
        moved = carry_out(connection, row, change, confirmed, call.now_ms, amendment)
    return shown(moved)


def mark_pending(call: Call) -> Answer:
    admit(call.caller, "mark_pending")
    form = Form(call.json())
    change, amendment = read_change(form, Action.MARK_PENDING), read_amendment(form)
    form.check()
    with call.space.writing() as connection:
        row = bookings.find(connection, call.params["booking_id"])
        bookings.check_revision(row, change.revision)
        pending = bookings.after(row, change.action)
        if not row["needs_approval"]:
            raise RefusedError(NO_APPROVAL_NEEDED)
        moved = carry_out(connection, row, change, pending, call.now_ms, amendment)
    return shown(moved)


OPERATIONS = (
    *writing("/bookings/{booking_id}/confirm", confirm_booking),
    *writing("/bookings/{booking_id}/mark_booking_as_pending", mark_pending),
)
