from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from integration.sandbox.customer_bookings.conftest import refusal
from integration.sandbox.customer_bookings.test_edits import EDITS, MOVED, body_of, contents

if TYPE_CHECKING:
    from integration.sandbox.customer_bookings.conftest import Desk


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_reverted(desk: Desk, booking: str, edit: str) -> None:  # 002-30
    before = contents(desk, booking)
    answer = desk.send(f"bookings/{booking}/{edit}", json=body_of(desk, edit))
    assert answer.json()["data"]["attributes"]["edit_in_progress"] is True
    assert contents(desk, booking) != before
    reverted = desk.look(f"bookings/{booking}/cancel-edit-booking")
    assert reverted.json()["data"]["attributes"]["edit_in_progress"] is False
    assert contents(desk, booking) == before
    assert refusal(desk.look(f"bookings/{booking}/cancel-edit-booking")) == (422, "no_edit_in_progress")
    assert [event["type"] for event in desk.told("events")] == ["booking.updated"] * 2


def test_a_revert_goes_back_to_before_the_first_edit(desk: Desk) -> None:
    guests = [{"email": "bela@example.com"}, {"email": "cora@example.com"}]
    booking = desk.planted(participants=guests)
    before = contents(desk, booking)
    for edit in (*EDITS, *EDITS):
        assert desk.send(f"bookings/{booking}/{edit}", json=body_of(desk, edit)).status_code == 200
    desk.look(f"bookings/{booking}/cancel-edit-booking")
    assert contents(desk, booking) == before
    reasons = [one["reason"] for one in desk.bill(booking)["adjustments"]]
    assert reasons == ["edit", "edit", "edit_reverted"]


def test_a_revert_does_not_undo_what_participants_answered(desk: Desk) -> None:
    guests = [{"email": "bela@example.com"}, {"email": "cora@example.com"}]
    booking = desk.planted(participants=guests)
    desk.send(f"bookings/{booking}/edit-booking-base-data", json=MOVED)
    desk.send(f"bookings/{booking}/accept-invite", "customer_b")
    desk.send(f"bookings/{booking}/reject-invite", "customer_c")
    desk.look(f"bookings/{booking}/cancel-edit-booking")
    participants = desk.booking(booking)["attributes"]["participants"]
    assert [(one["email"], one["status"]) for one in participants] == [("bela@example.com", "accepted")]


def test_a_revert_undoes_that_a_participant_was_removed_and_invited_anew(desk: Desk) -> None:
    guest = {"email": "bela@example.com", "name": "Bela", "status": "accepted", "can_edit": True}
    booking = desk.planted(participants=[guest])
    before = contents(desk, booking)
    for participants in ([], [{"email": "bela@example.com"}]):
        desk.send(f"bookings/{booking}/edit-participants", participants=participants)
    assert desk.booking(booking)["attributes"]["participants"][0]["status"] == "invited"
    desk.look(f"bookings/{booking}/cancel-edit-booking")
    assert contents(desk, booking) == before


@pytest.mark.parametrize("meanwhile", ["taken", "past"])
def test_the_old_slot_may_be_lost(desk: Desk, meanwhile: str) -> None:
    booking = desk.instant().json()["data"]["id"]
    desk.send(f"bookings/{booking}/edit-booking-base-data", json=MOVED)
    if meanwhile == "taken":
        assert desk.instant("basic", "customer_b").status_code == 201
    else:
        desk.world.control("clock", set="2026-04-15T07:00:01Z")
    assert refusal(desk.look(f"bookings/{booking}/cancel-edit-booking")) == (422, "slot_unavailable")
    assert desk.booking(booking)["attributes"]["edit_in_progress"] is True
