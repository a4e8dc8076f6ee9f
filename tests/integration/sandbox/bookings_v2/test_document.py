"""The OpenAPI document of the bookings API against the sandbox: the same operations, answers and errors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.bookings_v2.conftest import BOOKINGS, CALENDAR, QUERY
from jsonschema import Draft202012Validator

from runner.sandbox.bookings_v2 import BOOKINGS_V2
from runner.sandbox.bookings_v2.decisions import FRONT_CODES, REFUSALS

if TYPE_CHECKING:
    import httpx
    from integration.sandbox.conftest import World

ROOT = Path(__file__).parents[4]
DOCUMENT: Mapping[str, Any] = json.loads((ROOT / "swagger/bookings_v2/bookings-v2.json").read_text())
NAME = re.compile(r"\{(\w+)\}")


def operations() -> Iterator[tuple[tuple[str, str], Mapping[str, Any]]]:
    """What the document says about a method and a path, under each address; names of parameters do not count."""
    for path, item in DOCUMENT["paths"].items():
        for server in item.get("servers", DOCUMENT["servers"]):
            for method in item.keys() & {"get", "post"}:
                yield (method.upper(), NAME.sub("{}", server["url"] + path)), item[method]


OPERATIONS = dict(operations())


def referred(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference leads to; anything else is itself."""
    found: Mapping[str, Any] = DOCUMENT if "$ref" in part else part
    for name in part.get("$ref", "").split("/")[1:]:
        found = found[name]
    return found


