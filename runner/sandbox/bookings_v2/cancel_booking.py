"""Canceling a booking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.api import Call, RefusedError
from runner.sandbox.bookings_v2 import bookings, refunds
from runner.sandbox.bookings_v2.bookings import Amendment
from runner.sandbox.bookings_v2.changes import carry_out, read_change, shown
from runner.sandbox.bookings_v2.errors import (
    BOOKING_NOT_FOUND,
    IN_MULTI_SERVICE_BOOKING,
    REFUND_NOT_ALLOWED,
    TOO_LATE_TO_CANCEL,
    refuse,
)
from runner.sandbox.bookings_v2.forms import Form
from runner.sandbox.bookings_v2.policies import late_fee, may_still_cancel
from runner.sandbox.bookings_v2.roles import MANAGE, MANAGE_ALL, admit, sees
from runner.sandbox.bookings_v2.routes import writing
from runner.sandbox.bookings_v2.states import Action

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer
    from runner.sandbox.tokens import Caller


@dataclass(frozen=True, slots=True)
class Settings:
    """Which of the usual procedures are left out, or added."""

    ignore_policy: bool
    with_refund: bool
    waive_fee: bool

    @property
    def overrule_the_business(self) -> bool:
        return self.ignore_policy or self.with_refund or self.waive_fee


def cancel_booking(call: Call) -> Answer:
    admit(call.caller, "cancel")
    form = Form(call.json())
    change, settings = read_change(form, Action.CANCEL), _read_settings(form)
    form.check()
    if settings.overrule_the_business and call.caller.role not in MANAGE:
        raise refuse("business_only")
    with call.space.writing() as connection:
        row = bookings.find(connection, call.params["booking_id"])
        if not sees(call.caller, row["owner_id"]):
            raise RefusedError(BOOKING_NOT_FOUND)
        bookings.check_revision(row, change.revision)
        canceled = bookings.after(row, change.action)
        _check_occasion(row, settings, call.caller, call.now_ms)
        fee = None if settings.waive_fee else late_fee(row, call.now_ms)
        moved = carry_out(connection, row, change, canceled, call.now_ms, Amendment(fee_minor=fee))
        if row["kind"] == "appointment":
            connection.execute("DELETE FROM v2_session WHERE id = ?", (row["session_id"],))
        if settings.with_refund:
            refunds.give_back(connection, moved)
    return shown(moved)


def _read_settings(form: Form) -> Settings:
    settings = form.form("flowControlSettings")
    return Settings(
        ignore_policy=settings.flag("ignoreCancellationPolicy") is True,
        with_refund=settings.flag("withRefund") is True,
        waive_fee=settings.flag("waiveCancellationFee") is True,
    )


def _check_occasion(row: sqlite3.Row, settings: Settings, caller: Caller, now_ms: int) -> None:
    if row["multi_id"] is not None:
        raise RefusedError(IN_MULTI_SERVICE_BOOKING)
    if not settings.ignore_policy and not may_still_cancel(row, now_ms):
        raise RefusedError(TOO_LATE_TO_CANCEL)
    if settings.with_refund and not refunds.refundable(row) and caller.role not in MANAGE_ALL:
        raise RefusedError(REFUND_NOT_ALLOWED)


OPERATIONS = writing("/bookings/{booking_id}/cancel", cancel_booking)
