from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.bookings_v2.conftest import code, session_of

if TYPE_CHECKING:
    from integration.sandbox.bookings_v2.conftest import Bookings


def test_an_appointment_is_created(v2: Bookings) -> None:
    answer = v2.create(
        slot={
            "startDate": "2026-07-09T10:00:00",
            "endDate": "2026-07-09T11:00:00.000+01:00",
            "timezone": "Europe/Dublin",
        },
        booking={
            "paymentStatus": "PAID",  # counts for nothing
            "selectedPaymentOption": "ONLINE",
            "additionalFields": [{"id": "a", "label": "Shoe size", "value": "43", "unknown": 1}],
        },
    )
    assert answer.status_code == 200
    booking = answer.json()["booking"]
    assert (booking["status"], booking["revision"], booking["paymentStatus"]) == ("CREATED", "1", "UNDEFINED")
    assert booking["selectedPaymentOption"] == "ONLINE"
    assert booking["additionalFields"] == [{"id": "a", "label": "Shoe size", "value": "43"}]
    assert (booking["startDate"], booking["endDate"]) == ("2026-07-09T09:00:00Z", "2026-07-09T10:00:00Z")
    assert booking["bookedEntity"]["slot"]["timezone"] == "Europe/Dublin"
    assert booking["createdDate"] == booking["updatedDate"] == "2026-02-02T08:00:00.000Z"
    assert booking["contactDetails"] == {
        "contactId": None,
        "firstName": "Eve",
        "lastName": None,
        "email": "eve@example.com",
        "phone": None,
    }
    assert v2.read(booking["id"]) == booking
    (participant,) = v2.session(session_of(booking)).json()["session"]["participants"]
    assert participant == {
        "id": booking["id"],
        "name": "Eve",
        "email": "eve@example.com",
        "partySize": 1,
        "approvalStatus": "PENDING",
    }
    (event,) = v2.ledger("events")
    assert (event["type"], event["payload"]) == ("wix.bookings.v2.booking_created", booking)


@pytest.mark.parametrize(
    ("role", "maker", "actor", "app"),
    [
        ("v2_app", (None, None, "APP"), "BUSINESS", "app"),
        ("v2_user", (None, None, "WIX_USER"), "BUSINESS", None),
        ("v2_manager", (None, None, "WIX_USER"), "BUSINESS", None),
        ("v2_member", ("member", "member", "MEMBER"), "CUSTOMER", None),
        ("v2_visitor", (None, None, "ANONYMOUS_VISITOR"), "CUSTOMER", None),
    ],
)
def test_a_booking_knows_who_made_it(
    v2: Bookings, role: str, maker: tuple[str | None, str | None, str], actor: str, app: str | None
) -> None:
    booking = v2.create(role).json()["booking"]
    contact, member, identity = maker
    assert booking["createdBy"] == {
        "contactId": contact and v2.id(contact),
        "memberId": member and v2.id(member),
        "identityType": identity,
    }
    assert booking["bookingSource"] == {
        "platform": "WEB",
        "actor": actor,
        "appDefId": app and v2.id(app),
        "appName": app and "Sandbox app",
    }


def test_a_member_may_cancel_what_it_created(v2: Bookings) -> None:
    made = v2.create("v2_member").json()["booking"]
    assert v2.cancel(made, "v2_member").status_code == 200


@pytest.mark.parametrize("by", ["sessionId", "eventId"])
def test_a_session_of_a_class_is_booked_by_either_of_its_ids(v2: Bookings, by: str) -> None:
    slot = v2.make(serviceId=v2.id("service_class"))["bookedEntity"]["slot"]
    # Everything else is known of the session.
    entity = {
        "slot": {"serviceId": v2.id("service_class"), by: slot[by], "startDate": "2026-02-01T00:00:00Z"}
    }
    booked = v2.create(booking={"bookedEntity": entity}).json()["booking"]["bookedEntity"]
    assert (booked["slot"], booked["tags"], booked["title"]) == (slot, ["GROUP"], "Yoga class")


def test_a_course_is_booked_by_its_schedule(v2: Bookings) -> None:
    entity = {"schedule": {"scheduleId": v2.id("schedule_course"), "timezone": "Europe/Dublin"}}
    booking = v2.create(booking={"bookedEntity": entity, "totalParticipants": 2}).json()["booking"]
    assert booking["bookedEntity"] == {
        "schedule": {
            "scheduleId": v2.id("schedule_course"),
            "serviceId": v2.id("service_course"),
            "timezone": "Europe/Dublin",
            "firstSessionStart": "2026-02-09T14:00:00.000Z",
            "lastSessionEnd": "2026-02-16T15:00:00.000Z",
            "location": {"id": v2.id("location"), "name": "Main Street", "locationType": "OWNER_BUSINESS"},
        },
        "title": "Pottery course",
        "tags": ["COURSE"],
    }
    assert (booking["startDate"], booking["endDate"]) == ("2026-02-09T14:00:00Z", "2026-02-16T15:00:00Z")


