from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest
from integration.sandbox.conftest import client_of
from integration.sandbox.test_front import raw

from runner.sandbox.faults.grammar import FORMS

if TYPE_CHECKING:
    from integration.sandbox.conftest import World

APPOINTMENTS = "/platform/v1/scheduling/appointments"
CANCEL = "/platform/v1/scheduling/bookings/cancel"


def faulty(sandbox: World, fault: str, **how: Any) -> httpx.Response:
    return sandbox.call("GET", APPOINTMENTS, headers={"X-Sandbox-Fault": fault}, **how)


def cancel(sandbox: World, fault: str) -> httpx.Response:
    body = {"business_id": sandbox.ids["business_id"], "booking_id": sandbox.ids["appointment_id"]}
    return sandbox.call("POST", CANCEL, json=body, headers={"X-Sandbox-Fault": fault})


def truth(sandbox: World) -> Any:
    return sandbox.get(APPOINTMENTS).json()


def test_delay(sandbox: World) -> None:
    began = time.monotonic()
    assert faulty(sandbox, "delay=150ms").status_code == 200
    assert 0.15 <= time.monotonic() - began < 2


def test_a_delayed_request_that_is_given_up_does_nothing(sandbox: World) -> None:
    body = {"business_id": sandbox.ids["business_id"], "booking_id": sandbox.ids["appointment_id"]}
    headers = {"X-Sandbox-Fault": "delay=200ms"}
    with pytest.raises(httpx.ReadTimeout):
        sandbox.call("POST", CANCEL, json=body, headers=headers, timeout=0.05)
    time.sleep(0.25)
    assert sandbox.state(sandbox.ids["appointment_id"]) == "scheduled"
    assert sandbox.control("requests")["requests"][0]["status"] is None


def test_others_are_served_during_a_delay(sandbox: World) -> None:
    thread = threading.Thread(target=lambda: faulty(sandbox, "delay=1s"))
    thread.start()
    time.sleep(0.05)
    began = time.monotonic()
    truth(sandbox)
    assert time.monotonic() - began < 0.8
    thread.join()


def test_status(sandbox: World) -> None:
    answer = cancel(sandbox, "status=503")
    assert (answer.status_code, answer.content) == (503, b"")
    assert "retry-after" not in answer.headers
    assert sandbox.state(sandbox.ids["appointment_id"]) == "scheduled"
    for status in (204, 304, 599):
        assert faulty(sandbox, f"status={status}").status_code == status


@pytest.mark.parametrize("value", ["2", "Mon, 02 Feb 2026 08:00:05 GMT"])
def test_status_with_retry_after(sandbox: World, value: str) -> None:
    assert faulty(sandbox, f"status=429;retry_after={value}").headers["retry-after"] == value


