"""Changes: requests to move a booking to another status, as far as they are all alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.answers import Answer, json_answer
from runner.sandbox.bookings_v2 import bookings, feature_limits, notices, views
from runner.sandbox.bookings_v2.bookings import NO_AMENDMENT, Amendment, PaymentStatus
from runner.sandbox.bookings_v2.forms import Form
from runner.sandbox.bookings_v2.notices import Notice, read_notice
from runner.sandbox.bookings_v2.roles import admit

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.api import Call
    from runner.sandbox.bookings_v2.states import Action, Status


#: Refuses a change that the status allows and something else does not.
Check = Callable[["sqlite3.Connection", "sqlite3.Row"], None]


@dataclass(frozen=True, slots=True)
class Change:
    """What a request says about the change it wants, whatever the change is."""

    action: Action
    revision: int | None
    notice: Notice


def read_change(form: Form, action: Action) -> Change:
    form.demand("revision")
    return Change(action, form.int64("revision"), read_notice(form))


def read_amendment(form: Form) -> Amendment:
    return Amendment(form.choice("paymentStatus", PaymentStatus), form.flag("doubleBooked"))


def carry_out(
    connection: sqlite3.Connection,
    row: sqlite3.Row,
    change: Change,
    to: Status,
    now_ms: int,
    amendment: Amendment = NO_AMENDMENT,
) -> sqlite3.Row:
    """The last steps, after everything that could be refused: limit, status, event, notice."""
    feature_limits.use(connection, change.action)
    moved = bookings.move(connection, row, to, now_ms, amendment)
    notices.send(connection, change.notice, moved, to)
    return moved


def change_status(call: Call, action: Action, check: Check) -> Answer:
    """The course of a change that leads to one status, and that `check` may still refuse."""
    admit(call.caller, action)
    form = Form(call.json())
    change, amendment = read_change(form, action), read_amendment(form)
    form.check()
    with call.space.writing() as connection:
        row = bookings.find(connection, call.params["booking_id"])
        bookings.check_revision(row, change.revision)
        status = bookings.after(row, action)
        check(connection, row)
        moved = carry_out(connection, row, change, status, call.now_ms, amendment)
    return shown(moved)


def shown(row: sqlite3.Row) -> Answer:
    return json_answer(200, {"booking": views.booking(row)})
