from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from integration.sandbox.conftest import World

BOOKINGS = "/platform/v1/scheduling/bookings"


def test_a_booking_is_made_shown_and_announced(sandbox: World) -> None:
    source = {"source_name": "web", "source_url": "https://example.com", "campaign": "c", "channel": "mail"}
    answer = sandbox.book(time_zone="America/New_York", start="2026-03-02T10:00:00.059-05:00", **source)
    made = answer.json()["data"]["booking"]
    assert (answer.status_code, made["status"], made["type"]) == (201, "scheduled", "appointment")
    assert made["start_time"] == "2026-03-02T10:00:00.059-05:00"
    assert made["source_data"] == {
        "campaign": "c",
        "channel": "mail",
        "name": "web",
        "website_url": "https://example.com",
    }
    assert sandbox.control("events")["events"][0]["payload"] == made
    assert sandbox.state(made["id"]) == "scheduled"


def test_a_time_without_an_offset_is_in_the_time_zone_of_the_booking(sandbox: World) -> None:
    made = sandbox.book(time_zone="Europe/Berlin", start="2026-03-02T10:00:00").json()["data"]["booking"]
    assert made["start_time"] == "2026-03-02T10:00:00.000+01:00"


def test_a_service_on_approval_makes_a_pending_booking(sandbox: World) -> None:
    made = sandbox.book(service_id=sandbox.ids["service_approval_id"]).json()["data"]["booking"]
    assert made["status"] == "pending"
    assert sandbox.cancel(made["id"]).status_code == 200


@pytest.mark.parametrize(
    ("absent", "names"),
    [
        (["business_id"], "business_id"),
        (["start_time"], "start_time"),
        (
            ["business_id", "service_id", "staff_id", "start_time"],
            "business_id, service_id, staff_id, start_time",
        ),
    ],
)
def test_missing_parameters_of_an_appointment(sandbox: World, absent: list[str], names: str) -> None:
    nothing: dict[str, Any] = dict.fromkeys(absent)
    answer = sandbox.book("staff", **nothing)
    assert answer.status_code == 400
    assert answer.json()["error"] == f"Mandatory parameter {names} is missing"


def test_missing_parameters_of_a_registration(sandbox: World) -> None:
    answer = sandbox.post(BOOKINGS, "client", booking_type="event")
    assert answer.json()["error"] == "Mandatory parameter business_id, event_instance_id is missing"


@pytest.mark.parametrize(
    ("role", "change", "status", "code"),
    [
        ("staff", {"client_id": None}, 422, "FORM_VALIDATION_ERROR"),
        ("client", {"client_id": "client_b_id"}, 422, "UNAUTHORIZED"),
        ("client", {"client_id": "client_id"}, 201, None),
        ("staff", {"client_id": "nope"}, 404, "NOT_FOUND"),
        ("staff", {"client_id": "client_other_id"}, 404, "NOT_FOUND"),
        ("client_ghost", {}, 404, "NOT_FOUND"),
        ("staff", {"service_id": "nope"}, 404, "NOT_FOUND"),
        ("staff", {"service_id": "service_event_id"}, 404, "NOT_FOUND"),
        ("staff", {"service_id": "service_other_id"}, 404, "NOT_FOUND"),
        ("staff", {"staff_id": "nope"}, 404, "NOT_FOUND"),
        ("staff", {"staff_id": "staff_other_id"}, 404, "NOT_FOUND"),
        ("staff", {"business_id": "business_other_id"}, 404, "NOT_FOUND"),
        ("staff", {"start_time": "2026-02-02T07:59:59Z"}, 422, "TIMESLOT_UNAVAILABLE"),
        ("staff", {"start_time": "2026-02-02T08:00:00Z"}, 201, None),
        ("staff", {"start_time": "2026-02-03T08:00:00Z"}, 201, None),
        ("staff", {"start_time": "2026-02-03T08:00:01Z"}, 422, "TIMESLOT_UNAVAILABLE"),
        ("staff", {"start_time": "2026-02-03T09:59:59Z"}, 422, "TIMESLOT_UNAVAILABLE"),
        ("staff", {"start_time": "2026-02-03T10:00:00Z"}, 201, None),
        ("staff", {"start_time": "2026-02-03T09:00:00Z", "staff_id": "staff_b_id"}, 201, None),
        ("staff", {"start_time": "tomorrow"}, 400, "BAD_REQUEST"),
        ("staff", {"start_time": "9999-12-31T23:59:59Z"}, 400, "BAD_REQUEST"),
        ("staff", {"time_zone": "Mars/Olympus"}, 400, "BAD_REQUEST"),
        ("staff", {"time_zone": "../../etc/passwd"}, 400, "BAD_REQUEST"),
        ("staff", {"time_zone": "a\0b"}, 400, "BAD_REQUEST"),
        ("staff", {"form_data": {"fields": {}}}, 201, None),
        ("staff", {"form_data": []}, 201, None),
        ("staff", {"form_data": "text"}, 422, "FORM_VALIDATION_ERROR"),
        ("staff", {"source_name": 1}, 400, "BAD_REQUEST"),
    ],
)
def test_what_can_be_said_to_an_appointment(
    sandbox: World, role: str, change: dict[str, Any], status: int, code: str | None
) -> None:
    body = {
        "business_id": sandbox.ids["business_id"],
        "service_id": sandbox.ids["service_id"],
        "staff_id": sandbox.ids["staff_id"],
        "start_time": "2026-03-02T10:00:00Z",
        **({"client_id": sandbox.ids["client_id"]} if role == "staff" else {}),
        **{k: sandbox.ids.get(v, v) if isinstance(v, str) else v for k, v in change.items()},
    }
    answer = sandbox.post(BOOKINGS, role, **body)
    assert (answer.status_code, answer.json().get("error_code")) == (status, code)


