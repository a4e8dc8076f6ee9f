"""Our own decisions: what no documentation of such an API settles, settled here.

The refusals in the table are worded by the sandbox; a client must not take them for anybody else's contract.
"""

from __future__ import annotations

from runner.sandbox.decision import Decision

REFUSALS = {
    "cancel_again": Decision(
        422, "INVALID_STATE", "Booking cannot be cancelled", "a request that is understood but comes too late"
    ),
    "other_business": Decision(404, "NOT_FOUND", "Business not found", "what one may not see does not exist"),
    "no_service": Decision(404, "NOT_FOUND", "Service not found", "an id that names nothing here"),
    "no_staff": Decision(404, "NOT_FOUND", "Staff not found", "an id that names nothing here"),
    "no_client": Decision(404, "NOT_FOUND", "Client not found", "an id that names nothing here"),
    "no_event": Decision(404, "NOT_FOUND", "Event instance not found", "an id that names nothing here"),
    "no_appointment": Decision(
        404, "NOT_FOUND", "Appointment not found", "an event registration is none either"
    ),
    "event_full": Decision(
        422, "TIMESLOT_UNAVAILABLE", "The event is full", "a seat is the slot of an event"
    ),
    "bad_form": Decision(
        422, "FORM_VALIDATION_ERROR", "form_data must be an object or an array", "two shapes exist"
    ),
}

#: 400: the request could be mended by its author without knowing anything of the server's state.
BAD_REQUEST = 400

#: Several missing parameters are named in one answer, in the order of the documented list.
MISSING_SEPARATOR = ", "

#: A larger page is cut to this; a client that wants more gets as much as there may be.
MAX_PER_PAGE = 100
DEFAULT_PER_PAGE = 25

#: A staff member works this long each day, in UTC, as far as availability is concerned.
DAY_STARTS, DAY_ENDS = 9, 17
MAX_AVAILABILITY_DAYS = 31

#: By this header a directory may say for whom it acts; if it does, it must name the business of the call.
ON_BEHALF_OF = b"x-on-behalf-of"