def content(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema and the examples of a body."""
    media: Mapping[str, Any] = referred(part)["content"]["application/json"]
    return media


def as_json_schema(part: Any, *, closed: bool = True) -> Any:
    """A schema of OpenAPI 3.0 in the words of JSON Schema, and without room for undocumented members."""
    if isinstance(part, list):
        return [as_json_schema(item, closed=closed) for item in part]
    if not isinstance(part, dict):
        return part
    made = {name: as_json_schema(value, closed=closed and name != "allOf") for name, value in part.items()}
    if made.pop("nullable", False):
        made["type"] = [part["type"], "null"]
    if closed and "properties" in part:
        made["additionalProperties"] = False
    return made


COMPONENTS = {"schemas": as_json_schema(DOCUMENT["components"]["schemas"])}


def misfits(value: Any, schema: Any) -> list[str]:
    whole = {**as_json_schema(schema), "components": COMPONENTS}
    checker = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(value)]


def codes(schema: Any) -> Iterator[str]:
    """The codes that the schema of an error lists."""
    if isinstance(schema, list):
        for item in schema:
            yield from codes(item)
    elif isinstance(schema, dict):
        yield from schema.get("code", {}).get("enum", ())
        yield from codes(list(schema.values()))


@dataclass(frozen=True, slots=True)
class Ask:
    """A request about seeded rows, and what is to come of it; `{made}` is a booking made for it."""

    path: str
    body: Any = None
    status: int = 200
    code: str | None = None
    role: str | None = "v2_app"
    made: Mapping[str, Any] = field(default_factory=lambda: {"serviceId": "{v2_service_manual_id}"})

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"

    @property
    def operation(self) -> Mapping[str, Any]:
        return OPERATIONS[self.method, NAME.sub("{}", self.path)]

    @property
    def schema(self) -> Any:
        return content(self.operation["responses"][str(self.status)])["schema"]

    def send(self, sandbox: World) -> httpx.Response:
        made = sandbox.control("fixtures", type="v2_booking", attributes=filled(self.made, sandbox.ids))
        ids = {**sandbox.ids, "made": made["attributes"]["id"]}
        return sandbox.call(self.method, filled(self.path, ids), self.role, json=filled(self.body, ids))

    def __str__(self) -> str:
        return " ".join(map(str, filter(None, (self.method, self.path, self.role, self.status, self.code))))


def filled(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: filled(item, ids) for key, item in value.items()}
    return NAME.sub(lambda name: ids[name[1]], value) if isinstance(value, str) else value


def slot(slot: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"booking": {"bookedEntity": {"slot": slot}, "totalParticipants": 1, **more}}


def course(schedule_id: str, party: int = 1) -> dict[str, Any]:
    return {
        "booking": {"bookedEntity": {"schedule": {"scheduleId": schedule_id}}, "totalParticipants": party}
    }


OLDER = "/_api/bookings-service/v2/bookings"
CANCEL, DECLINE = f"{BOOKINGS}/{{made}}/cancel", f"{BOOKINGS}/{{made}}/decline"
CONFIRM, MARK = f"{BOOKINGS}/{{made}}/confirm", f"{BOOKINGS}/{{made}}/mark_booking_as_pending"
SETTLE = "/bookings/v2/confirmation/{made}:confirmOrDecline"
SESSION, SCHEDULE = f"{CALENDAR}/sessions/", f"{CALENDAR}/schedules/"

FIRST = {"revision": "1"}
HOUR = {"serviceId": "{v2_service_auto_id}", "startDate": "2026-03-02T10:00:00Z"}
SEAT = {"serviceId": "{v2_service_class_id}", "sessionId": "{v2_session_class_id}"}
UNCHECKED = {**slot(HOUR), "flowControlSettings": {"skipAvailabilityValidation": True}}
TWO_EMAILS = {
    **slot(HOUR, contactDetails={"email": "a@b.example"}),
    "formSubmission": {"email": "b@b.example"},
}
CHOICES = {"booking": {"bookedEntity": {"slot": HOUR}, "participantsChoices": {"serviceChoices": []}}}
SEVERAL = {"multiServiceBookingId": "{v2_site_id}"}
STRICT = {"serviceId": "{v2_service_strict_id}", "startDate": "2026-02-02T09:00:00Z"}
WAITING = {"status": "WAITING_LIST", **SEAT, "sessionId": "{v2_session_full_id}"}

LIMITED = (
    Ask(BOOKINGS, slot(HOUR)),
    *(Ask(path, FIRST) for path in (CANCEL, DECLINE, CONFIRM, MARK)),
    Ask(SETTLE, {}),
)
ANSWERED = (
    *LIMITED,
    Ask(BOOKINGS, slot(SEAT)),
    Ask(BOOKINGS, course("{v2_schedule_course_id}"), role="v2_member"),
    Ask(BOOKINGS, slot(HOUR, additionalFields=[{"id": "shoes"}]), role="v2_visitor"),
    Ask(OLDER, slot(HOUR)),
    Ask(f"{OLDER}/{{made}}/decline", {"revision": 1, "paymentStatus": "EXEMPT", "doubleBooked": True}),
    Ask(QUERY, {}, made=SEVERAL),
    Ask(QUERY, {"query": {"cursorPaging": {"limit": 1}}, "withBookingAllowedActions": True}),
    Ask("/_api/bookings-reader/v2/extended-bookings/query", {"query": {"filter": {"id": "{made}"}}}),
    Ask(SESSION + "{v2_session_full_id}"),
    Ask(SCHEDULE + "{v2_schedule_course_id}"),
)
TURNED_AWAY = tuple(
    replace(ask, role=role, status=status, code=code)
    for ask in (*LIMITED, Ask(QUERY, {}), Ask(SESSION + "{made}"), Ask(SCHEDULE + "{made}"))
    for role, status, code in ((None, 401, "UNAUTHENTICATED"), ("v2_noperm", 403, "UNAUTHORIZED_OPERATION"))
)
UNCHANGED = tuple(
    asked
    for path in (CANCEL, DECLINE, CONFIRM, MARK)
    for asked in (
        Ask(path, {}, 400),
        Ask(path, {"revision": 0, "participantNotification": {"message": "?" * 1001}}, 400),
        Ask(path.replace("{made}", "{v2_booking_unknown_id}"), FIRST, 404, "BOOKING_NOT_FOUND"),
        Ask(path, {"revision": "2"}, 409, "REVISION_MISMATCH"),
    )
)
REFUSED = (
    *TURNED_AWAY,
    *UNCHANGED,
    *(Ask(ask.path, [], 400, "INVALID_ARGUMENT") for ask in (*LIMITED, Ask(QUERY))),
    Ask(BOOKINGS, {"booking": {"bookedEntity": {}}}, 400),
    Ask(BOOKINGS, slot({**HOUR, "timezone": "Mars"}), 400, "INVALID_TIME_ZONE"),
    Ask(BOOKINGS, slot({**HOUR, "startDate": "2026-03-02"}), 400, "INVALID_DATE_FORMAT"),
    Ask(BOOKINGS, TWO_EMAILS, 400, "CONTACT_DETAILS_CONFLICT"),
    Ask(BOOKINGS, CHOICES, 400, "INVALID_CHOICES"),
    Ask(BOOKINGS, slot({**HOUR, "startDate": "2026-02-01T10:00:00Z"}), 403, "BOOKING_POLICY_VIOLATION"),
    Ask(BOOKINGS, UNCHECKED, 428, "CAN_NOT_SKIP_AVAILABILITY_VALIDATION_IF_RESOURCE_NOT_PROVIDED"),
    Ask(
        BOOKINGS,
        slot(HOUR, multiServiceBookingInfo={"id": "{v2_site_id}"}),
        428,
        "CAN_NOT_CREATE_BOOKING_WITH_MULTI_SERVICE_BOOKING_INFO",
    ),
    Ask(BOOKINGS, slot({**HOUR, "resource": {"id": "?"}}), 428, "INVALID_FLOW_SELECTED_RESOURCES"),
    Ask(BOOKINGS, slot({**HOUR, "endDate": "2026-03-02T10:30:00Z"}), 428, "SLOT_NOT_AVAILABLE"),
    Ask(BOOKINGS, slot({**SEAT, "sessionId": "?"}), 428, "SESSION_NOT_FOUND"),
    Ask(BOOKINGS, slot({**SEAT, "sessionId": "{v2_session_full_id}"}), 428, "SESSION_CAPACITY_EXCEEDED"),
    Ask(BOOKINGS, course("?"), 428, "SCHEDULE_NOT_FOUND"),
    Ask(BOOKINGS, course("{v2_schedule_course_id}", party=3), 428, "SCHEDULE_CAPACITY_EXCEEDED"),
    Ask(BOOKINGS, slot({**HOUR, "serviceId": "?"}), 428, "VALIDATION_FAILURE"),
    Ask(CANCEL, FIRST, 403, "BOOKING_POLICY_VIOLATION", made=STRICT),
    Ask(
        CANCEL,
        {**FIRST, "flowControlSettings": {"withRefund": True}},
        403,
        "REFUND_NOT_ALLOWED",
        "v2_manager",
    ),
    Ask(CANCEL, FIRST, 428, "VALIDATION_FAILURE", made={"status": "DECLINED"}),
    Ask(CANCEL, FIRST, 428, "NOT_ALLOWED_TO_UPDATE_BOOKING_IN_MULTI_SERVICE_BOOKING", made=SEVERAL),
    Ask(DECLINE, {**FIRST, "paymentStatus": "SETTLED"}, 400),
    Ask(DECLINE, FIRST, 428, "FAILED_DECLINE_NON_PENDING_BOOKING", made={"status": "CONFIRMED"}),
    Ask(DECLINE, FIRST, 428, "INVALID_BOOKING_STATUS", made={"status": "CANCELED"}),
    Ask(CONFIRM, FIRST, 428, "FAILED_CONFIRMING_NON_PENDING_BOOKING", made={"status": "CONFIRMED"}),
    Ask(CONFIRM, FIRST, 428, "INVALID_BOOKING_STATUS", made={"status": "DECLINED"}),
    Ask(CONFIRM, FIRST, 428, "NO_OPEN_SPOTS", made=WAITING),
    Ask(MARK, FIRST, 428, "INVALID_BOOKING_STATUS", made={"status": "PENDING"}),
    Ask(MARK, FIRST, 428, "NOT_PENDING_APPROVAL_SERVICE", made={}),
    Ask(SETTLE, {"paymentStatus": "SETTLED"}, 400),
    Ask(SETTLE.replace("{made}", "{v2_booking_unknown_id}"), {}, 404, "BOOKING_NOT_FOUND"),
    Ask(SETTLE, {}, 428, "INVALID_BOOKING_STATUS", made={"status": "PENDING"}),
    Ask(QUERY, {"query": {"filter": {"title": "Consultation"}}}, 400),
    Ask(QUERY, {"query": {"filter": {"id": {"$in": ["?"] * 101}}}}, 400),
    Ask(SESSION + "{made}", None, 404, "SESSION_NOT_FOUND"),
    Ask(SCHEDULE + "{made}", None, 404, "SCHEDULE_NOT_FOUND"),
)
BEYOND_LIMITS = tuple(replace(ask, status=429, code="FEATURE_LIMIT_EXCEEDED") for ask in LIMITED)


def test_the_document_has_the_operations_that_are_served() -> None:
    served = {(each.method, NAME.sub("{}", each.path)) for each in BOOKINGS_V2.operations}
    assert OPERATIONS.keys() == served


def test_the_errors_of_the_document_are_those_that_are_given() -> None:
    asked = (*REFUSED, *BEYOND_LIMITS)
    given = {(ask.operation["operationId"], str(ask.status), ask.code) for ask in asked if ask.code}
    assert given == {
        (operation["operationId"], status, code)
        for operation in OPERATIONS.values()
        for status, answer in operation["responses"].items()
        for code in codes(content(answer)["schema"])
    }


@pytest.mark.parametrize("ask", [*ANSWERED, *REFUSED], ids=str)
def test_an_answer_fits_its_schema(sandbox: World, ask: Ask) -> None:
    answer = ask.send(sandbox)
    said = answer.json()
    assert answer.status_code == ask.status, said
    assert ask.code is None or said["details"]["applicationError"]["code"] == ask.code
    assert misfits(said, ask.schema) == []


@pytest.mark.parametrize("ask", BEYOND_LIMITS, ids=str)
def test_an_answer_beyond_the_limits_fits_its_schema(sandbox: World, ask: Ask) -> None:
    sandbox.control("fixtures", type="v2_quota", attributes={"remaining": 0})
    answer = ask.send(sandbox)
    assert (answer.status_code, answer.json()["details"]["applicationError"]["code"]) == (429, ask.code)
    assert misfits(answer.json(), ask.schema) == []


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=[" ".join(key) for key in OPERATIONS])
def test_an_example_fits_its_schema(operation: Mapping[str, Any]) -> None:
    asked = [operation["requestBody"]] if "requestBody" in operation else []
    for media in map(content, (*asked, *operation["responses"].values())):
        for name, example in media["examples"].items():
            assert misfits(referred(example)["value"], media["schema"]) == [], name


def test_the_document_marks_what_the_sandbox_decided() -> None:
    marked = {
        (int(status), code)
        for operation in OPERATIONS.values()
        for status, answer in operation["responses"].items()
        for code, example in content(answer)["examples"].items()
        if "x-sandbox-defined" in example
    }
    # The code of this one is documented; ours is only that it is given for settings, too.
    decided = {(each.status, each.code) for name, each in REFUSALS.items() if name != "business_only"}
    assert marked == decided | {(400, FRONT_CODES["BAD_REQUEST"])}
