"""The appointments of a business, listed and one by one."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from runner.sandbox.api import Call, Operation
from runner.sandbox.scheduling import views
from runner.sandbox.scheduling.decisions import DEFAULT_PER_PAGE, MAX_PER_PAGE
from runner.sandbox.scheduling.errors import bad_request, refuse
from runner.sandbox.scheduling.parameters import number
from runner.sandbox.scheduling.roles import MATRIX, reaches

if TYPE_CHECKING:
    from runner.sandbox.answers import Answer

SORT = re.compile(r"(?:updated|start_at|created):(?:ASC|DESC)", re.IGNORECASE)
SORT_KEYS = 3

# The order is a parameter, so that nothing a client sends becomes SQL. Each key counts down as well as up.
LIST = """
WITH wanted AS (
  SELECT b.*, s.price_minor FROM sch_booking AS b LEFT JOIN sch_service AS s ON s.id = b.service_id
  WHERE b.business_id = :business AND b.type = 'appointment'
    AND (:client IS NULL OR b.client_id = :client)
    AND (:states IS NULL OR b.state IN (SELECT value FROM json_each(:states)))
)
SELECT * FROM wanted ORDER BY
  CASE :first  WHEN 'updated:ASC' THEN updated_ms WHEN 'updated:DESC' THEN -updated_ms
               WHEN 'created:ASC' THEN created_ms WHEN 'created:DESC' THEN -created_ms
               WHEN 'start_at:ASC' THEN start_ms  WHEN 'start_at:DESC' THEN -start_ms END,
  CASE :second WHEN 'updated:ASC' THEN updated_ms WHEN 'updated:DESC' THEN -updated_ms
               WHEN 'created:ASC' THEN created_ms WHEN 'created:DESC' THEN -created_ms
               WHEN 'start_at:ASC' THEN start_ms  WHEN 'start_at:DESC' THEN -start_ms END,
  CASE :third  WHEN 'updated:ASC' THEN updated_ms WHEN 'updated:DESC' THEN -updated_ms
               WHEN 'created:ASC' THEN created_ms WHEN 'created:DESC' THEN -created_ms
               WHEN 'start_at:ASC' THEN start_ms  WHEN 'start_at:DESC' THEN -start_ms END,
  start_ms, id
LIMIT :limit OFFSET :skip
"""


def list_appointments(call: Call) -> Answer:
    query = call.query
    per_page = min(number(query, "per_page", default=DEFAULT_PER_PAGE, least=1), MAX_PER_PAGE)
    page = number(query, "page", default=1, least=1)
    first, second, third = _order(query.get("sort", ""))
    business = query.get("business_id") or call.caller.business_id
    states = query.get("state")
    connection = call.space.connection
    rows = []
    if reaches(connection, call.caller, business):
        rows = connection.execute(
            LIST,
            {
                "business": business,
                "client": query.get("client_id") or None,
                "states": json.dumps([state.strip() for state in states.split(",")]) if states else None,
                "first": first,
                "second": second,
                "third": third,
                # One more than asked for tells whether there is a next page.
                "limit": per_page + 1,
                "skip": (page - 1) * per_page,
            },
        ).fetchall()
    return views.success(
        200,
        {
            "appointments": [views.appointment(row) for row in rows[:per_page]],
            "next_page": page + 1 if len(rows) > per_page else None,
        },
    )


def _order(sort: str) -> list[str]:
    keys = [key.strip() for key in sort.split(",")] if sort else []
    if len(keys) > SORT_KEYS or not all(SORT.fullmatch(key) for key in keys):
        raise bad_request("Parameter sort must name updated, start_at or created, each as in start_at:ASC")
    directed = [
        f"{name.lower()}:{direction.upper()}" for name, _, direction in (key.partition(":") for key in keys)
    ]
    return directed + [""] * (SORT_KEYS - len(directed))


def get_appointment(call: Call) -> Answer:
    connection = call.space.connection
    row = connection.execute(
        "SELECT b.*, s.price_minor FROM sch_booking AS b LEFT JOIN sch_service AS s ON s.id = b.service_id"
        " WHERE b.id = ? AND b.type = 'appointment'",
        (call.params["appointment_id"],),
    ).fetchone()
    if row is None or not reaches(connection, call.caller, row["business_id"]):
        raise refuse("no_appointment")
    return views.success(200, {"appointment": views.appointment(row)})


OPERATIONS = (
    Operation("GET", "/platform/v1/scheduling/appointments", list_appointments, MATRIX["list appointments"]),
    Operation(
        "GET",
        "/platform/v1/scheduling/appointments/{appointment_id}",
        get_appointment,
        MATRIX["get appointment"],
    ),
)
