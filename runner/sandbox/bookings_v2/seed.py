"""The seed rows of the bookings API, around the day they are written, and the names of their ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.bookings_v2 import bookings
from runner.sandbox.bookings_v2.bookings import Maker, NewBooking, PaymentOption, Place
from runner.sandbox.bookings_v2.places import place_of
from runner.sandbox.bookings_v2.policies import MINUTE_MS
from runner.sandbox.bookings_v2.roles import API, APP, MANAGER, MEMBER, UNPERMITTED, USER, VISITOR
from runner.sandbox.bookings_v2.sessions import add_session
from runner.sandbox.bookings_v2.states import Status
from runner.sandbox.clock import hour_near
from runner.sandbox.ids import next_uuid
from runner.sandbox.tokens import Caller, Grant, issue

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class _Service:
    variable: str
    type: str
    name: str
    resource: str = "v2_resource_id"
    capacity: int = 1
    needs_approval: bool = False
    cancel_minutes: int | None = None
    late_fee_minor: int | None = None
    late_fee_minutes: int | None = None


HOUR_MINUTES = 60
DAY_MINUTES = 24 * HOUR_MINUTES
PRICE_MINOR = 4000

SERVICES = (
    _Service("v2_service_auto_id", "appointment", "Consultation"),
    _Service("v2_service_manual_id", "appointment", "Consultation on approval", needs_approval=True),
    _Service("v2_service_strict_id", "appointment", "Treatment", cancel_minutes=DAY_MINUTES),
    _Service(
        "v2_service_fee_id", "appointment", "Fitting", late_fee_minor=1500, late_fee_minutes=2 * DAY_MINUTES
    ),
    _Service("v2_service_class_id", "class", "Yoga class", resource="v2_resource_b_id", capacity=2),
    _Service("v2_service_course_id", "course", "Pottery course", resource="v2_resource_b_id", capacity=2),
)

# (variable, service, days from the day of seeding, hour)
SESSIONS = (
    ("v2_session_class_id", "v2_service_class_id", 4, 10),
    ("v2_session_full_id", "v2_service_class_id", 4, 12),
    ("v2_session_course_id", "v2_service_course_id", 7, 14),
    ("v2_session_course_last_id", "v2_service_course_id", 14, 14),
)

# (variable, status, service, hour): three days from the day of seeding
APPOINTMENTS = (
    ("v2_booking_created_id", Status.CREATED, "v2_service_auto_id", 9),
    ("v2_booking_pending_id", Status.PENDING, "v2_service_manual_id", 10),
    ("v2_booking_confirmed_id", Status.CONFIRMED, "v2_service_auto_id", 11),
    ("v2_booking_declined_id", Status.DECLINED, "v2_service_auto_id", 12),
    ("v2_booking_canceled_id", Status.CANCELED, "v2_service_auto_id", 13),
)

# (token, role, variable that is its subject)
TOKENS = (
    ("v2_app", APP, "v2_app_id"),
    ("v2_user", USER, "v2_user_id"),
    ("v2_manager", MANAGER, "v2_user_id"),
    ("v2_noperm", UNPERMITTED, "v2_app_id"),
    ("v2_member", MEMBER, "v2_member_id"),
    ("v2_member_b", MEMBER, "v2_member_b_id"),
    ("v2_visitor", VISITOR, "v2_visitor_id"),
)


@dataclass(frozen=True, slots=True)
class _Sower:
    connection: sqlite3.Connection
    now_ms: int
    ids: dict[str, str]

    def name(self, variable: str, table: str) -> str:
        self.ids[variable] = next_uuid(self.connection, table)
        return self.ids[variable]

    def hour(self, day: int, hour: int) -> int:
        return hour_near(self.now_ms, day, hour)

    def place(self, service: str, start_ms: int) -> Place:
        """An hour of a service with its own resource."""
        resource = next(each.resource for each in SERVICES if each.variable == service)
        end_ms = start_ms + HOUR_MINUTES * MINUTE_MS
        return Place(
            service_id=self.ids[service], resource_id=self.ids[resource], start_ms=start_ms, end_ms=end_ms
        )

    def book(
        self, variable: str, place: Place, status: Status, owner: tuple[str, str], party: int = 1
    ) -> None:
        """A booking of a member: the variable of its id, and its first name."""
        member, name = self.ids[owner[0]], owner[1]
        new = NewBooking(
            place=place,
            maker=Maker("MEMBER", owner_id=member),
            contact={
                "contactId": member,
                "firstName": name,
                "lastName": "Member",
                "email": f"{name.lower()}@example.com",
                "phone": None,
            },
            time_zone="UTC",
            created_ms=self.hour(-7, 12),
            status=status,
            payment_option=PaymentOption.OFFLINE,
            # Every step from one status to another counts.
            revision=1 if status in (Status.CREATED, Status.WAITING_LIST) else 2,
            party=party,
        )
        self.ids[variable] = bookings.insert(self.connection, new)["id"]


DORA = ("v2_member_id", "Dora")
EMIL = ("v2_member_b_id", "Emil")


def sow(connection: sqlite3.Connection, now_ms: int) -> Mapping[str, str]:
    sower = _Sower(connection, now_ms, {})
    _people(sower)
    _services(sower)
    sessions = _sessions(sower)
    _bookings(sower, sessions["v2_session_full_id"])
    _tokens(sower)
    return sower.ids


def _people(sower: _Sower) -> None:
    sower.name("v2_site_id", "v2_site")
    for variable in ("v2_member_id", "v2_member_b_id", "v2_visitor_id", "v2_app_id", "v2_user_id"):
        sower.name(variable, "v2_identity")
    for variable, name in (("v2_resource_id", "Ada"), ("v2_resource_b_id", "Ben")):
        sower.connection.execute(
            "INSERT INTO v2_resource (id, name, schedule_id) VALUES (?, ?, ?)",
            (sower.name(variable, "v2_resource"), name, next_uuid(sower.connection, "v2_schedule")),
        )
    sower.connection.execute(
        "INSERT INTO v2_location (id, name, type) VALUES (?, 'Main Street', 'OWNER_BUSINESS')",
        (sower.name("v2_location_id", "v2_location"),),
    )


def _services(sower: _Sower) -> None:
    for service in SERVICES:
        schedule_id = next_uuid(sower.connection, "v2_schedule")
        sower.connection.execute(
            "INSERT INTO v2_service"
            " (id, type, name, minutes, capacity, needs_approval, schedule_id, resource_id, location_id,"
            " price_minor, currency, cancel_minutes, late_fee_minor, late_fee_minutes)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'EUR', ?, ?, ?)",
            (
                sower.name(service.variable, "v2_service"),
                service.type,
                service.name,
                HOUR_MINUTES,
                service.capacity,
                service.needs_approval,
                schedule_id,
                sower.ids[service.resource],
                sower.ids["v2_location_id"],
                PRICE_MINOR,
                service.cancel_minutes,
                service.late_fee_minor,
                service.late_fee_minutes,
            ),
        )
        if service.type == "course":
            sower.ids["v2_schedule_course_id"] = schedule_id


def _sessions(sower: _Sower) -> Mapping[str, Place]:
    places = {}
    for variable, service, day, hour in SESSIONS:
        row = add_session(sower.connection, sower.place(service, sower.hour(day, hour)), capacity=2)
        sower.ids[variable], places[variable] = row["id"], place_of(row)
    return places


def _bookings(sower: _Sower, full: Place) -> None:
    for variable, status, service, hour in APPOINTMENTS:
        row = add_session(sower.connection, sower.place(service, sower.hour(3, hour)), capacity=1)
        sower.book(variable, place_of(row), status, DORA)
        if status is Status.CANCELED:
            sower.connection.execute("DELETE FROM v2_session WHERE id = ?", (row["id"],))
    sower.book("v2_booking_b_id", full, Status.CONFIRMED, EMIL, party=2)
    sower.book("v2_booking_waiting_id", full, Status.WAITING_LIST, DORA)
    sower.name("v2_booking_unknown_id", "v2_nothing")


def _tokens(sower: _Sower) -> None:
    for name, role, subject in TOKENS:
        issue(sower.connection, Grant(Caller(name, API, role, sower.ids[subject], sower.ids["v2_site_id"])))
    expired = Caller("v2_expired", API, USER, sower.ids["v2_user_id"], sower.ids["v2_site_id"])
    issue(sower.connection, Grant(expired, expires_ms=sower.hour(-1, 0)))
