"""The OpenAPI document of the customer bookings API, held against what the sandbox serves."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Template
from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.customer_bookings.document import JSON_API, Operation, operations

from runner.sandbox.customer_bookings import CUSTOMER_BOOKINGS

if TYPE_CHECKING:
    import httpx
    from integration.sandbox.conftest import World

OPERATIONS = {operation.name: operation for operation in operations()}

APRIL = {"start_date": "2026-04-15T09:00:00+02:00", "end_date": "2026-04-15T10:00:00+02:00"}
BASIC = {**APRIL, "resource_id": "$cb_resource_1_id", "service_id": "$cb_service_basic_id"}
JANE = {"email": "jane@example.com"}
ORGANIZATION = {"o": "$cb_organization_id"}


# ---- requests to the sandbox


@dataclass(frozen=True)
class Ask:
    """A call of an operation; `$name` stands for an id."""

    operation: str
    status: int
    #: The variable whose value stands in the path.
    at: str = ""
    role: str | None = "customer"
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    def __str__(self) -> str:
        return f"{self.operation}-{self.status}-{self.role}"

    def put_to(self, sandbox: World, ids: Mapping[str, str]) -> httpx.Response:
        documented = OPERATIONS[self.operation]
        path = re.sub(r"\{\w+\}", lambda _: ids[self.at], documented.path)
        how: dict[str, Any] = {"params": _filled(dict(self.query), ids)}
        if self.body is not None:
            how["json"] = _filled(self.body, ids)
        return sandbox.call(documented.method, path, self.role, **how)


def _filled(value: Any, ids: Mapping[str, str]) -> Any:
    return json.loads(Template(json.dumps(value)).substitute(ids))


@pytest.fixture
def ids(sandbox: World) -> dict[str, str]:
    """The ids everybody knows, and those of an order, a form's field, and a booking that takes its answers."""
    service = sandbox.get(
        f"/api/v1/services/{sandbox.ids['cb_service_form_id']}", None, include="custom_form"
    ).json()
    reserved = sandbox.get(f"/api/v1/bookings/{sandbox.ids['cb_booking_reserved_id']}", "customer").json()
    made = sandbox.control(
        "fixtures", type="cb_booking", attributes={"service_id": sandbox.ids["cb_service_form_id"]}
    )
    return {
        **sandbox.ids,
        "order_id": reserved["data"]["relationships"]["order"]["data"]["id"],
        "field_id": service["included"][0]["attributes"]["fields"][0]["id"],
        "form_booking_id": made["attributes"]["id"],
    }


ANSWERED = (
    Ask("lookUpBooking", 200, role=None, query={"number": "$cb_booking_accepted_number"}),
    Ask("lookUpBooking", 200, query={"number": "$cb_booking_accepted_number"}),
    Ask("listBookings", 200),
    Ask("listBookings", 200, role="admin", query=ORGANIZATION),
    Ask("getBooking", 200, "cb_booking_accepted_id", query={"include": "order,service,resource"}),
    Ask("getBooking", 200, "cb_booking_invited_id"),
    Ask("previewCancellation", 200, "cb_booking_36h_id"),
    Ask("cancelBooking", 200, "cb_booking_36h_id"),
    Ask("acceptInvite", 200, "cb_booking_invited_id"),
    Ask("rejectInvite", 200, "cb_booking_invited_id"),
    Ask("personalizeBooking", 200, "form_booking_id", body={"$field_id": "Vegetarian", **JANE}),
    Ask("editParticipants", 200, "cb_booking_accepted_id", body={"participants": [JANE]}),
    Ask(
        "editServiceOptions",
        200,
        "cb_booking_accepted_id",
        body={"addons": [{"add_on_id": "$cb_addon_1_id", "quantity": 2}]},
    ),
    Ask("editBookingBaseData", 200, "cb_booking_accepted_id", body=APRIL),
    Ask("bookInstantly", 201, body=BASIC),
    Ask("bookInstantly", 201, body={**BASIC, "service_id": "$cb_service_series_id"}),
    Ask("orderBooking", 201, body=BASIC),
    Ask("completeOrder", 200, "order_id", body={"payment": "later"}),
    Ask(
        "decideOnBooking",
        200,
        "cb_booking_requested_id",
        role="admin",
        query=ORGANIZATION,
        body={
            "data": {
                "type": "bookings",
                "id": "$cb_booking_requested_id",
                "attributes": {"status": "rejected"},
            }
        },
    ),
    Ask("checkIn", 200, "cb_booking_accepted_id", role="admin", query=ORGANIZATION),
    Ask("getService", 200, "cb_service_form_id", role=None, query={"include": "custom_form,add_ons"}),
    Ask("getService", 200, "cb_service_basic_id", role=None, query={"include": "custom_form,add_ons"}),
    Ask("listAvailability", 200, "cb_resource_1_id", role=None, query={"start_date": "2026-04-15"}),
)

