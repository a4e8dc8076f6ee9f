"""Each of our own decisions is reached by a request, and says what its table says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.bookings_v2.conftest import STATUSES, session_of

from runner.sandbox.bookings_v2.decisions import APPROVAL, BLOCKING, DEFAULT_MESSAGES, REFUSALS

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from integration.sandbox.bookings_v2.conftest import Bookings

SLOT: dict[str, Any] = {"bookedEntity": {"slot": {"serviceId": "x", "startDate": "2026-02-09T10:00:00Z"}}}

OCCASIONS: dict[str, Callable[[Bookings], httpx.Response]] = {
    "unauthenticated": lambda v2: v2.create(None),
    "business_only": lambda v2: v2.create("v2_visitor", booking={"status": "CONFIRMED"}),
    "stale_revision": lambda v2: v2.decline(v2.make(), revision=2),
    "decline_confirmed": lambda v2: v2.decline(v2.make(status="CONFIRMED")),
    "confirm_confirmed": lambda v2: v2.confirm(v2.make(status="CONFIRMED")),
    "wrong_status": lambda v2: v2.confirm(v2.make(status="DECLINED")),
    "cancel_over": lambda v2: v2.cancel(v2.make(status="DECLINED")),
    "no_open_spots": lambda v2: v2.confirm(v2.read(v2.id("booking_waiting"))),
    "no_service": lambda v2: v2.create(booking=SLOT),
    "no_resource": lambda v2: v2.create(slot={"resource": {"id": "nobody"}}),
    "begun": lambda v2: v2.create(slot={"startDate": "2026-02-01T10:00:00Z"}),
    "no_session": lambda v2: v2.session("nothing"),
    "no_schedule": lambda v2: v2.schedule("nothing"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_every_refusal_is_reached(v2: Bookings, name: str) -> None:
    answer, decision = OCCASIONS[name](v2), REFUSALS[name]
    assert answer.status_code == decision.status
    assert answer.json() == {
        "message": decision.text,
        "details": {"applicationError": {"code": decision.code, "description": decision.text, "data": {}}},
    }


@pytest.mark.parametrize("status", STATUSES)
def test_the_session_says_what_the_table_says(v2: Bookings, status: str) -> None:
    made = v2.make(status=status, serviceId=v2.id("service_class"))
    session = v2.session(session_of(made)).json()["session"]
    shown = [each["approvalStatus"] for each in session["participants"]]
    assert shown == [approval for each, approval in APPROVAL.items() if each == status]
    assert session["totalNumberOfParticipants"] == (status == BLOCKING)


def test_every_occasion_has_a_message_of_its_own() -> None:
    assert len(set(DEFAULT_MESSAGES.values())) == len(DEFAULT_MESSAGES)
