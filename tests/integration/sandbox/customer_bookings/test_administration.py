from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.customer_bookings.conftest import STATUSES, refusal, wrong

if TYPE_CHECKING:
    from integration.sandbox.customer_bookings.conftest import Desk


def test_a_request_is_accepted(desk: Desk) -> None:
    booking = desk.ids["cb_booking_requested_id"]
    answer = desk.decide(booking, "accepted")
    assert (answer.status_code, answer.json()["data"]["meta"]["viewer"]) == (200, "admin")
    assert desk.status(booking) == "accepted"
    assert desk.bill(booking)["total"] == "40.00"
    assert [event["type"] for event in desk.told("events")] == ["booking.accepted"]


@pytest.mark.parametrize("hours", [72, 1])
def test_what_was_paid_for_a_rejected_request_comes_back(desk: Desk, hours: int) -> None:  # 002-05
    start = {72: "2026-02-05T08:00:00Z", 1: "2026-02-02T09:00:00Z"}[hours]
    booking = desk.planted(status="requested", start_date=start)
    desk.decide(booking, "rejected")
    bill = desk.bill(booking)
    assert desk.status(booking) == "rejected"
    assert (bill["total"], bill["refunded"], bill["due"]) == ("0.00", "40.00", "0.00")
    assert bill["adjustments"] == [{"booking_id": booking, "reason": "rejection", "amount": "-40.00"}]
    assert [(row["amount"], row["reason"]) for row in desk.told("refunds")] == [(4000, "rejection")]


def test_what_was_not_paid_does_not(desk: Desk) -> None:
    booking = desk.planted(status="requested", paid="0")
    assert desk.decide(booking, "rejected").json()["included"][0]["attributes"]["due"] == "0.00"
    assert desk.told("refunds") == []


def test_an_administrator_cancels_on_the_same_terms(desk: Desk) -> None:
    booking = desk.ids["cb_booking_36h_id"]
    query = {"o": desk.ids["cb_organization_id"]}
    preview = desk.look(f"bookings/{booking}/cancellation-preview", "admin", **query).json()
    desk.decide(booking, "canceled")
    assert desk.status(booking) == "canceled"
    assert desk.bill(booking)["refunded"] == preview["data"]["attributes"]["refund_amount"]
    other = desk.ids["cb_booking_12h_id"]
    assert desk.look(f"bookings/{other}/cancel", "admin", **query).status_code == 200
    assert desk.status(other) == "canceled"


POSSIBLE = {
    "requested": {"accepted", "rejected", "canceled"},
    "accepted": {"canceled"},
    "invited": {"canceled"},  # for an administrator, it is accepted
}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("wanted", ["accepted", "rejected", "canceled"])
def test_every_decision_on_every_status(desk: Desk, status: str, wanted: str) -> None:
    booking = desk.ids[f"cb_booking_{status}_id"]
    before = desk.admin("GET", f"bookings/{booking}").json()
    answer = desk.decide(booking, wanted)
    if wanted in POSSIBLE.get(status, ()):
        assert answer.json()["data"]["attributes"]["status"] == wanted
    else:
        assert refusal(answer) == (422, "transition_not_allowed")
        assert desk.admin("GET", f"bookings/{booking}").json() == before


@pytest.mark.parametrize(
    ("body", "status", "flaws"),
    [
        ({}, 422, [("required", "/data")]),
        ({"data": []}, 422, [("invalid", "/data")]),
        ({"data": {}}, 422, [("required", "/data/attributes")]),
        ({"data": {"attributes": 1}}, 422, [("invalid", "/data/attributes")]),
        ({"data": {"attributes": {}}}, 422, [("required", "/data/attributes/status")]),
        ({"data": {"attributes": {"status": ""}}}, 422, [("required", "/data/attributes/status")]),
        ({"data": {"attributes": {"status": "expired"}}}, 422, [("invalid", "/data/attributes/status")]),
        ({"data": {"attributes": {"status": ["accepted"]}}}, 422, [("invalid", "/data/attributes/status")]),
        (
            {"data": {"type": "booking", "id": "x", "attributes": {"status": "accepted"}}},
            409,
            [("conflict", "/data/type"), ("conflict", "/data/id")],
        ),
    ],
)
def test_flawed_decisions(desk: Desk, body: Any, status: int, flaws: list[tuple[str, str]]) -> None:
    booking = desk.ids["cb_booking_requested_id"]
    answer = desk.admin("PATCH", f"bookings/{booking}", json=body)
    assert (answer.status_code, wrong(answer)) == (status, flaws)
    assert desk.status(booking) == "requested"


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [("", 422, "required"), ("?o=", 422, "required"), ("?o=x", 403, "organization_mismatch")],
)
def test_an_administrator_names_its_organization(desk: Desk, query: str, status: int, code: str) -> None:
    booking = desk.ids["cb_booking_accepted_id"]
    for method, path in (
        ("GET", "bookings"),
        ("PATCH", f"bookings/{booking}"),
        ("GET", f"bookings/{booking}/cancel"),
    ):
        answer = desk.ask(method, path + query, "admin")
        assert (answer.status_code, wrong(answer)) == (status, [(code, "o")])


def test_whoever_is_checked_in_does_not_expire(desk: Desk) -> None:  # 002-07
    here, absent = desk.ids["cb_booking_1h_id"], desk.ids["cb_booking_12h_id"]
    answer = desk.admin("POST", f"bookings/{here}/check-in").json()
    assert answer["data"]["attributes"]["checked_in_at"] == "2026-02-02T08:00:00+00:00"
    assert answer["data"]["attributes"]["status"] == "accepted"
    assert refusal(desk.admin("POST", f"bookings/{here}/check-in")) == (422, "check_in_not_possible")
    assert [event["type"] for event in desk.told("events")] == ["booking.checked_in"]
    desk.world.control("clock", set="2026-02-02T20:14:59Z")
    assert (desk.status(here), desk.status(absent)) == ("accepted", "accepted")
    moved = desk.world.control("clock", advance="PT1S")
    assert moved["transitions"] == 1
    assert (desk.status(here), desk.status(absent)) == ("accepted", "expired")
    assert refusal(desk.look(f"bookings/{absent}/cancel")) == (422, "booking_not_cancelable")
    assert refusal(desk.admin("POST", f"bookings/{absent}/check-in")) == (422, "check_in_not_possible")
    assert desk.told("events")[-1]["type"] == "booking.expired"


def test_the_window_moves_with_the_booking(desk: Desk) -> None:
    booking = desk.ids["cb_booking_1h_id"]
    later = {"start_date": "2026-02-02T18:00:00Z", "end_date": "2026-02-02T19:00:00Z"}
    desk.send(f"bookings/{booking}/edit-booking-base-data", json=later)
    desk.world.control("clock", set="2026-02-02T12:00:00Z")
    assert desk.status(booking) == "accepted"


@pytest.mark.parametrize("status", ["reserved", "requested"])
def test_only_what_was_accepted_expires(desk: Desk, status: str) -> None:
    desk.world.control("clock", advance="P30D")
    assert desk.status(desk.ids[f"cb_booking_{status}_id"]) == status
    assert desk.status(desk.ids["cb_booking_accepted_id"]) == "expired"
