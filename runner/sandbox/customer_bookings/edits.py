"""Edits of an accepted booking: each applies at once, and all since the first are reverted together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import access, bookings, contents, orders, slots, views
from runner.sandbox.customer_bookings.announcements import announce
from runner.sandbox.customer_bookings.endpoints import endpoint
from runner.sandbox.customer_bookings.errors import refuse
from runner.sandbox.customer_bookings.reader import Reader
from runner.sandbox.customer_bookings.states import Status

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call
    from runner.sandbox.customer_bookings.contents import Contents, Participant

    #: Makes a change to a booking, as of an instant, or refuses it.
    Change = Callable[[sqlite3.Connection, sqlite3.Row, Reader, int], None]


def edit(call: Call, change: Change) -> Answer:
    body = Reader(call.json())
    with call.space.writing() as connection:
        row = _editable(connection, call)
        before = contents.contents_of(connection, row)
        change(connection, row, body, call.now_ms)
        connection.execute(
            "UPDATE cb_booking SET baseline = coalesce(baseline, ?) WHERE id = ?", (str(before), row["id"])
        )
        return _finish(connection, call, "edit")


def revert(call: Call) -> Answer:
    with call.space.writing() as connection:
        row = _editable(connection, call)
        if row["baseline"] is None:
            raise refuse("no_edit")
        _restore(connection, row, contents.parse_contents(row["baseline"]), call.now_ms)
        connection.execute("UPDATE cb_booking SET baseline = NULL WHERE id = ?", (row["id"],))
        return _finish(connection, call, "edit_reverted")


def forget_participant(connection: sqlite3.Connection, row: sqlite3.Row, address: str) -> None:
    """Keeps a revert from bringing back somebody who has left."""
    if row["baseline"] is not None:
        baseline = contents.parse_contents(row["baseline"]).without(address)
        connection.execute("UPDATE cb_booking SET baseline = ? WHERE id = ?", (str(baseline), row["id"]))


def _editable(connection: sqlite3.Connection, call: Call) -> sqlite3.Row:
    seen = access.owned(connection, call)
    if seen.status is not Status.ACCEPTED:
        raise refuse("not_accepted", seen.status)
    return seen.row


def _finish(connection: sqlite3.Connection, call: Call, reason: str) -> Answer:
    row = bookings.get(connection, call.params["booking_id"])
    price = bookings.price(bookings.service_of(connection, row), row["start_ms"], row["end_ms"])
    (extras,) = connection.execute(
        "SELECT coalesce(sum(c.quantity * a.price_minor), 0)"
        " FROM cb_chosen_add_on AS c JOIN cb_add_on AS a ON a.id = c.add_on_id WHERE c.booking_id = ?",
        (row["id"],),
    ).fetchone()
    connection.execute("UPDATE cb_booking SET price_minor = ? WHERE id = ?", (price + extras, row["id"]))
    orders.charge(connection, row, price + extras, reason)
    bookings.touch(connection, row, call.now_ms)
    announce(connection, "booking.updated", row["id"], call.now_ms)
    return views.changed(connection, call.caller, row["id"])


def _restore(connection: sqlite3.Connection, row: sqlite3.Row, before: Contents, now_ms: int) -> None:
    if before.place != contents.place_of(row):
        slots.check_free(
            connection, before.place.resource_id, before.place.span, now_ms=now_ms, but=row["id"]
        )
        contents.put_place(connection, row, before.place)
    now_there = {one.address: one for one in contents.participants_of(connection, row)}
    contents.put_participants(connection, row, [_as_now(one, now_there) for one in before.participants])
    contents.put_choices(connection, row, before.choices)


def _as_now(one: Participant, now_there: dict[str, Participant]) -> Participant:
    """With an acceptance given meanwhile: it is the participant's, and no part of the owner's edit."""
    present = now_there.get(one.address)
    accepted = present is not None and present.status == "accepted"
    return one.with_status("accepted") if accepted else one


OPERATIONS = (
    endpoint("GET /bookings/{booking_id}/cancel-edit-booking", revert, may="edit booking", safe=False),
)
