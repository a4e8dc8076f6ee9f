from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.bookings_v2.conftest import code, session_of

if TYPE_CHECKING:
    from integration.sandbox.bookings_v2.conftest import Bookings


@pytest.mark.parametrize("status", ["CREATED", "PENDING", "CONFIRMED", "WAITING_LIST"])
def test_a_live_booking_is_canceled(v2: Bookings, status: str) -> None:  # 001-01
    made = v2.make(status=status, revision=4)
    v2.world.control("clock", advance="PT1H")
    answer = v2.cancel(made)
    assert answer.status_code == 200
    expected = {**made, "status": "CANCELED", "revision": "5", "updatedDate": "2026-02-02T09:00:00.000Z"}
    assert answer.json() == {"booking": expected}
    assert v2.read(made["id"]) == expected


@pytest.mark.parametrize("status", ["CANCELED", "DECLINED"])
def test_what_is_over_cannot_be_canceled(v2: Bookings, status: str) -> None:
    made = v2.make(status=status)
    assert code(v2.cancel(made)) == (428, "VALIDATION_FAILURE")
    assert v2.untouched(made)


def test_the_session_of_an_appointment_is_deleted(v2: Bookings) -> None:  # 001-02
    made = v2.make(status="CONFIRMED")
    assert v2.session(session_of(made)).status_code == 200
    canceled = v2.cancel(made).json()["booking"]
    assert code(v2.session(session_of(made))) == (404, "SESSION_NOT_FOUND")
    assert session_of(canceled) == session_of(made)  # the booking still knows it


def test_only_the_participant_leaves_the_session_of_a_class(v2: Bookings) -> None:  # 001-03
    made = v2.make(status="CONFIRMED", serviceId=v2.id("service_class"))
    other = v2.make(status="CONFIRMED", serviceId=v2.id("service_class"))
    v2.cancel(made)
    session = v2.session(v2.id("session_class")).json()["session"]
    assert [each["id"] for each in session["participants"]] == [other["id"]]
    assert session["totalNumberOfParticipants"] == 1


def test_only_the_participant_leaves_the_course(v2: Bookings) -> None:  # 001-04
    made = v2.make(status="CONFIRMED", serviceId=v2.id("service_course"))
    course, session = v2.id("schedule_course"), v2.id("session_course_last")

    def taking_part() -> list[list[str]]:
        answers = v2.schedule(course).json()["schedule"], v2.session(session).json()["session"]
        return [[each["id"] for each in answer["participants"]] for answer in answers]

    assert taking_part() == [[made["id"]], [made["id"]]]
    assert v2.cancel(made).status_code == 200
    assert taking_part() == [[], []]


@pytest.mark.parametrize(
    ("notification", "sent"),
    [
        (None, []),
        ({"message": "Sorry"}, []),  # 001-05
        ({"message": "Sorry", "notifyParticipants": False}, []),
        ({"message": "Sorry", "notifyParticipants": None}, []),
        ({"message": "Sorry", "notifyParticipants": True}, ["Sorry"]),  # 001-06
        ({"notifyParticipants": True}, ["Your booking was canceled"]),  # 001-07
        ({"message": "", "notifyParticipants": True, "metadata": {"a": "b"}}, ["Your booking was canceled"]),
    ],
)
def test_a_message_is_sent_when_the_participants_are_to_be_notified(
    v2: Bookings, notification: dict[str, Any] | None, sent: list[str]
) -> None:
    made = v2.make()
    assert v2.cancel(made, participantNotification=notification).status_code == 200
    assert v2.ledger("outbox") == [
        {
            "n": 1,
            "api": "bookings_v2",
            "booking_id": made["id"],
            "recipient": "dora@example.com",
            "channel": "email",
            "message": message,
        }
        for message in sent
    ]


@pytest.mark.parametrize("settings", [None, {}, {"ignoreCancellationPolicy": False}])
def test_the_policy_is_kept_unless_it_is_to_be_ignored(
    v2: Bookings, settings: dict[str, Any] | None
) -> None:  # 001-08, 001-10
    made = v2.make(serviceId=v2.id("service_strict"), startDate="2026-02-03T07:59:00Z")
    refused = v2.cancel(
        made, flowControlSettings=settings, participantNotification={"notifyParticipants": True}
    )
    assert code(refused) == (403, "BOOKING_POLICY_VIOLATION")
    assert v2.untouched(made)
    ignored = v2.cancel(made, flowControlSettings={"ignoreCancellationPolicy": True})  # 001-09
    assert ignored.json()["booking"]["status"] == "CANCELED"


def test_the_policy_ends_with_the_clock(v2: Bookings) -> None:
    made = v2.make(serviceId=v2.id("service_strict"), startDate="2026-02-03T09:00:00Z")
    v2.world.control("clock", advance="PT1H")
    assert v2.extended(made["id"])["allowedActions"] == {"cancel": True}  # exactly 24 hours before
    v2.world.control("clock", advance="PT0.001S")
    assert v2.extended(made["id"])["allowedActions"] == {"cancel": False}
    assert code(v2.cancel(made)) == (403, "BOOKING_POLICY_VIOLATION")


