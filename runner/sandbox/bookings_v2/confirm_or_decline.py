"""Confirming or declining a booking, whichever its payment and the free places suggest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.bookings_v2 import bookings
from runner.sandbox.bookings_v2.availability import room_for
from runner.sandbox.bookings_v2.bookings import Amendment, PaymentStatus
from runner.sandbox.bookings_v2.changes import Change, carry_out, shown
from runner.sandbox.bookings_v2.forms import Form
from runner.sandbox.bookings_v2.notices import read_notice
from runner.sandbox.bookings_v2.roles import admit
from runner.sandbox.bookings_v2.routes import writing
from runner.sandbox.bookings_v2.states import Action, Status

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call

#: Whoever paid keeps a place that somebody else holds, too; nobody else does.
UNPAID = frozenset(
    {PaymentStatus.UNDEFINED, PaymentStatus.NOT_PAID, PaymentStatus.REFUNDED, PaymentStatus.EXEMPT}
)


def confirm_or_decline(call: Call) -> Answer:
    """The one change that asks for no revision: what it comes to is decided here and now."""
    admit(call.caller, "confirm_or_decline")
    form = Form(call.json())
    payment = form.choice("paymentStatus", PaymentStatus)
    change = Change(Action.CONFIRM_OR_DECLINE, None, read_notice(form))
    form.check()
    with call.space.writing() as connection:
        row = bookings.find(connection, call.params["booking_id"])
        bookings.check_status(row, change.action)
        conflict = not room_for(connection, row)
        outcome = _outcome(row, payment or PaymentStatus(row["payment_status"]), conflict=conflict)
        amendment = Amendment(payment, double_booked=conflict)
        moved = carry_out(connection, row, change, outcome, call.now_ms, amendment)
    return shown(moved)


def _outcome(row: sqlite3.Row, payment: PaymentStatus, *, conflict: bool) -> Status:
    if conflict and payment in UNPAID:
        return Status.DECLINED
    return Status.PENDING if row["needs_approval"] else Status.CONFIRMED


OPERATIONS = writing("/confirmation/{booking_id}:confirmOrDecline", confirm_or_decline)
