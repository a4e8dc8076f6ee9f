from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.customer_bookings.conftest import refusal

if TYPE_CHECKING:
    from integration.sandbox.customer_bookings.conftest import Desk

NOW = datetime(2026, 2, 2, 8, tzinfo=UTC)


def preview(desk: Desk, booking: str, role: str = "customer") -> dict[str, Any]:
    answer = desk.look(f"bookings/{booking}/cancellation-preview", role)
    assert answer.status_code == 200, answer.text
    data = answer.json()["data"]
    assert (data["type"], data["id"]) == ("cancellation-previews", booking)
    attributes: dict[str, Any] = data["attributes"]
    return attributes


@pytest.mark.parametrize(
    ("hours", "percentage", "fee", "refund", "deadline"),
    [
        (72, 0, "0.00", "40.00", "2026-02-03T08:00:00+00:00"),
        (36, 25, "10.00", "30.00", "2026-02-02T20:00:00+00:00"),
        (12, 50, "20.00", "20.00", "2026-02-02T18:00:00+00:00"),
        (1, 100, "40.00", "0.00", "2026-02-02T09:00:00+00:00"),
    ],
)
def test_the_fee_depends_on_the_time_left(
    desk: Desk, hours: int, percentage: int, fee: str, refund: str, deadline: str
) -> None:  # 002-08, 002-09, 002-11, 002-12
    booking = desk.ids[f"cb_booking_{hours}h_id"]
    line = {
        "fee_percentage": percentage,
        "fee_amount": fee,
        "refund_amount": refund,
        "deadline": deadline,
    }
    assert preview(desk, booking) == {
        "scope": "single",
        "currency": "EUR",
        **line,
        "bookings": [{"booking_id": booking, **line}],
    }
    answer = desk.look(f"bookings/{booking}/cancel").json()
    assert answer["data"]["attributes"]["status"] == "canceled"
    assert answer["data"]["attributes"]["canceled_at"] == "2026-02-02T08:00:00+00:00"
    bill = answer["included"][0]["attributes"]
    assert (bill["total"], bill["paid"], bill["refunded"], bill["due"]) == (fee, "40.00", refund, "0.00")
    assert desk.bill(booking) == bill


def test_a_preview_changes_nothing(desk: Desk) -> None:  # 002-10
    booking = desk.ids["cb_booking_36h_id"]
    before = desk.booking(booking)
    assert preview(desk, booking) == preview(desk, booking)
    assert desk.booking(booking) == before
    assert (desk.told("events"), desk.told("refunds")) == ([], [])


def test_a_preview_holds_until_its_deadline(desk: Desk) -> None:
    booking = desk.ids["cb_booking_36h_id"]
    first = preview(desk, booking)
    desk.world.control("clock", set=first["deadline"])
    assert preview(desk, booking) == first
    desk.world.control("clock", advance="PT1S")
    assert preview(desk, booking)["fee_percentage"] == 50


def test_refund_and_invoice_follow_by_themselves(desk: Desk) -> None:  # 002-06, 002-14
    booking = desk.ids["cb_booking_36h_id"]
    desk.look(f"bookings/{booking}/cancel")
    assert desk.told("refunds") == [
        {
            "n": 1,
            "api": "customer_bookings",
            "booking_id": booking,
            "amount": 3000,
            "currency": "EUR",
            "reason": "cancellation",
        }
    ]
    assert desk.bill(booking)["adjustments"] == [
        {"booking_id": booking, "reason": "cancellation", "amount": "-30.00"}
    ]
    (event,) = desk.told("events")
    assert (event["type"], event["entity_id"]) == ("booking.canceled", booking)
    assert event["payload"]["attributes"]["status"] == "canceled"


@pytest.mark.parametrize("seed", range(3))
def test_a_cancellation_is_what_was_previewed(desk: Desk, seed: int) -> None:  # 002-12
    dice = random.Random(seed)
    for _ in range(15):
        start = NOW + timedelta(seconds=dice.choice([dice.randrange(300_000), 172_800, 86_400, 7200, 0]))
        end = start + timedelta(seconds=dice.randrange(1, 86_401))
        booking = desk.planted(
            start_date=start.isoformat(),
            end_date=end.isoformat(),
            status=dice.choice(["accepted", "requested"]),
            **dice.choice([{}, {"paid": f"{dice.randrange(900)}.{dice.randrange(100):02d}"}]),
        )
        before = desk.bill(booking)
        promised = preview(desk, booking)
        assert desk.look(f"bookings/{booking}/cancel").status_code == 200
        bill = desk.bill(booking)
        assert (bill["total"], bill["refunded"]) == (promised["fee_amount"], promised["refund_amount"])
        kept = float(bill["paid"]) - float(bill["refunded"])
        assert round(kept, 2) == min(float(before["paid"]), float(bill["total"]))


@pytest.mark.parametrize("status", ["requested", "accepted"])
def test_a_booking_is_canceled_once(desk: Desk, status: str) -> None:
    booking = desk.ids[f"cb_booking_{status}_id"]
    assert desk.look(f"bookings/{booking}/cancel").status_code == 200
    assert refusal(desk.look(f"bookings/{booking}/cancel")) == (422, "booking_not_cancelable")
    assert len(desk.told("refunds")) == 1


