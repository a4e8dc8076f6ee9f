"""Refunds: what a customer gets back for a booking that comes to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.bookings_v2.bookings import PaymentOption
from runner.sandbox.bookings_v2.roles import API

if TYPE_CHECKING:
    import sqlite3


def refundable(row: sqlite3.Row) -> bool:
    """Only a membership can be given back what it paid with."""
    return bool(row["payment_option"] == PaymentOption.MEMBERSHIP)


def give_back(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    """The price of a booking that was canceled or declined, where it can be given back."""
    if refundable(row):
        connection.execute(
            "INSERT INTO refunds (api, booking_id, amount, currency, reason) VALUES (?, ?, ?, ?, ?)",
            (
                API,
                row["id"],
                row["price_minor"] * row["party"],
                row["currency"],
                f"booking_{row['status'].lower()}",
            ),
        )
