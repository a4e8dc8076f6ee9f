from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from integration.sandbox.bookings_v2.conftest import BOOKINGS, QUERY, Bookings, code
from integration.sandbox.conftest import serving_world

from runner.sandbox import SandboxSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

LIMITED: dict[str, Callable[[Bookings], httpx.Response]] = {
    "create": lambda v2: v2.create(),
    "cancel": lambda v2: v2.cancel(v2.make()),
    "decline": lambda v2: v2.decline(v2.make()),
    "confirm": lambda v2: v2.confirm(v2.make()),
    "mark_pending": lambda v2: v2.move("mark_booking_as_pending", v2.make(serviceId=v2.id("service_manual"))),
    "confirm_or_decline": lambda v2: v2.settle(v2.make()),
}


@pytest.mark.parametrize("operation", LIMITED)
@pytest.mark.parametrize("named", [True, False])
def test_a_limit_counts_what_succeeds(v2: Bookings, operation: str, named: bool) -> None:
    attributes = {"remaining": 1, **({"operation": operation} if named else {})}
    put_up = v2.world.control("fixtures", type="v2_quota", attributes=attributes)
    assert put_up["attributes"] == {"operation": operation if named else None, "remaining": 1}
    assert v2.decline({"id": "nothing", "revision": 1}).status_code == 404  # this does not count
    assert LIMITED[operation](v2).status_code == 200
    refused = LIMITED[operation](v2)
    assert code(refused) == (429, "FEATURE_LIMIT_EXCEEDED")
    assert "retry-after" not in refused.headers
    assert len(v2.ledger("events")) == 1


def test_a_limit_is_for_one_operation(v2: Bookings) -> None:
    v2.world.control("fixtures", type="v2_quota", attributes={"operation": "cancel"})
    assert v2.decline(v2.make()).status_code == 200
    assert v2.cancel(v2.make()).status_code == 429


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/bookings/v2/nowhere", (404, "NOT_FOUND")),
        ("POST", "/_api/bookings-service/v2/bookings/x/y/z", (404, "NOT_FOUND")),
        ("GET", f"{BOOKINGS}/x", (404, "NOT_FOUND")),  # there is no way to get one
        ("GET", BOOKINGS, (405, "METHOD_NOT_ALLOWED")),
        ("GET", "/bookings/v2/confirmation/x:confirmOrDecline", (405, "METHOD_NOT_ALLOWED")),
        ("POST", "/bookings/v2/confirmation/x", (404, "NOT_FOUND")),
        ("POST", "/bookings/v1/calendar/sessions/x", (405, "METHOD_NOT_ALLOWED")),
    ],
)
def test_wrong_addresses_are_told_in_the_envelope(
    v2: Bookings, method: str, path: str, expected: tuple[int, str]
) -> None:
    answer = v2.world.call(method, path, "v2_app")
    assert code(answer) == expected
    assert ("allow" in answer.headers) is (expected[0] == 405)


def test_what_stands_before_the_api_speaks_its_language(v2: Bookings) -> None:
    large = v2.world.call("POST", BOOKINGS, "v2_app", content=b" " * (1024 * 1024 + 1))
    assert code(large) == (413, "PAYLOAD_TOO_LARGE")
    foreign = v2.world.call("POST", BOOKINGS, "v2_app", headers={"Host": "evil.example"})
    assert code(foreign) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b"null", b"\xff", b'{"a":NaN}', b'{"a":"\\ud800"}'])
@pytest.mark.parametrize(
    "path", [BOOKINGS, QUERY, f"{BOOKINGS}/x/cancel", "/bookings/v2/confirmation/x:confirmOrDecline"]
)
def test_a_body_that_is_no_json_object_is_refused(v2: Bookings, path: str, body: bytes) -> None:
    assert code(v2.world.call("POST", path, "v2_app", content=body)) == (400, "INVALID_ARGUMENT")


def test_a_system_error_has_no_body(v2: Bookings) -> None:
    answer = v2.world.call("POST", BOOKINGS, "v2_app", json={}, headers={"X-Sandbox-Fault": "status=503"})
    assert (answer.status_code, answer.content) == (503, b"")


def test_a_hasty_caller_is_told_to_wait() -> None:
    with serving_world(SandboxSettings(limits="realistic")) as sandbox:
        answers = [sandbox.call("POST", QUERY, "v2_app", json={}) for _ in range(20)]
        refused = answers[-1]
        assert code(refused) == (429, "RESOURCE_EXHAUSTED")
        assert refused.headers["retry-after"] == "1"
