"""Notices: what a customer is told about a booking, if the caller wants it told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.bookings_v2.decisions import DEFAULT_MESSAGES
from runner.sandbox.bookings_v2.roles import API

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.bookings_v2.forms import Form


@dataclass(frozen=True, slots=True)
class Notice:
    wanted: bool
    message: str | None


def read_notice(form: Form) -> Notice:
    notification = form.form("participantNotification")
    notification.form("metadata")
    return Notice(notification.flag("notifyParticipants") is True, notification.text("message"))


def send(connection: sqlite3.Connection, notice: Notice, row: sqlite3.Row, occasion: str) -> None:
    """Puts the notice about `row` into the outbox; a message alone is not a wish to send it."""
    if notice.wanted:
        connection.execute(
            "INSERT INTO outbox (api, booking_id, recipient, channel, message) VALUES (?, ?, ?, 'email', ?)",
            (
                API,
                row["id"],
                json.loads(row["contact"])["email"] or "",
                notice.message or DEFAULT_MESSAGES[occasion],
            ),
        )