@pytest.mark.parametrize(("fault", "state"), [("drop", "scheduled"), ("commit-then-drop", "cancelled")])
def test_drop_closes_without_a_byte(sandbox: World, fault: str, state: str, url: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        cancel(sandbox, fault)
    assert sandbox.state(sandbox.ids["appointment_id"]) == state
    record = sandbox.control("requests")["requests"][0]
    assert (record["fault"], record["status"]) == (fault, None)
    at = urlsplit(url)
    request = f"GET {APPOINTMENTS} HTTP/1.1\r\nHost: {at.netloc}\r\nX-Sandbox-Fault: {fault}\r\n\r\n"
    assert raw(url, request.encode()) == b""


def test_truncate(sandbox: World, url: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match=r"incomplete|without sending complete"):
        faulty(sandbox, "truncate")
    assert truth(sandbox)["status"] == "OK"


def test_slow_body(sandbox: World) -> None:
    began = time.monotonic()
    answer = faulty(sandbox, "slow-body=200b/20ms", params={"per_page": 1})
    assert time.monotonic() - began >= 0.04
    assert answer.json() == sandbox.get(APPOINTMENTS, per_page=1).json()


def test_malformed_json(sandbox: World) -> None:
    answer = faulty(sandbox, "malformed-json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_html(sandbox: World) -> None:
    answer = faulty(sandbox, "html")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.text.startswith("<!doctype html>")


def test_empty(sandbox: World) -> None:
    answer = faulty(sandbox, "empty")
    assert (answer.status_code, answer.content) == (200, b"")


def test_gzip(sandbox: World) -> None:
    answer = faulty(sandbox, "gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json() == truth(sandbox)


def test_bom(sandbox: World) -> None:
    answer = faulty(sandbox, "bom")
    assert answer.content.startswith(b"\xef\xbb\xbf{")
    assert json.loads(answer.content.decode("utf-8-sig")) == truth(sandbox)


def test_dup_keys(sandbox: World) -> None:
    answer = faulty(sandbox, "dup-keys")
    pairs: list[tuple[str, Any]] = json.loads(answer.content, object_pairs_hook=list)
    assert [name for name, _ in pairs] == ["status", "status", "data"]
    assert answer.json() == truth(sandbox)


@pytest.mark.parametrize(
    ("fault", "size"), [("huge=2MB", 2_000_000), ("huge=100kb", 100_000), ("huge=1b", 13)]
)
def test_huge(sandbox: World, fault: str, size: int) -> None:
    answer = faulty(sandbox, fault)
    assert len(answer.content) == size == int(answer.headers["content-length"])
    assert answer.json()


def test_redirect(sandbox: World) -> None:
    answer = faulty(sandbox, "redirect=307:/platform/v1/services?x=Y")
    assert (answer.status_code, answer.headers["location"]) == (307, "/platform/v1/services?x=Y")


@pytest.mark.parametrize(("fault", "status"), [("redirect-host", 302), ("redirect-host=308", 308)])
def test_redirect_host_leads_to_another_name_of_the_same_server(
    sandbox: World, fault: str, status: int
) -> None:
    answer = faulty(sandbox, fault, params={"a": "b"})
    port = answer.request.url.port
    assert answer.status_code == status
    assert answer.headers["location"] == f"http://localhost:{port}{APPOINTMENTS}?a=b"
    back = sandbox.call("GET", APPOINTMENTS, headers={"X-Sandbox-Fault": fault, "Host": f"localhost:{port}"})
    assert back.headers["location"] == f"http://127.0.0.1:{port}{APPOINTMENTS}"
    followed = faulty(sandbox, fault + ";times=1;key=once", follow_redirects=True)
    assert followed.status_code == 401  # httpx leaves the token behind, and the log would show if it did not
    assert sandbox.control("requests")["requests"][-1]["role"] is None


def test_wrong_charset(sandbox: World) -> None:
    answer = faulty(sandbox, "wrong-charset")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode()


@pytest.mark.parametrize(("fault", "count"), [("header-flood", 300), ("header-flood=7", 7)])
def test_header_flood(sandbox: World, fault: str, count: int) -> None:
    answer = faulty(sandbox, fault)
    assert sum(name.startswith("x-flood-") for name in answer.headers) == count
    assert answer.json() == truth(sandbox)


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST"])
def test_no_fault_breaks_the_server(sandbox: World, url: str, kind: str, method: str) -> None:
    argument = {
        "delay": "=1ms",
        "status": "=500",
        "slow-body": "=1kb/1ms",
        "huge": "=1kb",
        "redirect": "=302:/x",
    }
    with client_of(url) as client:
        headers = {"X-Sandbox-Fault": kind + argument.get(kind, ""), "X-Sandbox-Space": str(sandbox.space)}
        try:
            client.request(method, "/platform/v1/clients", headers=headers)
        except httpx.RemoteProtocolError:
            assert kind in {"drop", "commit-then-drop", "truncate"}
    record = sandbox.control("requests")["requests"][0]
    assert record["fault"].startswith(kind)


def test_a_fault_of_so_many_times_lets_the_retry_pass(sandbox: World) -> None:
    statuses = [faulty(sandbox, "status=503;times=2;key=retry").status_code for _ in range(4)]
    assert statuses == [503, 503, 200, 200]
    faults = [record["fault"] for record in sandbox.control("requests")["requests"]]
    assert faults == ["status=503;times=2;key=retry"] * 2 + [None] * 2
    assert faulty(sandbox, "status=503;times=2;key=other").status_code == 503


@pytest.mark.parametrize(
    "fault", ["", "nonsense", "delay", "delay=1h", "status=99", "drop=1", "status=503;times=0"]
)
def test_a_fault_that_is_none_is_refused(sandbox: World, fault: str) -> None:
    answer = faulty(sandbox, fault)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "BAD_REQUEST")


def test_rules_strike_where_they_match(sandbox: World) -> None:
    rule = sandbox.control("faults", fault="status=500", method="get", path="/platform/*/appointments*")
    assert rule == {
        "id": 1,
        "fault": "status=500",
        "method": "GET",
        "path": "/platform/*/appointments*",
        "nth": 1,
    }
    assert sandbox.control("faults") == {"faults": [rule]}
    assert sandbox.get(APPOINTMENTS).status_code == 500
    assert sandbox.get("/platform/v1/services").status_code == 200
    assert sandbox.post("/platform/v1/clients").status_code == 201
    assert sandbox.request("DELETE", "/__sandbox/faults").json() == {"removed": 1}
    assert sandbox.get(APPOINTMENTS).status_code == 200


@pytest.mark.parametrize(
    ("rule", "statuses"),
    [
        ({"fault": "status=500", "nth": 2}, [200, 500, 200, 200]),
        ({"fault": "status=500", "nth": 2, "times": 2}, [200, 500, 500, 200]),
        ({"fault": "status=500;times=1"}, [500, 200, 200, 200]),
        ({"fault": "status=500", "times": 3, "key": "k"}, [500, 500, 500, 200]),
    ],
)
def test_rules_count(sandbox: World, rule: dict[str, Any], statuses: list[int]) -> None:
    sandbox.control("faults", **rule)
    assert [sandbox.get(APPOINTMENTS).status_code for _ in statuses] == statuses


def test_one_rule_can_be_taken_down(sandbox: World) -> None:
    sandbox.control("faults", fault="status=500", path="/x")
    sandbox.control("faults", fault="status=501")
    assert sandbox.request("DELETE", "/__sandbox/faults?id=1").json() == {"removed": 1}
    assert sandbox.request("DELETE", "/__sandbox/faults?id=1").json() == {"removed": 0}
    assert sandbox.request("DELETE", "/__sandbox/faults?id=x").status_code == 400
    assert sandbox.get(APPOINTMENTS).status_code == 501


def test_the_header_of_a_request_goes_before_the_rules(sandbox: World) -> None:
    sandbox.control("faults", fault="status=500")
    assert faulty(sandbox, "status=502").status_code == 502


def test_the_control_api_has_no_faults(sandbox: World) -> None:
    sandbox.control("faults", fault="status=500")
    assert sandbox.request("GET", "/__sandbox/health", headers={"X-Sandbox-Fault": "drop"}).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"fault": "x"}, {"fault": "drop", "nth": 0}, {"fault": "drop", "times": "2"}]
)
def test_a_rule_that_is_none_is_refused(sandbox: World, body: dict[str, Any]) -> None:
    assert sandbox.request("POST", "/__sandbox/faults", json=body).status_code == 400
