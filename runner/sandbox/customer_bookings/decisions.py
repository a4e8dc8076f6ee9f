"""Our own decisions: what no documentation of such an API settles, settled here.

The refusals in the table are worded by the sandbox; a client must not take them for anybody else's contract.
Nor these readings, which no constant can hold:

- A token that is not valid counts as none where none is needed: looking up must not get harder by trying.
- `invited` is how a guest sees an accepted booking. He may cancel it once he has accepted: the documents let
  participants cancel, and accepted bookings be canceled.
- Administrators preview and cancel on the customer's terms: only a rejection is documented to refund in full.
- The fee is a share of the price as edited; what is held beyond it comes back, what is lacking stays due.
- An edit replaces the whole list it sends. A price that falls with it is a balance until the booking is
  canceled: only the order is documented to follow an edit, not the payment.
- A revert goes back to before the first edit since the booking was accepted or last reverted, but leaves the
  answers of participants alone: they are not the owner's to undo.
- Form data is kept per e-mail address, and is no edit.
- A GET that writes takes no HEAD.
"""

from __future__ import annotations

from runner.sandbox.decision import Decision

REFUSALS = {
    "no_token": Decision(
        401, "unauthenticated", "A valid token is needed", "nobody is neither owner nor not"
    ),
    "owner_only": Decision(
        403, "unauthorized", "Only the owner of the booking may do this", "edits change what the owner pays"
    ),
    "participant_only": Decision(
        403, "unauthorized", "Only a participant of the booking may do this", "nobody answers for another"
    ),
    "others_answers": Decision(
        403,
        "unauthorized",
        "A participant answers for nobody else",
        "only the owner speaks for all who take part",
    ),
    "other_order": Decision(
        403, "unauthorized", "Only the owner of the order may do this", "as for a booking of another"
    ),
    "customer_only": Decision(
        403, "customer_only", "Only a customer may do this", "an administrator has no bookings of its own"
    ),
    "admin_only": Decision(
        403,
        "admin_only",
        "Only an administrator may do this",
        "a customer does not decide on its own request",
    ),
    "no_organization": Decision(
        422, "required", "o is required", "an administrator of several organizations has to name one"
    ),
    "other_organization": Decision(
        403, "organization_mismatch", "This token belongs to another organization", "nor may it see that one"
    ),
    "no_number": Decision(422, "required", "number is required", "as for a value that a body lacks"),
    "wrong_hash": Decision(
        403, "invalid_hash", "The hash does not belong to this booking", "a kiosk must not show another's"
    ),
    "no_service": Decision(404, "service_not_found", "There is no such service", "an id that names nothing"),
    "no_resource": Decision(
        404, "resource_not_found", "There is no such resource", "an id that names nothing"
    ),
    "no_order": Decision(404, "order_not_found", "There is no such order", "an id that names nothing"),
    "wrong_media": Decision(
        415,
        "unsupported_media_type",
        "Send application/vnd.api+json or application/json",
        "the documented bodies are plain JSON, the convention they follow has a type of its own",
    ),
    "not_invited": Decision(
        422,
        "not_invited",
        "There is no open invitation to accept or reject",
        "an invitation is answered once",
    ),
    "not_accepted": Decision(
        422,
        "booking_not_accepted",
        "Only an accepted booking can be edited; this one is {}",
        "edits are documented for accepted bookings",
    ),
    "closed": Decision(
        422,
        "booking_closed",
        "A booking that is {} takes no more data",
        "form data is for an appointment that is still to come",
    ),
    "options_locked": Decision(
        422,
        "service_options_locked",
        "The options of this service cannot be edited",
        "that it is refused is documented, how is not",
    ),
    "no_edit": Decision(
        422, "no_edit_in_progress", "There is no edit to revert", "a revert is a statement about an edit"
    ),
    "not_instant": Decision(
        422,
        "instant_booking_disabled",
        "This service cannot be booked instantly",
        "that it is refused is documented, how is not",
    ),
    "no_transition": Decision(
        422,
        "transition_not_allowed",
        "A booking that is {} cannot become {}",
        "a request that is understood but comes too late",
    ),
    "no_check_in": Decision(
        422,
        "check_in_not_possible",
        "Only an accepted booking can be checked in, and only once",
        "as for any other transition",
    ),
    "nothing_reserved": Decision(
        422, "order_not_open", "Nothing in this order is reserved any more", "an order is completed once"
    ),
}

#: A value of a body is flawed: its syntax is right, what it says is not.
FLAWED = 422
#: A document about something else than the path names; the convention that the API follows asks for it.
CONFLICTING = 409
#: A parameter of the query that means nothing; from the same convention.
BAD_PARAMETER = 400

#: Booking makes something new, also where it is done with one request.
BOOKED = 201

#: The money of this sandbox.
CURRENCY = "EUR"

#: What a cancellation costs: from so many hours before the start, so many percent of the price.
TIERS = ((48, 0), (24, 25), (2, 50), (0, 100))

#: Cancelling one booking of such a service cancels the whole series; of any other, that booking alone.
CANCELED_AS_ONE = frozenset({"series"})
#: The bookings of a series are so many days apart.
DAYS_APART = 7

LONGEST_HOURS = 24
MOST_PARTICIPANTS = 100
MOST_ADD_ONS = 100
MOST_OF_AN_ADD_ON = 100
LONGEST_NAME = 200
LONGEST_ANSWER = 500
LARGEST_ANSWER = 10**9

#: A resource is offered between these hours of the day, in UTC; it can be booked at any.
DAY_STARTS, DAY_ENDS = 8, 18
MAX_AVAILABILITY_DAYS = 31
DEFAULT_AVAILABILITY_DAYS = 7

DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE = 25, 100
MAX_PAGE = 1_000_000
