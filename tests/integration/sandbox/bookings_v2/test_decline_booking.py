from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.bookings_v2.conftest import code, session_of, violations

if TYPE_CHECKING:
    from integration.sandbox.bookings_v2.conftest import Bookings


@pytest.mark.parametrize("status", ["PENDING", "CREATED", "WAITING_LIST"])
def test_a_booking_that_is_not_confirmed_is_declined(v2: Bookings, status: str) -> None:
    made = v2.make(status=status, revision=2)  # 003-04 to 003-06
    v2.world.control("clock", advance="PT1M")
    answer = v2.decline(made)
    assert answer.status_code == 200
    expected = {**made, "status": "DECLINED", "revision": "3", "updatedDate": "2026-02-02T08:01:00.000Z"}
    assert answer.json() == {"booking": expected}  # 003-01, 003-16, 003-20
    assert v2.read(made["id"]) == expected


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        ("CONFIRMED", "FAILED_DECLINE_NON_PENDING_BOOKING"),
        ("DECLINED", "INVALID_BOOKING_STATUS"),
        ("CANCELED", "INVALID_BOOKING_STATUS"),
    ],
)
def test_other_bookings_are_not(v2: Bookings, status: str, refusal: str) -> None:  # 003-07, 003-23
    made = v2.make(status=status)
    assert code(v2.decline(made)) == (428, refusal)
    assert v2.untouched(made)


def test_the_participant_is_declined_and_stays_in_the_session(v2: Bookings) -> None:  # 003-02
    made = v2.make(status="PENDING")

    def approval() -> list[str]:
        session = v2.session(session_of(made)).json()["session"]
        return [each["approvalStatus"] for each in session["participants"]]

    assert approval() == ["PENDING"]
    v2.decline(made)
    assert approval() == ["DECLINED"]


def test_nobody_looks_whether_the_slot_is_free(v2: Bookings) -> None:  # 003-03
    v2.make(status="CONFIRMED", startDate="2026-02-10T10:00:00Z")
    made = v2.make(status="PENDING", startDate="2026-02-10T10:00:00Z")
    assert v2.decline(made).status_code == 200


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        *[
            ({"paymentStatus": status}, status)
            for status in ("UNDEFINED", "NOT_PAID", "PAID", "PARTIALLY_PAID")
        ],
        *[({"paymentStatus": status}, status) for status in ("REFUNDED", "EXEMPT")],
        ({}, "PAID"),
        ({"paymentStatus": None}, "PAID"),
    ],
)
def test_the_payment_status_is_set_if_it_is_sent(
    v2: Bookings, sent: dict[str, Any], shown: str
) -> None:  # 003-08, 003-09
    made = v2.make(paymentStatus="PAID")
    assert v2.decline(made, **sent).json()["booking"]["paymentStatus"] == shown


def test_another_payment_status_is_refused(v2: Bookings) -> None:
    made = v2.make()
    words = "must be one of UNDEFINED, NOT_PAID, PAID, PARTIALLY_PAID, REFUNDED, EXEMPT"
    assert violations(v2.decline(made, paymentStatus="paid")) == [
        ("paymentStatus", "INVALID_ENUM_VALUE", words)
    ]
    assert v2.untouched(made)


@pytest.mark.parametrize(
    ("before", "sent", "after"),
    [
        (False, {"doubleBooked": True}, True),
        (True, {"doubleBooked": False}, False),
        (True, {}, True),
        (False, {}, False),
    ],
)
def test_the_double_booking_is_noted(
    v2: Bookings, before: bool, sent: dict[str, bool], after: bool
) -> None:  # 003-18
    made = v2.make(doubleBooked=before)
    assert v2.decline(made, **sent).json()["booking"]["doubleBooked"] is after


@pytest.mark.parametrize(
    ("option", "sent", "amounts"),
    [
        ("MEMBERSHIP", {"withRefund": True}, [4000]),
        ("MEMBERSHIP", {"withRefund": False}, []),
        ("MEMBERSHIP", {}, []),
        ("MEMBERSHIP_OFFLINE", {"withRefund": True}, []),
        ("ONLINE", {"withRefund": True}, []),
    ],
)
@pytest.mark.parametrize("role", ["v2_app", "v2_manager"])
def test_a_membership_is_refunded_if_it_is_wanted(
    v2: Bookings, role: str, option: str, sent: dict[str, bool], amounts: list[int]
) -> None:  # 003-19
    made = v2.make(selectedPaymentOption=option)
    assert v2.decline(made, role, flowControlSettings=sent).status_code == 200
    found = [(entry["amount"], entry["reason"]) for entry in v2.ledger("refunds")]
    assert found == [(amount, "booking_declined") for amount in amounts]


