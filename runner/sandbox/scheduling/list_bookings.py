"""The bookings of a client, listed for the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.api import Call, Operation, RefusedError
from runner.sandbox.scheduling import views
from runner.sandbox.scheduling.decisions import MAX_PER_PAGE
from runner.sandbox.scheduling.errors import SERVER_ERROR
from runner.sandbox.scheduling.parameters import demand, instant, number
from runner.sandbox.scheduling.roles import MATRIX

if TYPE_CHECKING:
    from runner.sandbox.answers import Answer

# What is still to come stands first, so that the first row is one that can be cancelled.
LIST = """
SELECT * FROM sch_booking
WHERE client_id = :client AND business_id = :business
  AND (:matter IS NULL OR matter_uid = :matter)
  AND (:until IS NULL OR end_ms <= :until)
  AND (:start IS NULL OR start_ms >= :start)
  AND (:end IS NULL OR end_ms <= :end)
ORDER BY state NOT IN (SELECT state FROM sch_live), start_ms, id
LIMIT :limit OFFSET :skip
"""


def list_bookings(call: Call) -> Answer:
    query = call.query
    demand(query, "per_page", "offset", "business_id")
    per_page = min(number(query, "per_page", default=0, least=1), MAX_PER_PAGE)
    # `offset` counts pages, not rows.
    page = number(query, "offset", default=0, least=0)
    start, end = instant(query, "start_time"), instant(query, "end_time")
    client, business = call.caller.subject, query["business_id"]
    connection = call.space.connection
    member = connection.execute(
        "SELECT 1 FROM sch_client WHERE id = ? AND business_id = ?", (client, business)
    )
    if member.fetchone() is None:
        raise RefusedError(SERVER_ERROR)
    rows = connection.execute(
        LIST,
        {
            "client": client,
            "business": business,
            "matter": query.get("matter_uid") or None,
            "until": call.now_ms if query.get("passed") == "true" else None,
            "start": start,
            "end": end,
            "limit": per_page,
            "skip": page * per_page,
        },
    )
    return views.success(200, {"bookings": [views.client_booking(row) for row in rows]})


OPERATIONS = (Operation("GET", "/platform/v1/scheduling/bookings", list_bookings, MATRIX["list bookings"]),)
