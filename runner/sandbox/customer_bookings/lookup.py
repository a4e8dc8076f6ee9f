"""Looking bookings up: by number, by id, and all one has to do with."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from runner.sandbox.api import RefusedError
from runner.sandbox.customer_bookings import access, bookings, offers, views
from runner.sandbox.customer_bookings.decisions import DEFAULT_PAGE_SIZE, MAX_PAGE, MAX_PAGE_SIZE
from runner.sandbox.customer_bookings.endpoints import endpoint
from runner.sandbox.customer_bookings.errors import BOOKING_NOT_FOUND, bad_parameter, refuse
from runner.sandbox.customer_bookings.media import document
from runner.sandbox.customer_bookings.parameters import included, number
from runner.sandbox.customer_bookings.roles import CUSTOMER
from runner.sandbox.customer_bookings.states import Status

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call
    from runner.sandbox.jsontext import Json

# Who looks is the owner, or a participant; for an administrator there is no such address.
LIST = """
WITH seen AS (
  SELECT b.*,
    CASE WHEN b.status = 'accepted' AND p.status = 'invited' THEN 'invited' ELSE b.status END AS shown
  FROM cb_booking AS b
  LEFT JOIN cb_customer AS c ON c.id = :customer AND c.id <> b.customer_id
  LEFT JOIN cb_participant AS p ON p.booking_id = b.id AND p.address = c.address
  WHERE :customer IS NULL OR b.customer_id = :customer OR p.address IS NOT NULL
)
SELECT *, count(*) OVER () AS total FROM seen WHERE :status IS NULL OR shown = :status
ORDER BY start_ms, id LIMIT :limit OFFSET :skip
"""


def look_up_by_number(call: Call) -> Answer:
    query, connection = call.query, call.space.connection
    if not query.get("number"):
        raise refuse("no_number", parameter="number")
    row = connection.execute("SELECT * FROM cb_booking WHERE number = ?", (query["number"],)).fetchone()
    if row is None:
        raise RefusedError(BOOKING_NOT_FOUND)
    shown = query.get("hash", "")
    if shown and not hmac.compare_digest(shown.encode(), row["hash"].encode()):
        raise refuse("wrong_hash", parameter="hash")
    return views.answer(200, connection, access.look(connection, call.caller, row))


def get_booking(call: Call) -> Answer:
    connection = call.space.connection
    seen = access.booking_of(connection, call)
    wanted = included(call.query, ("order", "service", "resource"), default=("order",))
    related = {"order": _order, "service": _service, "resource": _resource}
    content: dict[str, Json] = {"data": views.booking(connection, seen)}
    if wanted:
        content["included"] = [related[name](connection, seen.row) for name in wanted]
    return document(200, content)


def _order(connection: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Json]:
    return views.order(connection, row["order_id"])


def _service(connection: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Json]:
    return offers.service(connection, bookings.service_of(connection, row))


def _resource(connection: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Json]:
    found = connection.execute("SELECT * FROM cb_resource WHERE id = ?", (row["resource_id"],)).fetchone()
    return offers.resource(found)


def list_bookings(call: Call) -> Answer:
    query, connection = call.query, call.space.connection
    size = number(query, "page[size]", default=DEFAULT_PAGE_SIZE, most=MAX_PAGE_SIZE)
    page = number(query, "page[number]", default=1, most=MAX_PAGE)
    status = query.get("filter[status]") or None
    if status is not None and status not in set(Status):
        raise bad_parameter("filter[status]", f"filter[status] can be: {', '.join(Status)}")
    wanted = {
        "customer": call.caller.subject if call.caller.role == CUSTOMER else None,
        "status": status,
    }
    rows = connection.execute(LIST, {**wanted, "limit": size, "skip": (page - 1) * size}).fetchall()
    # Beyond the last page there is no row to tell how many there are.
    first = rows or connection.execute(LIST, {**wanted, "limit": 1, "skip": 0}).fetchall()
    return document(
        200,
        {
            "data": [views.booking(connection, access.look(connection, call.caller, row)) for row in rows],
            "meta": {"page": {"number": page, "size": size, "total": first[0]["total"] if first else 0}},
        },
    )


OPERATIONS = (
    endpoint("GET /bookings/by-number", look_up_by_number, may="look up by number"),
    endpoint("GET /bookings", list_bookings, may="list bookings"),
    endpoint("GET /bookings/{booking_id}", get_booking, may="get booking"),
)
