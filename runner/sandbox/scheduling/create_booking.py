"""Booking an appointment, or registering for an event."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from runner.sandbox.api import Call, Operation, RefusedError
from runner.sandbox.ledger import record_event
from runner.sandbox.scheduling import bookings, views
from runner.sandbox.scheduling.bookings import NewBooking
from runner.sandbox.scheduling.errors import (
    ALREADY_REGISTERED,
    CLIENT_NEEDED,
    NOT_FOR_OTHERS,
    SLOT_TAKEN,
    bad_request,
    refuse,
)
from runner.sandbox.scheduling.parameters import demand, instant, text, zone
from runner.sandbox.scheduling.roles import API, CLIENT, MATRIX, reaches
from runner.sandbox.scheduling.states import State
from runner.sandbox.scheduling.views import MINUTE_MS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner.sandbox.answers import Answer
    from runner.sandbox.jsontext import Json

    Body = Mapping[str, Json]

# Text of the body, and the name under which the booking shows it again.
SOURCE = {"campaign": "campaign", "channel": "channel", "source_name": "name", "source_url": "website_url"}


def create_booking(call: Call) -> Answer:
    body = call.json()
    for_event = body.get("event_instance_id") not in (None, "") or body.get("booking_type") == "event"
    wanted = ("event_instance_id",) if for_event else ("service_id", "staff_id", "start_time")
    demand(body, "business_id", *wanted)
    _check_form(body)
    business_id = text(body, "business_id")
    make = _register if for_event else _appointment
    with call.space.writing() as connection:
        if not reaches(connection, call.caller, business_id):
            raise refuse("other_business")
        client_id = _client(call, connection, body)
        try:
            row = bookings.insert(connection, make(call, connection, body, client_id))
        except sqlite3.IntegrityError:
            # Overlaps are looked for first; the index has the last word on who was earlier.
            raise RefusedError(SLOT_TAKEN) from None
        record_event(connection, API, "booking.created", views.booking(row), call.now_ms)
    return views.success(201, {"booking": views.booking(row)})


def _check_form(body: Body) -> None:
    form = body.get("form_data")
    if form is not None and not isinstance(form, dict | list):
        raise refuse("bad_form")


def _client(call: Call, connection: sqlite3.Connection, body: Body) -> str:
    named = text(body, "client_id")
    if call.caller.role == CLIENT:
        if named not in ("", call.caller.subject):
            raise RefusedError(NOT_FOR_OTHERS)
        named = call.caller.subject
    elif not named:
        raise RefusedError(CLIENT_NEEDED)
    found = connection.execute(
        "SELECT 1 FROM sch_client WHERE id = ? AND business_id = ?", (named, text(body, "business_id"))
    )
    if found.fetchone() is None:
        raise refuse("no_client")
    return named


def _source(body: Body) -> dict[str, Json]:
    return {shown: text(body, sent) or None for sent, shown in SOURCE.items()}


def _appointment(call: Call, connection: sqlite3.Connection, body: Body, client_id: str) -> NewBooking:
    business_id, service_id, staff_id = (
        text(body, name) for name in ("business_id", "service_id", "staff_id")
    )
    time_zone, place = zone(body, "time_zone")
    start_ms = instant(body, "start_time", place)
    assert start_ms is not None, "it was demanded"
    service = connection.execute(
        "SELECT * FROM sch_service WHERE id = ? AND business_id = ? AND type = 'appointment'",
        (service_id, business_id),
    ).fetchone()
    if service is None:
        raise refuse("no_service")
    staff = connection.execute(
        "SELECT 1 FROM sch_staff WHERE id = ? AND business_id = ?", (staff_id, business_id)
    )
    if staff.fetchone() is None:
        raise refuse("no_staff")
    end_ms = start_ms + service["duration"] * MINUTE_MS
    if start_ms < call.now_ms or _overlaps(connection, staff_id, start_ms, end_ms):
        raise RefusedError(SLOT_TAKEN)
    return NewBooking(
        business_id=business_id,
        type="appointment",
        state=State.PENDING if service["needs_approval"] else State.SCHEDULED,
        service_id=service_id,
        staff_id=staff_id,
        client_id=client_id,
        event_id=None,
        title=service["name"],
        start_ms=start_ms,
        end_ms=end_ms,
        created_ms=call.now_ms,
        time_zone=time_zone,
        matter_uid=text(body, "matter_uid") or None,
        source=_source(body),
    )


def _overlaps(connection: sqlite3.Connection, staff_id: str, start_ms: int, end_ms: int) -> bool:
    row = connection.execute(
        "SELECT 1 FROM sch_live WHERE staff_id = ? AND type = 'appointment'"
        " AND start_ms < ? AND end_ms > ? LIMIT 1",
        (staff_id, end_ms, start_ms),
    ).fetchone()
    return row is not None


def _register(call: Call, connection: sqlite3.Connection, body: Body, client_id: str) -> NewBooking:
    business_id, event_id = text(body, "business_id"), text(body, "event_instance_id")
    if body.get("booking_type") == "appointment":
        raise bad_request("Parameter event_instance_id is for events")
    time_zone, _ = zone(body, "time_zone")
    event = connection.execute(
        "SELECT * FROM sch_event WHERE id = ? AND business_id = ?", (event_id, business_id)
    ).fetchone()
    if event is None:
        raise refuse("no_event")
    taken = [
        row["client_id"]
        for row in connection.execute("SELECT client_id FROM sch_live WHERE event_id = ?", (event_id,))
    ]
    if client_id in taken:
        raise RefusedError(ALREADY_REGISTERED)
    if event["start_ms"] < call.now_ms:
        raise RefusedError(SLOT_TAKEN)
    if len(taken) >= event["capacity"]:
        raise refuse("event_full")
    return NewBooking(
        business_id=business_id,
        type="event",
        state=State.SCHEDULED,
        service_id=event["service_id"],
        staff_id=event["staff_id"],
        client_id=client_id,
        event_id=event_id,
        title=event["title"],
        start_ms=event["start_ms"],
        end_ms=event["end_ms"],
        created_ms=call.now_ms,
        time_zone=time_zone,
        matter_uid=text(body, "matter_uid") or None,
        source=_source(body),
    )


OPERATIONS = (
    Operation("POST", "/platform/v1/scheduling/bookings", create_booking, MATRIX["create booking"]),
)
