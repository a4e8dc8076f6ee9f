"""Every refusal of our own making is met by somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from runner.sandbox.customer_bookings.decisions import REFUSALS

if TYPE_CHECKING:
    import httpx
    from integration.sandbox.customer_bookings.conftest import Desk

    Meeting = Callable[[Desk], httpx.Response]


def post(booking: str, what: str, role: str = "customer") -> Meeting:
    return lambda desk: desk.send(f"bookings/{desk.ids[f'cb_booking_{booking}_id']}/{what}", role)


def get(path: str, role: str | None = "customer") -> Meeting:
    return lambda desk: desk.ask("GET", path.format_map(desk.ids), role)


def locked(desk: Desk) -> httpx.Response:
    booking = desk.planted(service_id=desk.ids["cb_service_locked_id"])
    return desk.send(f"bookings/{booking}/edit-service-options")


def others_answers(desk: Desk) -> httpx.Response:
    booking = desk.ids["cb_booking_invited_id"]
    return desk.send(f"bookings/{booking}/personalization", json={"email": "jane@example.com"})


def other_order(desk: Desk) -> httpx.Response:
    return desk.send(f"order/{desk.order().json()['included'][0]['id']}/complete", "customer_b")


def nothing_reserved(desk: Desk) -> httpx.Response:
    return desk.send(f"order/{desk.instant().json()['included'][0]['id']}/complete")


MEETINGS: dict[str, tuple[Meeting, tuple[str, ...]]] = {
    "no_token": (get("bookings", None), ()),
    "owner_only": (post("invited", "edit-participants"), ()),
    "participant_only": (post("accepted", "accept-invite"), ()),
    "others_answers": (others_answers, ()),
    "other_order": (other_order, ()),
    "customer_only": (post("accepted", "accept-invite", "admin"), ()),
    "admin_only": (post("accepted", "check-in"), ()),
    "no_organization": (get("bookings", "admin"), ()),
    "other_organization": (get("bookings?o=x", "admin"), ()),
    "no_number": (get("bookings/by-number", None), ()),
    "wrong_hash": (get("bookings/by-number?number=B-000003&hash=x", None), ()),
    "no_service": (get("services/x"), ()),
    "no_resource": (get("resources/x/availability"), ()),
    "no_order": (lambda desk: desk.send("order/x/complete"), ()),
    "wrong_media": (lambda desk: desk.ask("POST", "order/x/complete", content=b"x"), ()),
    "not_invited": (lambda desk: [post("invited", "accept-invite")(desk) for _ in range(2)][1], ()),
    "not_accepted": (post("reserved", "edit-participants"), ("reserved",)),
    "closed": (post("expired", "personalization"), ("expired",)),
    "options_locked": (locked, ()),
    "no_edit": (get("bookings/{cb_booking_accepted_id}/cancel-edit-booking"), ()),
    "not_instant": (lambda desk: desk.instant("locked"), ()),
    "no_transition": (
        lambda desk: desk.decide(desk.ids["cb_booking_accepted_id"], "rejected"),
        ("accepted", "rejected"),
    ),
    "no_check_in": (
        lambda desk: desk.admin("POST", f"bookings/{desk.ids['cb_booking_expired_id']}/check-in"),
        (),
    ),
    "nothing_reserved": (nothing_reserved, ()),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_every_decision_is_met(desk: Desk, name: str) -> None:
    meet, words = MEETINGS[name]
    answer, decision = meet(desk), REFUSALS[name]
    (told,) = answer.json()["errors"]
    assert (answer.status_code, told["code"]) == (decision.status, decision.code)
    assert told["detail"] == decision.text.format(*words)
    assert decision.because
