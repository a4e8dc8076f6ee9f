"""The seed rows of the customer bookings API, around their instant, and the names of their ids."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.clock import hour_near
from runner.sandbox.customer_bookings.contents import Participant, Place
from runner.sandbox.customer_bookings.fees import HOUR_MS
from runner.sandbox.customer_bookings.planting import Plant, plant
from runner.sandbox.customer_bookings.roles import ADMIN, API, CUSTOMER
from runner.sandbox.customer_bookings.states import Status
from runner.sandbox.ids import next_uuid
from runner.sandbox.tokens import Caller, Grant, issue

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

# Variable without its ending, name.
CUSTOMERS = (("cb_customer", "Anna"), ("cb_customer_b", "Bela"), ("cb_customer_c", "Cora"))
RESOURCES = (("cb_resource_1_id", "Room 1"), ("cb_resource_2_id", "Room 2"))

# Form, label, type, whether an answer is required, options.
FIELDS: tuple[tuple[str, str, str, bool, list[str]], ...] = (
    ("meal", "Dietary preferences", "text", True, []),
    ("meal", "T-shirt size", "select", False, ["S", "M", "L", "XL"]),
    ("shoes", "Shoe size", "number", True, []),
)


@dataclass(frozen=True, slots=True)
class _Service:
    variable: str
    name: str
    booking_type: str = "single"
    occurrences: int = 1
    instant: bool = True
    options_editable: bool = True
    needs_approval: bool = False
    form: str | None = None


SERVICES = (
    _Service("cb_service_basic_id", "Meeting room"),
    _Service("cb_service_approval_id", "Studio", needs_approval=True, form="shoes"),
    _Service("cb_service_locked_id", "Archive", instant=False, options_editable=False),
    _Service("cb_service_form_id", "Workshop", form="meal"),
    _Service("cb_service_series_id", "Course", booking_type="series", occurrences=3),
    _Service("cb_service_recurring_id", "Weekly desk", booking_type="recurring", occurrences=3),
)
HOURLY_MINOR = 4000
CHECK_IN_MINUTES = 15

# Variable, service, name, price in cents.
ADD_ONS = (
    ("cb_addon_1_id", "cb_service_basic_id", "Projector", 500),
    ("cb_addon_2_id", "cb_service_basic_id", "Catering", 1250),
    ("cb_addon_locked_id", "cb_service_locked_id", "White gloves", 300),
)

# Variable without its ending, status, owner, days from the day of seeding, hour.
BOOKINGS = (
    ("cb_booking_reserved", Status.RESERVED, "cb_customer_id", 10, 9),
    ("cb_booking_requested", Status.REQUESTED, "cb_customer_id", 10, 11),
    ("cb_booking_accepted", Status.ACCEPTED, "cb_customer_id", 10, 13),
    ("cb_booking_invited", Status.INVITED, "cb_customer_b_id", 10, 15),
    ("cb_booking_rejected", Status.REJECTED, "cb_customer_id", 11, 9),
    ("cb_booking_canceled", Status.CANCELED, "cb_customer_id", 11, 11),
    ("cb_booking_expired", Status.EXPIRED, "cb_customer_id", -2, 9),
    ("cb_booking_b", Status.ACCEPTED, "cb_customer_b_id", 11, 13),
)
HOURS_AHEAD = (72, 36, 12, 1)

# Token, role, variable that is its subject.
TOKENS = (
    ("customer", CUSTOMER, "cb_customer_id"),
    ("customer_b", CUSTOMER, "cb_customer_b_id"),
    ("customer_c", CUSTOMER, "cb_customer_c_id"),
    ("admin", ADMIN, "cb_organization_id"),
)
DAY_MS = 24 * HOUR_MS


def sow(connection: sqlite3.Connection, now_ms: int) -> Mapping[str, str]:
    ids: dict[str, str] = {"cb_organization_id": next_uuid(connection, "cb_organization")}
    _people_and_places(connection, ids)
    _services(connection, ids)
    _bookings(connection, ids, now_ms)
    ids["cb_booking_unknown_id"] = next_uuid(connection, "cb_unknown")
    _tokens(connection, ids, now_ms)
    return ids


def _people_and_places(connection: sqlite3.Connection, ids: dict[str, str]) -> None:
    for variable, name in CUSTOMERS:
        id_, email = next_uuid(connection, "cb_customer"), f"{name.lower()}@example.com"
        ids[f"{variable}_id"], ids[f"{variable}_email"] = id_, email
        connection.execute(
            "INSERT INTO cb_customer (id, name, email, address) VALUES (?, ?, ?, ?)",
            (id_, name, email, email),
        )
    for variable, name in RESOURCES:
        ids[variable] = next_uuid(connection, "cb_resource")
        connection.execute("INSERT INTO cb_resource (id, name) VALUES (?, ?)", (ids[variable], name))


def _services(connection: sqlite3.Connection, ids: dict[str, str]) -> None:
    forms = {form: next_uuid(connection, "cb_form") for form in dict.fromkeys(field[0] for field in FIELDS)}
    connection.executemany("INSERT INTO cb_form (id) VALUES (?)", [(id_,) for id_ in forms.values()])
    for position, (form, label, type_, required, options) in enumerate(FIELDS):
        connection.execute(
            "INSERT INTO cb_form_field (id, form_id, position, label, type, required, options)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                next_uuid(connection, "cb_form_field"),
                forms[form],
                position,
                label,
                type_,
                required,
                json.dumps(options),
            ),
        )
    for service in SERVICES:
        ids[service.variable] = next_uuid(connection, "cb_service")
        connection.execute(
            "INSERT INTO cb_service (id, name, hourly_minor, booking_type, occurrences, instant,"
            " options_editable, needs_approval, check_in_minutes, form_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                ids[service.variable],
                service.name,
                HOURLY_MINOR,
                service.booking_type,
                service.occurrences,
                service.instant,
                service.options_editable,
                service.needs_approval,
                CHECK_IN_MINUTES,
                None if service.form is None else forms[service.form],
            ),
        )
    for variable, owner, name, price in ADD_ONS:
        ids[variable] = next_uuid(connection, "cb_add_on")
        connection.execute(
            "INSERT INTO cb_add_on (id, service_id, name, price_minor) VALUES (?, ?, ?, ?)",
            (ids[variable], ids[owner], name, price),
        )


def _bookings(connection: sqlite3.Connection, ids: dict[str, str], now_ms: int) -> None:
    for variable, status, owner, day, hour in BOOKINGS:
        row = _plant(connection, ids, (status, owner, hour_near(now_ms, day, hour)), now_ms)
        ids[f"{variable}_id"], ids[f"{variable}_number"] = row["id"], row["number"]
        if status is Status.ACCEPTED:
            ids[f"{variable}_hash"] = row["hash"]
    for hours in HOURS_AHEAD:
        start_ms = now_ms + hours * HOUR_MS
        row = _plant(connection, ids, (Status.ACCEPTED, "cb_customer_id", start_ms), now_ms)
        ids[f"cb_booking_{hours}h_id"] = row["id"]


def _plant(
    connection: sqlite3.Connection, ids: Mapping[str, str], what: tuple[Status, str, int], now_ms: int
) -> sqlite3.Row:
    """A paid hour in the second room: the first one is left to those who book."""
    status, owner, start_ms = what
    anna = Participant(email=ids["cb_customer_email"], name="Anna")
    new = Plant(
        status=status,
        customer_id=ids[owner],
        service_id=ids["cb_service_basic_id"],
        place=Place(ids["cb_resource_2_id"], start_ms, start_ms + HOUR_MS),
        participants=(anna,) if status is Status.INVITED else (),
    )
    row = plant(connection, new, now_ms - 7 * DAY_MS)
    assert row is not None
    return row


def _tokens(connection: sqlite3.Connection, ids: Mapping[str, str], now_ms: int) -> None:
    organization = ids["cb_organization_id"]
    for name, role, subject in TOKENS:
        issue(connection, Grant(Caller(name, API, role, ids[subject], organization)))
    expired = Caller("customer_expired", API, CUSTOMER, ids["cb_customer_id"], organization)
    issue(connection, Grant(expired, expires_ms=now_ms - DAY_MS))
