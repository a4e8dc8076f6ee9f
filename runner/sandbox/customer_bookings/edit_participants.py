"""Editing who takes part in a booking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import contents, edits
from runner.sandbox.customer_bookings.announcements import invite
from runner.sandbox.customer_bookings.contents import Participant
from runner.sandbox.customer_bookings.decisions import LONGEST_NAME, MOST_PARTICIPANTS
from runner.sandbox.customer_bookings.endpoints import endpoint

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call
    from runner.sandbox.customer_bookings.reader import Reader


def edit_participants(call: Call) -> Answer:
    return edits.edit(call, _replace)


def _replace(connection: sqlite3.Connection, row: sqlite3.Row, body: Reader, _now_ms: int) -> None:
    wanted = _wanted(body)
    body.check()
    before = {one.address: one for one in contents.participants_of(connection, row)}
    (own,) = connection.execute(
        "SELECT address FROM cb_customer WHERE id = ?", (row["customer_id"],)
    ).fetchone()
    after = []
    for one in wanted:
        if one.address in before:
            after.append(one.with_status(before[one.address].status))
        elif one.address == own:
            after.append(one.with_status("accepted"))
        else:
            after.append(one)
            invite(connection, row, one.email)
    contents.put_participants(connection, row, after)


def _wanted(body: Reader) -> list[Participant]:
    wanted: list[Participant] = []
    for reader in body.objects("participants", most=MOST_PARTICIPANTS, each="participant"):
        reader.require("email")
        one = Participant(
            email=reader.address("email"),
            name=reader.text("name", longest=LONGEST_NAME),
            can_edit=reader.boolean("can_edit"),
            attending_virtually=reader.boolean("attending_virtually"),
        )
        if one.email and one.address in {other.address for other in wanted}:
            reader.complain("duplicate", "email", "email is given twice")
        wanted.append(one)
    return wanted


OPERATIONS = (
    endpoint("POST /bookings/{booking_id}/edit-participants", edit_participants, may="edit booking"),
)
