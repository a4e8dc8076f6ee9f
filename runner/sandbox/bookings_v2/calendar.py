"""The calendar of the business: one session, or one schedule, with those who take part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.answers import json_answer
from runner.sandbox.bookings_v2 import views
from runner.sandbox.bookings_v2.errors import refuse
from runner.sandbox.bookings_v2.roles import admit
from runner.sandbox.bookings_v2.routes import reading_calendar
from runner.sandbox.bookings_v2.sessions import participants

if TYPE_CHECKING:
    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call


def get_session(call: Call) -> Answer:
    admit(call.caller, "read_calendar")
    connection = call.space.connection
    row = connection.execute(
        "SELECT * FROM v2_full_session WHERE id = ?", (call.params["session_id"],)
    ).fetchone()
    if row is None:
        raise refuse("no_session")
    taking_part = participants(connection, row["id"], row["schedule_id"])
    return json_answer(200, {"session": views.session(row, taking_part)})


def get_schedule(call: Call) -> Answer:
    admit(call.caller, "read_calendar")
    connection = call.space.connection
    row = connection.execute(
        "SELECT * FROM v2_service WHERE schedule_id = ?", (call.params["schedule_id"],)
    ).fetchone()
    if row is None:
        raise refuse("no_schedule")
    taking_part = participants(connection, None, row["schedule_id"])
    return json_answer(200, {"schedule": views.schedule(row, taking_part)})


OPERATIONS = (
    *reading_calendar("/sessions/{session_id}", get_session),
    *reading_calendar("/schedules/{schedule_id}", get_schedule),
)