REFUSED = (
    Ask("lookUpBooking", 403, role=None, query={"number": "$cb_booking_accepted_number", "hash": "no"}),
    Ask("lookUpBooking", 404, role=None, query={"number": "B-999999"}),
    Ask("lookUpBooking", 422, role=None),
    Ask("listBookings", 400, query={"page[size]": "0"}),
    Ask("listBookings", 403, role="admin", query={"o": "$cb_customer_id"}),
    Ask("listBookings", 422, role="admin"),
    Ask("getBooking", 400, "cb_booking_accepted_id", query={"include": "everything"}),
    Ask("getBooking", 401, "cb_booking_accepted_id", role=None),
    Ask("getBooking", 403, "cb_booking_b_id"),
    Ask("getBooking", 404, "cb_booking_unknown_id"),
    Ask("previewCancellation", 403, "cb_booking_b_id"),
    Ask("previewCancellation", 422, "cb_booking_expired_id"),
    Ask("cancelBooking", 401, "cb_booking_accepted_id", role="customer_expired"),
    Ask("cancelBooking", 403, "cb_booking_accepted_id", role="admin", query={"o": "$cb_customer_id"}),
    Ask("cancelBooking", 422, "cb_booking_canceled_id"),
    Ask("acceptInvite", 403, "cb_booking_accepted_id"),
    Ask("rejectInvite", 403, "cb_booking_invited_id", role="admin", query=ORGANIZATION),
    Ask("acceptInvite", 404, "cb_booking_unknown_id"),
    Ask("personalizeBooking", 400, "form_booking_id", body=[]),
    Ask("personalizeBooking", 422, "form_booking_id", body={"email": "nobody", "size": "L"}),
    Ask("personalizeBooking", 422, "cb_booking_canceled_id", body={}),
    Ask("editParticipants", 403, "cb_booking_b_id", body={"participants": []}),
    Ask("editParticipants", 422, "cb_booking_requested_id", body={"participants": []}),
    Ask("editParticipants", 422, "cb_booking_accepted_id", body={"participants": [JANE, JANE, {}, 3]}),
    Ask("editServiceOptions", 422, "cb_booking_accepted_id", body={"addons": [{"add_on_id": "x"}]}),
    Ask("editBookingBaseData", 404, "cb_booking_accepted_id", body={"resource_id": "$cb_booking_unknown_id"}),
    Ask("editBookingBaseData", 422, "cb_booking_accepted_id", body={}),
    Ask("editBookingBaseData", 422, "cb_booking_accepted_id", body={"start_date": "2026-01-01T00:00:00Z"}),
    Ask("revertEdits", 422, "cb_booking_accepted_id"),
    Ask("bookInstantly", 403, role="admin", query=ORGANIZATION, body=BASIC),
    Ask("bookInstantly", 404, body={**BASIC, "service_id": "$cb_booking_unknown_id"}),
    Ask("bookInstantly", 422, body={**BASIC, "service_id": "$cb_service_locked_id"}),
    Ask("bookInstantly", 422, body={}),
    Ask("orderBooking", 404, body={**BASIC, "resource_id": "$cb_booking_unknown_id"}),
    Ask("completeOrder", 403, "order_id", role="customer_b"),
    Ask("completeOrder", 404, "cb_booking_unknown_id"),
    Ask("completeOrder", 422, "order_id", body={"payment": "never"}),
    Ask("decideOnBooking", 403, "cb_booking_requested_id", body={}),
    Ask("decideOnBooking", 422, "cb_booking_requested_id", role="admin", query=ORGANIZATION, body={}),
    Ask(
        "decideOnBooking",
        409,
        "cb_booking_requested_id",
        role="admin",
        query=ORGANIZATION,
        body={"data": {"attributes": {"status": "accepted"}}},
    ),
    Ask("checkIn", 422, "cb_booking_requested_id", role="admin", query=ORGANIZATION),
    Ask("getService", 404, "cb_booking_unknown_id", role=None),
    Ask("listAvailability", 400, "cb_resource_1_id", role=None, query={"start_date": "tomorrow"}),
    Ask("listAvailability", 404, "cb_booking_unknown_id", role=None),
)


