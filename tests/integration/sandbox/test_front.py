from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from integration.sandbox.conftest import serving_world

from runner.sandbox import SandboxSettings

if TYPE_CHECKING:
    from integration.sandbox.conftest import World

CANCEL = "/platform/v1/scheduling/bookings/cancel"
APPOINTMENTS = "/platform/v1/scheduling/appointments"
BOOKINGS = "/platform/v1/scheduling/bookings"
LIMIT = 1024 * 1024


def raw(url: str, request: bytes) -> bytes:
    """What the server answers to these very bytes, until it falls silent."""
    at = urlsplit(url)
    with socket.create_connection((at.hostname, at.port), timeout=5) as connection:
        connection.sendall(request)
        connection.settimeout(0.1)
        answer = b""
        try:
            while part := connection.recv(65536):
                answer += part
        except TimeoutError:
            pass
    return answer


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:80", 200),
        ("localhost:1234", 200),
        ("LOCALHOST", 200),
        ("[::1]:80", 200),
        ("[::1]", 200),
        ("evil.example", 400),
        ("evil.example:80", 400),
        ("127.0.0.1.evil.example", 400),
        ("localhost.evil.example:80", 400),
        ("", 400),
        ("127.0.0.1:80:80", 400),
    ],
)
@pytest.mark.parametrize("path", ["/__sandbox/health", "/platform/v1/services"])
def test_only_the_names_of_the_loopback_are_served(sandbox: World, host: str, status: int, path: str) -> None:
    assert sandbox.call("GET", path, headers={"Host": host}).status_code == status


