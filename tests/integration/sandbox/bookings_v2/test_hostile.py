from __future__ import annotations

import copy
import json
import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.bookings_v2.conftest import BOOKINGS, CALENDAR, QUERY, Bookings
from integration.sandbox.conftest import serving_world

from runner.sandbox import SandboxSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VALUES: tuple[Any, ...] = (
    None, "", "x", "\x00", "é\u2028", 0, -1, 1, 1.5, 1e308, 10**30, 2**63, -(2**63), True, False, [], {}, [[]], [None],
    {"a": {"b": None}}, {"$eq": "x"}, {"$in": ["x", None]}, "9" * 5000, "2026-02-30T00:00:00Z", "2026-03-02T10:00:00Z",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1970-01-01T00:00:00Z", "Europe/Berlin", "/etc/passwd",
    "*" * 1000, "CONFIRMED", "MEMBERSHIP", "[" * 50,
)  # fmt: skip
BODIES = (
    b"", b"{", b"nul", b"[]", b'"\\ud800"', b'{"revision":"\\ud800"}', b"\xff\xfe{\x00}\x00", b"[" * 100_000,
    b'{"a":' * 50_000, b'{"booking":' * 300 + b"1" + b"}" * 300, b'{"revision":' + b"9" * 6000 + b"}",
    b'{"revision":1e999,"b":-Infinity}', b'{"revision":1,"revision":2}', b"\x00" * 100, b"a=b&c=d",
    b'{"query":{"filter":{"id":"\\u0000"}}}', b'{"booking":{"additionalFields":' + b"[" * 800 + b"]" * 800 + b"}}",
)  # fmt: skip
ROLES = (
    "v2_app",
    "v2_app",
    "v2_app",
    "v2_manager",
    "v2_member",
    "v2_visitor",
    "v2_noperm",
    "v2_expired",
    None,
)
TYPES = ("application/json", "text/plain", "application/json; charset=utf-7", "multipart/form-data", "")
SEGMENTS = (
    "%00",
    "%ff%fe",
    "%",
    "%zz",
    "..",
    "%2F",
    "a" * 5000,
    "%F0%9F%90%8D",
    "%ED%A0%80",
    ":confirmOrDecline",
    "",
)


def change_of(booking: str, action: str) -> tuple[str, dict[str, Any]]:
    return f"{BOOKINGS}/{booking}/{action}", {
        "revision": 1,
        "participantNotification": {"notifyParticipants": True, "message": "x", "metadata": {}},
        "paymentStatus": "PAID",
        "doubleBooked": True,
        "flowControlSettings": {
            "ignoreCancellationPolicy": True,
            "withRefund": True,
            "waiveCancellationFee": True,
        },
    }


def reasonable(v2: Bookings, dice: random.Random) -> tuple[str, dict[str, Any]]:
    """A request that is in order."""
    booking = v2.id(f"booking_{dice.choice(['created', 'pending', 'confirmed', 'waiting', 'b'])}")
    slot = {
        "serviceId": v2.id(dice.choice(["service_auto", "service_class"])),
        "sessionId": dice.choice([None, v2.id("session_class")]),
        "startDate": "2026-03-02T10:00:00",
        "endDate": "2026-03-02T11:00:00",
        "timezone": "Europe/Dublin",
        "resource": {"id": v2.id("resource")},
        "location": {"id": v2.id("location")},
    }
    entity = dice.choice(
        [{"slot": slot}, {"schedule": {"scheduleId": v2.id("schedule_course"), "timezone": "UTC"}}]
    )
    create = {
        "booking": {
            "bookedEntity": entity,
            "contactDetails": {"contactId": "x", "firstName": "Eve", "email": "eve@example.com"},
            "additionalFields": [{"id": "a", "value": "b"}],
            "totalParticipants": 1,
            "selectedPaymentOption": "MEMBERSHIP",
            "status": "CREATED",
        },
        "formSubmission": {"phone": "1"},
        "participantNotification": {"notifyParticipants": True},
        "flowControlSettings": {"skipAvailabilityValidation": True, "ignoreBookingWindow": True},
    }
    query = {
        "query": {
            "filter": {"id": {"$in": [booking]}, "status": "CREATED"},
            "cursorPaging": {"limit": 5, "cursor": ""},
        },
        "withBookingAllowedActions": True,
    }
    requests: list[tuple[str, dict[str, Any]]] = [
        (BOOKINGS, create),
        (QUERY, query),
        (f"/bookings/v2/confirmation/{booking}:confirmOrDecline", {"paymentStatus": "PAID"}),
        *(
            change_of(booking, action)
            for action in ("cancel", "decline", "confirm", "mark_booking_as_pending")
        ),
    ]
    return dice.choice(requests)


