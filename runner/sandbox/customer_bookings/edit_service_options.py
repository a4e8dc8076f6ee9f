"""Editing the add-ons of a booking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import bookings, contents, edits, offers
from runner.sandbox.customer_bookings.contents import Choice
from runner.sandbox.customer_bookings.decisions import MOST_ADD_ONS, MOST_OF_AN_ADD_ON
from runner.sandbox.customer_bookings.endpoints import endpoint
from runner.sandbox.customer_bookings.errors import refuse

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call
    from runner.sandbox.customer_bookings.reader import Reader


def edit_service_options(call: Call) -> Answer:
    return edits.edit(call, _replace)


def _replace(connection: sqlite3.Connection, row: sqlite3.Row, body: Reader, _now_ms: int) -> None:
    service = bookings.service_of(connection, row)
    if not service["options_editable"]:
        raise refuse("options_locked")
    offered = {one["id"] for one in offers.add_ons_of(connection, service["id"])}
    wanted: dict[str, Choice] = {}
    for reader in body.objects("addons", most=MOST_ADD_ONS, each="add-on"):
        reader.require("add_on_id", "quantity")
        choice = Choice(reader.text("add_on_id"), reader.whole("quantity", least=0, most=MOST_OF_AN_ADD_ON))
        if choice.add_on_id in wanted:
            reader.complain("duplicate", "add_on_id", "add_on_id is given twice")
        elif choice.add_on_id in offered:
            wanted[choice.add_on_id] = choice
        elif choice.add_on_id:
            reader.complain("unknown_add_on", "add_on_id", "The service has no such add-on")
    body.check()
    contents.put_choices(connection, row, [choice for choice in wanted.values() if choice.quantity])


OPERATIONS = (
    endpoint("POST /bookings/{booking_id}/edit-service-options", edit_service_options, may="edit booking"),
)