def test_a_request_without_a_host_is_refused(url: str) -> None:
    assert raw(url, b"GET /__sandbox/health HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_further_hosts_can_be_allowed() -> None:
    with serving_world(SandboxSettings(allowed_hosts=("Api.Test",))) as sandbox:
        assert sandbox.call("GET", "/__sandbox/health", headers={"Host": "api.test"}).status_code == 200
        assert sandbox.call("GET", "/__sandbox/health", headers={"Host": "b.test"}).status_code == 400
    with serving_world(SandboxSettings(allowed_hosts=("*",))) as sandbox:
        assert sandbox.call("GET", "/__sandbox/health", headers={"Host": "b.test"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nowhere",
        "/platform/v1/nowhere",
        APPOINTMENTS + "/",
        APPOINTMENTS + "/a/b",
        APPOINTMENTS + "/a%2Fb",
        "//platform/v1/services",
        "/%zz",
    ],
)
def test_an_unknown_path_is_not_found_in_the_shape_of_the_api(sandbox: World, path: str) -> None:
    answer = sandbox.call("GET", path)
    assert answer.status_code == 404
    assert answer.json() == {"status": "Error", "error": "Not found", "error_code": "NOT_FOUND"}


def test_an_unknown_control_path_is_not_found_in_the_shape_of_the_control_api(sandbox: World) -> None:
    assert sandbox.call("GET", "/__sandbox/nope").json() == {"error": "Not found", "code": "NOT_FOUND"}


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", CANCEL, "OPTIONS, POST"),
        ("DELETE", BOOKINGS, "GET, HEAD, OPTIONS, POST"),
        ("PUT", APPOINTMENTS, "GET, HEAD, OPTIONS"),
        ("BREW", APPOINTMENTS, "GET, HEAD, OPTIONS"),
        ("HEAD", CANCEL, "OPTIONS, POST"),
        ("PATCH", "/__sandbox/clock", "GET, HEAD, OPTIONS, POST"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(sandbox: World, method: str, path: str, allow: str) -> None:
    answer = sandbox.call(method, path, None)
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    if method != "HEAD":
        assert "METHOD_NOT_ALLOWED" in answer.text


def test_options_name_the_methods(sandbox: World) -> None:
    answer = sandbox.call("OPTIONS", BOOKINGS, None)
    assert (answer.status_code, answer.headers["allow"], answer.content) == (
        200,
        "GET, HEAD, OPTIONS, POST",
        b"",
    )


def test_head_is_get_without_a_body(sandbox: World) -> None:
    whole = sandbox.call("GET", APPOINTMENTS)
    head = sandbox.call("HEAD", APPOINTMENTS)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
    assert sandbox.call("HEAD", APPOINTMENTS, "client").status_code == 401


def test_a_body_of_a_mebibyte_is_read_and_one_byte_more_is_not(sandbox: World) -> None:
    fits = b'{"a":"' + b"x" * (LIMIT - 8) + b'"}'
    assert len(fits) == LIMIT
    assert sandbox.call("POST", CANCEL, content=fits).json()["error_code"] == "PARAMETER_MISSING"
    answer = sandbox.call("POST", CANCEL, content=fits + b" ")
    assert (answer.status_code, answer.json()["error_code"]) == (413, "PAYLOAD_TOO_LARGE")
    chunked = sandbox.call("POST", CANCEL, content=iter([fits, b" "]))
    assert chunked.status_code == 413
    assert sandbox.call("GET", APPOINTMENTS).status_code == 200


def test_a_chunked_body_is_read_whole(sandbox: World) -> None:
    answer = sandbox.call("POST", CANCEL, content=iter([b'{"booking', b'_id":"x","business_id":"y"}']))
    assert answer.status_code == 404


def test_a_client_that_leaves_in_the_middle_of_its_body_changes_nothing(sandbox: World, url: str) -> None:
    token = sandbox.tokens["staff"]
    head = (
        f"POST /platform/v1/clients HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"X-Sandbox-Space: {sandbox.space}\r\nContent-Length: 100\r\n\r\n"
    )
    assert raw(url, head.encode() + b"{}") == b""
    (record,) = sandbox.control("requests")["requests"]
    assert (record["method"], record["status"]) == ("POST", None)


def test_the_date_is_that_of_the_sandbox_and_the_only_one(sandbox: World, url: str) -> None:
    answer = sandbox.call("GET", APPOINTMENTS)
    assert answer.headers.get_list("date") == ["Mon, 02 Feb 2026 08:00:00 GMT"]
    sandbox.control("clock", advance="PT36H")
    assert sandbox.call("GET", APPOINTMENTS).headers.get_list("date") == ["Tue, 03 Feb 2026 20:00:00 GMT"]
    foreign = sandbox.call("GET", APPOINTMENTS, headers={"Host": "evil.example"})
    assert foreign.headers.get_list("date") == ["Mon, 02 Feb 2026 08:00:00 GMT"]


def test_answers_say_how_long_they_are(sandbox: World) -> None:
    for path in (APPOINTMENTS, "/nowhere", "/__sandbox/vars"):
        answer = sandbox.call("GET", path)
        assert answer.headers["content-length"] == str(len(answer.content))
        assert answer.headers["content-type"] == "application/json"


def test_the_query_is_decoded_once(sandbox: World) -> None:
    once = sandbox.call("GET", APPOINTMENTS + "?state=sch%65duled")
    assert len(once.json()["data"]["appointments"]) == 12
    twice = sandbox.call("GET", APPOINTMENTS + "?state=sch%2565duled")
    assert twice.json()["data"]["appointments"] == []


def test_of_several_tokens_none_counts(sandbox: World) -> None:
    headers = [("Authorization", f"Bearer {sandbox.tokens['staff']}")] * 2
    assert sandbox.client.get(APPOINTMENTS, headers=headers).status_code == 401


def test_any_content_type_is_read_as_json(sandbox: World) -> None:
    body = f'{{"business_id":"{sandbox.ids["business_id"]}","booking_id":"{sandbox.ids["appointment_id"]}"}}'
    answer = sandbox.call("POST", CANCEL, content=body.encode(), headers={"Content-Type": "text/plain"})
    assert answer.status_code == 200
    form = sandbox.call("POST", CANCEL, data={"booking_id": "x"})
    assert form.json()["error_code"] == "BAD_REQUEST"
