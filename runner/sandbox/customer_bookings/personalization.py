"""Personalization: the answers to the form of a service, given for a booking."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import access, bookings, views
from runner.sandbox.customer_bookings.announcements import announce
from runner.sandbox.customer_bookings.decisions import LARGEST_ANSWER, LONGEST_ANSWER
from runner.sandbox.customer_bookings.endpoints import endpoint
from runner.sandbox.customer_bookings.errors import refuse
from runner.sandbox.customer_bookings.reader import Reader
from runner.sandbox.customer_bookings.states import LIVE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call
    from runner.sandbox.jsontext import Json

EMAIL = "email"


def personalize(call: Call) -> Answer:
    body = Reader(call.json())
    with call.space.writing() as connection:
        seen = access.booking_of(connection, call)
        if seen.row["status"] not in LIVE:
            raise refuse("closed", seen.status)
        form_id = bookings.service_of(connection, seen.row)["form_id"]
        fields = connection.execute(
            "SELECT * FROM cb_form_field WHERE form_id = ? ORDER BY position", (form_id,)
        ).fetchall()
        answers = _answers(body, fields)
        email = body.address(EMAIL) or access.email_of(connection, call.caller)
        body.check()
        if seen.part is not None and email.lower() != seen.part["address"]:
            raise refuse("others_answers")
        connection.execute(
            "INSERT OR REPLACE INTO cb_answers (booking_id, address, email, content) VALUES (?, ?, ?, ?)",
            (seen.row["id"], email.lower(), email, json.dumps(answers)),
        )
        bookings.touch(connection, seen.row, call.now_ms)
        announce(connection, "booking.updated", seen.row["id"], call.now_ms)
        return views.changed(connection, call.caller, seen.row["id"])


def _answers(body: Reader, fields: Sequence[sqlite3.Row]) -> Mapping[str, Json]:
    answers: dict[str, Json] = {}
    for field in fields:
        name, value = field["id"], body.members.get(field["id"])
        if value in (None, ""):
            if field["required"]:
                body.complain("required", name, f"{field['label']} is required")
            continue
        answers[name] = value
        _check(body, field, value)
    for name in sorted(set(body.members) - {field["id"] for field in fields} - {EMAIL}):
        body.complain("unknown_field", name, "The form has no such field")
    return answers


def _check(body: Reader, field: sqlite3.Row, value: Json) -> None:
    name, label, options = field["id"], field["label"], json.loads(field["options"])
    match field["type"]:
        case "number":
            if not _is_number(value):
                body.complain("invalid", name, f"{label} must be a number")
        case "select":
            if value not in options:
                body.complain("invalid", name, f"{label} must be one of {', '.join(options)}")
        case _:
            if not isinstance(value, str):
                body.complain("invalid", name, f"{label} must be text")
            elif len(value) > LONGEST_ANSWER:
                body.complain("too_long", name, f"{label} has at most {LONGEST_ANSWER} characters")


def _is_number(value: Json) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    # Neither infinity nor "not a number" passes.
    return abs(value) <= LARGEST_ANSWER


OPERATIONS = (endpoint("POST /bookings/{booking_id}/personalization", personalize, may="personalize"),)
