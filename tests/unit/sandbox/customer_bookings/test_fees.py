from __future__ import annotations

import random

import pytest

from runner.sandbox.customer_bookings.fees import HOUR_MS, Terms, share, terms

START = 1_000 * HOUR_MS


@pytest.mark.parametrize(
    ("left_ms", "percentage", "ends_before_start"),
    [
        (1000 * HOUR_MS, 0, 48),
        (48 * HOUR_MS, 0, 48),
        (48 * HOUR_MS - 1, 25, 24),
        (24 * HOUR_MS, 25, 24),
        (24 * HOUR_MS - 1, 50, 2),
        (2 * HOUR_MS, 50, 2),
        (2 * HOUR_MS - 1, 100, 0),
        (0, 100, 0),
        (-HOUR_MS, 100, 0),
    ],
)
def test_a_tier_ends_where_the_next_begins(left_ms: int, percentage: int, ends_before_start: int) -> None:
    found = terms(4000, 4000, start_ms=START, now_ms=START - left_ms)
    assert (found.percentage, found.deadline_ms) == (percentage, START - ends_before_start * HOUR_MS)


@pytest.mark.parametrize(
    ("price", "held", "fee", "refund"),
    [
        (4000, 4000, 1000, 3000),
        (4000, 0, 1000, 0),
        (4000, 500, 1000, 0),
        (4000, 9000, 1000, 8000),
        (2, 2, 1, 1),
    ],
)
def test_what_is_held_beyond_the_fee_comes_back(price: int, held: int, fee: int, refund: int) -> None:
    found = terms(price, held, start_ms=START, now_ms=START - 30 * HOUR_MS)
    assert found == Terms(25, fee, refund, START - 24 * HOUR_MS)


@pytest.mark.parametrize(
    ("whole", "part", "of", "cents"),
    [
        (1, 50, 100, 1),
        (1, 49, 100, 0),
        (3, 50, 100, 2),
        (4000, 60_000, HOUR_MS, 67),
        (0, 1, 3, 0),
        (5, 1, 3, 2),
    ],
)
def test_half_cents_go_up(whole: int, part: int, of: int, cents: int) -> None:
    assert share(whole, part, of) == cents


@pytest.mark.parametrize("seed", range(5))
def test_money_is_neither_made_nor_lost(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(500):
        price, held = dice.randrange(100_000), dice.randrange(100_000)
        found = terms(price, held, start_ms=START, now_ms=START - dice.randrange(-HOUR_MS, 60 * HOUR_MS))
        assert 0 <= found.fee_minor <= price
        assert 0 <= found.refund_minor <= held
        assert held - found.refund_minor == min(held, found.fee_minor)
        assert abs(100 * found.fee_minor - price * found.percentage) <= 50