@pytest.mark.parametrize("role", ["v2_app", "v2_user", "v2_manager"])
def test_the_business_may_confirm_at_once(v2: Bookings, role: str) -> None:
    made = v2.create(role, booking={"status": "CONFIRMED"}).json()["booking"]
    assert made["status"] == "CONFIRMED"
    assert [event["type"] for event in v2.ledger("events")] == ["wix.bookings.v2.booking_created"]
    assert code(v2.create(role)) == (428, "SLOT_NOT_AVAILABLE")


@pytest.mark.parametrize("status", ["PENDING", "DECLINED", "nonsense", None])
def test_any_other_status_counts_for_nothing(v2: Bookings, status: str | None) -> None:
    assert v2.create("v2_member", booking={"status": status}).json()["booking"]["status"] == "CREATED"


@pytest.mark.parametrize("role", ["v2_member", "v2_visitor"])
@pytest.mark.parametrize(
    "more",
    [
        {"booking": {"status": "CONFIRMED"}},
        {"flowControlSettings": {"skipAvailabilityValidation": True}},
        {"flowControlSettings": {"ignoreBookingWindow": True}},
    ],
)
def test_a_customer_does_not_overrule_the_business(v2: Bookings, role: str, more: dict[str, Any]) -> None:
    assert code(v2.create(role, **more)) == (403, "UNAUTHORIZED_OPERATION")
    assert v2.ledger("events") == []


@pytest.mark.parametrize(
    ("slot", "refusal"),
    [
        ({"timezone": "Mars/Olympus"}, "INVALID_TIME_ZONE"),
        ({"timezone": "../UTC"}, "INVALID_TIME_ZONE"),
        ({"startDate": "tomorrow"}, "INVALID_DATE_FORMAT"),
        ({"startDate": "2026-02-30T10:00:00Z"}, "INVALID_DATE_FORMAT"),
        ({"startDate": "2026-02-09"}, "INVALID_DATE_FORMAT"),
        ({"startDate": "9999-12-31T23:59:59-14:00"}, "INVALID_DATE_FORMAT"),
        ({"endDate": "never"}, "INVALID_DATE_FORMAT"),
    ],
)
def test_times_must_be_written_well(v2: Bookings, slot: dict[str, str], refusal: str) -> None:
    assert code(v2.create(slot=slot)) == (400, refusal)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"slot": {"serviceId": "nothing"}}, (428, "VALIDATION_FAILURE")),
        ({"slot": {"resource": {"id": "nothing"}}}, (428, "INVALID_FLOW_SELECTED_RESOURCES")),
        ({"slot": {"endDate": "2026-02-09T11:30:00Z"}}, (428, "SLOT_NOT_AVAILABLE")),
        ({"slot": {"startDate": "2026-02-02T07:59:59Z"}}, (403, "BOOKING_POLICY_VIOLATION")),
        ({"slot": {"startDate": "2026-02-02T08:00:00Z"}}, None),
        ({"booking": {"multiServiceBookingInfo": {}}}, (428, "CAN_NOT_CREATE_BOOKING_WITH_MULTI_SERVICE_BOOKING_INFO")),
        ({"booking": {"totalParticipants": None, "participantsChoices": {}}}, (400, "INVALID_CHOICES")),
        ({"formSubmission": {"email": "other@example.com"}}, (400, "CONTACT_DETAILS_CONFLICT")),
        ({"formSubmission": {"email": "eve@example.com", "phone": "1"}}, None),
        (
            {"slot": {"resource": None}, "flowControlSettings": {"skipAvailabilityValidation": True}},
            (428, "CAN_NOT_SKIP_AVAILABILITY_VALIDATION_IF_RESOURCE_NOT_PROVIDED"),
        ),
        ({"booking": {"bookedEntity": {"schedule": {"scheduleId": "nothing"}}}}, (428, "SCHEDULE_NOT_FOUND")),
    ],
)  # fmt: skip
def test_what_else_is_refused(v2: Bookings, more: dict[str, Any], expected: tuple[int, str] | None) -> None:
    answer = v2.create(**more)
    if expected is None:
        assert answer.status_code == 200
    else:
        assert code(answer) == expected
        assert v2.ledger("events") == []


