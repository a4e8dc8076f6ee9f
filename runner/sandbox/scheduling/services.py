"""What a business offers, who works there, and when they are free."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from runner.sandbox.api import Call, Operation
from runner.sandbox.clock import parse_instant, to_ms
from runner.sandbox.scheduling import views
from runner.sandbox.scheduling.decisions import DAY_ENDS, DAY_STARTS, MAX_AVAILABILITY_DAYS
from runner.sandbox.scheduling.errors import bad_request, refuse
from runner.sandbox.scheduling.parameters import demand
from runner.sandbox.scheduling.roles import MATRIX, reaches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.sandbox.answers import Answer
    from runner.sandbox.jsontext import Json

Span = tuple[int, int]


def list_services(call: Call) -> Answer:
    business = call.query.get("business_id") or call.caller.business_id
    connection = call.space.connection
    rows = connection.execute(
        "SELECT * FROM sch_service WHERE business_id = ? ORDER BY name, id", (business,)
    )
    seen = rows.fetchall() if reaches(connection, call.caller, business) else []
    return views.success(200, {"services": [views.service(row) for row in seen]})


def list_staff(call: Call) -> Answer:
    business = call.params["business_id"]
    connection = call.space.connection
    if not reaches(connection, call.caller, business):
        raise refuse("other_business")
    rows = connection.execute("SELECT * FROM sch_staff WHERE business_id = ? ORDER BY name, id", (business,))
    staff = [{"id": row["id"], "name": row["name"], "business_id": row["business_id"]} for row in rows]
    # Documents disagree about the key.
    return views.success(200, {"staff": staff, "staffs": staff})


def list_availability(call: Call) -> Answer:
    query = call.query
    demand(query, "id", "start_date", "end_date")
    first, last = _date(query["start_date"], "start_date"), _date(query["end_date"], "end_date")
    if not timedelta() <= last - first < timedelta(days=MAX_AVAILABILITY_DAYS):
        raise bad_request(
            f"Parameter end_date must be 0 to {MAX_AVAILABILITY_DAYS - 1} days after start_date"
        )
    connection = call.space.connection
    service = connection.execute(
        "SELECT * FROM sch_service WHERE id = ? AND type = 'appointment'", (query["id"],)
    ).fetchone()
    if service is None or not reaches(connection, call.caller, service["business_id"]):
        raise refuse("no_service")
    free: list[dict[str, Json]] = []
    for staff in connection.execute(
        "SELECT id FROM sch_staff WHERE business_id = ? ORDER BY name, id", (service["business_id"],)
    ):
        taken = connection.execute(
            "SELECT start_ms, end_ms FROM sch_live WHERE staff_id = ? AND type = 'appointment'"
            " AND end_ms > ? AND start_ms < ?",
            (staff["id"], to_ms(first), to_ms(last + timedelta(days=1))),
        ).fetchall()
        free += [
            {"staff_id": staff["id"], "start_time": views.moment(start), "end_time": views.moment(end)}
            for start, end in _free(_slots(first, last, service["duration"]), [tuple(row) for row in taken])
            if start >= call.now_ms
        ]
    return views.success(200, {"availability": free})


def _date(text: str, name: str) -> datetime:
    try:
        return parse_instant(text).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    except ValueError:
        raise bad_request(f"Parameter {name} must be an ISO 8601 date") from None


def _slots(first: datetime, last: datetime, duration: int) -> Iterator[Span]:
    length = timedelta(minutes=duration)
    for day in range((last - first).days + 1):
        start = first + timedelta(days=day, hours=DAY_STARTS)
        end_of_day = first + timedelta(days=day, hours=DAY_ENDS)
        while start + length <= end_of_day:
            yield to_ms(start), to_ms(start + length)
            start += length


def _free(slots: Iterator[Span], taken: Sequence[Span]) -> Iterator[Span]:
    return (
        (start, end)
        for start, end in slots
        if not any(start < until and end > since for since, until in taken)
    )


OPERATIONS = (
    Operation("GET", "/platform/v1/services/availability", list_availability, MATRIX["list availability"]),
    Operation("GET", "/platform/v1/services", list_services, MATRIX["list services"]),
    Operation("GET", "/platform/v1/businesses/{business_id}/staffs", list_staff, MATRIX["list staff"]),
)
