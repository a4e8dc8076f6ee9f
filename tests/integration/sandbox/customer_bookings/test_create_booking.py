from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from integration.sandbox.customer_bookings.conftest import END, START, refusal, wrong

if TYPE_CHECKING:
    from integration.sandbox.customer_bookings.conftest import Desk

WISHES = ("start_date", "end_date", "resource_id", "service_id")
BOOKINGS = ("bookings/instant", "order/bookings")


def test_an_instant_booking_is_made_and_completed_at_once(desk: Desk) -> None:  # 002-31
    answer = desk.instant()
    assert answer.status_code == 201
    told = answer.json()
    assert told["data"]["attributes"]["status"] == "accepted"
    assert told["data"]["attributes"]["start_date"] == "2026-04-15T07:00:00+00:00"
    assert told["data"]["attributes"]["number"] == "B-000013"
    assert told["included"][0]["attributes"]["paid"] == told["included"][0]["attributes"]["total"] == "40.00"
    assert desk.booking(told["data"]["id"]) == told["data"]
    (event,) = desk.told("events")
    assert (event["type"], event["payload"]) == ("booking.created", told["data"])


def test_a_service_may_want_to_approve(desk: Desk) -> None:
    assert desk.instant("approval").json()["data"]["attributes"]["status"] == "requested"


def test_a_service_may_not_be_for_instant_booking(desk: Desk) -> None:  # 002-33
    service = desk.look(f"services/{desk.ids['cb_service_locked_id']}", None).json()["data"]["attributes"]
    assert service["meta"] == {"can_instant_book": False}
    assert refusal(desk.instant("locked")) == (422, "instant_booking_disabled")
    assert desk.order("locked").status_code == 201


def test_an_order_is_reserved_and_then_completed(desk: Desk) -> None:
    made = desk.order().json()
    booking, order = made["data"]["id"], made["included"][0]
    assert made["data"]["attributes"]["status"] == "reserved"
    assert (order["attributes"]["paid"], order["attributes"]["due"]) == ("0.00", "40.00")
    done = desk.ask("POST", f"order/{order['id']}/complete")
    assert done.status_code == 200
    assert done.json()["data"]["attributes"]["paid"] == "40.00"
    assert done.json()["included"] == [desk.booking(booking)]
    assert desk.status(booking) == "accepted"
    assert [event["type"] for event in desk.told("events")] == ["booking.created", "booking.accepted"]
    assert refusal(desk.send(f"order/{order['id']}/complete")) == (422, "order_not_open")


@pytest.mark.parametrize(("payment", "paid"), [("now", "40.00"), ("later", "0.00"), (None, "40.00")])
def test_an_order_is_paid_now_or_later(desk: Desk, payment: str | None, paid: str) -> None:
    made = desk.order("approval").json()
    done = desk.send(f"order/{made['included'][0]['id']}/complete", json={"payment": payment}).json()
    assert done["included"][0]["attributes"]["status"] == "requested"
    assert done["data"]["attributes"]["paid"] == paid


def test_only_the_owner_completes_an_order(desk: Desk) -> None:
    path = f"order/{desk.order().json()['included'][0]['id']}/complete"
    assert refusal(desk.send(path, "customer_b")) == (403, "unauthorized")
    assert refusal(desk.send("order/x/complete")) == (404, "order_not_found")
    flawed: tuple[object, ...] = ("never", 1, [], True)
    for payment in flawed:
        answer = desk.send(path, payment=payment)
        assert (answer.status_code, wrong(answer)) == (422, [("invalid", "/payment")])


@pytest.mark.parametrize("path", BOOKINGS)
def test_all_four_wishes_are_needed(desk: Desk, path: str) -> None:
    for empty in ({}, dict.fromkeys(WISHES), dict.fromkeys(WISHES, "")):
        answer = desk.send(path, json=empty)
        assert (answer.status_code, wrong(answer)) == (422, [("required", f"/{wish}") for wish in WISHES])


