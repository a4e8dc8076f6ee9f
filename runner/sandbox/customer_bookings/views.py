"""The views of rows: what of them goes over the wire, and under which names."""

from __future__ import annotations

import json
from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING

from runner.sandbox.clock import from_ms
from runner.sandbox.customer_bookings import bookings
from runner.sandbox.customer_bookings.access import Seen, Viewer, look
from runner.sandbox.customer_bookings.decisions import CURRENCY
from runner.sandbox.customer_bookings.media import document

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer
    from runner.sandbox.jsontext import Json
    from runner.sandbox.tokens import Caller

SECOND_MS = 1000
CENTS = 100

INSIDERS = frozenset({Viewer.OWNER, Viewer.ADMIN})


@lru_cache(maxsize=4096)
def moment(milliseconds: int) -> str:
    """In UTC with an offset; with milliseconds only where there are any."""
    precision = "milliseconds" if milliseconds % SECOND_MS else "seconds"
    return from_ms(milliseconds).astimezone(UTC).isoformat(timespec=precision)


def moment_or_none(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else moment(milliseconds)


def money(minor: int) -> str:
    whole, cents = divmod(abs(minor), CENTS)
    return f"{'-' if minor < 0 else ''}{whole}.{cents:02d}"


def reference(type_: str, id_: str) -> dict[str, Json]:
    return {"data": {"type": type_, "id": id_}}


def answer(status: int, connection: sqlite3.Connection, seen: Seen) -> Answer:
    """A document about one booking, as its viewer sees it, with its order."""
    included: dict[str, Json] = {}
    if seen.viewer is not Viewer.ANONYMOUS:
        included["included"] = [order(connection, seen.row["order_id"])]
    return document(status, {"data": booking(connection, seen), **included})


def changed(connection: sqlite3.Connection, caller: Caller, booking_id: str, *, status: int = 200) -> Answer:
    """As `answer`, of a booking as it is by now."""
    return answer(status, connection, look(connection, caller, bookings.get(connection, booking_id)))


def booking(connection: sqlite3.Connection, seen: Seen) -> dict[str, Json]:
    row, viewer = seen.row, seen.viewer
    attributes: dict[str, Json] = {
        "number": row["number"],
        "status": seen.status,
        "start_date": moment(row["start_ms"]),
        "end_date": moment(row["end_ms"]),
        "price": money(row["price_minor"]),
        "currency": CURRENCY,
        "series_id": row["series_id"],
        "check_in_until": moment(row["check_in_until_ms"]),
        "checked_in_at": moment_or_none(row["checked_in_ms"]),
        "canceled_at": moment_or_none(row["canceled_ms"]),
        "edit_in_progress": row["baseline"] is not None,
        "created_at": moment(row["created_ms"]),
        "updated_at": moment(row["updated_ms"]),
        "add_ons": _add_ons(connection, row["id"]),
    }
    relationships: dict[str, Json] = {
        "service": reference("services", row["service_id"]),
        "resource": reference("resources", row["resource_id"]),
    }
    meta: dict[str, Json] = {"viewer": viewer}
    if viewer is not Viewer.ANONYMOUS:
        attributes["participants"] = _participants(connection, row["id"])
        attributes["personalization"] = _personalization(connection, row["id"])
        relationships["customer"] = reference("customers", row["customer_id"])
        relationships["order"] = reference("orders", row["order_id"])
    if viewer in INSIDERS:
        meta["hash"] = row["hash"]
    return {
        "type": "bookings",
        "id": row["id"],
        "attributes": attributes,
        "relationships": relationships,
        "meta": meta,
    }


def _participants(connection: sqlite3.Connection, booking_id: str) -> list[Json]:
    rows = connection.execute(
        "SELECT * FROM cb_participant WHERE booking_id = ? ORDER BY position", (booking_id,)
    )
    return [
        {
            "email": row["email"],
            "name": row["name"],
            "status": row["status"],
            "can_edit": bool(row["can_edit"]),
            "attending_virtually": bool(row["attending_virtually"]),
        }
        for row in rows
    ]


def _add_ons(connection: sqlite3.Connection, booking_id: str) -> list[Json]:
    rows = connection.execute(
        "SELECT a.*, c.quantity FROM cb_chosen_add_on AS c JOIN cb_add_on AS a ON a.id = c.add_on_id"
        " WHERE c.booking_id = ? ORDER BY c.position",
        (booking_id,),
    )
    return [
        {
            "add_on_id": row["id"],
            "name": row["name"],
            "quantity": row["quantity"],
            "unit_price": money(row["price_minor"]),
        }
        for row in rows
    ]


def _personalization(connection: sqlite3.Connection, booking_id: str) -> list[Json]:
    rows = connection.execute(
        "SELECT email, content FROM cb_answers WHERE booking_id = ? ORDER BY address", (booking_id,)
    )
    return [{"email": row["email"], "values": json.loads(row["content"])} for row in rows]


def order(connection: sqlite3.Connection, order_id: str) -> dict[str, Json]:
    head = connection.execute("SELECT * FROM cb_order WHERE id = ?", (order_id,)).fetchone()
    rows = connection.execute(
        "SELECT * FROM cb_booking WHERE order_id = ? ORDER BY start_ms, id", (order_id,)
    ).fetchall()
    adjustments = connection.execute(
        "SELECT * FROM cb_adjustment WHERE order_id = ? ORDER BY n", (order_id,)
    ).fetchall()
    total, paid, refunded = (
        sum(row[column] for row in rows) for column in ("charged_minor", "paid_minor", "refunded_minor")
    )
    return {
        "type": "orders",
        "id": order_id,
        "attributes": {
            "number": head["number"],
            "currency": CURRENCY,
            "total": money(total),
            "paid": money(paid),
            "refunded": money(refunded),
            "due": money(total - paid + refunded),
            "adjustments": [
                {
                    "booking_id": row["booking_id"],
                    "reason": row["reason"],
                    "amount": money(row["amount_minor"]),
                }
                for row in adjustments
            ],
        },
        "relationships": {
            "customer": reference("customers", head["customer_id"]),
            "bookings": {"data": [{"type": "bookings", "id": row["id"]} for row in rows]},
        },
    }
