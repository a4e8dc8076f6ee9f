from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.customer_bookings.conftest import refusal, wrong

if TYPE_CHECKING:
    from integration.sandbox.customer_bookings.conftest import Desk


def form(desk: Desk, service: str) -> dict[str, dict[str, Any]]:
    """The fields of a service's form by label, as anybody can look them up."""
    answer = desk.look(f"services/{desk.ids[f'cb_service_{service}_id']}", None, include="custom_form")
    (found,) = answer.json()["included"]
    return {field["label"]: field for field in found["attributes"]["fields"]}


def test_a_form_is_discovered_and_filled_in(desk: Desk) -> None:  # 002-17, 002-19
    fields = form(desk, "form")
    meal, shirt = fields["Dietary preferences"], fields["T-shirt size"]
    assert (meal["type"], meal["required"]) == ("text", True)
    assert (shirt["type"], shirt["required"], shirt["options"]) == ("select", False, ["S", "M", "L", "XL"])
    booking = desk.instant("form").json()["data"]["id"]
    answers = {meal["id"]: "Vegetarian", shirt["id"]: "L"}
    answer = desk.send(f"bookings/{booking}/personalization", json={**answers, "email": "jane@example.com"})
    assert answer.status_code == 200
    stored = [{"email": "jane@example.com", "values": answers}]
    assert answer.json()["data"]["attributes"]["personalization"] == stored
    assert desk.booking(booking)["attributes"]["personalization"] == stored


def test_each_address_has_its_own_answers_and_the_last_ones_count(desk: Desk) -> None:
    meal = form(desk, "form")["Dietary preferences"]["id"]
    booking = desk.planted(
        service_id=desk.ids["cb_service_form_id"],
        participants=[{"email": "bela@example.com", "status": "accepted"}],
    )
    for role, body in (
        ("customer", {meal: "Fish"}),
        ("customer_b", {meal: "None"}),
        ("customer", {meal: "Vegan", "email": "ANNA@example.com"}),
    ):
        assert desk.send(f"bookings/{booking}/personalization", role, json=body).status_code == 200
    assert desk.booking(booking)["attributes"]["personalization"] == [
        {"email": "ANNA@example.com", "values": {meal: "Vegan"}},
        {"email": "bela@example.com", "values": {meal: "None"}},
    ]


@pytest.mark.parametrize("status", ["invited", "accepted"])
def test_a_participant_answers_for_nobody_else(desk: Desk, status: str) -> None:
    booking = desk.planted(participants=[{"email": "bela@example.com", "status": status}])
    path = f"bookings/{booking}/personalization"
    assert desk.send(path, "customer_b", json={"email": "BELA@example.com"}).status_code == 200
    for address in ("anna@example.com", "jane@example.com"):
        answer = desk.send(path, "customer_b", json={"email": address})
        assert refusal(answer) == (403, "unauthorized")
    (only,) = desk.booking(booking)["attributes"]["personalization"]
    assert only["email"] == "BELA@example.com"


def test_what_is_required_depends_on_the_service(desk: Desk) -> None:  # 002-18
    basic = desk.planted()
    assert desk.send(f"bookings/{basic}/personalization", json={}).status_code == 200
    for service, label, value in (("form", "Dietary preferences", "x"), ("approval", "Shoe size", 42.5)):
        field = form(desk, service)[label]["id"]
        booking = desk.planted(service_id=desk.ids[f"cb_service_{service}_id"])
        path = f"bookings/{booking}/personalization"
        for absent in ({}, {field: None}, {field: ""}):
            answer = desk.send(path, json=absent)
            assert (answer.status_code, wrong(answer)) == (422, [("required", f"/{field}")])
        assert desk.send(path, json={field: value}).status_code == 200


@pytest.mark.parametrize(
    ("label", "value", "code"),
    [
        ("Dietary preferences", 1, "invalid"),
        ("Dietary preferences", ["x"], "invalid"),
        ("Dietary preferences", True, "invalid"),
        ("Dietary preferences", "x" * 500, None),
        ("Dietary preferences", "é" * 501, "too_long"),
        ("T-shirt size", "XXL", "invalid"),
        ("T-shirt size", {"a": 1}, "invalid"),
        ("T-shirt size", "S", None),
        ("Shoe size", "42", "invalid"),
        ("Shoe size", True, "invalid"),
        ("Shoe size", 10**30, "invalid"),
        ("Shoe size", 0, None),
    ],
)
def test_each_field_has_a_type(desk: Desk, label: str, value: object, code: str | None) -> None:
    service = "approval" if label == "Shoe size" else "form"
    fields = form(desk, service)
    body = {"Dietary preferences": "x", label: value} if service == "form" else {label: value}
    booking = desk.planted(service_id=desk.ids[f"cb_service_{service}_id"])
    answer = desk.send(
        f"bookings/{booking}/personalization", json={fields[name]["id"]: of for name, of in body.items()}
    )
    if code is None:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, wrong(answer)) == (422, [(code, f"/{fields[label]['id']}")])
        assert label in answer.json()["errors"][0]["detail"]
        assert desk.booking(booking)["attributes"]["personalization"] == []


def test_infinity_is_no_shoe_size(desk: Desk) -> None:
    field = form(desk, "approval")["Shoe size"]["id"]
    booking = desk.planted(service_id=desk.ids["cb_service_approval_id"])
    how: dict[str, Any] = {"content": f'{{"{field}":1e999}}', "headers": {"Content-Type": "application/json"}}
    assert desk.ask("POST", f"bookings/{booking}/personalization", **how).status_code == 422


def test_all_flaws_are_told_at_once(desk: Desk) -> None:
    fields = form(desk, "form")
    booking = desk.planted(service_id=desk.ids["cb_service_form_id"])
    answer = desk.send(
        f"bookings/{booking}/personalization",
        json={"a~/b": 1, fields["T-shirt size"]["id"]: 1, "email": "nobody"},
    )
    assert wrong(answer) == [
        ("required", f"/{fields['Dietary preferences']['id']}"),
        ("invalid", f"/{fields['T-shirt size']['id']}"),
        ("unknown_field", "/a~0~1b"),
        ("invalid", "/email"),
    ]


@pytest.mark.parametrize("status", ["rejected", "canceled", "expired"])
def test_a_closed_booking_takes_no_more_data(desk: Desk, status: str) -> None:
    booking = desk.ids[f"cb_booking_{status}_id"]
    assert refusal(desk.send(f"bookings/{booking}/personalization", json={})) == (422, "booking_closed")


@pytest.mark.parametrize("status", ["reserved", "requested", "accepted", "invited"])
def test_an_open_booking_does(desk: Desk, status: str) -> None:
    booking = desk.ids[f"cb_booking_{status}_id"]
    assert desk.send(f"bookings/{booking}/personalization", json={}).status_code == 200
