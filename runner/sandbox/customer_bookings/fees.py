"""What a cancellation costs, by the time left to the start."""

from __future__ import annotations

from dataclasses import dataclass

from runner.sandbox.customer_bookings.decisions import TIERS

HOUR_MS = 3_600_000
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """What canceling a booking at some instant costs, and what of the payment comes back."""

    percentage: int
    fee_minor: int
    refund_minor: int
    #: The last instant at which they hold.
    deadline_ms: int


def terms(price_minor: int, held_minor: int, *, start_ms: int, now_ms: int) -> Terms:
    """The terms for a booking of that price, of which so much is paid and not paid back."""
    left = start_ms - now_ms
    hours, percentage = next((tier for tier in TIERS if left >= tier[0] * HOUR_MS), TIERS[-1])
    fee = share(price_minor, percentage, PERCENT)
    return Terms(percentage, fee, max(0, held_minor - fee), start_ms - hours * HOUR_MS)


def share(whole: int, part: int, of: int) -> int:
    """So many parts `of` a whole amount, half cents up."""
    return (2 * whole * part + of) // (2 * of)
