from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from integration.sandbox.conftest import World

APPOINTMENTS = "/platform/v1/scheduling/appointments"
BOOKINGS = "/platform/v1/scheduling/bookings"


def appointments(sandbox: World, **query: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = sandbox.get(APPOINTMENTS, **query).json()["data"]["appointments"]
    return rows


def bookings(sandbox: World, role: str = "client", **query: Any) -> list[dict[str, Any]]:
    full = {"per_page": 10, "offset": 0, "business_id": sandbox.ids["business_id"], **query}
    rows: list[dict[str, Any]] = sandbox.get(BOOKINGS, role, **full).json()["data"]["bookings"]
    return rows


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 17),
        ({"state": "scheduled"}, 12),
        ({"state": "done"}, 2),
        ({"state": "cancelled"}, 2),
        ({"state": "pending_reschedule"}, 1),
        ({"state": "done, cancelled"}, 4),
        ({"state": "done,bogus"}, 2),
        ({"state": "bogus"}, 0),
        ({"state": ""}, 17),
        ({"client_id": "client_b_id"}, 6),
        ({"client_id": "nobody"}, 0),
        ({"business_id": "business_empty_id"}, 0),
        ({"business_id": "nowhere"}, 0),
    ],
)
def test_the_filters_of_appointments(sandbox: World, query: dict[str, str], count: int) -> None:
    filled = {name: sandbox.ids.get(value, value) for name, value in query.items()}
    assert len(appointments(sandbox, per_page=100, **filled)) == count


def test_appointments_come_in_the_order_of_their_start(sandbox: World) -> None:
    starts = [row["start_time"] for row in appointments(sandbox)]
    assert starts == sorted(starts)
    assert appointments(sandbox, state="scheduled", per_page=1)[0]["id"] == sandbox.ids["appointment_id"]


@pytest.mark.parametrize(
    ("sort", "key", "reverse"),
    [
        ("start_at:DESC", "start_time", True),
        ("start_at:asc", "start_time", False),
        ("created:DESC", "created_at", True),
        ("updated:DESC,start_at:ASC,created:DESC", "updated_at", True),
    ],
)
def test_appointments_can_be_sorted(sandbox: World, sort: str, key: str, reverse: bool) -> None:
    sandbox.control("clock", advance="PT1H")
    sandbox.cancel(sandbox.ids["appointment_id_5"])
    values = [row[key] for row in appointments(sandbox, sort=sort)]
    assert values == sorted(values, reverse=reverse)


def test_pages_of_appointments_count_from_one(sandbox: World) -> None:
    everything = [row["id"] for row in appointments(sandbox, per_page=100)]
    first = sandbox.get(APPOINTMENTS, per_page=10).json()["data"]
    second = sandbox.get(APPOINTMENTS, per_page=10, page=first["next_page"]).json()["data"]
    assert (first["next_page"], second["next_page"]) == (2, None)
    assert [row["id"] for row in first["appointments"] + second["appointments"]] == everything
    assert appointments(sandbox, per_page=10, page=3) == []
    exact = sandbox.get(APPOINTMENTS, per_page=17).json()["data"]
    assert (len(exact["appointments"]), exact["next_page"]) == (17, None)


def test_a_page_has_25_rows_and_100_at_most(sandbox: World) -> None:
    for hour in range(110):
        start = f"2026-03-{1 + hour // 24:02d}T{hour % 24:02d}:00:00Z"
        sandbox.control("fixtures", type="booking", attributes={"start_time": start})
    assert len(appointments(sandbox)) == 25
    assert len(appointments(sandbox, per_page=1000)) == 100
    assert len(appointments(sandbox, per_page=10**30)) == 100


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"},
        {"page": "-1"},
        {"page": "x"},
        {"page": "1.5"},
        {"page": "²"},
        {"per_page": "0"},
        {"per_page": "9" * 5000},
        {"sort": "name:ASC"},
        {"sort": "start_at"},
        {"sort": "start_at:ASC,start_at:ASC,start_at:ASC,start_at:ASC"},
        {"sort": "start_at:ASC; DROP TABLE sch_booking"},
    ],
)
def test_a_query_that_makes_no_sense_is_refused(sandbox: World, query: dict[str, str]) -> None:
    answer = sandbox.get(APPOINTMENTS, **query)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "BAD_REQUEST")


def test_a_page_beyond_all_pages_is_empty(sandbox: World) -> None:
    assert appointments(sandbox, page=10**40) == []


def test_a_single_appointment(sandbox: World) -> None:
    listed = appointments(sandbox, per_page=1)[0]
    single = sandbox.get(f"{APPOINTMENTS}/{listed['id']}").json()
    assert single == {"status": "OK", "data": {"appointment": listed}}
    unknown = sandbox.get(f"{APPOINTMENTS}/nope")
    assert (unknown.status_code, unknown.json()["error_code"]) == (404, "NOT_FOUND")


def test_the_first_booking_of_a_client_can_be_cancelled(sandbox: World) -> None:  # 000-10
    for _ in range(3):
        first = bookings(sandbox)[0]
        assert sandbox.cancel(first["uid"], "client").status_code == 200
    assert bookings(sandbox, per_page=100)[-1]["state"] == "cancelled"


