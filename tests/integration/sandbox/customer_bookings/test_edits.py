from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.customer_bookings.conftest import refusal, wrong

if TYPE_CHECKING:
    from integration.sandbox.customer_bookings.conftest import Desk

EDITS = ("edit-participants", "edit-service-options", "edit-booking-base-data")
MOVED = {"start_date": "2026-04-16T10:00:00+02:00", "end_date": "2026-04-16T11:30:00+02:00"}
JANE = {"email": "jane@example.com", "name": "Jane Doe", "attending_virtually": False}


def body_of(desk: Desk, edit: str) -> dict[str, Any]:
    bodies: dict[str, dict[str, Any]] = {
        "edit-participants": {"participants": [JANE]},
        "edit-service-options": {"addons": [{"add_on_id": desk.ids["cb_addon_1_id"], "quantity": 2}]},
        "edit-booking-base-data": {**MOVED, "resource_id": desk.ids["cb_resource_1_id"]},
    }
    return bodies[edit]


def contents(desk: Desk, booking: str) -> dict[str, Any]:
    told = desk.booking(booking)
    names = ("status", "start_date", "end_date", "price", "check_in_until", "participants", "add_ons")
    return {
        **{name: told["attributes"][name] for name in names},
        "resource": told["relationships"]["resource"]["data"]["id"],
        "total": desk.bill(booking)["total"],
    }


def test_participants_are_replaced(desk: Desk, booking: str) -> None:  # 002-20, 002-22, 002-28
    guests = [
        {"email": "jane@example.com", "name": "Jane Doe", "can_edit": True, "attending_virtually": True},
        {"email": "joe@example.com", "name": "", "can_edit": False, "attending_virtually": False},
    ]
    answer = desk.send(f"bookings/{booking}/edit-participants", participants=guests)
    shown = [{**guest, "status": "invited"} for guest in guests]
    assert answer.json()["data"]["attributes"]["participants"] == shown
    assert desk.booking(booking)["attributes"]["participants"] == shown
    desk.send(f"bookings/{booking}/edit-participants", participants=[])
    assert desk.booking(booking)["attributes"]["participants"] == []


def test_who_stays_keeps_his_answer_and_the_owner_needs_no_invitation(desk: Desk) -> None:
    booking = desk.planted(participants=[{"email": "bela@example.com", "status": "accepted"}])
    guests = [{"email": "BELA@example.com"}, {"email": "anna@example.com"}, {"email": "cora@example.com"}]
    answer = desk.send(f"bookings/{booking}/edit-participants", participants=guests)
    participants = answer.json()["data"]["attributes"]["participants"]
    assert [one["status"] for one in participants] == ["accepted", "accepted", "invited"]
    assert [one["recipient"] for one in desk.told("outbox")] == ["cora@example.com"]


@pytest.mark.parametrize("letter", ["a", "é", "🐍"])
def test_an_address_has_at_most_200_characters(desk: Desk, booking: str, letter: str) -> None:  # 002-21
    address = letter * 188 + "@example.com"
    path = f"bookings/{booking}/edit-participants"
    assert desk.send(path, participants=[{"email": address}]).status_code == 200
    answer = desk.send(path, participants=[{"email": letter + address}])
    assert (answer.status_code, wrong(answer)) == (422, [("too_long", "/participants/0/email")])
    assert desk.booking(booking)["attributes"]["participants"][0]["email"] == address


@pytest.mark.parametrize(
    ("participants", "flaws"),
    [
        (None, [("required", "/participants")]),
        ("x", [("invalid", "/participants")]),
        ({}, [("invalid", "/participants")]),
        ([{"email": f"{n}@example.com"} for n in range(101)], [("invalid", "/participants")]),
        ([1, {}], [("invalid", "/participants/0"), ("required", "/participants/1/email")]),
        ([{"email": 1}], [("invalid", "/participants/0/email")]),
        ([{"email": "nobody"}], [("invalid", "/participants/0/email")]),
        ([{"email": "a b@example.com"}], [("invalid", "/participants/0/email")]),
        ([JANE, {"email": "JANE@example.com"}], [("duplicate", "/participants/1/email")]),
        ([{**JANE, "name": 1}], [("invalid", "/participants/0/name")]),
        ([{**JANE, "name": "x" * 201}], [("too_long", "/participants/0/name")]),
        ([{**JANE, "can_edit": "yes"}], [("invalid", "/participants/0/can_edit")]),
        ([{**JANE, "attending_virtually": 1}], [("invalid", "/participants/0/attending_virtually")]),
    ],
)
def test_flawed_participants(
    desk: Desk, booking: str, participants: object, flaws: list[tuple[str, str]]
) -> None:
    answer = desk.send(f"bookings/{booking}/edit-participants", json={"participants": participants})
    assert (answer.status_code, wrong(answer)) == (422, flaws)
    assert desk.booking(booking)["attributes"]["edit_in_progress"] is False


