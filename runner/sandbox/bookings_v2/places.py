"""Places: what a booking is for, found from what a request says about it, and taken if there is room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.api import RefusedError
from runner.sandbox.bookings_v2.availability import slot_taken, spots_in_course, spots_in_session
from runner.sandbox.bookings_v2.bookings import Place
from runner.sandbox.bookings_v2.errors import (
    SCHEDULE_FULL,
    SCHEDULE_NOT_FOUND,
    SESSION_FULL,
    SESSION_NOT_FOUND,
    SLOT_NOT_AVAILABLE,
    refuse,
)
from runner.sandbox.bookings_v2.policies import MINUTE_MS
from runner.sandbox.bookings_v2.sessions import add_session, find_session

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An appointment, by its time; or a session of a class, by its id."""

    service_id: str
    session_id: str | None
    start_ms: int | None
    end_ms: int | None
    resource_id: str | None


@dataclass(frozen=True, slots=True)
class Course:
    schedule_id: str


def service_of(connection: sqlite3.Connection, wanted: Slot | Course) -> sqlite3.Row:
    """A course by its schedule, all else by its own id."""
    row: sqlite3.Row | None
    if isinstance(wanted, Course):
        row = connection.execute(
            "SELECT * FROM v2_service WHERE schedule_id = ? AND type = 'course'", (wanted.schedule_id,)
        ).fetchone()
        if row is None:
            raise RefusedError(SCHEDULE_NOT_FOUND)
        return row
    row = connection.execute(
        "SELECT * FROM v2_service WHERE id = ? AND type != 'course'", (wanted.service_id,)
    ).fetchone()
    if row is None:
        raise refuse("no_service")
    return row


def place_in(connection: sqlite3.Connection, service: sqlite3.Row, wanted: Slot | Course) -> Place:
    """The place that is meant, free or not."""
    if isinstance(wanted, Course):
        return course_of(connection, service)
    if service["type"] == "class":
        return _session(connection, service, wanted)
    return _appointment(connection, service, wanted)


def course_of(connection: sqlite3.Connection, service: sqlite3.Row) -> Place:
    start_ms, end_ms = connection.execute(
        "SELECT min(start_ms), max(end_ms) FROM v2_session WHERE service_id = ?", (service["id"],)
    ).fetchone()
    return Place(
        service_id=service["id"], resource_id=service["resource_id"], start_ms=start_ms, end_ms=end_ms
    )


def place_of(session: sqlite3.Row) -> Place:
    return Place(
        service_id=session["service_id"],
        resource_id=session["resource_id"],
        start_ms=session["start_ms"],
        end_ms=session["end_ms"],
        session_id=session["id"],
        event_id=session["event_id"],
    )


def check_room(connection: sqlite3.Connection, service: sqlite3.Row, place: Place, party: int) -> None:
    if service["type"] == "appointment":
        if slot_taken(connection, place.resource_id, place.start_ms, place.end_ms):
            raise RefusedError(SLOT_NOT_AVAILABLE)
    elif place.session_id is None:
        if spots_in_course(connection, place.service_id) < party:
            raise RefusedError(SCHEDULE_FULL)
    elif spots_in_session(connection, place.session_id) < party:
        raise RefusedError(SESSION_FULL)


def take(connection: sqlite3.Connection, service: sqlite3.Row, place: Place) -> Place:
    """The place with its session; that of an appointment comes into being with its booking."""
    if service["type"] == "appointment":
        return place_of(add_session(connection, place, service["capacity"]))
    return place


def _session(connection: sqlite3.Connection, service: sqlite3.Row, slot: Slot) -> Place:
    row = find_session(connection, slot.session_id)
    if row is None or row["service_id"] != service["id"]:
        raise RefusedError(SESSION_NOT_FOUND)
    return place_of(row)


def _appointment(connection: sqlite3.Connection, service: sqlite3.Row, slot: Slot) -> Place:
    resource_id = slot.resource_id or service["resource_id"]
    if connection.execute("SELECT 1 FROM v2_resource WHERE id = ?", (resource_id,)).fetchone() is None:
        raise refuse("no_resource")
    length = service["minutes"] * MINUTE_MS
    if slot.start_ms is None or slot.end_ms not in (None, slot.start_ms + length):
        raise RefusedError(SLOT_NOT_AVAILABLE)
    end_ms = slot.start_ms + length
    return Place(service_id=service["id"], resource_id=resource_id, start_ms=slot.start_ms, end_ms=end_ms)
