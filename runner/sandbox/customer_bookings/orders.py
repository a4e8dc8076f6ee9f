"""Orders: what bookings cost, what was paid for them, and what was paid back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings.decisions import CURRENCY
from runner.sandbox.customer_bookings.roles import API
from runner.sandbox.ids import next_number, next_uuid
from runner.sandbox.ledger import Refund, record_refund

if TYPE_CHECKING:
    import sqlite3


def open_order(connection: sqlite3.Connection, customer_id: str) -> str:
    order_id = next_uuid(connection, "cb_order")
    number = f"O-{next_number(connection, 'cb_order_number'):06d}"
    connection.execute(
        "INSERT INTO cb_order (id, number, customer_id) VALUES (?, ?, ?)", (order_id, number, customer_id)
    )
    return order_id


def held(row: sqlite3.Row) -> int:
    """What was paid for a booking and not paid back."""
    amount: int = row["paid_minor"] - row["refunded_minor"]
    return amount


def pay(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    """Pays all that is charged for a booking."""
    connection.execute("UPDATE cb_booking SET paid_minor = charged_minor WHERE id = ?", (row["id"],))


def charge(connection: sqlite3.Connection, row: sqlite3.Row, minor: int, reason: str) -> None:
    """Charges another amount for a booking than so far, and adjusts the invoice by the difference."""
    difference = minor - row["charged_minor"]
    if difference:
        connection.execute("UPDATE cb_booking SET charged_minor = ? WHERE id = ?", (minor, row["id"]))
        connection.execute(
            "INSERT INTO cb_adjustment (order_id, booking_id, reason, amount_minor) VALUES (?, ?, ?, ?)",
            (row["order_id"], row["id"], reason, difference),
        )


def refund(connection: sqlite3.Connection, row: sqlite3.Row, minor: int, reason: str) -> None:
    if minor:
        connection.execute(
            "UPDATE cb_booking SET refunded_minor = refunded_minor + ? WHERE id = ?", (minor, row["id"])
        )
        paid_back = Refund(booking_id=row["id"], amount_minor=minor, currency=CURRENCY, reason=reason)
        record_refund(connection, API, paid_back)
