from __future__ import annotations

import pytest

from runner.claims.conditions import conditions_of
from runner.claims.names import Names
from runner.model.claim import EVERYBODY_ELSE, Access

CANCEL = Names(
    path=(),
    sent=("business_id", "booking_id", "guest", "guest.staff_id"),
    required=("business_id", "booking_id"),
    tabled=("business_id", "booking_id", "event_instance_id"),
    accesses=(
        Access("client", allowed=True),
        Access("staff", allowed=False, statuses=(401,)),
        Access("admin", allowed=False, statuses=(403,)),
        Access("robot", allowed=False),
    ),
    acts=frozenset({"cancel", "booking"}),
    nouns=("cancel", "booking"),
)
DECLINE = Names(
    path=("bookingId",),
    sent=("revision",),
    required=("revision",),
    tabled=("bookingId", "revision"),
    accesses=(Access("client", allowed=True), Access(EVERYBODY_ELSE, allowed=False)),
    acts=frozenset({"decline"}),
    nouns=("decline", "booking"),
)


def told(words: str, status: int, names: Names) -> list[str]:
    """The conditions, with a question mark before those that are guessed."""
    return [f"{'? ' if found.is_guess else ''}{found}" for found in conditions_of(words, status, names)]


@pytest.mark.parametrize(
    ("status", "words", "conditions"),
    [
        (400, "Missing booking_id", ["without `booking_id`"]),
        (400, "The booking_id is missing or empty", ["without `booking_id`"]),
        (400, "Missing staff_id", ["without `guest.staff_id`"]),
        (400, "Missing colour", []),
        (400, "Missing business_uid", ["without `business_uid`"]),
        (400, "Missing businessUid", ["without `businessUid`"]),
        (400, "Missing required fields", ["without `business_id`", "without `booking_id`"]),
        (400, "Both missing", ["without `business_id` and `booking_id`"]),
        (400, "Missing Parameters", ["without `business_id`", "without `booking_id`"]),
        (404, "Not Found - Missing required query parameters", ["without `business_id`", "without `booking_id`"]),
        (400, "Something is missing", ["without `business_id`", "without `booking_id`"]),
        (422, "A required field is missing", []),
        (200, "Missing booking_id", ["without `booking_id`"]),
        (400, "The body is no JSON object", ["with a body that is no JSON object"]),
        (400, "The body is no JSON", []),
        (404, "Invalid booking_id", ["with a `booking_id` that does not exist"]),
        (400, "Invalid booking_id", ["? with a `booking_id` that does not exist"]),
        (403, "Invalid booking_id", ["? with a `booking_id` that does not exist"]),
        (422, "Invalid guest", []),
        (404, "A booking_id that does not exist", ["with a `booking_id` that does not exist"]),
        (409, "A booking_id that does not exist", ["? with a `booking_id` that does not exist"]),
        (409, "No such booking", ["? with a `booking_id` that does not exist"]),
        (410, "No such booking, invalid booking_id", ["with a `booking_id` that does not exist"]),
        (200, "No such booking", ["? with a `booking_id` that does not exist"]),
        (404, "No such booking for this caller", ["with a `booking_id` that does not exist"]),
        (404, "No such staff member", ["with a `guest.staff_id` that does not exist"]),
        (404, "No such guest", []),
        (404, "No such time zone", []),
        (422, "Booking not found", ["with a `booking_id` that does not exist"]),
        (500, "Booking not found", []),
        (404, "No booking has this id", ["with a `booking_id` that does not exist"]),
        (404, "Unknown, or not the caller's", ["with a `booking_id` that does not exist"]),
        (404, "Not Found", []),
        (401, "Unauthorized", ["without a token"]),
        (422, "Unauthorized", []),
        (404, "No token, or one that is not valid", ["? without a token", "? with an unknown token"]),
        (404, "The caller is an administrator", ["? with a token of admin"]),
        (401, "The caller is an administrator", ["? with a token of admin"]),
        (404, "Not for this identity", ["? with a token of staff", "? with a token of admin", "? with a token of robot"]),
        (500, "No token", []),
        (200, "The booking was cancelled before", ["? sent twice"]),
        (401, "No token, or one that is not valid", ["without a token", "with an unknown token"]),
        (
            401,
            "No token, or one that is unknown or expired",
            ["without a token", "with an unknown token", "with a token of expired"],
        ),
        (401, "Not a client token", ["with a token of staff", "with a token of robot"]),
        (403, "Not for this identity", ["with a token of admin", "with a token of robot"]),
        (403, "An admin token", ["with a token of admin"]),
        (403, "The caller is an administrator", ["with a token of admin"]),
        (403, "An administrator of another house", []),
        (403, "A client's token", []),
        (403, "A client token", []),
        (403, "A participant's token", []),
        (401, "Occurs with staff and robot tokens instead of client tokens", ["with a token of staff", "with a token of robot"]),
        (422, "Already cancelled", ["? sent twice"]),
        (422, "Cancelled before", ["? sent twice"]),
        (422, "The booking was done, cancelled or rejected before", []),
        (422, "The booking was cancelled, done or rejected before", ["? sent twice"]),
        (422, "The booking is over", ["? sent twice"]),
        (422, "Already registered elsewhere", []),
        (422, "An address given twice", []),
        (500, "Already cancelled", []),
        (409, "A repeated call", ["? sent twice"]),
        (429, "Limit of the feature", []),
    ],
)  # fmt: skip
def test_words_are_conditions_where_they_are_certain(status: int, words: str, conditions: list[str]) -> None:
    assert told(words, status, CANCEL) == conditions


@pytest.mark.parametrize(
    ("status", "words", "conditions"),
    [
        (404, "Not Found", ["with a `bookingId` that does not exist"]),
        (404, "No such booking", ["with a `bookingId` that does not exist"]),
        (428, "Declined already", []),
        (409, "Not the current revision", ["? sent twice"]),
        (409, "The revision is not the present one", ["? sent twice"]),
        (428, "Not the current revision", []),
        (422, "A second call", ["? sent twice"]),
        (401, "With a robot token", ["with a token of robot"]),
        (401, "With a client token", []),
    ],
)
def test_a_request_that_names_a_revision_is_stale_the_second_time(
    status: int, words: str, conditions: list[str]
) -> None:
    assert told(words, status, DECLINE) == conditions
