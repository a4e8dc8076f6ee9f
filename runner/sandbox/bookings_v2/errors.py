"""The errors of the bookings API, in its envelope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.answers import Answer, json_answer
from runner.sandbox.api import RefusedError
from runner.sandbox.bookings_v2.decisions import FRONT_CODES, REFUSALS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.sandbox.jsontext import Json, JsonObject

# From here on, an error is the server's.
SERVER_ERRORS = 500


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with one member of a body."""

    field: str
    rule: str
    description: str


def error(status: int, code: str, text: str) -> Answer:
    """An application error; one of the server's has no body."""
    if status >= SERVER_ERRORS:
        return Answer(status)
    detail: JsonObject = {"code": FRONT_CODES.get(code, code), "description": text, "data": {}}
    return json_answer(status, {"message": text, "details": {"applicationError": detail}})


def _decided(name: str) -> Answer:
    made = REFUSALS[name]
    return error(made.status, made.code, made.text)


UNAUTHENTICATED = _decided("unauthenticated")
UNAUTHORIZED_OPERATION = error(403, "UNAUTHORIZED_OPERATION", "This identity may not do that")
BOOKING_NOT_FOUND = error(404, "BOOKING_NOT_FOUND", "Booking not found")

TOO_LATE_TO_CANCEL = error(
    403, "BOOKING_POLICY_VIOLATION", "The cancellation policy does not allow this any more"
)
REFUND_NOT_ALLOWED = error(403, "REFUND_NOT_ALLOWED", "The booking cannot be refunded")
IN_MULTI_SERVICE_BOOKING = error(
    428,
    "NOT_ALLOWED_TO_UPDATE_BOOKING_IN_MULTI_SERVICE_BOOKING",
    "The booking is part of a multi-service booking",
)
NO_APPROVAL_NEEDED = error(428, "NOT_PENDING_APPROVAL_SERVICE", "The service does not require approval")
FEATURE_LIMIT_EXCEEDED = error(429, "FEATURE_LIMIT_EXCEEDED", "The feature limit is exceeded")

INVALID_TIME_ZONE = error(400, "INVALID_TIME_ZONE", "The time zone is not valid")
INVALID_DATE_FORMAT = error(400, "INVALID_DATE_FORMAT", "The date is not in ISO 8601 format")
CONTACT_DETAILS_CONFLICT = error(
    400, "CONTACT_DETAILS_CONFLICT", "The contact details differ from those of the form"
)
INVALID_CHOICES = error(400, "INVALID_CHOICES", "The service offers no such choices")
RESOURCE_NEEDED = error(
    428,
    "CAN_NOT_SKIP_AVAILABILITY_VALIDATION_IF_RESOURCE_NOT_PROVIDED",
    "Without a resource, availability must be validated",
)
ONE_SERVICE_AT_A_TIME = error(
    428,
    "CAN_NOT_CREATE_BOOKING_WITH_MULTI_SERVICE_BOOKING_INFO",
    "A booking of several services is not made like this",
)
SLOT_NOT_AVAILABLE = error(428, "SLOT_NOT_AVAILABLE", "The slot is not available")
SESSION_NOT_FOUND = error(428, "SESSION_NOT_FOUND", "There is no such session")
SESSION_FULL = error(428, "SESSION_CAPACITY_EXCEEDED", "The session has too few open spots")
SCHEDULE_NOT_FOUND = error(428, "SCHEDULE_NOT_FOUND", "There is no such schedule")
SCHEDULE_FULL = error(428, "SCHEDULE_CAPACITY_EXCEEDED", "The course has too few open spots")


def refuse(decision: str) -> RefusedError:
    """A refusal of our own making, by its name in the table of decisions."""
    return RefusedError(_decided(decision))


def invalid(violations: Sequence[Violation]) -> RefusedError:
    found: list[Json] = [
        {
            "field": violation.field,
            "description": violation.description,
            "violatedRule": violation.rule,
            "ruleName": None,
            "data": {},
        }
        for violation in violations
    ]
    message = ", ".join(f"{violation.field} {violation.description}" for violation in violations)
    return RefusedError(
        json_answer(400, {"message": message, "details": {"validationError": {"fieldViolations": found}}})
    )
