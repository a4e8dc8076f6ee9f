"""Bookings as rows: made, found in the revision a caller knows, and moved from status to status."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from runner.sandbox.api import RefusedError
from runner.sandbox.bookings_v2 import views
from runner.sandbox.bookings_v2.decisions import EVENTS
from runner.sandbox.bookings_v2.errors import BOOKING_NOT_FOUND, refuse
from runner.sandbox.bookings_v2.roles import API
from runner.sandbox.bookings_v2.states import REFUSED, TRANSITIONS, Action, Status
from runner.sandbox.ids import next_uuid
from runner.sandbox.ledger import record_event

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from runner.sandbox.jsontext import JsonObject

EVENT = "wix.bookings.v2.booking_"


class PaymentStatus(StrEnum):
    UNDEFINED = "UNDEFINED"
    NOT_PAID = "NOT_PAID"
    PAID = "PAID"
    PARTIALLY_PAID = "PARTIALLY_PAID"
    REFUNDED = "REFUNDED"
    EXEMPT = "EXEMPT"


class PaymentOption(StrEnum):
    UNDEFINED = "UNDEFINED"
    OFFLINE = "OFFLINE"
    ONLINE = "ONLINE"
    MEMBERSHIP = "MEMBERSHIP"
    MEMBERSHIP_OFFLINE = "MEMBERSHIP_OFFLINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is booked: a service with a resource at a time; in a session, unless it is a course."""

    service_id: str
    resource_id: str
    start_ms: int
    end_ms: int
    session_id: str | None = None
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made a booking, and who owns it."""

    identity_type: str
    owner_id: str | None = None
    app_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBooking:
    place: Place
    maker: Maker
    contact: JsonObject
    time_zone: str
    created_ms: int
    status: Status = Status.CREATED
    payment_status: PaymentStatus = PaymentStatus.UNDEFINED
    payment_option: PaymentOption = PaymentOption.UNDEFINED
    revision: int = 1
    party: int = 1
    double_booked: bool = False
    multi_id: str | None = None
    additional_fields: Sequence[JsonObject] = ()


@dataclass(frozen=True, slots=True)
class Amendment:
    """What changes about a booking besides its status; None leaves it as it is."""

    payment_status: PaymentStatus | None = None
    double_booked: bool | None = None
    fee_minor: int | None = None


NO_AMENDMENT = Amendment()


def find(connection: sqlite3.Connection, booking_id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM v2_full_booking WHERE id = ?", (booking_id,)
    ).fetchone()
    if row is None:
        raise RefusedError(BOOKING_NOT_FOUND)
    return row


def check_revision(row: sqlite3.Row, revision: int | None) -> None:
    if row["revision"] != revision:
        raise refuse("stale_revision")


def check_status(row: sqlite3.Row, action: Action) -> None:
    attempt = (Status(row["status"]), action)
    if attempt in REFUSED:
        raise refuse(REFUSED[attempt])


def after(row: sqlite3.Row, action: Action) -> Status:
    """The status that follows; refuses an action that the present one does not allow."""
    check_status(row, action)
    return TRANSITIONS[Status(row["status"]), action]


def insert(connection: sqlite3.Connection, new: NewBooking) -> sqlite3.Row:
    id_, place, maker = next_uuid(connection, "v2_booking"), new.place, new.maker
    connection.execute(
        "INSERT INTO v2_booking"
        " (id, status, payment_status, payment_option, revision, service_id, resource_id, session_id,"
        " event_id, start_ms, end_ms, time_zone, party, double_booked, multi_id, contact, additional_fields,"
        " identity_type, owner_id, app_id, created_ms, updated_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            id_,
            new.status,
            new.payment_status,
            new.payment_option,
            new.revision,
            place.service_id,
            place.resource_id,
            place.session_id,
            place.event_id,
            place.start_ms,
            place.end_ms,
            new.time_zone,
            new.party,
            new.double_booked,
            new.multi_id,
            json.dumps(new.contact),
            json.dumps(new.additional_fields),
            maker.identity_type,
            maker.owner_id,
            maker.app_id,
            new.created_ms,
            new.created_ms,
        ),
    )
    return find(connection, id_)


def move(
    connection: sqlite3.Connection,
    row: sqlite3.Row,
    to: Status,
    now_ms: int,
    amendment: Amendment = NO_AMENDMENT,
) -> sqlite3.Row:
    """The booking in its next status and revision, with the event of that written down."""
    connection.execute(
        "UPDATE v2_booking SET status = ?, revision = revision + 1, updated_ms = ?,"
        " payment_status = coalesce(?, payment_status), double_booked = coalesce(?, double_booked),"
        " fee_minor = coalesce(?, fee_minor) WHERE id = ?",
        (to, now_ms, amendment.payment_status, amendment.double_booked, amendment.fee_minor, row["id"]),
    )
    moved = find(connection, row["id"])
    announce(connection, moved, EVENTS[to], now_ms)
    return moved


def announce(connection: sqlite3.Connection, row: sqlite3.Row, what: str, now_ms: int) -> None:
    record_event(connection, API, EVENT + what, views.booking(row), now_ms)
