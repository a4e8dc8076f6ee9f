"""Bookings as rows: made, moved from state to state, and settled when their time has passed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.ids import next_id
from runner.sandbox.ledger import record_event
from runner.sandbox.scheduling import views
from runner.sandbox.scheduling.roles import API
from runner.sandbox.scheduling.states import Action, State, after

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.jsontext import JsonObject

NO_SOURCE = {"campaign": None, "channel": None, "name": None, "website_url": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBooking:
    business_id: str
    type: str
    state: State
    service_id: str | None
    staff_id: str
    client_id: str
    event_id: str | None
    title: str
    start_ms: int
    end_ms: int
    created_ms: int
    time_zone: str = "UTC"
    matter_uid: str | None = None
    source: JsonObject | None = None


def find(connection: sqlite3.Connection, booking_id: str) -> sqlite3.Row | None:
    found = connection.execute("SELECT * FROM sch_booking WHERE id = ?", (booking_id,))
    row: sqlite3.Row | None = found.fetchone()
    return row


def insert(connection: sqlite3.Connection, new: NewBooking) -> sqlite3.Row:
    row: sqlite3.Row = connection.execute(
        "INSERT INTO sch_booking"
        " (id, business_id, type, state, service_id, staff_id, client_id, event_id, title,"
        " start_ms, end_ms, time_zone, matter_uid, source, created_ms, updated_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *",
        (
            next_id(connection, "booking"),
            new.business_id,
            new.type,
            new.state,
            new.service_id,
            new.staff_id,
            new.client_id,
            new.event_id,
            new.title,
            new.start_ms,
            new.end_ms,
            new.time_zone,
            new.matter_uid,
            json.dumps(new.source or NO_SOURCE),
            new.created_ms,
            new.created_ms,
        ),
    ).fetchone()
    return row


def act(connection: sqlite3.Connection, row: sqlite3.Row, action: Action, now_ms: int) -> sqlite3.Row | None:
    """The booking after `action`, with its event written down; None when its state does not allow it."""
    state = after(State(row["state"]), action)
    if state is None:
        return None
    moved: sqlite3.Row = connection.execute(
        "UPDATE sch_booking SET state = ?, updated_ms = ? WHERE id = ? RETURNING *",
        (state, now_ms, row["id"]),
    ).fetchone()
    record_event(connection, API, f"booking.{state}", views.booking(moved), now_ms)
    return moved


def settle(connection: sqlite3.Connection, now_ms: int) -> int:
    """Makes the transitions whose time has come; returns how many."""
    due = connection.execute(
        "SELECT * FROM sch_booking WHERE state = 'scheduled' AND end_ms <= ? ORDER BY end_ms, id", (now_ms,)
    ).fetchall()
    for row in due:
        act(connection, row, Action.TIME_PASSES, now_ms)
    return len(due)
