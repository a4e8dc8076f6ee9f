"""Fixtures: entities a test puts straight into the scheduling API, in any state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.jsontext import MalformedError, check_names
from runner.sandbox.scheduling import bookings, views
from runner.sandbox.scheduling.bookings import NewBooking
from runner.sandbox.scheduling.clients import add_client
from runner.sandbox.scheduling.event_instances import MOST_MINUTES, MOST_SEATS, NewEvent, add_event
from runner.sandbox.scheduling.parameters import instant, text, whole
from runner.sandbox.scheduling.states import State
from runner.sandbox.scheduling.views import MINUTE_MS
from runner.sandbox.variables import recall

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.jsontext import JsonObject

DAY_MS = 24 * 60 * MINUTE_MS
OF_CLIENT = ("business_id", "first_name", "last_name", "email")
OF_EVENT = ("business_id", "service_id", "staff_id", "title", "start_time", "duration", "max_attendance")
OF_BOOKING = (
    "business_id",
    "service_id",
    "staff_id",
    "client_id",
    "event_instance_id",
    "state",
    "title",
    "start_time",
    "duration",
)


def create_client(connection: sqlite3.Connection, attributes: JsonObject, now_ms: int) -> JsonObject:
    check_names(attributes, OF_CLIENT, "attributes")
    business_id = text(attributes, "business_id") or recall(connection)["business_id"]
    names = (text(attributes, name) for name in ("first_name", "last_name", "email"))
    row, token = add_client(connection, (business_id, *names), now_ms)
    return {**views.client(row), "token": token}


def create_event(connection: sqlite3.Connection, attributes: JsonObject, now_ms: int) -> JsonObject:
    check_names(attributes, OF_EVENT, "attributes")
    ids = recall(connection)
    start_ms = instant(attributes, "start_time") or now_ms + DAY_MS
    event = NewEvent(
        business_id=text(attributes, "business_id") or ids["business_id"],
        service_id=text(attributes, "service_id") or ids["service_event_id"],
        staff_id=text(attributes, "staff_id") or ids["staff_id"],
        title=text(attributes, "title") or "Workshop",
        start_ms=start_ms,
        end_ms=start_ms + (whole(attributes, "duration", MOST_MINUTES) or 90) * MINUTE_MS,
        capacity=whole(attributes, "max_attendance", MOST_SEATS) or 1,
    )
    return views.event(add_event(connection, event), registered=0)


def create_booking(connection: sqlite3.Connection, attributes: JsonObject, now_ms: int) -> JsonObject:
    check_names(attributes, OF_BOOKING, "attributes")
    ids = recall(connection)
    event_id = text(attributes, "event_instance_id") or None
    state = text(attributes, "state") or State.SCHEDULED
    if state not in set(State):
        raise MalformedError(f"state must be one of {', '.join(State)}")
    start_ms = instant(attributes, "start_time") or now_ms + DAY_MS
    booking = NewBooking(
        business_id=text(attributes, "business_id") or ids["business_id"],
        type="event" if event_id else "appointment",
        state=State(state),
        service_id=text(attributes, "service_id") or ids["service_event_id" if event_id else "service_id"],
        staff_id=text(attributes, "staff_id") or ids["staff_id"],
        client_id=text(attributes, "client_id") or ids["client_id"],
        event_id=event_id,
        title=text(attributes, "title") or "Consultation",
        start_ms=start_ms,
        end_ms=start_ms + (whole(attributes, "duration", MOST_MINUTES) or 60) * MINUTE_MS,
        created_ms=now_ms,
    )
    return views.booking(bookings.insert(connection, booking))


FIXTURES = {"client": create_client, "event_instance": create_event, "booking": create_booking}
