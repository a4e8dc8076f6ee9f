from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from integration.sandbox.bookings_v2.conftest import code, session_of

if TYPE_CHECKING:
    from integration.sandbox.bookings_v2.conftest import Bookings

SLOT = "2026-02-10T10:00:00Z"


@pytest.mark.parametrize("status", ["CREATED", "PENDING", "WAITING_LIST"])
def test_a_booking_is_confirmed_and_approved(v2: Bookings, status: str) -> None:
    made = v2.make(status=status)
    answer = v2.confirm(made, paymentStatus="PAID", doubleBooked=True)
    assert answer.status_code == 200
    expected = {**made, "status": "CONFIRMED", "revision": "2", "paymentStatus": "PAID", "doubleBooked": True}
    assert answer.json() == {"booking": expected}
    session = v2.session(session_of(made)).json()["session"]
    assert [each["approvalStatus"] for each in session["participants"]] == ["APPROVED"]
    assert [event["type"] for event in v2.ledger("events")] == ["wix.bookings.v2.booking_confirmed"]


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        ("CONFIRMED", "FAILED_CONFIRMING_NON_PENDING_BOOKING"),
        ("DECLINED", "INVALID_BOOKING_STATUS"),
        ("CANCELED", "INVALID_BOOKING_STATUS"),
    ],
)
def test_other_bookings_are_not_confirmed(v2: Bookings, status: str, refusal: str) -> None:
    made = v2.make(status=status)
    assert code(v2.confirm(made)) == (428, refusal)
    assert v2.untouched(made)


@pytest.mark.parametrize(("status", "expected"), [("CREATED", 200), ("PENDING", 200), ("WAITING_LIST", 428)])
def test_only_the_waiting_list_waits_for_a_seat(v2: Bookings, status: str, expected: int) -> None:
    made = v2.make(status=status, serviceId=v2.id("service_class"), sessionId=v2.id("session_full"))
    assert v2.confirm(made).status_code == expected


def test_a_course_has_a_waiting_list_too(v2: Bookings) -> None:
    course = v2.id("service_course")
    v2.make(status="CONFIRMED", serviceId=course, totalParticipants=2)
    waiting = v2.make(status="WAITING_LIST", serviceId=course)
    assert code(v2.confirm(waiting)) == (428, "NO_OPEN_SPOTS")
    assert v2.read(waiting["id"]) == waiting


def test_a_taken_slot_does_not_keep_a_booking_from_being_confirmed(v2: Bookings) -> None:
    v2.make(status="CONFIRMED", startDate=SLOT)
    assert v2.confirm(v2.make(status="PENDING", startDate=SLOT)).status_code == 200


def test_a_booking_on_approval_waits_for_it(v2: Bookings) -> None:
    made = v2.make(serviceId=v2.id("service_manual"))
    answer = v2.move("mark_booking_as_pending", made, paymentStatus="NOT_PAID")
    assert answer.json() == {
        "booking": {**made, "status": "PENDING", "revision": "2", "paymentStatus": "NOT_PAID"}
    }
    assert [event["type"] for event in v2.ledger("events")] == ["wix.bookings.v2.booking_marked_as_pending"]


def test_without_approval_there_is_nothing_to_wait_for(v2: Bookings) -> None:
    made = v2.make()
    assert code(v2.move("mark_booking_as_pending", made)) == (428, "NOT_PENDING_APPROVAL_SERVICE")
    assert v2.untouched(made)


@pytest.mark.parametrize("status", ["PENDING", "CONFIRMED", "DECLINED", "CANCELED", "WAITING_LIST"])
def test_only_a_created_booking_is_marked_or_settled(v2: Bookings, status: str) -> None:
    made = v2.make(status=status, serviceId=v2.id("service_manual"))
    assert code(v2.move("mark_booking_as_pending", made)) == (428, "INVALID_BOOKING_STATUS")
    assert code(v2.settle(made)) == (428, "INVALID_BOOKING_STATUS")
    assert v2.untouched(made)


