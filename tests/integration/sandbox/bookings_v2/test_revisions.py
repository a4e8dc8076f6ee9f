from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.bookings_v2.conftest import BOOKINGS, code, violations

if TYPE_CHECKING:
    from integration.sandbox.bookings_v2.conftest import Bookings

ACTIONS = ("cancel", "decline", "confirm", "mark_booking_as_pending")

REQUIRED = ("REQUIRED_FIELD", "is required")
FORMAT = ("FORMAT", "must be an int64")
MIN = ("MIN", "must be at least 1")


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("revision", [2, "2", "02"])
def test_a_revision_is_a_number_or_its_digits(v2: Bookings, action: str, revision: int | str) -> None:
    made = v2.make(revision=2, serviceId=v2.id("service_manual"))  # 003-26
    answer = v2.move(action, made, revision=revision)
    assert (answer.status_code, answer.json()["booking"]["revision"]) == (200, "3")


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    ("written", "violation"),
    [
        ("null", REQUIRED),  # 003-14
        ("0", MIN),  # 003-15
        ("-1", MIN),
        ('"0"', MIN),
        ('"-1"', MIN),
        ("-9223372036854775808", MIN),
        ('"-9223372036854775808"', MIN),
        ('"abc"', FORMAT),
        ('""', FORMAT),
        ('" 2"', FORMAT),
        ('"2 "', FORMAT),
        ('"+2"', FORMAT),
        ('"2.0"', FORMAT),
        ('"1e3"', FORMAT),
        ('"\\u0662"', FORMAT),
        ("1.5", FORMAT),
        ("2.0", FORMAT),
        ("1e400", FORMAT),
        ("true", FORMAT),
        ("[]", FORMAT),
        ("{}", FORMAT),
        ("-9223372036854775809", FORMAT),
        ("9223372036854775808", FORMAT),
        ('"9223372036854775808"', FORMAT),
        (f'"{"9" * 3000}"', FORMAT),
        ("9" * 3000, FORMAT),
    ],
)
def test_nothing_else_is(v2: Bookings, action: str, written: str, violation: tuple[str, str]) -> None:
    booking = v2.id("booking_created")
    before = v2.read(booking)
    path = f"{BOOKINGS}/{booking}/{action}"
    answer = v2.world.call("POST", path, "v2_app", content=f'{{"revision": {written}}}')
    assert violations(answer) == [("revision", *violation)]
    assert v2.untouched(before)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_revision_must_be_there(v2: Bookings, action: str) -> None:
    answer = v2.post(f"{BOOKINGS}/{v2.id('booking_created')}/{action}")
    assert answer.json() == {
        "message": "revision is required",
        "details": {
            "validationError": {
                "fieldViolations": [
                    {
                        "field": "revision",
                        "description": "is required",
                        "violatedRule": "REQUIRED_FIELD",
                        "ruleName": None,
                        "data": {},
                    }
                ]
            }
        },
    }


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("revision", [1, 3, "9223372036854775807", 2**63 - 1])
def test_only_the_present_revision_will_do(v2: Bookings, action: str, revision: int | str) -> None:  # 003-17
    made = v2.make(revision=2, serviceId=v2.id("service_manual"))
    answer = v2.move(action, made, revision=revision)
    assert code(answer) == (409, "REVISION_MISMATCH")
    assert answer.json()["message"] == "The booking has already changed since the requested revision"
    assert v2.untouched(made)


def test_every_change_counts_one_further(v2: Bookings) -> None:
    made = v2.make(serviceId=v2.id("service_manual"))
    seen = [made["revision"]]
    for action in ("mark_booking_as_pending", "confirm", "cancel"):
        made = v2.move(action, made).json()["booking"]
        seen.append(made["revision"])
    assert seen == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("role", "content", "expected"),
    [
        (None, b"{", (401, "UNAUTHENTICATED")),  # token before identity
        ("v2_member", b"{", (403, "UNAUTHORIZED_OPERATION")),  # identity before body
        ("v2_app", b"{", (400, "INVALID_ARGUMENT")),  # JSON before its members
        ("v2_app", b'{"revision": 1}', (404, "BOOKING_NOT_FOUND")),  # booking before revision
    ],
)
def test_the_first_fault_of_a_request_decides(
    v2: Bookings, role: str | None, content: bytes, expected: tuple[int, str]
) -> None:
    path = f"{BOOKINGS}/{v2.id('booking_unknown')}/decline"
    assert code(v2.world.call("POST", path, role, content=content)) == expected


def test_the_body_comes_before_the_booking(v2: Bookings) -> None:
    unknown = {"id": v2.id("booking_unknown"), "revision": "x"}
    assert violations(v2.decline(unknown)) == [("revision", *FORMAT)]


def test_the_rights_of_a_member_come_before_the_booking(v2: Bookings) -> None:
    unknown: dict[str, Any] = {"id": v2.id("booking_unknown"), "revision": 1}
    refused = v2.cancel(unknown, "v2_member", flowControlSettings={"withRefund": True})
    assert code(refused) == (403, "UNAUTHORIZED_OPERATION")


def test_the_revision_comes_before_the_status_and_that_before_the_policy(v2: Bookings) -> None:
    late = {"serviceId": v2.id("service_strict"), "startDate": "2026-02-02T09:00:00Z"}
    over = v2.make(status="CANCELED", **late)
    assert code(v2.cancel(over, revision=2)) == (409, "REVISION_MISMATCH")
    assert code(v2.cancel(over)) == (428, "VALIDATION_FAILURE")
    several = v2.make(multiServiceBookingId="x", **late)
    assert code(v2.cancel(several)) == (428, "NOT_ALLOWED_TO_UPDATE_BOOKING_IN_MULTI_SERVICE_BOOKING")


def test_the_policy_comes_before_the_refund_and_that_before_the_limit(v2: Bookings) -> None:
    v2.world.control("fixtures", type="v2_quota", attributes={"operation": "cancel"})
    made = v2.make(serviceId=v2.id("service_strict"), startDate="2026-02-02T09:00:00Z")
    refund = {"withRefund": True}
    assert code(v2.cancel(made, "v2_manager", flowControlSettings=refund)) == (
        403,
        "BOOKING_POLICY_VIOLATION",
    )
    refund["ignoreCancellationPolicy"] = True
    assert code(v2.cancel(made, "v2_manager", flowControlSettings=refund)) == (403, "REFUND_NOT_ALLOWED")
    assert code(v2.cancel(made, flowControlSettings=refund)) == (429, "FEATURE_LIMIT_EXCEEDED")


def test_of_two_equal_names_the_last_counts(v2: Bookings) -> None:
    made = v2.make(revision=3)
    content = json.dumps({"revision": 1})[:-1] + ', "revision": 3}'
    path = f"{BOOKINGS}/{made['id']}/decline"
    assert v2.world.call("POST", path, "v2_app", content=content).status_code == 200
