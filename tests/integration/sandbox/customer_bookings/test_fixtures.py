from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.customer_bookings.conftest import STATUSES

if TYPE_CHECKING:
    from integration.sandbox.customer_bookings.conftest import Desk


@pytest.mark.parametrize("status", STATUSES)
def test_a_booking_can_be_had_in_any_status(desk: Desk, status: str) -> None:
    made = desk.plant(status=status)
    stored = "accepted" if status == "invited" else status
    assert made["attributes"]["status"] == stored
    assert desk.status(made["id"]) == status
    owner = "customer_b" if status == "invited" else "customer"
    assert desk.booking(made["id"], owner) == made
    bill = desk.bill(made["id"])
    assert bill["due"] == ("40.00" if status == "reserved" else "0.00")
    assert bill["total"] == ("0.00" if status in {"rejected", "canceled"} else "40.00")


def test_everything_about_it_can_be_said(desk: Desk) -> None:
    guest = {
        "email": "x@example.com",
        "name": "X",
        "status": "accepted",
        "can_edit": True,
        "attending_virtually": True,
    }
    made = desk.plant(
        status="requested",
        customer_id=desk.ids["cb_customer_c_id"],
        service_id=desk.ids["cb_service_recurring_id"],
        resource_id=desk.ids["cb_resource_2_id"],
        start_date="2026-03-01T10:00:00+01:00",
        end_date="2026-03-01T11:30:00+01:00",
        paid="12.50",
        participants=[guest],
        occurrences=2,
    )
    assert made["attributes"]["participants"] == [guest]
    assert made["attributes"]["start_date"] == "2026-03-01T09:00:00+00:00"
    assert made["relationships"]["customer"]["data"]["id"] == desk.ids["cb_customer_c_id"]
    assert (desk.bill(made["id"])["total"], desk.bill(made["id"])["paid"]) == ("120.00", "25.00")


@pytest.mark.parametrize(
    ("attributes", "status"),
    [
        ({"colour": "red"}, 400),
        ({"status": "cancelled"}, 400),
        ({"status": 1}, 400),
        ({"service_id": "x"}, 400),
        ({"customer_id": "x"}, 409),
        ({"resource_id": "x"}, 409),
        ({"start_date": "tomorrow"}, 400),
        ({"start_date": "2026-03-01T10:00:00Z", "end_date": "2026-03-01T09:00:00Z"}, 400),
        ({"paid": "1.5"}, 400),
        ({"paid": 40}, 400),
        ({"participants": [{"email": "x"}]}, 400),
        ({"participants": [{"email": "x@example.com"}] * 2}, 409),
        ({"participants": [{"email": "x@example.com", "status": "rejected"}]}, 400),
        ({"occurrences": 0}, 400),
        ({"occurrences": 53}, 400),
    ],
)
def test_a_flawed_fixture_is_refused(desk: Desk, attributes: dict[str, Any], status: int) -> None:
    body = {"type": "cb_booking", "attributes": attributes}
    answer = desk.world.request("POST", "/__sandbox/fixtures", json=body)
    assert answer.status_code == status, answer.text
    assert desk.look("bookings").json()["meta"]["page"]["total"] == 11
