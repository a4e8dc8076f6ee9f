"""Fixtures: bookings a test puts straight into the customer bookings API, in any status."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import views
from runner.sandbox.customer_bookings.access import Seen, Viewer
from runner.sandbox.customer_bookings.contents import Participant, Place
from runner.sandbox.customer_bookings.decisions import LONGEST_NAME, MOST_PARTICIPANTS
from runner.sandbox.customer_bookings.fees import HOUR_MS
from runner.sandbox.customer_bookings.planting import Plant, plant
from runner.sandbox.customer_bookings.reader import Reader
from runner.sandbox.customer_bookings.slots import check_length
from runner.sandbox.customer_bookings.states import Status
from runner.sandbox.jsontext import MalformedError, check_names
from runner.sandbox.variables import recall

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from runner.sandbox.jsontext import JsonObject

KNOWN = (
    "status",
    "customer_id",
    "service_id",
    "resource_id",
    "start_date",
    "end_date",
    "paid",
    "participants",
    "occurrences",
)
AMOUNT = re.compile(r"([0-9]{1,7})(?:\.([0-9]{2}))?")
MOST_OCCURRENCES = 52
STARTS_IN_HOURS = 72
EXPIRED_HOURS_AGO = 2


def create_booking(connection: sqlite3.Connection, attributes: JsonObject, now_ms: int) -> JsonObject:
    check_names(attributes, KNOWN, "attributes")
    new = _read(Reader(attributes), recall(connection), now_ms)
    row = plant(connection, new, now_ms)
    if row is None:
        raise MalformedError("service_id names no service")
    return views.booking(connection, Seen(row, Viewer.OWNER))


def _read(reader: Reader, ids: Mapping[str, str], now_ms: int) -> Plant:
    status = Status(reader.choice("status", tuple(Status)) or Status.ACCEPTED)
    invited = status is Status.INVITED
    start_ms, end_ms = reader.instant("start_date"), reader.instant("end_date")
    if start_ms is None:
        hours = -EXPIRED_HOURS_AGO if status is Status.EXPIRED else STARTS_IN_HOURS
        start_ms = now_ms + hours * HOUR_MS
    resource_id = reader.text("resource_id") or ids["cb_resource_1_id"]
    place = Place(resource_id, start_ms, start_ms + HOUR_MS if end_ms is None else end_ms)
    check_length(reader, *place.span)
    participants = _participants(reader)
    if invited and not participants:
        participants = (Participant(email=ids["cb_customer_email"], name="Anna"),)
    new = Plant(
        status=status,
        customer_id=reader.text("customer_id") or ids["cb_customer_b_id" if invited else "cb_customer_id"],
        service_id=reader.text("service_id") or ids["cb_service_basic_id"],
        place=place,
        paid_minor=_amount(reader),
        participants=participants,
        occurrences=reader.whole("occurrences", least=1, most=MOST_OCCURRENCES),
    )
    if reader.flaws:
        raise MalformedError("; ".join(f"{flaw.text} ({flaw.pointer})" for flaw in reader.flaws))
    return new


def _participants(reader: Reader) -> tuple[Participant, ...]:
    if not reader.has("participants"):
        return ()
    participants = []
    for one in reader.objects("participants", most=MOST_PARTICIPANTS, each="participant"):
        one.require("email")
        participants.append(
            Participant(
                email=one.address("email"),
                name=one.text("name", longest=LONGEST_NAME),
                status=one.choice("status", ("invited", "accepted")) or "invited",
                can_edit=one.boolean("can_edit"),
                attending_virtually=one.boolean("attending_virtually"),
            )
        )
    return tuple(participants)


def _amount(reader: Reader) -> int | None:
    text = reader.text("paid")
    if not text:
        return None
    found = AMOUNT.fullmatch(text)
    if found is None:
        reader.complain("invalid", "paid", 'paid must be an amount, as in "40.00"')
        return None
    return int(found[1]) * views.CENTS + int(found[2] or 0)


FIXTURES = {"cb_booking": create_booking}
