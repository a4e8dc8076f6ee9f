from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.bookings_v2.conftest import BOOKINGS, violations

if TYPE_CHECKING:
    from integration.sandbox.bookings_v2.conftest import Bookings


def test_everything_wrong_is_told_at_once(v2: Bookings) -> None:
    answer = v2.post(
        BOOKINGS,
        booking={
            "bookedEntity": {"slot": {"serviceId": 1, "startDate": [], "resource": "Ada"}},
            "contactDetails": {"email": {}},
            "additionalFields": [{"id": "a"}, {}, 7],
            "totalParticipants": 0,
            "selectedPaymentOption": "CASH",
        },
        flowControlSettings={"skipAvailabilityValidation": "yes"},
        participantNotification={"notifyParticipants": 1, "message": "x" * 1001, "metadata": []},
    )
    options = "must be one of UNDEFINED, OFFLINE, ONLINE, MEMBERSHIP, MEMBERSHIP_OFFLINE"
    found = violations(answer)
    assert found == [
        ("booking.bookedEntity.slot.serviceId", "FORMAT", "must be a string"),
        ("booking.bookedEntity.slot.resource", "FORMAT", "must be an object"),
        ("booking.bookedEntity.slot.startDate", "FORMAT", "must be a string"),
        ("booking.totalParticipants", "MIN", "must be at least 1"),
        ("booking.contactDetails.email", "FORMAT", "must be a string"),
        ("booking.additionalFields.2", "FORMAT", "must be an object"),
        ("booking.additionalFields.1.id", "REQUIRED_FIELD", "is required"),
        ("booking.additionalFields.2.id", "REQUIRED_FIELD", "is required"),
        ("booking.selectedPaymentOption", "INVALID_ENUM_VALUE", options),
        ("flowControlSettings.skipAvailabilityValidation", "FORMAT", "must be a boolean"),
        ("participantNotification.metadata", "FORMAT", "must be an object"),
        ("participantNotification.notifyParticipants", "FORMAT", "must be a boolean"),
        ("participantNotification.message", "MAX_LENGTH", "must have at most 1000 characters"),
    ]
    assert answer.json()["message"] == ", ".join(f"{field} {words}" for field, _, words in found)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("booking", "REQUIRED_FIELD"), ("booking.bookedEntity", "REQUIRED_FIELD"), ("booking.totalParticipants", "REQUIRED_FIELD")]),
        ({"booking": {"totalParticipants": 1, "bookedEntity": {}}}, [("booking.bookedEntity", "REQUIRED_ONE_OF_FIELD")]),
        (
            {"booking": {"totalParticipants": 1, "bookedEntity": {"slot": {}, "schedule": {}}}},
            [
                ("booking.bookedEntity", "REQUIRED_ONE_OF_FIELD"),
                ("booking.bookedEntity.schedule.scheduleId", "REQUIRED_FIELD"),
                ("booking.bookedEntity.slot.serviceId", "REQUIRED_FIELD"),
                ("booking.bookedEntity.slot.startDate", "REQUIRED_FIELD"),
            ],
        ),
        ({"booking": {"totalParticipants": 101, "bookedEntity": {"schedule": {"scheduleId": "x"}}}}, [("booking.totalParticipants", "MAX")]),
        ({"booking": {"totalParticipants": True, "bookedEntity": {"schedule": {"scheduleId": "x"}}}}, [("booking.totalParticipants", "FORMAT")]),
    ],
)  # fmt: skip
def test_what_is_needed_is_asked_for(
    v2: Bookings, body: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert [(field, rule) for field, rule, _ in violations(v2.post(BOOKINGS, **body))] == expected
