from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from integration.sandbox.conftest import World

ID = re.compile(r"[0-9a-z]{16}")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
APPOINTMENTS = "/platform/v1/scheduling/appointments"


def identities(variables: dict[str, str]) -> dict[str, str]:
    """The variables that hold ids; others hold e-mail addresses, numbers and hashes."""
    return {name: value for name, value in variables.items() if name.endswith("_id")}


def test_health(sandbox: World) -> None:
    assert sandbox.control("health") == {
        "status": "ok",
        "apis": ["scheduling", "bookings_v2", "customer_bookings"],
    }


def test_the_variables_name_what_specs_need(sandbox: World) -> None:
    assert sandbox.ids["business_uid"] == sandbox.ids["business_id"]
    assert "booking_id" not in sandbox.ids  # a spec must find that one itself
    assert all(UUID.fullmatch(value) or ID.fullmatch(value) for value in identities(sandbox.ids).values())
    assert set(sandbox.tokens) >= {
        "staff",
        "app",
        "directory",
        "client",
        "client_b",
        "client_ghost",
        "staff_other",
        "expired",
    }
    for name, value in sandbox.tokens.items():
        assert re.fullmatch(rf"sbx_{name}_[0-9a-f]{{8}}", value)


def test_a_reset_makes_everything_as_new(sandbox: World) -> None:
    before = sandbox.get(APPOINTMENTS).json()
    made = sandbox.book().json()
    sandbox.control("clock", advance="P30D")
    sandbox.control("faults", fault="status=503")
    assert sandbox.get(APPOINTMENTS).status_code == 503
    assert sandbox.request("POST", "/__sandbox/reset").json()["now"] == "2026-02-02T08:00:00Z"
    assert sandbox.control("requests")["requests"] == []
    assert sandbox.control("faults")["faults"] == []
    assert sandbox.control("events")["events"] == []
    assert sandbox.get(APPOINTMENTS).json() == before
    assert sandbox.book().json() == made


def test_another_seed_gives_other_ids_and_the_same_tokens(sandbox: World) -> None:
    sandbox.control("reset", seed="another")
    known = sandbox.control("vars")
    assert known["tokens"] == sandbox.tokens
    assert not set(identities(known["variables"]).values()) & set(identities(sandbox.ids).values())
    assert len(sandbox.get(APPOINTMENTS, state="scheduled").json()["data"]["appointments"]) == 12


def test_the_clock_is_read_advanced_and_set(sandbox: World) -> None:
    assert sandbox.control("clock") == {"now": "2026-02-02T08:00:00Z", "clock": "fixed:2026-02-02T08:00:00Z"}
    assert sandbox.control("clock", advance="PT36H")["now"] == "2026-02-03T20:00:00Z"
    assert sandbox.control("clock", set="2026-02-02T12:00:00+02:00")["now"] == "2026-02-02T10:00:00Z"
    assert sandbox.control("clock")["now"] == "2026-02-02T10:00:00Z"


def test_time_that_passes_makes_appointments_done(sandbox: World) -> None:
    moved = sandbox.control("clock", set="2026-02-03T12:00:00Z")
    assert moved["transitions"] >= 3  # one of them in another business, others in other APIs
    assert sandbox.state(sandbox.ids["appointment_id_1"]) == "done"
    assert sandbox.state(sandbox.ids["appointment_id_2"]) == "done"
    assert sandbox.state(sandbox.ids["appointment_id_3"]) == "scheduled"
    events = [event for event in sandbox.control("events")["events"] if event["api"] == "scheduling"]
    assert [event["type"] for event in events] == ["booking.done"] * 3
    assert sandbox.cancel(sandbox.ids["appointment_id_1"]).status_code == 422
    assert sandbox.control("clock", advance="PT0S")["transitions"] == 0


def test_an_expired_token_was_valid_once(sandbox: World) -> None:
    sandbox.control("clock", set="2026-01-30T08:00:00Z")
    assert sandbox.get(APPOINTMENTS, "expired").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advance": "PT1H", "set": "2026-02-02T12:00:00Z"},
        {"advance": "1 hour"},
        {"advance": "P1M"},
        {"advance": "P"},
        {"advance": "PT"},
        {"advance": "-PT1H"},
        {"advance": "P999999999W"},
        {"advance": "P100000D"},
        {"advance": 1},
        {"set": "soon"},
        {"set": "9999-12-31T23:59:59Z"},
        {"wind": "PT1H"},
    ],
)
def test_a_clock_that_cannot_be_moved_so_stays(sandbox: World, body: dict[str, Any]) -> None:
    answer = sandbox.request("POST", "/__sandbox/clock", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")
    assert sandbox.control("clock")["now"] == "2026-02-02T08:00:00Z"


def test_fixtures_make_entities_in_any_state(sandbox: World) -> None:
    client = sandbox.control("fixtures", type="client", attributes={"first_name": "Zoe"})["attributes"]
    event = sandbox.control("fixtures", type="event_instance", attributes={"max_attendance": 3})["attributes"]
    attributes = {"client_id": client["id"], "event_instance_id": event["uid"]}
    booking = sandbox.control("fixtures", type="booking", attributes=attributes)["attributes"]
    assert (booking["type"], booking["client_id"]) == ("event", client["id"])
    assert sandbox.cancel(booking["id"], client["token"], event_instance_id=event["uid"]).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"type": "unicorn"}, 400),
        ({}, 400),
        ({"type": "booking", "attributes": []}, 400),
        ({"type": "booking", "attributes": {"state": "lost"}}, 400),
        ({"type": "booking", "attributes": {"colour": "red"}}, 400),
        ({"type": "booking", "attributes": {"duration": 10**30}}, 400),
        ({"type": "booking", "attributes": {"client_id": "nobody"}}, 409),
        ({"type": "event_instance", "attributes": {"business_id": "nowhere"}}, 409),
    ],
)
def test_a_fixture_that_cannot_be(sandbox: World, body: dict[str, Any], status: int) -> None:
    assert sandbox.request("POST", "/__sandbox/fixtures", json=body).status_code == status


def test_the_request_log_has_all_but_the_token(sandbox: World) -> None:
    sandbox.get(APPOINTMENTS, per_page="1")
    sandbox.cancel("nope", None)
    first, second = sandbox.control("requests")["requests"]
    assert first == {
        "n": 1,
        "at": "2026-02-02T08:00:00Z",
        "method": "GET",
        "path": APPOINTMENTS,
        "query": "per_page=1",
        "role": "staff",
        "body_sha": None,
        "status": 200,
        "fault": None,
    }
    body = f'{{"business_id":"{sandbox.ids["business_id"]}","booking_id":"nope"}}'.encode()
    assert (second["role"], second["status"]) == (None, 401)
    assert second["body_sha"] == hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("page", ["outbox", "refunds", "events"])
def test_the_ledger_is_empty_at_first(sandbox: World, page: str) -> None:
    assert sandbox.control(page) == {page: []}


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"seed":1}', b'{"seed":""}', b'{"seed":"\\udc00"}', b'{"sed":"x"}']
)
def test_the_control_api_refuses_in_its_own_shape(sandbox: World, body: bytes) -> None:
    answer = sandbox.request("POST", "/__sandbox/reset", content=body)
    assert (answer.status_code, sorted(answer.json())) == (400, ["code", "error"])
