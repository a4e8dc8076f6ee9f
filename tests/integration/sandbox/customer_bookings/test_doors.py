"""What stands before every operation: path, token, media type, role, booking, relation to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.customer_bookings.conftest import refusal

if TYPE_CHECKING:
    from integration.sandbox.customer_bookings.conftest import Desk

C, A = "customer", "admin"
ANYBODY, MEMBERS, CUSTOMERS, ADMINS = None, {C, A}, {C}, {A}

# Method, path, the booking it is about, the body, and who may.
MATRIX: list[tuple[str, str, str, Any, set[str] | None]] = [
    ("GET", "bookings/by-number?number=B-000003", "accepted", None, ANYBODY),
    ("GET", "services/{cb_service_basic_id}", "accepted", None, ANYBODY),
    ("GET", "resources/{cb_resource_1_id}/availability", "accepted", None, ANYBODY),
    ("GET", "bookings", "accepted", None, MEMBERS),
    ("GET", "bookings/{id}", "accepted", None, MEMBERS),
    ("GET", "bookings/{id}/cancellation-preview", "accepted", None, MEMBERS),
    ("GET", "bookings/{id}/cancel", "accepted", None, MEMBERS),
    ("POST", "bookings/{id}/accept-invite", "invited", None, CUSTOMERS),
    ("POST", "bookings/{id}/reject-invite", "invited", None, CUSTOMERS),
    ("POST", "bookings/{id}/personalization", "accepted", {}, CUSTOMERS),
    ("POST", "bookings/{id}/edit-participants", "accepted", {"participants": []}, CUSTOMERS),
    ("POST", "bookings/{id}/edit-service-options", "accepted", {"addons": []}, CUSTOMERS),
    ("POST", "bookings/{id}/edit-booking-base-data", "accepted", {"end_date": "2026-02-12T14:10:00Z"}, CUSTOMERS),
    ("GET", "bookings/{id}/cancel-edit-booking", "edited", None, CUSTOMERS),
    ("POST", "bookings/instant", "accepted", "wish", CUSTOMERS),
    ("POST", "order/bookings", "accepted", "wish", CUSTOMERS),
    ("POST", "order/{order}/complete", "reserved", None, CUSTOMERS),
    ("PATCH", "bookings/{id}", "requested", "decision", ADMINS),
    ("POST", "bookings/{id}/check-in", "accepted", None, ADMINS),
]  # fmt: skip
ABOUT_ONE = [row for row in MATRIX if row[1].startswith("bookings/{id}")]


def prepared(desk: Desk, path: str, about: str, body: Any) -> tuple[str, Any]:
    """Path and body, with a booking in the right condition."""
    booking = desk.ids[f"cb_booking_{'accepted' if about == 'edited' else about}_id"]
    if about == "edited":
        desk.send(f"bookings/{booking}/edit-participants", participants=[])
    order = desk.look(f"bookings/{booking}").json()["included"][0]["id"]
    bodies = {
        "wish": desk.wish(),
        "decision": {"data": {"type": "bookings", "id": booking, "attributes": {"status": "accepted"}}},
    }
    return path.format(id=booking, order=order, **desk.ids), bodies.get(body, body) if isinstance(
        body, str
    ) else body


def names(row: Any) -> str:
    return row if isinstance(row, str) else ""


@pytest.mark.parametrize("role", [C, A, "customer_expired", "staff", "sbx_nobody_00000000", None])
@pytest.mark.parametrize(("method", "path", "about", "body", "allowed"), MATRIX, ids=names)
def test_every_cell_of_the_matrix(  # 002-32 among them
    desk: Desk, method: str, path: str, about: str, body: Any, allowed: set[str] | None, role: str | None
) -> None:
    full, content = prepared(desk, path, about, body)
    query = {"params": {"o": desk.ids["cb_organization_id"]}} if role == A and "?" not in full else {}
    answer = desk.ask(method, full, role, json=content, **query)
    if allowed is ANYBODY or role in allowed:
        assert answer.status_code in (200, 201), answer.text
        assert answer.headers["content-type"] == "application/vnd.api+json"
    elif role in MEMBERS:
        assert refusal(answer) == (403, f"{'admin' if allowed == ADMINS else 'customer'}_only")
    else:
        assert refusal(answer) == (401, "unauthenticated")


@pytest.mark.parametrize(("method", "path", "about", "body", "allowed"), ABOUT_ONE, ids=names)
def test_a_stranger_gets_nowhere(
    desk: Desk, method: str, path: str, about: str, body: Any, allowed: set[str]
) -> None:  # 002-34
    full, content = prepared(desk, path, about, body)
    before = desk.admin("GET", full.rsplit("/", 1)[0] if "/{id}/" in path else full).content
    answer = desk.ask(method, full, "customer_c", json=content)
    assert refusal(answer) == (403, "unauthorized" if C in allowed else "admin_only")
    assert desk.admin("GET", full.rsplit("/", 1)[0] if "/{id}/" in path else full).content == before


@pytest.mark.parametrize("id_", ["cb_booking_unknown_id", "x", "%00", "%F0%9F%90%8D"])
@pytest.mark.parametrize(("method", "path", "about", "body", "allowed"), ABOUT_ONE, ids=names)
def test_a_booking_that_is_none_is_not_found(
    desk: Desk, method: str, path: str, about: str, body: Any, allowed: set[str], id_: str
) -> None:  # 002-36
    _, content = prepared(desk, path, about, body)
    full = path.format(id=desk.ids.get(id_, id_))
    how = {"json": content}
    answer = desk.ask(method, full, **how) if C in allowed else desk.admin(method, full, **how)
    assert refusal(answer) == (404, "booking_not_found")


@pytest.mark.parametrize(("method", "path", "about", "body", "allowed"), MATRIX, ids=names)
def test_the_media_type_of_a_body_matters(
    desk: Desk, method: str, path: str, about: str, body: Any, allowed: set[str] | None
) -> None:
    full, _ = prepared(desk, path, about, body)
    role = C if allowed is None or C in allowed else A
    for type_ in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp", None):
        headers = {} if type_ is None else {"Content-Type": type_}
        answer = desk.ask(method, full, role, content=b"{}", headers=headers)
        assert refusal(answer) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "type_",
    [
        "application/json",
        "APPLICATION/JSON; charset=utf-8",
        "application/vnd.api+json",
        'application/vnd.api+json;ext="x"',
    ],
)
def test_two_media_types_are_read(desk: Desk, type_: str) -> None:
    path = f"bookings/{desk.ids['cb_booking_accepted_id']}/edit-participants"
    how: dict[str, Any] = {"content": b'{"participants":[]}', "headers": {"Content-Type": type_}}
    assert desk.ask("POST", path, **how).status_code == 200


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b'{"a":"\\ud800"}', b'{"a":NaN}'])
@pytest.mark.parametrize("path", [row[1] for row in MATRIX if row[3] is not None and row[0] == "POST"])
def test_a_body_that_is_no_object_is_refused(desk: Desk, path: str, content: bytes) -> None:
    full = path.format(id=desk.ids["cb_booking_accepted_id"])
    how: dict[str, Any] = {"content": content, "headers": {"Content-Type": "application/json"}}
    assert refusal(desk.ask("POST", full, **how)) == (400, "bad_request")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "nowhere", 404, "not_found"),
        ("GET", "bookings/", 404, "not_found"),
        ("PUT", "bookings", 405, "method_not_allowed"),
        ("GET", "bookings/instant", 405, "method_not_allowed"),
        ("DELETE", "bookings/by-number", 405, "method_not_allowed"),
        ("GET", "bookings/x/personalization", 405, "method_not_allowed"),
    ],
)
def test_paths_and_methods_that_are_none(desk: Desk, method: str, path: str, status: int, code: str) -> None:
    answer = desk.ask(method, path, None)
    assert refusal(answer) == (status, code)
    assert ("allow" in answer.headers) is (status == 405)


def test_a_body_may_be_too_large(desk: Desk) -> None:
    answer = desk.send("bookings/instant", json={"a": "x" * 1024 * 1024})
    assert refusal(answer) == (413, "payload_too_large")


@pytest.mark.parametrize(
    ("role", "path", "how", "refused"),
    [
        (None, "bookings/{cb_booking_unknown_id}/personalization", {"content": b"x"}, (401, "unauthenticated")),
        ("admin", "bookings/{cb_booking_unknown_id}/personalization", {"content": b"x"}, (415, "unsupported_media_type")),
        ("admin", "bookings/{cb_booking_unknown_id}/personalization", {"content": b""}, (403, "customer_only")),
        ("customer", "bookings/{cb_booking_unknown_id}/personalization", {"content": b""}, (400, "bad_request")),
        ("customer", "bookings/{cb_booking_unknown_id}/personalization", {"json": {"a": 1}}, (404, "booking_not_found")),
        ("customer_c", "bookings/{cb_booking_expired_id}/personalization", {"json": {"a": 1}}, (403, "unauthorized")),
        ("customer", "bookings/{cb_booking_expired_id}/personalization", {"json": {"a": 1}}, (422, "booking_closed")),
        ("customer", "bookings/{cb_booking_accepted_id}/personalization", {"json": {"a": 1}}, (422, "unknown_field")),
        ("customer", "bookings/{cb_booking_accepted_id}/edit-booking-base-data", {"json": {"resource_id": "x", "start_date": "x"}}, (422, "invalid")),
        ("customer", "bookings/{cb_booking_accepted_id}/edit-booking-base-data", {"json": {"resource_id": "x", "start_date": "2026-02-12T11:00:00Z"}}, (404, "resource_not_found")),
    ],
)  # fmt: skip
def test_the_first_fault_of_a_request_decides(
    desk: Desk, role: str | None, path: str, how: dict[str, Any], refused: tuple[int, str]
) -> None:
    assert refusal(desk.ask("POST", path.format_map(desk.ids), role, **how)) == refused