@pytest.mark.parametrize(
    ("role", "change", "status", "code"),
    [
        ("client", {}, 201, None),
        ("client_b", {}, 422, "ALREADY_REGISTERED"),
        ("client", {"event_instance_id": "nope"}, 404, "NOT_FOUND"),
        ("client", {"booking_type": "appointment"}, 400, "BAD_REQUEST"),
    ],
)
def test_what_can_be_said_to_a_registration(
    sandbox: World, role: str, change: dict[str, Any], status: int, code: str | None
) -> None:
    ids = sandbox.ids
    body = {"business_id": ids["business_id"], "event_instance_id": ids["event_instance_id"], **change}
    answer = sandbox.post(BOOKINGS, role, **body)
    assert (answer.status_code, answer.json().get("error_code")) == (status, code)
    if status == 201:
        assert answer.json()["data"]["booking"]["type"] == "event"
        path = f"/platform/v1/scheduling/event_instance/{ids['event_instance_id']}"
        assert sandbox.get(path).json()["data"]["event_instance"]["registered"] == 2


def test_an_event_that_has_begun_takes_no_more_registrations(sandbox: World) -> None:
    ids = sandbox.ids
    sandbox.control("clock", set="2026-02-07T10:30:00Z")
    body = {"business_id": ids["business_id"], "event_instance_id": ids["event_instance_id"]}
    assert sandbox.post(BOOKINGS, "client", **body).json()["error_code"] == "TIMESLOT_UNAVAILABLE"


def test_an_event_from_its_creation_to_its_last_seat(sandbox: World) -> None:
    ids = sandbox.ids
    made = sandbox.post(
        "/v2/event_instances",
        title="Talk",
        start_time="2026-03-02T10:00:00Z",
        end_time="2026-03-02T11:00:00Z",
        max_attendance=1,
    ).json()
    assert (made["max_attendance"], made["duration"], made["charge_type"]) == (1, 60, "free")
    body = {"business_id": ids["business_id"], "event_instance_id": made["uid"]}
    assert sandbox.post(BOOKINGS, "client", **body).status_code == 201
    assert sandbox.post(BOOKINGS, "client_b", **body).json()["error_code"] == "TIMESLOT_UNAVAILABLE"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"title": None}, 400),
        ({"start_time": None}, 400),
        ({"duration": None}, 400),
        ({"duration": 0}, 400),
        ({"duration": 10**30}, 400),
        ({"duration": True}, 400),
        ({"end_time": "2026-03-02T09:00:00Z"}, 400),
        ({"max_attendance": "2"}, 400),
        ({"max_attendance": 0}, 400),
        ({"service_id": "nope"}, 404),
        ({"staff_id": "nope"}, 404),
        ({"staff_id": "staff_b_id"}, 200),
        ({"service_id": "service_event_id"}, 200),
    ],
)
def test_what_can_be_said_to_a_new_event(sandbox: World, change: dict[str, Any], status: int) -> None:
    body = {"title": "Talk", "start_time": "2026-03-02T10:00:00Z", "duration": 60}
    filled = {k: sandbox.ids.get(v, v) if isinstance(v, str) else v for k, v in change.items()}
    assert sandbox.post("/v2/event_instances", **{**body, **filled}).status_code == status


def test_of_those_who_race_for_a_slot_one_wins(sandbox: World) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = list(
            pool.map(lambda n: sandbox.book(["client", "client_b"][n % 2]).status_code, range(16))
        )
    assert sorted(statuses) == [201] + [422] * 15


def test_of_those_who_race_for_a_cancellation_one_wins(sandbox: World) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = list(
            pool.map(lambda _: sandbox.cancel(sandbox.ids["appointment_id"]).status_code, range(16))
        )
    assert sorted(statuses) == [200] + [422] * 15