def test_a_client_sees_appointments_and_registrations_and_only_its_own(sandbox: World) -> None:
    rows = bookings(sandbox, "client_b", per_page=100)
    assert {row["type"] for row in rows} == {"appointment", "event"}
    assert {row["client_id"] for row in rows} == {sandbox.ids["client_b_id"]}


def test_the_offset_of_bookings_is_a_page_index(sandbox: World) -> None:
    everything = [row["uid"] for row in bookings(sandbox, per_page=100)]
    assert [row["uid"] for row in bookings(sandbox, per_page=4, offset=0)] == everything[:4]
    assert [row["uid"] for row in bookings(sandbox, per_page=4, offset=1)] == everything[4:8]
    assert bookings(sandbox, per_page=4, offset=99) == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"passed": "true"}, 1),
        ({"passed": "false"}, 11),
        ({"start_time": "2026-02-05T00:00:00Z"}, 4),
        ({"end_time": "2026-02-03T12:00:00Z"}, 3),
        ({"start_time": "2026-02-03T00:00:00Z", "end_time": "2026-02-04T00:00:00Z"}, 3),
        ({"matter_uid": "none"}, 0),
    ],
)
def test_the_filters_of_bookings(sandbox: World, query: dict[str, str], count: int) -> None:
    assert len(bookings(sandbox, per_page=100, **query)) == count


def test_bookings_can_be_filtered_by_matter(sandbox: World) -> None:
    sandbox.book("client", matter_uid="matter-1")
    assert len(bookings(sandbox, matter_uid="matter-1")) == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, "per_page, offset, business_id"),
        ({"per_page": "10"}, "offset, business_id"),
        ({"per_page": "10", "offset": "0"}, "business_id"),
        ({"per_page": "", "offset": "0", "business_id": "x"}, "per_page"),
    ],
)
def test_bookings_demand_their_parameters(sandbox: World, query: dict[str, str], names: str) -> None:
    answer = sandbox.get(BOOKINGS, "client", **query)
    assert answer.status_code == 400
    assert answer.json()["error"] == f"Mandatory parameter {names} is missing"


@pytest.mark.parametrize(
    ("role", "business"), [("client_ghost", "business_id"), ("client", "business_empty_id")]
)
def test_a_client_unknown_to_the_business_meets_a_server_error(
    sandbox: World, role: str, business: str
) -> None:
    query = {"per_page": 10, "offset": 0, "business_id": sandbox.ids[business]}
    answer = sandbox.get(BOOKINGS, role, **query)
    assert (answer.status_code, answer.json()) == (500, {"error": "Internal Server Error"})


def test_services_and_staff(sandbox: World) -> None:
    services = sandbox.get("/platform/v1/services").json()["data"]["services"]
    assert {row["id"]: (row["type"], row["approval_mode"], row["price"]) for row in services} == {
        sandbox.ids["service_id"]: ("appointment", "automatic", "0.0"),
        sandbox.ids["service_approval_id"]: ("appointment", "manual", "40.0"),
        sandbox.ids["service_event_id"]: ("event", "automatic", "15.0"),
    }
    staff = sandbox.get(f"/platform/v1/businesses/{sandbox.ids['business_id']}/staffs").json()["data"]
    assert staff["staff"] == staff["staffs"]
    assert [row["id"] for row in staff["staff"]] == [sandbox.ids["staff_id"], sandbox.ids["staff_b_id"]]


def test_availability_offers_what_can_be_booked(sandbox: World) -> None:
    path = "/platform/v1/services/availability"
    query = {"id": sandbox.ids["service_id"], "start_date": "2026-02-03", "end_date": "2026-02-03"}
    free = sandbox.get(path, **query).json()["data"]["availability"]
    assert len(free) == 16 - 4
    for slot in free:
        assert sandbox.book(start=slot["start_time"], staff_id=slot["staff_id"]).status_code == 201
    assert sandbox.get(path, **query).json()["data"]["availability"] == []


def test_availability_offers_nothing_in_the_past(sandbox: World) -> None:
    sandbox.control("clock", set="2026-02-10T12:00:00Z")
    query = {"id": sandbox.ids["service_id"], "start_date": "2026-02-10", "end_date": "2026-02-10"}
    free = sandbox.get("/platform/v1/services/availability", **query).json()["data"]["availability"]
    assert min(slot["start_time"] for slot in free) == "2026-02-10T12:00:00.000+00:00"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"start_date": "2026-02-03"}, 400),
        ({"id": "nope", "start_date": "2026-02-03", "end_date": "2026-02-03"}, 404),
        ({"id": "nope", "start_date": "tomorrow", "end_date": "2026-02-03"}, 400),
        ({"id": "nope", "start_date": "2026-02-04", "end_date": "2026-02-03"}, 400),
        ({"id": "nope", "start_date": "2026-02-04", "end_date": "2027-02-03"}, 400),
    ],
)
def test_availability_refuses_nonsense(sandbox: World, query: dict[str, str], status: int) -> None:
    assert sandbox.get("/platform/v1/services/availability", **query).status_code == status
