from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.bookings_v2.conftest import STATUSES, session_of

if TYPE_CHECKING:
    from integration.sandbox.bookings_v2.conftest import Bookings


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("service", ["service_auto", "service_class", "service_course"])
def test_a_booking_may_begin_in_any_status(v2: Bookings, status: str, service: str) -> None:
    made = v2.make(status=status, serviceId=v2.id(service))
    assert made == v2.read(made["id"])
    assert made["status"] == status
    assert v2.ledger("events") == []
    if service == "service_auto":
        assert v2.session(session_of(made)).status_code == (404 if status == "CANCELED" else 200)


def test_a_booking_may_be_anything_else(v2: Bookings) -> None:
    made = v2.make(
        startDate="2026-03-01T10:00:00+01:00",
        resourceId=v2.id("resource_b"),
        revision=7,
        memberId=v2.id("member_b"),
        firstName="Emil",
        email="emil@example.com",
        phone="1",
        paymentStatus="PAID",
        selectedPaymentOption="MEMBERSHIP",
        totalParticipants=3,
        doubleBooked=True,
        multiServiceBookingId="several",
    )
    slot = made["bookedEntity"]["slot"]
    assert (slot["startDate"], slot["resource"]["name"]) == ("2026-03-01T09:00:00.000Z", "Ben")
    assert made["createdBy"]["memberId"] == v2.id("member_b")
    assert made["contactDetails"]["firstName"] == "Emil"
    assert (made["revision"], made["totalParticipants"], made["doubleBooked"]) == ("7", 3, True)
    assert (made["paymentStatus"], made["selectedPaymentOption"]) == ("PAID", "MEMBERSHIP")
    assert made["multiServiceBookingInfo"] == {"id": "several"}


def test_a_session_may_be_added(v2: Bookings) -> None:
    attributes = {"startDate": "2026-03-01T10:00:00Z", "capacity": 1}
    made = v2.world.control("fixtures", type="v2_session", attributes=attributes)["attributes"]
    assert v2.session(made["id"]).json() == {"session": made}
    assert (made["capacity"], made["start"]) == (1, {"timestamp": "2026-03-01T10:00:00.000Z"})
    booked = v2.make(serviceId=v2.id("service_class"), sessionId=made["id"])
    assert session_of(booked) == made["id"]


@pytest.mark.parametrize(
    ("type_", "attributes", "status"),
    [
        ("v2_booking", {"state": "CREATED"}, 400),
        ("v2_booking", {"status": "created"}, 400),
        ("v2_booking", {"serviceId": "nothing"}, 400),
        ("v2_booking", {"serviceId": 1}, 400),
        ("v2_booking", {"sessionId": "nothing", "serviceId": "class"}, 400),
        ("v2_booking", {"startDate": "soon"}, 400),
        ("v2_booking", {"revision": 10**9 + 1}, 400),
        ("v2_booking", {"revision": 0}, 400),
        ("v2_booking", {"totalParticipants": 101}, 400),
        ("v2_booking", {"doubleBooked": 1}, 400),
        ("v2_booking", {"resourceId": "nobody"}, 409),
        ("v2_session", {"capacity": 10_001}, 400),
        ("v2_session", {"status": "x"}, 400),
        ("v2_quota", {"operation": "query"}, 400),
        ("v2_quota", {"operation": 1}, 400),
        ("v2_quota", {"remaining": -1}, 400),
        ("v2_quota", {"remaining": "0"}, 400),
        ("v2_quota", {"remaining": None}, 400),
        ("v2_quota", {"remaining": True}, 400),
    ],
)
def test_a_fixture_must_be_possible(
    v2: Bookings, type_: str, attributes: dict[str, Any], status: int
) -> None:
    if attributes.get("serviceId") == "class":
        attributes = {**attributes, "serviceId": v2.id("service_class")}
    body = {"type": type_, "attributes": attributes}
    assert v2.world.request("POST", "/__sandbox/fixtures", json=body).status_code == status


def test_the_same_calls_make_the_same_ids(v2: Bookings) -> None:
    made = v2.make()
    v2.world.request("POST", "/__sandbox/reset")
    assert v2.make() == made
