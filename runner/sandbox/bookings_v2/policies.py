"""Policies: until when a booking can be canceled, and from when on that costs something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.bookings_v2.states import TRANSITIONS, Action, Status

if TYPE_CHECKING:
    import sqlite3

MINUTE_MS = 60_000


def may_still_cancel(row: sqlite3.Row, now_ms: int) -> bool:
    """Up to and including the last minute that the service's cancellation policy names."""
    notice: int | None = row["cancel_minutes"]
    start_ms: int = row["start_ms"]
    return notice is None or start_ms - now_ms >= notice * MINUTE_MS


def late_fee(row: sqlite3.Row, now_ms: int) -> int | None:
    """What canceling now costs, in minor units; None when it is free."""
    fee: int | None = row["late_fee_minor"]
    if fee is None or row["start_ms"] - now_ms > row["late_fee_minutes"] * MINUTE_MS:
        return None
    return fee


def offers_cancel(row: sqlite3.Row, now_ms: int) -> bool:
    """Whether a caller without special rights could cancel now."""
    possible = (Status(row["status"]), Action.CANCEL) in TRANSITIONS
    return possible and row["multi_id"] is None and may_still_cancel(row, now_ms)