def _check(ask: Ask, answer: httpx.Response) -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (ask.status, JSON_API), answer.text
    assert OPERATIONS[ask.operation].answer(ask.status).faults(answer.json()) == []


# ---- tests


def test_the_document_and_the_sandbox_have_the_same_operations() -> None:
    documented = {(one.method, one.path) for one in OPERATIONS.values()}
    assert documented == {(one.method, one.path) for one in CUSTOMER_BOOKINGS.operations}


def test_a_get_that_writes_is_marked() -> None:
    marked = {one.path for one in OPERATIONS.values() if one.method == "GET" and one.writes}
    assert marked == {one.path for one in CUSTOMER_BOOKINGS.operations if not one.safe}


def test_a_token_is_optional_where_the_sandbox_asks_for_none() -> None:
    optional = {one.path for one in OPERATIONS.values() if not one.needs_token}
    assert optional == {one.path for one in CUSTOMER_BOOKINGS.operations if one.roles is None}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_the_examples_fit_their_schemas(operation: Operation) -> None:
    faults = [content.faults(example) for content in operation.contents() for example in content.examples()]
    assert faults
    assert not any(faults)


def test_each_operation_is_asked() -> None:
    # `revertEdits` needs an edit first and has a test of its own.
    assert {ask.operation for ask in ANSWERED} | {"revertEdits"} == set(OPERATIONS)


@pytest.mark.parametrize("ask", ANSWERED, ids=str)
def test_an_answer_is_as_documented(sandbox: World, ids: dict[str, str], ask: Ask) -> None:
    _check(ask, ask.put_to(sandbox, ids))


def test_a_revert_is_answered_as_documented(sandbox: World, ids: dict[str, str]) -> None:
    for ask in (
        Ask("editParticipants", 200, "cb_booking_accepted_id", body={"participants": [JANE]}),
        Ask("revertEdits", 200, "cb_booking_accepted_id"),
    ):
        _check(ask, ask.put_to(sandbox, ids))


@pytest.mark.parametrize("ask", REFUSED, ids=str)
def test_a_refusal_is_as_documented(sandbox: World, ids: dict[str, str], ask: Ask) -> None:
    _check(ask, ask.put_to(sandbox, ids))


@pytest.mark.parametrize("operation", ["personalizeBooking", "checkIn", "completeOrder"])
def test_another_media_type_is_refused_as_documented(
    sandbox: World, ids: dict[str, str], operation: str
) -> None:
    path = re.sub(r"\{\w+\}", ids["form_booking_id"], OPERATIONS[operation].path)
    answer = sandbox.call("POST", path, "customer", content="{}", headers={"Content-Type": "text/plain"})
    _check(Ask(operation, 415), answer)