@pytest.mark.parametrize("status", ["reserved", "invited", "rejected", "canceled", "expired"])
@pytest.mark.parametrize("what", ["cancel", "cancellation-preview"])
def test_other_statuses_cannot_be_canceled(desk: Desk, status: str, what: str) -> None:  # 002-35
    booking = desk.ids[f"cb_booking_{status}_id"]
    answer = desk.look(f"bookings/{booking}/{what}")
    assert refusal(answer) == (422, "booking_not_cancelable")
    assert answer.json()["errors"][0]["detail"].endswith(f"this one is {status}")
    assert desk.status(booking) == status


def test_a_participant_may_cancel_once_he_has_accepted(desk: Desk) -> None:
    booking = desk.ids["cb_booking_invited_id"]
    desk.send(f"bookings/{booking}/accept-invite")
    assert desk.look(f"bookings/{booking}/cancel").json()["data"]["attributes"]["status"] == "canceled"


@pytest.mark.parametrize("service", ["series", "recurring"])
def test_only_a_series_is_canceled_as_one(desk: Desk, service: str) -> None:  # 002-13
    made = desk.instant(service).json()
    ids = [one["id"] for one in made["included"][0]["relationships"]["bookings"]["data"]]
    assert len(ids) == 3
    assert made["data"]["id"] == ids[0]
    assert len({desk.booking(id_)["attributes"]["series_id"] for id_ in ids}) == 1
    promised = preview(desk, ids[1])
    desk.look(f"bookings/{ids[1]}/cancel")
    statuses = [desk.status(id_) for id_ in ids]
    if service == "series":
        assert statuses == ["canceled"] * 3
        assert (promised["scope"], promised["refund_amount"]) == ("series", "120.00")
        assert [one["booking_id"] for one in promised["bookings"]] == ids
    else:
        assert statuses == ["accepted", "canceled", "accepted"]
        assert (promised["scope"], promised["refund_amount"]) == ("single", "40.00")
    assert desk.bill(ids[0])["refunded"] == promised["refund_amount"]


def test_members_of_a_series_cost_what_each_of_them_costs(desk: Desk) -> None:
    first = desk.plant(
        service_id=desk.ids["cb_service_series_id"],
        occurrences=3,
        start_date=(NOW + timedelta(hours=12)).isoformat(),
    )["id"]
    promised = preview(desk, first)
    assert [one["fee_percentage"] for one in promised["bookings"]] == [50, 0, 0]
    assert (promised["fee_amount"], promised["refund_amount"]) == ("20.00", "100.00")
    assert promised["deadline"] == promised["bookings"][0]["deadline"]
    later = preview(desk, promised["bookings"][2]["booking_id"])
    assert later == {**promised, "fee_percentage": 0}
    desk.world.control("clock", advance="PT13H")  # the first one expires
    rest = preview(desk, promised["bookings"][2]["booking_id"])
    assert [one["booking_id"] for one in rest["bookings"]] == [
        one["booking_id"] for one in promised["bookings"][1:]
    ]
    desk.look(f"bookings/{rest['bookings'][0]['booking_id']}/cancel")
    assert desk.status(first) == "expired"
    assert desk.bill(first)["refunded"] == rest["refund_amount"] == "80.00"


def test_what_was_not_paid_is_not_refunded_and_the_fee_is_due(desk: Desk) -> None:
    booking = desk.planted(paid="0", status="requested", start_date=(NOW + timedelta(hours=30)).isoformat())
    assert preview(desk, booking)["refund_amount"] == "0.00"
    desk.look(f"bookings/{booking}/cancel")
    bill = desk.bill(booking)
    assert (bill["total"], bill["refunded"], bill["due"]) == ("10.00", "0.00", "10.00")
    assert desk.told("refunds") == []


def test_a_canceled_booking_leaves_its_slot(desk: Desk) -> None:
    made = desk.instant().json()["data"]["id"]
    assert refusal(desk.instant("basic", "customer_b")) == (422, "slot_unavailable")
    desk.look(f"bookings/{made}/cancel")
    assert desk.instant("basic", "customer_b").status_code == 201


@pytest.mark.parametrize("what", ["cancel", "cancel-edit-booking"])
def test_a_head_does_not_write(desk: Desk, what: str) -> None:
    booking = desk.ids["cb_booking_accepted_id"]
    answer = desk.ask("HEAD", f"bookings/{booking}/{what}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, OPTIONS")
    assert desk.status(booking) == "accepted"
    assert desk.ask("HEAD", f"bookings/{booking}/cancellation-preview").status_code == 200


def test_of_several_who_cancel_at_once_one_does(desk: Desk) -> None:
    booking = desk.ids["cb_booking_36h_id"]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: desk.look(f"bookings/{booking}/cancel"), range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] + [422] * 15
    assert len(desk.told("refunds")) == 1
