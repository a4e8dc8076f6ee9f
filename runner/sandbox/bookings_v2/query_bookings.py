"""Querying bookings: the only way to look at one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from runner.sandbox.answers import json_answer
from runner.sandbox.bookings_v2 import views
from runner.sandbox.bookings_v2.decisions import DEFAULT_PAGE, LARGEST_PAGE
from runner.sandbox.bookings_v2.forms import Form
from runner.sandbox.bookings_v2.policies import offers_cancel
from runner.sandbox.bookings_v2.roles import MEMBER, admit
from runner.sandbox.bookings_v2.routes import querying
from runner.sandbox.bookings_v2.states import Status

if TYPE_CHECKING:
    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Call

FIELDS: Mapping[str, Callable[[Form, str], str | None]] = {
    "id": Form.text,
    "status": lambda form, name: form.choice(name, Status),
}

QUERY = """
SELECT * FROM v2_full_booking
WHERE (:id IS NULL OR id IN (SELECT value FROM json_each(:id)))
  AND (:status IS NULL OR status IN (SELECT value FROM json_each(:status)))
  AND (:owner IS NULL OR owner_id = :owner) AND id > :cursor
ORDER BY id LIMIT :limit
"""


def query_bookings(call: Call) -> Answer:
    admit(call.caller, "query")
    form = Form(call.json())
    query = form.form("query")
    wanted = _read_filter(query.form("filter"))
    paging = query.form("cursorPaging")
    limit = paging.whole("limit", LARGEST_PAGE) or DEFAULT_PAGE
    cursor = paging.text("cursor") or ""
    with_actions = form.flag("withBookingAllowedActions") is True
    form.check()
    rows = call.space.connection.execute(
        QUERY,
        {
            **wanted,
            "owner": call.caller.subject if call.caller.role == MEMBER else None,
            "cursor": cursor,
            # One more than asked for tells whether there is a next page.
            "limit": limit + 1,
        },
    ).fetchall()
    page, has_next = rows[:limit], len(rows) > limit
    return json_answer(
        200,
        {
            "extendedBookings": [
                views.extended_booking(
                    row, may_cancel=offers_cancel(row, call.now_ms) if with_actions else None
                )
                for row in page
            ],
            "pagingMetadata": {
                "count": len(page),
                "cursors": {"next": page[-1]["id"] if has_next else None},
                "hasNext": has_next,
            },
        },
    )


def _read_filter(form: Form) -> dict[str, str | None]:
    """The wanted values of each field, as a JSON array; None where any will do."""
    form.permit(*FIELDS)
    return {
        name: json.dumps(_read_condition(form, name, read)) if form.has(name) else None
        for name, read in FIELDS.items()
    }


def _read_condition(form: Form, name: str, read: Callable[[Form, str], str | None]) -> list[str | None]:
    if not isinstance(form.values[name], Mapping):
        return [read(form, name)]
    condition = form.form(name)
    condition.permit("$eq", "$in")
    if condition.has("$eq") == condition.has("$in"):
        form.wrong(name, "REQUIRED_ONE_OF_FIELD", "must have either $eq or $in")
    return [*condition.each("$in", read)] if condition.has("$in") else [read(condition, "$eq")]


OPERATIONS = querying("/extended-bookings/query", query_bookings)
