"""Event instances: what clients can register for, as long as there are seats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.answers import json_answer
from runner.sandbox.api import Call, Operation
from runner.sandbox.ids import next_id
from runner.sandbox.scheduling import views
from runner.sandbox.scheduling.errors import bad_request, missing, refuse
from runner.sandbox.scheduling.parameters import demand, instant, text, whole
from runner.sandbox.scheduling.roles import MATRIX, reaches
from runner.sandbox.scheduling.views import MINUTE_MS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from runner.sandbox.answers import Answer
    from runner.sandbox.jsontext import Json

MOST_SEATS = 10_000
MOST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    business_id: str
    service_id: str | None
    staff_id: str
    title: str
    start_ms: int
    end_ms: int
    capacity: int
    charge_type: str = "free"


def create_event_instance(call: Call) -> Answer:
    """Answers with the instance itself, without an envelope."""
    body = call.json()
    demand(body, "title", "start_time")
    business_id = text(body, "business_id") or call.caller.business_id
    start_ms = instant(body, "start_time")
    assert start_ms is not None, "it was demanded"
    end_ms = _end(body, start_ms)
    with call.space.writing() as connection:
        if not reaches(connection, call.caller, business_id):
            raise refuse("other_business")
        new = NewEvent(
            business_id=business_id,
            service_id=_service(connection, body, business_id),
            staff_id=_staff(connection, body, business_id, call.caller.subject),
            title=text(body, "title"),
            start_ms=start_ms,
            end_ms=end_ms,
            capacity=whole(body, "max_attendance", MOST_SEATS) or 1,
            charge_type=text(body, "charge_type") or "free",
        )
        row = add_event(connection, new)
    return json_answer(200, views.event(row, registered=0))


def get_event_instance(call: Call) -> Answer:
    connection = call.space.connection
    row = connection.execute(
        "SELECT * FROM sch_event WHERE id = ?", (call.params["event_instance_id"],)
    ).fetchone()
    if row is None or not reaches(connection, call.caller, row["business_id"]):
        raise refuse("no_event")
    (registered,) = connection.execute(
        "SELECT count(*) FROM sch_live WHERE event_id = ?", (row["id"],)
    ).fetchone()
    return views.success(200, {"event_instance": views.event(row, registered)})


def add_event(connection: sqlite3.Connection, new: NewEvent) -> sqlite3.Row:
    row: sqlite3.Row = connection.execute(
        "INSERT INTO sch_event"
        " (id, business_id, service_id, staff_id, title, start_ms, end_ms, capacity, charge_type)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *",
        (
            next_id(connection, "event"),
            new.business_id,
            new.service_id,
            new.staff_id,
            new.title,
            new.start_ms,
            new.end_ms,
            new.capacity,
            new.charge_type,
        ),
    ).fetchone()
    return row


def _end(body: Mapping[str, Json], start_ms: int) -> int:
    end_ms, duration = instant(body, "end_time"), whole(body, "duration", MOST_MINUTES)
    if end_ms is None and duration is None:
        raise missing(["end_time"])
    if end_ms is None:
        assert duration is not None
        return start_ms + duration * MINUTE_MS
    if not start_ms < end_ms <= start_ms + MOST_MINUTES * MINUTE_MS:
        raise bad_request("Parameter end_time must be after start_time, by a week at most")
    return end_ms


def _service(connection: sqlite3.Connection, body: Mapping[str, Json], business_id: str) -> str | None:
    """The service named, or the first one for events; a business without any may still hold an event."""
    named = text(body, "service_id") or None
    row = connection.execute(
        "SELECT id FROM sch_service WHERE business_id = ? AND type = 'event'"
        " AND (? IS NULL OR id = ?) ORDER BY id",
        (business_id, named, named),
    ).fetchone()
    if row is None and named is not None:
        raise refuse("no_service")
    return None if row is None else str(row["id"])


def _staff(connection: sqlite3.Connection, body: Mapping[str, Json], business_id: str, caller: str) -> str:
    """The staff member named, or the caller."""
    named = text(body, "staff_id") or caller
    row = connection.execute(
        "SELECT id FROM sch_staff WHERE id = ? AND business_id = ?", (named, business_id)
    )
    if row.fetchone() is None:
        raise refuse("no_staff")
    return named


OPERATIONS = (
    Operation("POST", "/v2/event_instances", create_event_instance, MATRIX["create event instance"]),
    Operation(
        "GET",
        "/platform/v1/scheduling/event_instance/{event_instance_id}",
        get_event_instance,
        MATRIX["get event instance"],
    ),
)