def test_a_booking_of_several_services_is_not_canceled_in_part(v2: Bookings) -> None:
    made = v2.make(multiServiceBookingId=v2.id("site"))
    assert made["multiServiceBookingInfo"] == {"id": v2.id("site")}
    assert code(v2.cancel(made)) == (428, "NOT_ALLOWED_TO_UPDATE_BOOKING_IN_MULTI_SERVICE_BOOKING")
    assert v2.untouched(made)
    assert v2.decline(made).status_code == 200  # that rule is about canceling


@pytest.mark.parametrize("role", ["v2_app", "v2_user", "v2_manager"])
def test_what_a_membership_paid_is_given_back(v2: Bookings, role: str) -> None:
    made = v2.make(selectedPaymentOption="MEMBERSHIP", totalParticipants=2, paymentStatus="PAID")
    answer = v2.cancel(made, role, flowControlSettings={"withRefund": True})
    assert answer.json()["booking"]["paymentStatus"] == "PAID"
    assert v2.ledger("refunds") == [
        {
            "n": 1,
            "api": "bookings_v2",
            "booking_id": made["id"],
            "amount": 8000,
            "currency": "EUR",
            "reason": "booking_canceled",
        }
    ]


def test_without_the_wish_nothing_is_given_back(v2: Bookings) -> None:
    v2.cancel(v2.make(selectedPaymentOption="MEMBERSHIP"))
    assert v2.ledger("refunds") == []


@pytest.mark.parametrize("role", ["v2_app", "v2_user"])
def test_with_all_permissions_a_useless_wish_for_a_refund_is_passed_over(v2: Bookings, role: str) -> None:
    made = v2.make(selectedPaymentOption="OFFLINE")
    assert v2.cancel(made, role, flowControlSettings={"withRefund": True}).status_code == 200
    assert v2.ledger("refunds") == []


def test_with_fewer_permissions_it_is_refused(v2: Bookings) -> None:
    made = v2.make(selectedPaymentOption="OFFLINE")
    answer = v2.cancel(made, "v2_manager", flowControlSettings={"withRefund": True})
    assert code(answer) == (403, "REFUND_NOT_ALLOWED")
    assert v2.untouched(made)


@pytest.mark.parametrize(
    ("start", "settings", "fee"),
    [
        ("2026-02-04T08:00:00Z", {}, {"value": "15.00", "currency": "EUR"}),  # 48 hours before
        ("2026-02-04T08:00:00.001Z", {}, None),
        ("2026-02-02T07:00:00Z", {}, {"value": "15.00", "currency": "EUR"}),
        ("2026-02-04T08:00:00Z", {"waiveCancellationFee": True}, None),
    ],
)
def test_canceling_late_costs_a_fee_unless_it_is_waived(
    v2: Bookings, start: str, settings: dict[str, bool], fee: dict[str, str] | None
) -> None:
    made = v2.make(serviceId=v2.id("service_fee"), startDate=start)
    assert v2.cancel(made, flowControlSettings=settings).status_code == 200
    assert v2.extended(made["id"])["cancellationFee"] == fee


@pytest.mark.parametrize("flag", ["ignoreCancellationPolicy", "withRefund", "waiveCancellationFee"])
def test_a_member_does_not_overrule_the_business(v2: Bookings, flag: str) -> None:
    made = v2.make(selectedPaymentOption="MEMBERSHIP")
    refused = v2.cancel(made, "v2_member", flowControlSettings={flag: True})
    assert code(refused) == (403, "UNAUTHORIZED_OPERATION")
    assert v2.untouched(made)
    assert v2.cancel(made, "v2_member", flowControlSettings={flag: False}).status_code == 200


def test_a_member_sees_no_booking_but_its_own(v2: Bookings) -> None:
    made = v2.make()
    assert code(v2.cancel(made, "v2_member_b")) == (404, "BOOKING_NOT_FOUND")
    assert v2.untouched(made)
    assert v2.cancel(made, "v2_member").status_code == 200


def test_a_canceled_booking_frees_its_seat(v2: Bookings) -> None:
    waiting = v2.read(v2.id("booking_waiting"))
    assert code(v2.confirm(waiting)) == (428, "NO_OPEN_SPOTS")
    v2.cancel(v2.read(v2.id("booking_b")))
    assert v2.confirm(waiting).json()["booking"]["status"] == "CONFIRMED"


def test_canceling_is_announced(v2: Bookings) -> None:
    answer = v2.cancel(v2.make())
    (event,) = v2.ledger("events")
    assert event == {
        "n": 1,
        "api": "bookings_v2",
        "type": "wix.bookings.v2.booking_canceled",
        "entity_id": answer.json()["booking"]["id"],
        "payload": answer.json()["booking"],
        "at": "2026-02-02T08:00:00Z",
    }