@pytest.mark.parametrize("path", BOOKINGS)
@pytest.mark.parametrize(
    ("wish", "value", "flaws"),
    [
        ("start_date", "2026-04-15 09:00:00+02:00", [("invalid", "/start_date")]),
        ("start_date", 1, [("invalid", "/start_date")]),
        ("start_date", END, [("invalid", "/end_date")]),
        ("end_date", "2026-04-15T09:00:00", [("invalid", "/end_date")]),
        ("end_date", "2026-04-16T09:00:01+02:00", [("invalid", "/end_date")]),
        ("resource_id", ["x"], [("invalid", "/resource_id")]),
        ("service_id", 10**40, [("invalid", "/service_id")]),
    ],
)
def test_flawed_wishes(desk: Desk, path: str, wish: str, value: object, flaws: list[tuple[str, str]]) -> None:
    answer = desk.send(path, json={**desk.wish(), wish: value})
    assert (answer.status_code, wrong(answer)) == (422, flaws)


@pytest.mark.parametrize("path", BOOKINGS)
def test_a_booking_needs_a_service_and_a_resource(desk: Desk, path: str) -> None:
    nothing = desk.send(path, json=desk.wish(service_id="x", resource_id="x"))
    assert refusal(nothing) == (404, "service_not_found")
    assert refusal(desk.send(path, json=desk.wish("locked", resource_id="x"))) == (404, "resource_not_found")


@pytest.mark.parametrize("path", BOOKINGS)
def test_a_slot_is_given_once(desk: Desk, path: str) -> None:
    assert desk.send(path, json=desk.wish()).status_code == 201
    for shift in ({}, {"start_date": "2026-04-15T07:59:59Z", "end_date": "2026-04-15T09:00:00Z"}):
        answer = desk.send(path, "customer_b", json=desk.wish(**shift))
        assert refusal(answer) == (422, "slot_unavailable")
    elsewhere = desk.wish(resource_id=desk.ids["cb_resource_2_id"])
    assert desk.send(path, json=elsewhere).status_code == 201
    after = desk.wish(start_date=END, end_date="2026-04-15T11:00:00+02:00")
    assert desk.send(path, json=after).status_code == 201


def test_nothing_is_booked_in_the_past(desk: Desk) -> None:
    past = {"start_date": "2026-02-02T07:59:59Z", "end_date": "2026-02-02T09:00:00Z"}
    assert refusal(desk.instant(**past)) == (422, "slot_unavailable")
    assert desk.instant(**{**past, "start_date": "2026-02-02T08:00:00Z"}).status_code == 201


def test_a_series_is_booked_whole_or_not_at_all(desk: Desk) -> None:
    assert desk.instant(start_date="2026-04-29T07:30:00Z", end_date="2026-04-29T07:31:00Z").status_code == 201
    assert refusal(desk.instant("series")) == (422, "slot_unavailable")
    assert desk.look("bookings").json()["meta"]["page"]["total"] == 12
    other = desk.instant("series", resource_id=desk.ids["cb_resource_2_id"]).json()
    ids = [one["id"] for one in other["included"][0]["relationships"]["bookings"]["data"]]
    starts = [desk.booking(id_)["attributes"]["start_date"] for id_ in ids]
    assert starts == [f"2026-04-{day}T07:00:00+00:00" for day in (15, 22, 29)]
    assert other["included"][0]["attributes"]["total"] == "120.00"


def test_of_several_who_want_one_slot_one_gets_it(desk: Desk) -> None:
    roles = ["customer", "customer_b", "customer_c"] * 4
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda role: desk.instant("basic", role), roles))
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 11


def test_the_dates_of_the_documents_are_still_to_come(desk: Desk) -> None:
    assert (START, END) == ("2026-04-15T09:00:00+02:00", "2026-04-15T10:00:00+02:00")
    booking = desk.instant().json()["data"]["id"]
    body = {
        "start_date": "2026-04-16T10:00:00+02:00",
        "end_date": "2026-04-16T11:00:00+02:00",
        "resource_id": desk.ids["cb_resource_2_id"],
    }
    assert desk.send(f"bookings/{booking}/edit-booking-base-data", json=body).status_code == 200
