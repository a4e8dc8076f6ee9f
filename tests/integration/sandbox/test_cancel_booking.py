from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from integration.sandbox.conftest import World

CANCEL = "/platform/v1/scheduling/bookings/cancel"
UNAUTHORIZED = {"error": "Unauthorized"}
NOT_FOUND = {"status": "Error", "error": "Booking not found", "error_code": "NOT_FOUND"}


def missing(names: str) -> dict[str, str]:
    return {
        "status": "Error",
        "error": f"Mandatory parameter {names} is missing",
        "error_code": "PARAMETER_MISSING",
    }


def test_an_appointment_is_cancelled_and_shown_in_full(sandbox: World) -> None:
    answer = sandbox.cancel(sandbox.ids["appointment_id"])
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "OK",
        "data": {
            "booking": {
                "id": sandbox.ids["appointment_id"],
                "status": "cancelled",
                "title": "Consultation",
                "client_id": sandbox.ids["client_id"],
                "staff_id": sandbox.ids["staff_id"],
                "business_id": sandbox.ids["business_id"],
                "start_time": "2026-02-03T09:00:00.000+00:00",
                "duration": 60,
                "time_zone": "UTC",
                "type": "appointment",
                "created_at": "2026-01-26T12:00:00.000+00:00",
                "source_data": {"campaign": None, "channel": None, "name": None, "website_url": None},
            }
        },
    }


def test_cancelling_moves_the_booking_between_the_lists_and_is_announced(sandbox: World) -> None:
    booking = sandbox.ids["appointment_id"]
    path = "/platform/v1/scheduling/appointments"
    sandbox.cancel(booking)
    scheduled = sandbox.get(path, state="scheduled", per_page=100).json()["data"]["appointments"]
    cancelled = sandbox.get(path, state="cancelled", per_page=100).json()["data"]["appointments"]
    assert booking not in {row["id"] for row in scheduled}
    assert len(scheduled) == 11
    assert booking in {row["id"] for row in cancelled}
    (event,) = sandbox.control("events")["events"]
    assert event["type"] == "booking.cancelled"
    assert event["entity_id"] == booking
    assert event["at"] == "2026-02-02T08:00:00Z"


@pytest.mark.parametrize("role", ["staff", "app", "directory", "client"])
def test_every_role_may_cancel(sandbox: World, role: str) -> None:  # 000-03 to 000-06
    made = sandbox.book().json()["data"]["booking"]["id"]
    assert sandbox.cancel(made, role).json()["data"]["booking"]["status"] == "cancelled"


@pytest.mark.parametrize("role", [None, "expired", "sbx_nobody_00000000"])
def test_without_a_valid_token_nothing_is_cancelled(sandbox: World, role: str | None) -> None:
    answer = sandbox.cancel(sandbox.ids["appointment_id"], role)
    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)
    assert sandbox.state(sandbox.ids["appointment_id"]) == "scheduled"


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Bearer {}", 200),
        ("bearer {}", 200),
        ("BEARER   {}", 200),
        ("Token {}", 401),
        ("Basic {}", 401),
        ("{}", 401),
        ("Bearer", 401),
        ("", 401),
        ("Bearer {} x", 401),
    ],
)
def test_the_scheme_is_bearer_in_any_case(sandbox: World, header: str, status: int) -> None:
    value = header.format(sandbox.tokens["staff"])
    path = "/platform/v1/scheduling/appointments"
    assert sandbox.call("GET", path, None, headers={"Authorization": value}).status_code == status


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"business_id": "x"}, "booking_id"),  # 000-16
        ({"business_id": "x", "booking_id": None}, "booking_id"),
        ({"business_id": "x", "booking_id": ""}, "booking_id"),
        ({"booking_id": "x"}, "business_id"),
        ({"booking_id": "x", "business_id": None}, "business_id"),
        ({"booking_id": "x", "business_id": ""}, "business_id"),
        ({}, "business_id, booking_id"),
    ],
)
def test_missing_parameters_are_named_together(sandbox: World, body: dict[str, object], names: str) -> None:
    answer = sandbox.post(CANCEL, "staff", **body)
    assert (answer.status_code, answer.json()) == (400, missing(names))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b'"text"',
        b"null",
        b"\xff",
        b'{"a":NaN}',
        b'{"a":"\\ud800"}',
        b"\xef\xbb\xbf{}",
    ],
)
def test_a_body_that_is_no_json_object_is_refused(sandbox: World, body: bytes) -> None:
    answer = sandbox.call("POST", CANCEL, content=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("name", ["business_id", "booking_id", "event_instance_id"])
@pytest.mark.parametrize("value", [1, 10**400, True, 1.5, ["x"], {"x": 1}])
def test_an_id_that_is_no_string_is_refused(sandbox: World, name: str, value: object) -> None:
    answer = sandbox.cancel(sandbox.ids["appointment_id"], **{name: value})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("booking", "business", "role"),
    [
        ("nothing", "business_id", "staff"),  # 000-17
        ("booking_id_other_business", "business_id", "staff"),
        ("booking_id_other_business", "business_other_id", "staff"),
        ("booking_id_other_business", "business_other_id", "app"),
        ("booking_id_other_business", "business_other_id", "directory"),
        ("appointment_id", "business_other_id", "staff"),
        ("appointment_id", "business_id", "staff_other"),
        ("appointment_id_b", "business_id", "client"),
        ("appointment_id", "business_id", "client_b"),
        ("appointment_id", "business_id", "client_ghost"),
        ("booking_id_event", "business_id", "client"),
    ],
)
def test_what_one_may_not_see_is_not_found(sandbox: World, booking: str, business: str, role: str) -> None:
    ids = sandbox.ids
    answer = sandbox.cancel(ids.get(booking, booking), role, business_id=ids[business])
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_an_event_registration_needs_its_event_instance(sandbox: World) -> None:  # 000-14
    ids = sandbox.ids
    registration = ids["booking_id_event"]
    for absent in ({}, {"event_instance_id": None}, {"event_instance_id": ""}):
        without = sandbox.cancel(registration, **absent)
        assert (without.status_code, without.json()) == (400, missing("event_instance_id"))
    wrong = sandbox.cancel(registration, event_instance_id="wrong")
    assert (wrong.status_code, wrong.json()) == (404, NOT_FOUND)
    right = sandbox.cancel(registration, event_instance_id=ids["event_instance_id"]).json()["data"]["booking"]
    assert (right["status"], right["type"]) == ("cancelled", "event")
    assert right["event_instance_id"] == ids["event_instance_id"]
    again = sandbox.cancel(registration, event_instance_id=ids["event_instance_id"])
    assert again.status_code == 422