@pytest.mark.parametrize(
    ("notification", "sent"),
    [
        ({"message": "Full"}, []),  # 003-10
        ({"message": "Full", "notifyParticipants": True}, ["Full"]),
        ({"notifyParticipants": True}, ["Your booking was declined"]),
        ({"notifyParticipants": False}, []),
    ],
)
def test_a_message_needs_the_flag(v2: Bookings, notification: dict[str, Any], sent: list[str]) -> None:
    v2.decline(v2.make(), participantNotification=notification)
    assert [entry["message"] for entry in v2.ledger("outbox")] == sent


def test_the_request_of_the_document_is_answered_under_both_addresses(v2: Bookings) -> None:  # 003-13
    for prefix in ("/bookings/v2", "/_api/bookings-service/v2"):
        made = v2.make(status="PENDING", revision=2)
        answer = v2.post(
            f"{prefix}/bookings/{made['id']}/decline",
            participantNotification={"notifyParticipants": False},
            bookingId=made["id"],
            revision="2",
        )
        booking = answer.json()["booking"]
        assert (answer.status_code, booking["revision"], booking["status"]) == (200, "3", "DECLINED")


def test_the_path_says_which_booking_is_meant(v2: Bookings) -> None:
    made, other = v2.make(), v2.make()
    assert v2.decline(made, bookingId=other["id"]).json()["booking"]["id"] == made["id"]
    assert v2.read(other["id"]) == other


def test_an_unknown_booking_is_not_found(v2: Bookings) -> None:  # 003-22, 003-24
    answer = v2.decline({"id": v2.id("booking_unknown"), "revision": 1})
    assert answer.status_code == 404
    assert answer.json() == {
        "message": "Booking not found",
        "details": {
            "applicationError": {"code": "BOOKING_NOT_FOUND", "description": "Booking not found", "data": {}}
        },
    }


def test_declining_is_announced(v2: Bookings) -> None:  # 003-25
    booking = v2.decline(v2.make()).json()["booking"]
    (event,) = v2.ledger("events")
    assert (event["type"], event["payload"]) == ("wix.bookings.v2.booking_declined", booking)


def test_a_booking_is_shown_in_full(v2: Bookings) -> None:  # 003-21
    ids = v2.id
    booking = v2.read(ids("booking_created"))
    slot = booking["bookedEntity"]["slot"]
    assert booking == {
        "id": ids("booking_created"),
        "bookedEntity": {
            "slot": {
                "sessionId": slot["sessionId"],
                "eventId": slot["eventId"],
                "serviceId": ids("service_auto"),
                "scheduleId": slot["scheduleId"],
                "startDate": "2026-02-05T09:00:00.000Z",
                "endDate": "2026-02-05T10:00:00.000Z",
                "timezone": "UTC",
                "resource": {
                    "id": ids("resource"),
                    "name": "Ada",
                    "email": None,
                    "scheduleId": slot["resource"]["scheduleId"],
                },
                "location": {"id": ids("location"), "name": "Main Street", "locationType": "OWNER_BUSINESS"},
            },
            "title": "Consultation",
            "tags": ["INDIVIDUAL"],
        },
        "contactDetails": {
            "contactId": ids("member"),
            "firstName": "Dora",
            "lastName": "Member",
            "email": "dora@example.com",
            "phone": None,
        },
        "additionalFields": [],
        "totalParticipants": 1,
        "status": "CREATED",
        "paymentStatus": "UNDEFINED",
        "selectedPaymentOption": "OFFLINE",
        "createdDate": "2026-01-26T12:00:00.000Z",
        "externalUserId": None,
        "bookingSource": {"platform": "WEB", "actor": "CUSTOMER", "appDefId": None, "appName": None},
        "revision": "1",
        "createdBy": {"contactId": ids("member"), "memberId": ids("member"), "identityType": "MEMBER"},
        "startDate": "2026-02-05T09:00:00Z",
        "endDate": "2026-02-05T10:00:00Z",
        "updatedDate": "2026-01-26T12:00:00.000Z",
        "doubleBooked": False,
        "extendedFields": None,
    }