def test_add_ons_are_replaced_and_charged(desk: Desk, booking: str) -> None:  # 002-23, 002-27
    one, two = desk.ids["cb_addon_1_id"], desk.ids["cb_addon_2_id"]
    path = f"bookings/{booking}/edit-service-options"
    first = desk.send(path, addons=[{"add_on_id": two, "quantity": 3}, {"add_on_id": one, "quantity": 2}])
    attributes = first.json()["data"]["attributes"]
    assert attributes["add_ons"] == [
        {"add_on_id": two, "name": "Catering", "quantity": 3, "unit_price": "12.50"},
        {"add_on_id": one, "name": "Projector", "quantity": 2, "unit_price": "5.00"},
    ]
    assert attributes["price"] == "87.50"
    assert first.json()["included"][0]["attributes"] == desk.bill(booking)
    assert (desk.bill(booking)["total"], desk.bill(booking)["due"]) == ("87.50", "47.50")
    second = desk.send(path, addons=[{"add_on_id": two, "quantity": 0}])
    assert second.json()["data"]["attributes"]["add_ons"] == []
    bill = desk.bill(booking)
    assert (bill["total"], bill["due"]) == ("40.00", "0.00")
    assert [one["amount"] for one in bill["adjustments"]] == ["47.50", "-47.50"]


@pytest.mark.parametrize(
    ("add_ons", "flaws"),
    [
        (None, [("required", "/addons")]),
        (1, [("invalid", "/addons")]),
        ([None], [("invalid", "/addons/0")]),
        ([{"quantity": 1}], [("required", "/addons/0/add_on_id")]),
        ([{"add_on_id": 7, "quantity": 1}], [("invalid", "/addons/0/add_on_id")]),
        ([{"add_on_id": "x", "quantity": 1}], [("unknown_add_on", "/addons/0/add_on_id")]),
        ([{"add_on_id": "{locked}", "quantity": 1}], [("unknown_add_on", "/addons/0/add_on_id")]),
        (
            [{"add_on_id": "{1}", "quantity": 1}, {"add_on_id": "{1}", "quantity": 1}],
            [("duplicate", "/addons/1/add_on_id")],
        ),
        ([{"add_on_id": "{1}"}], [("required", "/addons/0/quantity")]),
        ([{"add_on_id": "{1}", "quantity": None}], [("required", "/addons/0/quantity")]),
        (
            [{"quantity": 1}, {"quantity": 1}],
            [("required", "/addons/0/add_on_id"), ("required", "/addons/1/add_on_id")],
        ),
        *[
            ([{"add_on_id": "{1}", "quantity": quantity}], [("invalid", "/addons/0/quantity")])
            for quantity in (-1, 101, 1.0, "1", True, 2**70)
        ],
    ],
)
def test_flawed_add_ons(desk: Desk, booking: str, add_ons: Any, flaws: list[tuple[str, str]]) -> None:
    known = {"{1}": desk.ids["cb_addon_1_id"], "{locked}": desk.ids["cb_addon_locked_id"]}
    if isinstance(add_ons, list):
        add_ons = [
            {**one, "add_on_id": known.get(one["add_on_id"], one["add_on_id"])}
            if isinstance(one, dict) and "add_on_id" in one
            else one
            for one in add_ons
        ]
    answer = desk.send(f"bookings/{booking}/edit-service-options", json={"addons": add_ons})
    assert (answer.status_code, wrong(answer)) == (422, flaws)


