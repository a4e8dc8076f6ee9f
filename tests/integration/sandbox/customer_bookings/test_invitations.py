from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from integration.sandbox.customer_bookings.conftest import refusal

if TYPE_CHECKING:
    from integration.sandbox.customer_bookings.conftest import Desk


def test_an_invitation_is_accepted_once(desk: Desk) -> None:  # 002-15
    booking = desk.ids["cb_booking_invited_id"]
    assert desk.status(booking, "customer_b") == "accepted"
    answer = desk.send(f"bookings/{booking}/accept-invite")
    data = answer.json()["data"]
    assert (answer.status_code, data["attributes"]["status"]) == (200, "accepted")
    assert [one["status"] for one in data["attributes"]["participants"]] == ["accepted"]
    assert data["meta"] == {"viewer": "participant"}
    assert [event["type"] for event in desk.told("events")] == ["participant.accepted"]
    for what in ("accept-invite", "reject-invite"):
        assert refusal(desk.send(f"bookings/{booking}/{what}")) == (422, "not_invited")


def test_who_rejects_an_invitation_is_no_participant_any_more(desk: Desk) -> None:  # 002-16
    booking = desk.ids["cb_booking_invited_id"]
    answer = desk.ask("POST", f"bookings/{booking}/reject-invite")
    assert (answer.status_code, answer.json()["data"]["meta"]) == (200, {"viewer": "anonymous"})
    assert desk.booking(booking, "customer_b")["attributes"]["participants"] == []
    assert desk.status(booking, "customer_b") == "accepted"
    assert refusal(desk.send(f"bookings/{booking}/reject-invite")) == (403, "unauthorized")
    assert refusal(desk.look(f"bookings/{booking}")) == (403, "unauthorized")
    assert [event["type"] for event in desk.told("events")] == ["participant.removed"]


@pytest.mark.parametrize("what", ["accept-invite", "reject-invite"])
@pytest.mark.parametrize("role", ["customer_b", "customer_c"])
def test_nobody_answers_for_another(desk: Desk, what: str, role: str) -> None:
    booking = desk.ids["cb_booking_invited_id"]
    assert refusal(desk.send(f"bookings/{booking}/{what}", role)) == (403, "unauthorized")


@pytest.mark.parametrize("what", ["accept-invite", "reject-invite"])
@pytest.mark.parametrize("status", ["reserved", "requested", "rejected", "canceled", "expired"])
def test_an_invitation_ends_with_the_booking(desk: Desk, what: str, status: str) -> None:
    guest = {"email": "ANNA@example.com"}
    booking = desk.planted(status=status, customer_id=desk.ids["cb_customer_b_id"], participants=[guest])
    assert desk.status(booking) == status
    assert refusal(desk.send(f"bookings/{booking}/{what}")) == (422, "not_invited")


def test_from_the_owner_to_the_guest(desk: Desk) -> None:
    booking = desk.ids["cb_booking_accepted_id"]
    desk.send(f"bookings/{booking}/edit-participants", participants=[{"email": "Bela@Example.com"}])
    assert desk.told("outbox") == [
        {
            "n": 1,
            "api": "customer_bookings",
            "booking_id": booking,
            "recipient": "Bela@Example.com",
            "channel": "email",
            "message": "You are invited to booking B-000003",
        }
    ]
    assert desk.status(booking, "customer_b") == "invited"
    assert desk.send(f"bookings/{booking}/accept-invite", "customer_b").status_code == 200
    assert desk.status(booking, "customer_b") == "accepted"
