"""Our own decisions: what no documentation of such an API settles, settled here.

Some codes of the refusals are documented without the occasion on which they are used, some occasions
without a code. A client must not take either for anybody else's contract.
"""

from __future__ import annotations

from runner.sandbox.bookings_v2.states import Status
from runner.sandbox.decision import Decision

REFUSALS = {
    "unauthenticated": Decision(
        401,
        "UNAUTHENTICATED",
        "Unauthorized",
        "the status is documented, the name is that of the status code",
    ),
    "business_only": Decision(
        403,
        "UNAUTHORIZED_OPERATION",
        "This identity may not do that",
        "settings that overrule the business are for the business",
    ),
    "stale_revision": Decision(
        409,
        "REVISION_MISMATCH",
        "The booking has already changed since the requested revision",
        "the status is documented, a code is not; a revision still to come is as wrong as an old one",
    ),
    "decline_confirmed": Decision(
        428,
        "FAILED_DECLINE_NON_PENDING_BOOKING",
        "A confirmed booking cannot be declined",
        "of the two codes, the one that speaks of a booking past its pending",
    ),
    "confirm_confirmed": Decision(
        428,
        "FAILED_CONFIRMING_NON_PENDING_BOOKING",
        "A confirmed booking cannot be confirmed again",
        "as for declining",
    ),
    "wrong_status": Decision(
        428, "INVALID_BOOKING_STATUS", "The status of the booking does not allow this", "the other code"
    ),
    "cancel_over": Decision(
        428,
        "VALIDATION_FAILURE",
        "A canceled or declined booking cannot be canceled",
        "the one general code among those documented for canceling",
    ),
    "no_open_spots": Decision(
        428,
        "NO_OPEN_SPOTS",
        "There are no open spots",
        "confirming checks no availability, but who waits for a seat waits until there is one",
    ),
    "no_service": Decision(428, "VALIDATION_FAILURE", "There is no such service", "no code names this"),
    "no_resource": Decision(
        428,
        "INVALID_FLOW_SELECTED_RESOURCES",
        "There is no such resource",
        "the code that speaks of resources",
    ),
    "begun": Decision(
        403,
        "BOOKING_POLICY_VIOLATION",
        "The booking policy does not allow this any more",
        "every booking policy ends, at the latest, when what is booked begins",
    ),
    "no_session": Decision(404, "SESSION_NOT_FOUND", "Session not found", "an id that names nothing here"),
    "no_schedule": Decision(404, "SCHEDULE_NOT_FOUND", "Schedule not found", "an id that names nothing here"),
}

#: Errors any API can have: their names in the manner of this one. Others keep the name they have.
FRONT_CODES = {
    "BAD_REQUEST": "INVALID_ARGUMENT",
    "FOREIGN_HOST": "INVALID_ARGUMENT",
    "RATE_LIMITED": "RESOURCE_EXHAUSTED",
}

#: Only bookings of this status take a slot or a seat: the documents disagree about the pending ones.
BLOCKING = Status.CONFIRMED

#: The session of a booking says less than its status; whoever canceled is not in the session any more.
APPROVAL = {
    Status.CREATED: "PENDING",
    Status.PENDING: "PENDING",
    Status.WAITING_LIST: "PENDING",
    Status.CONFIRMED: "APPROVED",
    Status.DECLINED: "DECLINED",
}

#: What is sent when a customer is to be told, but no message was given.
DEFAULT_MESSAGES = {
    "created": "Your booking was received",
    Status.PENDING: "Your booking awaits approval",
    Status.CONFIRMED: "Your booking was confirmed",
    Status.DECLINED: "Your booking was declined",
    Status.CANCELED: "Your booking was canceled",
}

#: The last part of an event's name; all but that of the pending ones are documented.
EVENTS = {
    Status.PENDING: "marked_as_pending",
    Status.CONFIRMED: "confirmed",
    Status.DECLINED: "declined",
    Status.CANCELED: "canceled",
}

#: A booking without a time zone is one in UTC.
DEFAULT_TIME_ZONE = "UTC"

#: Longer texts and arrays, larger parties and pages are refused, so that mistakes of a client show.
LONGEST_TEXT = 1000
LONGEST_ARRAY = 100
MOST_PARTICIPANTS = 100
LARGEST_PAGE = 100
DEFAULT_PAGE = 50

#: Whoever sends more mistakes than this at once has learned enough from the first of them.
MOST_VIOLATIONS = 100
