"""The errors of the scheduling API, in its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.answers import Answer, json_answer
from runner.sandbox.api import RefusedError
from runner.sandbox.scheduling.decisions import BAD_REQUEST, MISSING_SEPARATOR, REFUSALS

if TYPE_CHECKING:
    from collections.abc import Iterable

UNAUTHORIZED = json_answer(401, {"error": "Unauthorized"})
SERVER_ERROR = json_answer(500, {"error": "Internal Server Error"})


def error(status: int, code: str, text: str) -> Answer:
    return json_answer(status, {"status": "Error", "error": text, "error_code": code})


BOOKING_NOT_FOUND = error(404, "NOT_FOUND", "Booking not found")
SLOT_TAKEN = error(422, "TIMESLOT_UNAVAILABLE", "The time slot is not available")
ALREADY_REGISTERED = error(422, "ALREADY_REGISTERED", "The client is already registered for this event")
CLIENT_NEEDED = error(422, "FORM_VALIDATION_ERROR", "client_id is required")
NOT_FOR_OTHERS = error(422, "UNAUTHORIZED", "A client can only book for itself")


def refuse(decision: str) -> RefusedError:
    """A refusal of our own making, by its name in the table of decisions."""
    made = REFUSALS[decision]
    return RefusedError(error(made.status, made.code, made.text))


def missing(names: Iterable[str]) -> RefusedError:
    text = MISSING_SEPARATOR.join(names)
    return RefusedError(error(400, "PARAMETER_MISSING", f"Mandatory parameter {text} is missing"))


def bad_request(text: str) -> RefusedError:
    return RefusedError(error(BAD_REQUEST, "BAD_REQUEST", text))