def test_an_appointment_does_not_mind_an_event_instance(sandbox: World) -> None:
    assert sandbox.cancel(sandbox.ids["appointment_id"], event_instance_id="whatever").status_code == 200


@pytest.mark.parametrize("state", ["done", "cancelled", "rejected"])
def test_a_terminal_booking_cannot_be_cancelled(sandbox: World, state: str) -> None:
    made = sandbox.control("fixtures", type="booking", attributes={"state": state})["attributes"]["id"]
    answer = sandbox.cancel(made)
    assert answer.status_code == 422
    assert answer.json() == {
        "status": "Error",
        "error": "Booking cannot be cancelled",
        "error_code": "INVALID_STATE",
    }
    assert sandbox.state(made) == state


@pytest.mark.parametrize("state", ["pending", "scheduled", "pending_reschedule"])
def test_a_live_booking_can_be_cancelled_once(sandbox: World, state: str) -> None:
    made = sandbox.control("fixtures", type="booking", attributes={"state": state})["attributes"]["id"]
    assert sandbox.cancel(made).status_code == 200
    assert sandbox.cancel(made).status_code == 422


@pytest.mark.parametrize(
    ("role", "content", "status", "code"),
    [
        (None, b"{", 401, None),  # token before body
        ("staff", b"[]", 400, "BAD_REQUEST"),  # body before parameters
        ("staff", b'{"booking_id":1}', 400, "PARAMETER_MISSING"),  # presence before type
        ("staff", b'{"booking_id":"nope","business_id":"nope"}', 404, "NOT_FOUND"),
    ],
)
def test_the_first_fault_of_a_request_decides(
    sandbox: World, role: str | None, content: bytes, status: int, code: str | None
) -> None:
    answer = sandbox.call("POST", CANCEL, role, content=content)
    assert (answer.status_code, answer.json().get("error_code")) == (status, code)


def test_a_booking_must_be_found_before_its_event_instance_is_asked_for(sandbox: World) -> None:
    assert sandbox.cancel(sandbox.ids["booking_id_event"], "client").status_code == 404


def test_the_event_instance_is_checked_before_the_state(sandbox: World) -> None:
    ids = sandbox.ids
    sandbox.cancel(ids["booking_id_event"], event_instance_id=ids["event_instance_id"])
    assert sandbox.cancel(ids["booking_id_event"]).status_code == 400
    assert sandbox.cancel(ids["booking_id_event"], event_instance_id="wrong").status_code == 404


@pytest.mark.parametrize(
    ("role", "header", "status"),
    [
        ("directory", "business_id", 200),
        ("directory", "business_other_id", 401),
        ("directory", "", 401),
        ("staff", "business_other_id", 200),
    ],
)
def test_a_directory_acts_for_the_business_it_names(
    sandbox: World, role: str, header: str, status: int
) -> None:
    ids = sandbox.ids
    body = {"business_id": ids["business_id"], "booking_id": ids["appointment_id"]}
    headers = {"X-On-Behalf-Of": ids.get(header, header)}
    assert sandbox.call("POST", CANCEL, role, json=body, headers=headers).status_code == status


def test_a_directory_with_a_wrong_claim_learns_nothing_of_its_body(sandbox: World) -> None:
    headers = {"X-On-Behalf-Of": sandbox.ids["business_id"]}
    assert sandbox.call("POST", CANCEL, "directory", content=b"{", headers=headers).status_code == 401
    assert sandbox.call("POST", CANCEL, "directory", content=b"{}", headers=headers).status_code == 401


def test_a_freed_slot_can_be_booked_again(sandbox: World) -> None:  # 000-21
    start = "2026-02-03T09:00:00Z"
    taken = sandbox.book(start=start)
    assert (taken.status_code, taken.json()["error_code"]) == (422, "TIMESLOT_UNAVAILABLE")
    sandbox.cancel(sandbox.ids["appointment_id"])
    assert sandbox.book(start=start).status_code == 201


def test_a_freed_seat_can_be_taken_again(sandbox: World) -> None:
    ids = sandbox.ids
    register = {"business_id": ids["business_id"], "event_instance_id": ids["event_instance_id"]}
    path = "/platform/v1/scheduling/bookings"
    third = sandbox.post("/platform/v1/clients", first_name="Third").json()["data"]["token"]
    assert sandbox.post(path, "client", **register).status_code == 201
    full = sandbox.post(path, third, **register)
    assert (full.status_code, full.json()["error_code"]) == (422, "TIMESLOT_UNAVAILABLE")
    assert (
        sandbox.cancel(ids["booking_id_event"], event_instance_id=ids["event_instance_id"]).status_code == 200
    )
    assert sandbox.post(path, third, **register).status_code == 201
