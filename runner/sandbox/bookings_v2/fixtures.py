"""Fixtures: entities a test puts straight into the bookings API, in any state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.bookings_v2 import bookings, feature_limits, views
from runner.sandbox.bookings_v2.bookings import Maker, NewBooking, PaymentOption, PaymentStatus, Place
from runner.sandbox.bookings_v2.decisions import DEFAULT_TIME_ZONE, MOST_PARTICIPANTS
from runner.sandbox.bookings_v2.forms import Form
from runner.sandbox.bookings_v2.places import course_of, place_of
from runner.sandbox.bookings_v2.policies import MINUTE_MS
from runner.sandbox.bookings_v2.sessions import add_session, find_session
from runner.sandbox.bookings_v2.states import Status
from runner.sandbox.clock import parse_instant, to_ms
from runner.sandbox.jsontext import MalformedError, check_names
from runner.sandbox.variables import recall

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.jsontext import JsonObject

DAY_MS = 24 * 60 * MINUTE_MS
# Beyond these a test finds nothing new, and a database might.
LARGEST_REVISION = 10**9
MOST_SEATS = 10_000
PERSON = {"firstName": "Dora", "lastName": "Member", "email": "dora@example.com", "phone": None}


def _known(attributes: JsonObject, *names: str) -> Form:
    check_names(attributes, names, "attributes")
    return Form(attributes)


def _service(connection: sqlite3.Connection, form: Form, default: str) -> sqlite3.Row:
    id_ = form.text("serviceId") or recall(connection)[default]
    row: sqlite3.Row | None = connection.execute("SELECT * FROM v2_service WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise MalformedError("serviceId must be that of a service")
    return row


def _start(form: Form, now_ms: int) -> int:
    text = form.text("startDate")
    try:
        return now_ms + DAY_MS if text is None else to_ms(parse_instant(text))
    except ValueError:
        raise MalformedError("startDate must be an ISO 8601 date and time") from None


def _hour(form: Form, service: sqlite3.Row, now_ms: int) -> Place:
    start_ms = _start(form, now_ms)
    resource_id = form.text("resourceId") or service["resource_id"]
    end_ms = start_ms + service["minutes"] * MINUTE_MS
    return Place(service_id=service["id"], resource_id=resource_id, start_ms=start_ms, end_ms=end_ms)


def create_session(connection: sqlite3.Connection, attributes: JsonObject, now_ms: int) -> JsonObject:
    form = _known(attributes, "serviceId", "startDate", "capacity", "resourceId")
    service = _service(connection, form, "v2_service_class_id")
    capacity = form.whole("capacity", MOST_SEATS) or service["capacity"]
    place = _hour(form, service, now_ms)
    form.check()
    return views.session(add_session(connection, place, capacity), [])


def create_booking(connection: sqlite3.Connection, attributes: JsonObject, now_ms: int) -> JsonObject:
    form = _known(
        attributes,
        "status",
        "serviceId",
        "sessionId",
        "startDate",
        "resourceId",
        "revision",
        "memberId",
        *PERSON,
        "paymentStatus",
        "selectedPaymentOption",
        "totalParticipants",
        "doubleBooked",
        "multiServiceBookingId",
    )
    service = _service(connection, form, "v2_service_auto_id")
    member_id = form.text("memberId") or recall(connection)["v2_member_id"]
    status = form.choice("status", Status) or Status.CREATED
    new = NewBooking(
        place=_place(connection, form, service, now_ms),
        maker=Maker("MEMBER", owner_id=member_id),
        contact={"contactId": member_id, **{name: form.text(name) or PERSON[name] for name in PERSON}},
        time_zone=DEFAULT_TIME_ZONE,
        created_ms=now_ms,
        status=status,
        payment_status=form.choice("paymentStatus", PaymentStatus) or PaymentStatus.UNDEFINED,
        payment_option=form.choice("selectedPaymentOption", PaymentOption) or PaymentOption.UNDEFINED,
        revision=form.whole("revision", LARGEST_REVISION) or 1,
        party=form.whole("totalParticipants", MOST_PARTICIPANTS) or 1,
        double_booked=form.flag("doubleBooked") is True,
        multi_id=form.text("multiServiceBookingId"),
    )
    form.check()
    row = bookings.insert(connection, new)
    if status is Status.CANCELED and service["type"] == "appointment":
        connection.execute("DELETE FROM v2_session WHERE id = ?", (row["session_id"],))
    return views.booking(row)


def _place(connection: sqlite3.Connection, form: Form, service: sqlite3.Row, now_ms: int) -> Place:
    if service["type"] == "course":
        return course_of(connection, service)
    if service["type"] == "appointment":
        return place_of(add_session(connection, _hour(form, service, now_ms), service["capacity"]))
    named = form.text("sessionId") or recall(connection)["v2_session_class_id"]
    session = find_session(connection, named)
    if session is None or session["service_id"] != service["id"]:
        raise MalformedError("sessionId must be that of a session of the service")
    return place_of(session)


def put_up_limit(connection: sqlite3.Connection, attributes: JsonObject, _now_ms: int) -> JsonObject:
    form = _known(attributes, "operation", "remaining")
    operation, remaining = form.text("operation"), attributes.get("remaining", 0)
    form.check()
    if operation not in (None, *feature_limits.OPERATIONS):
        raise MalformedError(f"operation must be one of {', '.join(feature_limits.OPERATIONS)}")
    if type(remaining) is not int or not 0 <= remaining <= LARGEST_REVISION:
        raise MalformedError(f"remaining must be a whole number from 0 to {LARGEST_REVISION}")
    for each in feature_limits.OPERATIONS if operation is None else (operation,):
        feature_limits.put_up(connection, each, remaining)
    return {"operation": operation, "remaining": remaining}


FIXTURES = {"v2_booking": create_booking, "v2_session": create_session, "v2_quota": put_up_limit}
