"""The seed rows of the scheduling API, around the day they are written, and the names of their ids."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runner.sandbox.clock import hour_near
from runner.sandbox.ids import next_id
from runner.sandbox.scheduling import bookings
from runner.sandbox.scheduling.bookings import NewBooking
from runner.sandbox.scheduling.event_instances import NewEvent, add_event
from runner.sandbox.scheduling.roles import API, APP, CLIENT, DIRECTORY, STAFF
from runner.sandbox.scheduling.states import State
from runner.sandbox.tokens import Caller, Grant, issue

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

# (variable, type, name, minutes, needs approval, price in cents)
SERVICES: tuple[tuple[str, str, str, int, int, int], ...] = (
    ("service_id", "appointment", "Consultation", 60, 0, 0),
    ("service_approval_id", "appointment", "Consultation on approval", 60, 1, 4000),
    ("service_event_id", "event", "Workshop", 90, 0, 1500),
)
SCHEDULED = 12
PER_DAY = 4
EVERY_THIRD = 3

# (variable, state, days from the day of seeding, hour)
OTHERS = (
    ("booking_id_done", State.DONE, -3, 10),
    ("booking_id_done_b", State.DONE, -2, 10),
    ("booking_id_cancelled", State.CANCELLED, 4, 9),
    ("booking_id_cancelled_b", State.CANCELLED, -1, 9),
    ("booking_id_pending_reschedule", State.PENDING_RESCHEDULE, 4, 13),
)

# (token, role, variable that is its subject, variable that is its business)
TOKENS = (
    ("staff", STAFF, "staff_id", "business_id"),
    ("app", APP, "business_id", "business_id"),
    ("directory", DIRECTORY, "directory_id", "business_id"),
    ("client", CLIENT, "client_id", "business_id"),
    ("client_b", CLIENT, "client_b_id", "business_id"),
    # No row has this id: a token that outlived its client.
    ("client_ghost", CLIENT, "client_ghost_id", "business_id"),
    ("staff_other", STAFF, "staff_other_id", "business_other_id"),
)


@dataclass(frozen=True, slots=True)
class _Sower:
    connection: sqlite3.Connection
    now_ms: int
    ids: dict[str, str]

    def add(self, variable: str, table: str, statement: str, *values: str | int) -> None:
        self.ids[variable] = next_id(self.connection, table)
        self.connection.execute(statement, (self.ids[variable], *values))

    def hour(self, day: int, hour: int) -> int:
        return hour_near(self.now_ms, day, hour)

    def appointment(self, owner: str, start_ms: int, state: State = State.SCHEDULED) -> NewBooking:
        """An hour with the first staff member; `owner` is the variable of a client of the main business."""
        return NewBooking(
            business_id=self.ids["business_id"],
            type="appointment",
            state=state,
            service_id=self.ids["service_id"],
            staff_id=self.ids["staff_id"],
            client_id=self.ids[owner],
            event_id=None,
            title="Consultation",
            start_ms=start_ms,
            end_ms=start_ms + 60 * 60_000,
            created_ms=self.hour(-7, 12),
        )

    def book(self, variable: str, new: NewBooking) -> None:
        self.ids[variable] = bookings.insert(self.connection, new)["id"]


def sow(connection: sqlite3.Connection, now_ms: int) -> Mapping[str, str]:
    sower = _Sower(connection, now_ms, {})
    _businesses(sower)
    _people(sower)
    _services(sower)
    _bookings(sower)
    _event(sower)
    _tokens(sower)
    return {**sower.ids, "business_uid": sower.ids["business_id"]}


def _businesses(sower: _Sower) -> None:
    statement = "INSERT INTO sch_business (id, name, directory_id) VALUES (?, ?, ?)"
    sower.ids["directory_id"] = next_id(sower.connection, "directory")
    other_directory = next_id(sower.connection, "directory")
    sower.add("business_id", "business", statement, "Main", sower.ids["directory_id"])
    sower.add("business_empty_id", "business", statement, "Empty", sower.ids["directory_id"])
    sower.add("business_other_id", "business", statement, "Other", other_directory)


def _people(sower: _Sower) -> None:
    main, other = sower.ids["business_id"], sower.ids["business_other_id"]
    staff = "INSERT INTO sch_staff (id, business_id, name) VALUES (?, ?, ?)"
    sower.add("staff_id", "staff", staff, main, "Ada")
    sower.add("staff_b_id", "staff", staff, main, "Ben")
    sower.add("staff_other_id", "staff", staff, other, "Cleo")
    client = (
        "INSERT INTO sch_client (id, business_id, first_name, last_name, email, created_ms)"
        " VALUES (?, ?, ?, ?, ?, ?)"
    )
    since = sower.hour(-30, 12)
    sower.add("client_id", "client", client, main, "Dora", "Client", "dora@example.com", since)
    sower.add("client_b_id", "client", client, main, "Emil", "Client", "emil@example.com", since)
    sower.add("client_other_id", "client", client, other, "Finn", "Client", "finn@example.com", since)
    sower.ids["client_ghost_id"] = next_id(sower.connection, "client")


def _services(sower: _Sower) -> None:
    statement = (
        "INSERT INTO sch_service"
        " (id, business_id, type, name, duration, needs_approval, price_minor, currency)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'EUR')"
    )
    for variable, type_, name, duration, approval, price in SERVICES:
        sower.add(
            variable, "service", statement, sower.ids["business_id"], type_, name, duration, approval, price
        )
    other = sower.ids["business_other_id"]
    sower.add("service_other_id", "service", statement, other, "appointment", "Massage", 60, 0, 0)


def _bookings(sower: _Sower) -> None:
    ids = sower.ids
    for n in range(SCHEDULED):
        # From nine o'clock tomorrow: what runs at "now and a day" finds the hours before free.
        start = sower.hour(1 + n // PER_DAY, 9 + n % PER_DAY * 2)
        owner = "client_b_id" if n % EVERY_THIRD == EVERY_THIRD - 1 else "client_id"
        staff = ids["staff_id" if n % 2 == 0 else "staff_b_id"]
        sower.book(f"appointment_id_{n + 1}", replace(sower.appointment(owner, start), staff_id=staff))
    ids["appointment_id"] = ids["appointment_id_1"]
    ids["appointment_id_b"] = ids[f"appointment_id_{EVERY_THIRD}"]
    for variable, state, day, hour in OTHERS:
        owner = "client_b_id" if variable.endswith("_b") else "client_id"
        sower.book(variable, sower.appointment(owner, sower.hour(day, hour), state))
    elsewhere = replace(
        sower.appointment("client_other_id", sower.hour(1, 9)),
        business_id=ids["business_other_id"],
        service_id=ids["service_other_id"],
        staff_id=ids["staff_other_id"],
        title="Massage",
    )
    sower.book("booking_id_other_business", elsewhere)


def _event(sower: _Sower) -> None:
    ids = sower.ids
    start, end = sower.hour(5, 10), sower.hour(5, 10) + 90 * 60_000
    event = NewEvent(
        business_id=ids["business_id"],
        service_id=ids["service_event_id"],
        staff_id=ids["staff_id"],
        title="Workshop",
        start_ms=start,
        end_ms=end,
        capacity=2,
    )
    ids["event_instance_id"] = add_event(sower.connection, event)["id"]
    registration = replace(
        sower.appointment("client_b_id", start),
        type="event",
        service_id=ids["service_event_id"],
        event_id=ids["event_instance_id"],
        title="Workshop",
        end_ms=end,
    )
    sower.book("booking_id_event", registration)


def _tokens(sower: _Sower) -> None:
    ids = sower.ids
    for name, role, subject, business in TOKENS:
        issue(sower.connection, Grant(Caller(name, API, role, ids[subject], ids[business])))
    expired = Caller("expired", API, STAFF, ids["staff_id"], ids["business_id"])
    issue(sower.connection, Grant(expired, expires_ms=sower.hour(-1, 0)))
