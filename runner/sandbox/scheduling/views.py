"""The views of rows: what of them goes over the wire, and under which names."""

from __future__ import annotations

import json
from datetime import UTC, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from runner.sandbox.answers import Answer, json_answer
from runner.sandbox.clock import from_ms
from runner.sandbox.zones import zone_called

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.jsontext import Json, JsonObject

MINUTE_MS = 60_000
CENTS = 100


def success(status: int, data: JsonObject) -> Answer:
    return json_answer(status, {"status": "OK", "data": data})


@lru_cache(maxsize=4096)
def moment(milliseconds: int, zone: tzinfo = UTC) -> str:
    """With milliseconds and an offset, also in UTC."""
    return from_ms(milliseconds).astimezone(zone).isoformat(timespec="milliseconds")


def money(minor: int) -> str:
    """At least one place after the point: 0.0, 12.5, 12.25."""
    whole, cents = divmod(minor, CENTS)
    return f"{whole}.{cents:02d}".removesuffix("0")


def minutes(row: sqlite3.Row) -> int:
    length: int = row["end_ms"] - row["start_ms"]
    return length // MINUTE_MS


def booking(row: sqlite3.Row) -> dict[str, Json]:
    """A booking as its creation and its cancellation show it."""
    event = {"event_instance_id": row["event_id"]} if row["type"] == "event" else {}
    return {
        "id": row["id"],
        "status": row["state"],
        "title": row["title"],
        "client_id": row["client_id"],
        "staff_id": row["staff_id"],
        "business_id": row["business_id"],
        "start_time": moment(row["start_ms"], zone_called(row["time_zone"]) or UTC),
        "duration": minutes(row),
        "time_zone": row["time_zone"],
        "type": row["type"],
        "created_at": moment(row["created_ms"]),
        "source_data": json.loads(row["source"]),
        **event,
    }


def appointment(row: sqlite3.Row) -> dict[str, Json]:
    """An appointment as the business sees it; `row` carries the price of its service."""
    zone = zone_called(row["time_zone"]) or UTC
    return {
        "id": row["id"],
        "state": row["state"],
        "title": row["title"],
        "client_id": row["client_id"],
        "staff_id": row["staff_id"],
        "service_id": row["service_id"],
        "business_uid": row["business_id"],
        "start_time": moment(row["start_ms"], zone),
        "end_time": moment(row["end_ms"], zone),
        "duration": minutes(row),
        "time_zone": row["time_zone"],
        "price": money(row["price_minor"] or 0),
        "type": row["type"],
        "no_show": False,
        "is_recurring": False,
        "matter_uid": row["matter_uid"],
        "created_at": moment(row["created_ms"]),
        "updated_at": moment(row["updated_ms"]),
    }


def client_booking(row: sqlite3.Row) -> dict[str, Json]:
    """A booking as its client sees it in a list."""
    zone = zone_called(row["time_zone"]) or UTC
    return {
        "uid": row["id"],
        "type": row["type"],
        "title": row["title"],
        "client_id": row["client_id"],
        "staff_id": row["staff_id"],
        "business_id": row["business_id"],
        "event_instance_id": row["event_id"],
        "matter_uid": row["matter_uid"],
        "duration": minutes(row),
        "start_time": moment(row["start_ms"], zone),
        "end_time": moment(row["end_ms"], zone),
        "time_zone": row["time_zone"],
        "state": row["state"],
    }


def service(row: sqlite3.Row) -> dict[str, Json]:
    return {
        "id": row["id"],
        "type": row["type"],
        "name": row["name"],
        "duration": row["duration"],
        "price": money(row["price_minor"]),
        "currency": row["currency"],
        "charge_type": "paid" if row["price_minor"] else "free",
        "approval_mode": "manual" if row["needs_approval"] else "automatic",
    }


def client(row: sqlite3.Row) -> dict[str, Json]:
    return {
        "id": row["id"],
        "business_id": row["business_id"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "email": row["email"],
        "created_at": moment(row["created_ms"]),
    }


def event(row: sqlite3.Row, registered: int) -> dict[str, Json]:
    return {
        "uid": row["id"],
        "id": row["id"],
        "business_id": row["business_id"],
        "service_id": row["service_id"],
        "staff_id": row["staff_id"],
        "title": row["title"],
        "start_time": moment(row["start_ms"]),
        "end_time": moment(row["end_ms"]),
        "duration": minutes(row),
        "max_attendance": row["capacity"],
        "registered": registered,
        "charge_type": row["charge_type"],
    }