def test_a_service_may_lock_its_options(desk: Desk) -> None:  # 002-24
    booking = desk.planted(service_id=desk.ids["cb_service_locked_id"])
    choice = {"add_on_id": desk.ids["cb_addon_locked_id"], "quantity": 1}
    answer = desk.send(f"bookings/{booking}/edit-service-options", addons=[choice])
    assert refusal(answer) == (422, "service_options_locked")


def test_a_booking_moves_in_time_and_space(desk: Desk, booking: str) -> None:  # 002-25, 002-27
    resource = desk.ids["cb_resource_1_id"]
    answer = desk.send(f"bookings/{booking}/edit-booking-base-data", **MOVED, resource_id=resource)
    told = answer.json()["data"]
    assert told["attributes"]["start_date"] == "2026-04-16T08:00:00+00:00"
    assert told["attributes"]["end_date"] == "2026-04-16T09:30:00+00:00"
    assert told["attributes"]["check_in_until"] == "2026-04-16T08:15:00+00:00"
    assert told["relationships"]["resource"]["data"]["id"] == resource
    bill = desk.bill(booking)
    assert (told["attributes"]["price"], bill["total"], bill["due"]) == ("60.00", "60.00", "20.00")
    assert bill["adjustments"] == [{"booking_id": booking, "reason": "edit", "amount": "20.00"}]


@pytest.mark.parametrize(
    ("body", "start", "end"),
    [
        ({"start_date": "2026-02-12T13:30:00Z"}, "13:30:00", "14:00:00"),
        ({"end_date": "2026-02-12T14:30:00.500Z"}, "13:00:00", "14:30:00.500"),
        ({"resource_id": "{room}"}, "13:00:00", "14:00:00"),
    ],
)
def test_what_is_absent_stays(desk: Desk, booking: str, body: dict[str, str], start: str, end: str) -> None:
    filled = {name: value.replace("{room}", desk.ids["cb_resource_1_id"]) for name, value in body.items()}
    told = desk.send(f"bookings/{booking}/edit-booking-base-data", json=filled).json()["data"]["attributes"]
    assert told["start_date"] == f"2026-02-12T{start}+00:00"
    assert told["end_date"] == f"2026-02-12T{end}+00:00"


@pytest.mark.parametrize(
    ("body", "flaws"),
    [
        ({}, [("required", "/start_date")]),
        ({"start_date": None}, [("required", "/start_date")]),
        ({"start_date": "2026-04-16T10:00:00"}, [("invalid", "/start_date")]),
        ({"start_date": "2026-04-16"}, [("invalid", "/start_date")]),
        ({"start_date": "2026-02-30T10:00:00Z"}, [("invalid", "/start_date")]),
        ({"start_date": "9999-12-31T23:59:59-14:00"}, [("invalid", "/start_date")]),
        ({"start_date": 1}, [("invalid", "/start_date")]),
        ({"start_date": "x", "end_date": "x"}, [("invalid", "/start_date"), ("invalid", "/end_date")]),
        ({"start_date": MOVED["end_date"], "end_date": MOVED["start_date"]}, [("invalid", "/end_date")]),
        ({"start_date": MOVED["start_date"], "end_date": MOVED["start_date"]}, [("invalid", "/end_date")]),
        ({"end_date": "2026-02-13T13:00:01Z"}, [("invalid", "/end_date")]),
        ({"resource_id": 1}, [("invalid", "/resource_id")]),
    ],
)
def test_flawed_times(desk: Desk, booking: str, body: object, flaws: list[tuple[str, str]]) -> None:
    answer = desk.send(f"bookings/{booking}/edit-booking-base-data", json=body)
    assert (answer.status_code, wrong(answer)) == (422, flaws)


