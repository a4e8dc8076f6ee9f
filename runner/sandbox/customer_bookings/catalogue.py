"""The catalogue: what can be booked, and when it is free."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from runner.sandbox.clock import from_ms, to_ms
from runner.sandbox.customer_bookings import offers, slots, views
from runner.sandbox.customer_bookings.decisions import (
    DAY_ENDS,
    DAY_STARTS,
    DEFAULT_AVAILABILITY_DAYS,
    MAX_AVAILABILITY_DAYS,
)
from runner.sandbox.customer_bookings.endpoints import endpoint
from runner.sandbox.customer_bookings.errors import bad_parameter, refuse
from runner.sandbox.customer_bookings.fees import HOUR_MS
from runner.sandbox.customer_bookings.media import document
from runner.sandbox.customer_bookings.parameters import date, included

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call
    from runner.sandbox.jsontext import Json


def get_service(call: Call) -> Answer:
    connection = call.space.connection
    row = connection.execute("SELECT * FROM cb_service WHERE id = ?", (call.params["service_id"],)).fetchone()
    if row is None:
        raise refuse("no_service")
    wanted = included(call.query, ("custom_form", "add_ons"))
    related: list[Json] = []
    if "custom_form" in wanted and row["form_id"] is not None:
        related.append(offers.form(connection, row["form_id"]))
    if "add_ons" in wanted:
        related += [offers.add_on(one) for one in offers.add_ons_of(connection, row["id"])]
    content: dict[str, Json] = {"data": offers.service(connection, row)}
    return document(200, {**content, "included": related} if wanted else content)


def list_availability(call: Call) -> Answer:
    connection, resource_id = call.space.connection, call.params["resource_id"]
    slots.check_resource(connection, resource_id)
    first, last = _days(call)
    taken = connection.execute(
        "SELECT start_ms, end_ms FROM cb_live WHERE resource_id = ? AND end_ms > ? AND start_ms < ?",
        (resource_id, to_ms(first), to_ms(last + timedelta(days=1))),
    ).fetchall()
    free: list[Json] = [
        {
            "type": "time-slots",
            "id": f"{resource_id}@{views.moment(start)}",
            "attributes": {"start_date": views.moment(start), "end_date": views.moment(start + HOUR_MS)},
        }
        for start in _hours(first, last)
        if start >= call.now_ms
        and not any(start < until and start + HOUR_MS > since for since, until in taken)
    ]
    return document(200, {"data": free})


def _days(call: Call) -> tuple[datetime, datetime]:
    today = from_ms(call.now_ms).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first = date(call.query, "start_date", today + timedelta(days=1))
    last = date(call.query, "end_date", first + timedelta(days=DEFAULT_AVAILABILITY_DAYS - 1))
    if not timedelta() <= last - first < timedelta(days=MAX_AVAILABILITY_DAYS):
        most = MAX_AVAILABILITY_DAYS - 1
        raise bad_parameter("end_date", f"end_date must be 0 to {most} days after start_date")
    return first, last


def _hours(first: datetime, last: datetime) -> Iterator[int]:
    for day in range((last - first).days + 1):
        for hour in range(DAY_STARTS, DAY_ENDS):
            yield to_ms(first + timedelta(days=day, hours=hour))


OPERATIONS = (
    endpoint("GET /services/{service_id}", get_service, may="get service"),
    endpoint("GET /resources/{resource_id}/availability", list_availability, may="list availability"),
)
