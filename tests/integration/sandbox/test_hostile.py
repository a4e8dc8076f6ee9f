from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from integration.sandbox.test_front import raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from integration.sandbox.conftest import World

PATHS = (
    "/platform/v1/scheduling/bookings/cancel",
    "/platform/v1/scheduling/bookings",
    "/platform/v1/scheduling/appointments",
    "/platform/v1/scheduling/appointments/{}",
    "/platform/v1/services",
    "/platform/v1/services/availability",
    "/platform/v1/businesses/{}/staffs",
    "/platform/v1/clients",
    "/v2/event_instances",
    "/platform/v1/scheduling/event_instance/{}",
    "/__sandbox/clock",
    "/__sandbox/reset",
    "/__sandbox/fixtures",
    "/__sandbox/faults",
    "/nowhere/{}",
)
METHODS = ("GET", "POST", "POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "BREW")
SEGMENTS = (
    "%00",
    "%ff%fe",
    "%",
    "%zz",
    "..",
    "%2e%2e",
    "%2F",
    "a" * 5000,
    "%F0%9F%90%8D",
    "'--",
    "%ED%A0%80",
    "{}",
)
NAMES = [
    "business_id",
    "booking_id",
    "event_instance_id",
    "client_id",
    "service_id",
    "staff_id",
    "start_time",
    "time_zone",
    "form_data",
    "per_page",
    "offset",
    "page",
    "sort",
    "state",
    "title",
    "duration",
    "max_attendance",
    "end_time",
    "first_name",
    "source_name",
    "matter_uid",
    "id",
    "start_date",
    "end_date",
    "advance",
    "set",
    "seed",
    "type",
    "attributes",
    "fault",
    "nth",
    "times",
    "key",
    "path",
    "method",
    "passed",
    "booking_type",
]
VALUES: tuple[Any, ...] = (
    None, "", "x", "\x00", "é\u2028", 0, -1, 1.5, 1e308, 10**30, 2**63, True, [], {}, [[]], {"a": {"b": None}},
    "9" * 5000, "2026-02-30T00:00:00Z", "2026-03-02T10:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "PT1H", "P9999999999D", "booking", "client", "event", "Europe/Berlin", "/etc/passwd", "DROP TABLE", "*" * 1000,
    "status=204", "[" * 50,
)  # fmt: skip
BODIES = (
    b"", b"{", b"nul", b"[]", b'"\\ud800"', b'{"booking_id":"\\ud800","business_id":"x"}', b"\xff\xfe{\x00}\x00",
    b"[" * 100_000, b'{"a":' * 50_000, b'{"booking_id":' + b"9" * 6000 + b"}", b'{"a":1e999,"b":-Infinity}',
    b'{"a":1,"a":2}', b"\x00" * 100, b"a=b&c=d", b'{"booking_id":"\\u0000","business_id":"\\u0000"}',
)  # fmt: skip
TYPES = (
    "application/json",
    "text/plain",
    "application/json; charset=utf-7",
    "multipart/form-data",
    "",
    "\x7f;;;",
)
TOKENS = ("staff", "staff", "client", "app", "directory", "client_ghost", "expired", None, "\xe9", "x" * 3000)


def hostile(seed: int, count: int) -> Iterator[tuple[str, str, dict[str, Any], str | None]]:
    dice = random.Random(seed)
    for _ in range(count):
        path = dice.choice(PATHS).replace("{}", dice.choice(SEGMENTS))
        query = "&".join(
            f"{dice.choice(NAMES)}={dice.choice([*SEGMENTS[:4], '1', '0', '', '9' * 30, 'start_at:ASC'])}"
            for _ in range(dice.randrange(6))
        )
        if dice.random() < 0.7:
            members = {dice.choice(NAMES): dice.choice(VALUES) for _ in range(dice.randrange(9))}
            content = json.dumps(members).encode()
        else:
            content = dice.choice(BODIES)
        headers = {"Content-Type": dice.choice(TYPES)}
        if dice.random() < 0.1:
            headers["X-On-Behalf-Of"] = dice.choice(["x", "\xff", ""])
        if dice.random() < 0.1:
            headers["X-Sandbox-Fault"] = dice.choice(
                ["\xff", ";;;", "status=", "delay=9999999s", "huge=999999999mb"]
            )
        yield (
            dice.choice(METHODS),
            f"{path}?{query}",
            {"content": content, "headers": headers},
            dice.choice(TOKENS),
        )


def asked_for(answer: httpx.Response) -> bool:
    """The one server error that the API documents: a client that its business does not know."""
    return answer.request.url.path.endswith("/bookings") and answer.text in (
        '{"error":"Internal Server Error"}',
        "",  # HEAD
    )


@pytest.mark.parametrize("seed", range(4))
def test_no_request_breaks_the_server(sandbox: World, seed: int) -> None:
    for method, path, how, role in hostile(seed, 150):
        headers = {**how["headers"]}
        if role is not None:
            headers["Authorization"] = f"Bearer {sandbox.tokens.get(role, role)}"
        encoded = {name: value.encode("latin-1") for name, value in headers.items()}
        url = httpx.URL(str(sandbox.client.base_url)).copy_with(raw_path=path.encode())
        answer = sandbox.request(method, url, content=how["content"], headers=encoded)  # type: ignore[arg-type]
        assert answer.status_code < 500 or asked_for(answer), (method, path, how, role, answer.text)
        sandbox.request("DELETE", "/__sandbox/faults")
    assert sandbox.control("health")["status"] == "ok"


@pytest.mark.parametrize(
    "request_",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /platform/v1/clients HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /platform/v1/clients HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /platform/v1/clients HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    ],
)
def test_no_bytes_break_the_server(url: str, request_: bytes) -> None:
    answer = raw(url, request_)
    assert answer == b"" or b" 4" in answer.split(b"\r\n")[0], answer
    assert httpx.get(url + "/__sandbox/health", trust_env=False, verify=False).status_code == 200
