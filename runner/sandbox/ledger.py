"""The ledger of a space: what its APIs would have told the outside world, kept for a test to read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.clock import from_ms, iso_z

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.jsontext import Json, JsonObject

SCHEMA = """
CREATE TABLE events (
  n INTEGER PRIMARY KEY, api TEXT NOT NULL, type TEXT NOT NULL, entity_id TEXT NOT NULL,
  payload TEXT NOT NULL, at_ms INTEGER NOT NULL
);
CREATE TABLE outbox (
  n INTEGER PRIMARY KEY, api TEXT NOT NULL, booking_id TEXT NOT NULL, recipient TEXT NOT NULL,
  channel TEXT NOT NULL, message TEXT NOT NULL
);
CREATE TABLE refunds (
  n INTEGER PRIMARY KEY, api TEXT NOT NULL, booking_id TEXT NOT NULL, amount INTEGER NOT NULL,
  currency TEXT NOT NULL, reason TEXT NOT NULL
);
"""

# One fixed statement per page of the ledger, so that no name is ever pasted into SQL.
PAGES = {
    "events": "SELECT n, api, type, entity_id, payload, at_ms FROM events ORDER BY n",
    "outbox": "SELECT n, api, booking_id, recipient, channel, message FROM outbox ORDER BY n",
    "refunds": "SELECT n, api, booking_id, amount, currency, reason FROM refunds ORDER BY n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    booking_id: str
    recipient: str
    channel: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    booking_id: str
    amount_minor: int
    currency: str
    reason: str


def record_event(
    connection: sqlite3.Connection, api: str, type_: str, payload: JsonObject, at_ms: int
) -> None:
    """Writes down an event about the entity `payload` describes, inside the caller's transaction."""
    connection.execute(
        "INSERT INTO events (api, type, entity_id, payload, at_ms) VALUES (?, ?, ?, ?, ?)",
        (api, type_, str(payload["id"]), json.dumps(payload), at_ms),
    )


def record_message(connection: sqlite3.Connection, api: str, message: Message) -> None:
    """Writes down a message that would have been sent."""
    connection.execute(
        "INSERT INTO outbox (api, booking_id, recipient, channel, message) VALUES (?, ?, ?, ?, ?)",
        (api, message.booking_id, message.recipient, message.channel, message.text),
    )


def record_refund(connection: sqlite3.Connection, api: str, refund: Refund) -> None:
    """Writes down money that would have been paid back."""
    connection.execute(
        "INSERT INTO refunds (api, booking_id, amount, currency, reason) VALUES (?, ?, ?, ?, ?)",
        (api, refund.booking_id, refund.amount_minor, refund.currency, refund.reason),
    )


def read_page(connection: sqlite3.Connection, page: str) -> list[dict[str, Json]]:
    cursor = connection.execute(PAGES[page])
    names = [column[0] for column in cursor.description]
    return [_entry(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _entry(row: dict[str, Json]) -> dict[str, Json]:
    if "payload" in row:
        row["payload"] = json.loads(str(row["payload"]))
    at = row.pop("at_ms", None)
    return row if not isinstance(at, int) else {**row, "at": iso_z(from_ms(at))}
