"""The errors of the customer bookings API, in its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.api import RefusedError
from runner.sandbox.customer_bookings.decisions import BAD_PARAMETER, REFUSALS
from runner.sandbox.customer_bookings.media import document

if TYPE_CHECKING:
    from runner.sandbox.answers import Answer
    from runner.sandbox.jsontext import Json


def problem(status: int, code: str, text: str, source: dict[str, str] | None = None) -> dict[str, Json]:
    """An error object; its title is the code in words."""
    told: dict[str, Json] = {
        "status": str(status),
        "code": code,
        "title": code.replace("_", " ").capitalize(),
        "detail": text,
    }
    return told if source is None else {**told, "source": source}


def error(status: int, code: str, text: str) -> Answer:
    return document(status, {"errors": [problem(status, code.lower(), text)]})


BOOKING_NOT_FOUND = error(404, "booking_not_found", "There is no such booking")
UNAUTHORIZED = error(403, "unauthorized", "Only the owner or a participant of the booking may do this")
SLOT_UNAVAILABLE = error(422, "slot_unavailable", "The resource is not free at this time")


def not_cancelable(status: str) -> RefusedError:
    text = f"A booking can be canceled while it is requested or accepted; this one is {status}"
    return RefusedError(error(422, "booking_not_cancelable", text))


def refuse(decision: str, *words: str, parameter: str | None = None) -> RefusedError:
    """A refusal of our own making, by its name in the table of decisions, perhaps over one `parameter`."""
    made = REFUSALS[decision]
    return _refuse(made.status, made.code, made.text.format(*words), parameter)


def bad_parameter(name: str, text: str) -> RefusedError:
    return _refuse(BAD_PARAMETER, "invalid_parameter", text, name)


def _refuse(status: int, code: str, text: str, parameter: str | None) -> RefusedError:
    source = None if parameter is None else {"parameter": parameter}
    return RefusedError(document(status, {"errors": [problem(status, code, text, source)]}))


UNAUTHENTICATED = refuse("no_token").answer