def test_a_booking_lasts_a_day_at_most(desk: Desk, booking: str) -> None:
    path = f"bookings/{booking}/edit-booking-base-data"
    resource = desk.ids["cb_resource_1_id"]
    assert desk.send(path, end_date="2026-02-13T13:00:00Z", resource_id=resource).status_code == 200


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-02-12T15:00:00Z", "2026-02-12T16:00:00Z"),  # all of another booking
        ("2026-02-12T14:30:00Z", "2026-02-12T15:00:01Z"),  # its first second
        ("2026-02-12T15:59:59Z", "2026-02-12T17:00:00Z"),  # its last
        ("2026-02-12T11:30:00Z", "2026-02-12T11:31:00Z"),  # of one that is only requested
        ("2026-02-12T09:00:00Z", "2026-02-12T10:00:00Z"),  # of one that is only reserved
        ("2026-02-02T07:59:59Z", "2026-02-02T09:00:00Z"),  # in the past
    ],
)
def test_an_occupied_slot_changes_nothing(desk: Desk, booking: str, start: str, end: str) -> None:  # 002-26
    before = contents(desk, booking)
    answer = desk.send(f"bookings/{booking}/edit-booking-base-data", start_date=start, end_date=end)
    assert refusal(answer) == (422, "slot_unavailable")
    assert contents(desk, booking) == before
    assert desk.told("events") == []


def test_a_resource_that_is_none_is_not_found(desk: Desk, booking: str) -> None:
    answer = desk.send(f"bookings/{booking}/edit-booking-base-data", resource_id="x")
    assert refusal(answer) == (404, "resource_not_found")


def test_slots_may_touch(desk: Desk, booking: str) -> None:
    body = {"start_date": "2026-02-12T14:00:00Z", "end_date": "2026-02-12T15:00:00Z"}
    assert desk.send(f"bookings/{booking}/edit-booking-base-data", json=body).status_code == 200


@pytest.mark.parametrize("what", [*EDITS, "cancel-edit-booking"])
@pytest.mark.parametrize("status", ["reserved", "requested", "rejected", "canceled", "expired"])
def test_only_an_accepted_booking_is_edited(desk: Desk, what: str, status: str) -> None:
    path = f"bookings/{desk.ids[f'cb_booking_{status}_id']}/{what}"
    answer = desk.look(path) if what not in EDITS else desk.send(path, json=body_of(desk, what))
    assert refusal(answer) == (422, "booking_not_accepted")


@pytest.mark.parametrize("what", [*EDITS, "cancel-edit-booking"])
def test_a_participant_does_not_edit(desk: Desk, what: str) -> None:
    path = f"bookings/{desk.ids['cb_booking_invited_id']}/{what}"
    answer = desk.look(path) if what not in EDITS else desk.send(path, json=body_of(desk, what))
    assert refusal(answer) == (403, "unauthorized")


def test_a_cancellation_ends_the_edit_and_is_charged_by_the_new_price(desk: Desk, booking: str) -> None:
    desk.send(f"bookings/{booking}/edit-booking-base-data", json=MOVED)
    told = desk.look(f"bookings/{booking}/cancel").json()
    assert told["data"]["attributes"]["edit_in_progress"] is False
    assert told["data"]["attributes"]["price"] == "60.00"
    assert told["included"][0]["attributes"]["refunded"] == "40.00"


def test_a_price_that_falls_is_a_balance_until_the_booking_is_canceled(desk: Desk, booking: str) -> None:
    desk.send(f"bookings/{booking}/edit-booking-base-data", end_date="2026-02-12T13:30:00Z")
    bill = desk.bill(booking)
    assert (bill["total"], bill["paid"], bill["refunded"], bill["due"]) == (
        "20.00",
        "40.00",
        "0.00",
        "-20.00",
    )
    assert desk.told("refunds") == []
    bill = desk.look(f"bookings/{booking}/cancel").json()["included"][0]["attributes"]
    assert (bill["total"], bill["refunded"], bill["due"]) == ("0.00", "40.00", "0.00")


def test_there_is_no_endpoint_to_finish_an_edit(desk: Desk, booking: str) -> None:  # 002-29
    assert refusal(desk.send(f"bookings/{booking}/finish-edit")) == (404, "not_found")


def test_of_several_who_move_to_one_slot_one_arrives(desk: Desk) -> None:
    hours = [f"2026-03-02T{hour:02d}:00:00Z" for hour in range(8)]
    ids = [desk.planted(start_date=hour) for hour in hours]
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda id_: desk.send(f"bookings/{id_}/edit-booking-base-data", json=MOVED), ids)
        )
    assert sorted(answer.status_code for answer in answers) == [200] + [422] * 7