def test_both_choices_and_a_number_are_refused_as_choices(v2: Bookings) -> None:
    booking = {"totalParticipants": 1, "participantsChoices": {"serviceChoices": []}}
    assert code(v2.create(booking=booking)) == (400, "INVALID_CHOICES")


def test_a_submitted_form_completes_the_contact(v2: Bookings) -> None:
    booking = v2.create(formSubmission={"phone": "+353 1", "other": {"field": 1}}).json()["booking"]
    assert booking["contactDetails"]["phone"] == "+353 1"


@pytest.mark.parametrize("session", [{"sessionId": "nothing"}, {"startDate": "2026-02-09T10:00:00Z"}])
def test_a_class_is_booked_by_the_session(v2: Bookings, session: dict[str, str]) -> None:
    entity = {"slot": {"serviceId": v2.id("service_class"), **session}}
    assert code(v2.create(booking={"bookedEntity": entity})) == (428, "SESSION_NOT_FOUND")


def test_the_session_must_be_one_of_the_service(v2: Bookings) -> None:
    entity = {"slot": {"serviceId": v2.id("service_class"), "sessionId": v2.id("session_course")}}
    assert code(v2.create(booking={"bookedEntity": entity})) == (428, "SESSION_NOT_FOUND")


def test_a_course_is_no_slot_and_a_class_no_schedule(v2: Bookings) -> None:
    assert code(v2.create(slot={"serviceId": v2.id("service_course")})) == (428, "VALIDATION_FAILURE")
    schedule = v2.session(v2.id("session_class")).json()["session"]["scheduleId"]
    entity = {"schedule": {"scheduleId": schedule}}
    assert code(v2.create(booking={"bookedEntity": entity})) == (428, "SCHEDULE_NOT_FOUND")


def entity_of(v2: Bookings, kind: str) -> dict[str, Any]:
    if kind == "course":
        return {"schedule": {"scheduleId": v2.id("schedule_course")}}
    return {"slot": {"serviceId": v2.id("service_class"), "sessionId": v2.id("session_class")}}


@pytest.mark.parametrize(
    ("kind", "refusal"), [("class", "SESSION_CAPACITY_EXCEEDED"), ("course", "SCHEDULE_CAPACITY_EXCEEDED")]
)
def test_a_party_must_fit_in(v2: Bookings, kind: str, refusal: str) -> None:
    booking = {"bookedEntity": entity_of(v2, kind), "totalParticipants": 3}
    assert code(v2.create(booking=booking)) == (428, refusal)
    booking["totalParticipants"] = 2
    assert v2.create(booking=booking).status_code == 200
    v2.make(status="CONFIRMED", serviceId=v2.id(f"service_{kind}"))
    assert code(v2.create(booking=booking)) == (428, refusal)
    skipping = {"skipAvailabilityValidation": True}
    assert v2.create(booking=booking, flowControlSettings=skipping).status_code == 200


@pytest.mark.parametrize("kind", ["class", "course"])
def test_what_has_begun_is_not_booked_unless_the_window_is_ignored(v2: Bookings, kind: str) -> None:
    v2.world.control("clock", advance="P8D")
    booking = {"bookedEntity": entity_of(v2, kind)}
    assert code(v2.create(booking=booking)) == (403, "BOOKING_POLICY_VIOLATION")
    assert v2.create(booking=booking, flowControlSettings={"ignoreBookingWindow": True}).status_code == 200


def test_availability_need_not_be_looked_at(v2: Bookings) -> None:
    v2.make(status="CONFIRMED", startDate="2026-02-09T10:00:00Z")
    assert code(v2.create()) == (428, "SLOT_NOT_AVAILABLE")
    assert v2.create(flowControlSettings={"skipAvailabilityValidation": True}).status_code == 200
    assert v2.create(slot={"resource": {"id": v2.id("resource_b")}}).status_code == 200


@pytest.mark.parametrize(
    ("contact", "notification", "sent"),
    [
        ({"email": "eve@example.com"}, {"notifyParticipants": True}, [("eve@example.com", "Your booking was received")]),
        ({}, {"notifyParticipants": True, "message": "Hello"}, [("", "Hello")]),
        ({}, {"message": "Hello"}, []),
    ],
)  # fmt: skip
def test_whoever_booked_is_told_if_that_is_wanted(
    v2: Bookings, contact: dict[str, str], notification: dict[str, Any], sent: list[tuple[str, str]]
) -> None:
    v2.create(booking={"contactDetails": contact}, participantNotification=notification)
    assert [(entry["recipient"], entry["message"]) for entry in v2.ledger("outbox")] == sent
