"""Declining a booking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.bookings_v2 import bookings, refunds
from runner.sandbox.bookings_v2.changes import carry_out, read_amendment, read_change, shown
from runner.sandbox.bookings_v2.forms import Form
from runner.sandbox.bookings_v2.roles import admit
from runner.sandbox.bookings_v2.routes import writing
from runner.sandbox.bookings_v2.states import Action

if TYPE_CHECKING:
    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call


def decline_booking(call: Call) -> Answer:
    """Asks for nothing but the status: the slot may long be somebody else's."""
    admit(call.caller, "decline")
    form = Form(call.json())
    change, amendment = read_change(form, Action.DECLINE), read_amendment(form)
    with_refund = form.form("flowControlSettings").flag("withRefund")
    form.check()
    with call.space.writing() as connection:
        row = bookings.find(connection, call.params["booking_id"])
        bookings.check_revision(row, change.revision)
        declined = bookings.after(row, change.action)
        moved = carry_out(connection, row, change, declined, call.now_ms, amendment)
        if with_refund:
            refunds.give_back(connection, moved)
    return shown(moved)


OPERATIONS = writing("/bookings/{booking_id}/decline", decline_booking)
