"""The steps of a document about cancelling, as a runner would take them one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from integration.sandbox.conftest import World

APPOINTMENTS = "/platform/v1/scheduling/appointments"
BOOKINGS = "/platform/v1/scheduling/bookings"


def test_the_first_appointment_found_is_cancelled_until_none_is_left(sandbox: World) -> None:
    query = {"business_id": sandbox.ids["business_id"], "state": "scheduled", "per_page": 1}
    for _ in range(12):
        (found,) = sandbox.get(APPOINTMENTS, **query).json()["data"]["appointments"]
        answer = sandbox.cancel(found["id"])
        assert (answer.status_code, answer.json()["data"]["booking"]["id"]) == (200, found["id"])
    assert sandbox.get(APPOINTMENTS, **query).json()["data"] == {"appointments": [], "next_page": None}


def test_an_empty_business_has_nothing_to_cancel(sandbox: World) -> None:  # 000-12
    query = {"business_id": sandbox.ids["business_empty_id"], "state": "scheduled", "per_page": 1}
    answer = sandbox.get(APPOINTMENTS, **query)
    assert (answer.status_code, answer.json()["data"]["appointments"]) == (200, [])


def test_a_client_finds_its_bookings_and_staff_do_not(sandbox: World) -> None:  # 000-10, 000-18
    query = {"business_id": sandbox.ids["business_id"], "per_page": 10, "offset": 0}
    assert sandbox.get(BOOKINGS, "client", **query).json()["data"]["bookings"][0]["uid"]
    refused = sandbox.get(BOOKINGS, "staff", **query)
    assert (refused.status_code, refused.json()) == (401, {"error": "Unauthorized"})


def test_what_was_created_can_be_cancelled(sandbox: World) -> None:  # 000-11
    made = sandbox.book("client").json()["data"]["booking"]["id"]
    assert sandbox.cancel(made, "client").status_code == 200