def spoil(value: Any, dice: random.Random) -> Any:
    """The same value with something else in one place, however deep."""
    if isinstance(value, dict) and value and dice.random() < 0.85:
        name = dice.choice(list(value))
        if dice.random() < 0.1:
            return {each: member for each, member in value.items() if each != name}
        return {**value, name: spoil(value[name], dice)}
    if isinstance(value, list) and value and dice.random() < 0.7:
        return [spoil(value[0], dice), *value[1:]]
    return copy.deepcopy(dice.choice(VALUES))


def hostile(
    v2: Bookings, seed: int, count: int
) -> Iterator[tuple[str, str, bytes, dict[str, str], str | None]]:
    dice = random.Random(seed)
    for _ in range(count):
        path, body = reasonable(v2, dice)
        for _ in range(dice.randrange(3)):
            spoilt = spoil(body, dice)
            body = spoilt if isinstance(spoilt, dict) else body
        content = json.dumps(body).encode() if dice.random() < 0.85 else dice.choice(BODIES)
        method = "POST"
        if dice.random() < 0.15:
            method = dice.choice(["GET", "POST", "HEAD", "OPTIONS", "PUT", "BREW"])
            place = dice.choice(
                [
                    BOOKINGS,
                    f"{CALENDAR}/sessions",
                    f"{CALENDAR}/schedules",
                    "/bookings/v2/confirmation",
                    "/_api",
                ]
            )
            path = f"{place}/{dice.choice(SEGMENTS)}{dice.choice(['', '/cancel', '/decline'])}"
        yield method, path, content, {"Content-Type": dice.choice(TYPES)}, dice.choice(ROLES)


@pytest.mark.parametrize("seed", range(4))
def test_no_request_breaks_the_server_or_the_database(tmp_path: Path, seed: int) -> None:
    file = tmp_path / "sandbox.db"
    with serving_world(SandboxSettings(db=file)) as world:
        v2, seen = Bookings(world), set()
        base = str(world.client.base_url)
        for n, (method, path, content, headers, role) in enumerate(hostile(v2, seed, 250)):
            answer = world.call(method, f"{base}{path}", role, content=content, headers=headers)
            assert answer.status_code < 500, (method, path, content[:500], role, answer.text)
            seen.add(answer.status_code)
            if n % 50 == 49:
                world.request("POST", "/__sandbox/reset")  # most bookings are over by now
        assert {200, 400, 401, 403, 404} <= seen
        assert world.post(QUERY, "v2_app").status_code == 200
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("kind", ["v2_booking", "v2_session", "v2_quota"])
def test_no_fixture_breaks_the_server(v2: Bookings, kind: str) -> None:
    dice = random.Random(kind)
    names = [
        "status",
        "serviceId",
        "sessionId",
        "startDate",
        "resourceId",
        "revision",
        "memberId",
        "firstName",
    ]
    names += ["paymentStatus", "totalParticipants", "doubleBooked", "capacity", "operation", "remaining"]
    for _ in range(150):
        attributes = {dice.choice(names): dice.choice(VALUES) for _ in range(dice.randrange(1, 4))}
        body = {"type": kind, "attributes": attributes}
        answer = v2.world.request("POST", "/__sandbox/fixtures", content=json.dumps(body))
        assert answer.status_code < 500, (attributes, answer.text)
    assert v2.post(QUERY).status_code == 200