@pytest.mark.parametrize(
    ("taken", "service", "payment", "status"),
    [
        *[(True, "service_auto", payment, "DECLINED") for payment in ("UNDEFINED", "NOT_PAID", None)],
        *[(True, "service_manual", payment, "DECLINED") for payment in ("REFUNDED", "EXEMPT")],
        *[(True, "service_auto", payment, "CONFIRMED") for payment in ("PAID", "PARTIALLY_PAID")],
        (True, "service_manual", "PAID", "PENDING"),
        (False, "service_auto", "UNDEFINED", "CONFIRMED"),
        (False, "service_auto", None, "CONFIRMED"),
        (False, "service_manual", "UNDEFINED", "PENDING"),
        (False, "service_manual", "PAID", "PENDING"),
    ],
)
def test_payment_and_free_slots_settle_a_booking(
    v2: Bookings, taken: bool, service: str, payment: str | None, status: str
) -> None:
    if taken:
        v2.make(status="CONFIRMED", startDate="2026-02-10T10:30:00Z")
    made = v2.make(serviceId=v2.id(service), startDate=SLOT)
    answer = v2.settle(made, paymentStatus=payment)
    assert answer.status_code == 200
    assert answer.json() == {
        "booking": {
            **made,
            "status": status,
            "revision": "2",
            "doubleBooked": taken,
            "paymentStatus": payment or "UNDEFINED",
        }
    }


def test_the_payment_that_is_known_counts_when_none_is_sent(v2: Bookings) -> None:
    v2.make(status="CONFIRMED", startDate=SLOT)
    made = v2.make(startDate=SLOT, paymentStatus="PAID")
    assert v2.settle(made).json()["booking"]["status"] == "CONFIRMED"


@pytest.mark.parametrize("service", ["service_class", "service_course"])
@pytest.mark.parametrize(("party", "status"), [(1, "CONFIRMED"), (2, "DECLINED")])
def test_seats_are_the_slots_of_classes_and_courses(
    v2: Bookings, service: str, party: int, status: str
) -> None:
    v2.make(status="CONFIRMED", serviceId=v2.id(service))
    made = v2.make(serviceId=v2.id(service), totalParticipants=party)
    assert v2.settle(made).json()["booking"]["status"] == status


@pytest.mark.parametrize("status", ["CREATED", "PENDING", "WAITING_LIST", "DECLINED", "CANCELED"])
def test_only_confirmed_bookings_take_a_slot(v2: Bookings, status: str) -> None:
    v2.make(status=status, startDate=SLOT)
    assert v2.settle(v2.make(startDate=SLOT)).json()["booking"]["doubleBooked"] is False


@pytest.mark.parametrize(
    ("start", "taken"),
    [
        ("2026-02-10T09:00:00Z", False),
        ("2026-02-10T09:00:00.001Z", True),
        ("2026-02-10T10:59:59.999Z", True),
        ("2026-02-10T11:00:00Z", False),
    ],
)
def test_slots_overlap_when_they_share_a_moment(v2: Bookings, start: str, taken: bool) -> None:
    v2.make(status="CONFIRMED", startDate=SLOT)
    assert v2.settle(v2.make(startDate=start)).json()["booking"]["doubleBooked"] is taken
    elsewhere = v2.make(startDate=start, resourceId=v2.id("resource_b"))
    assert v2.settle(elsewhere).json()["booking"]["doubleBooked"] is False


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("confirm", "Your booking was confirmed"),
        ("mark_booking_as_pending", "Your booking awaits approval"),
        ("settle", "Your booking awaits approval"),
    ],
)
def test_the_customer_is_told_what_became_of_the_booking(v2: Bookings, action: str, message: str) -> None:
    made = v2.make(serviceId=v2.id("service_manual"))
    told = {"participantNotification": {"notifyParticipants": True}}
    answer = v2.settle(made, **told) if action == "settle" else v2.move(action, made, **told)
    assert answer.status_code == 200
    assert [entry["message"] for entry in v2.ledger("outbox")] == [message]
