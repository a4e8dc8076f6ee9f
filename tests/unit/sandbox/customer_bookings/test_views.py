from __future__ import annotations

import pytest

from runner.sandbox.customer_bookings.views import moment, money


@pytest.mark.parametrize(
    ("minor", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (-5, "-0.05"),
        (4000, "40.00"),
        (-12345, "-123.45"),
        (10**12, "10000000000.00"),
    ],
)
def test_money_has_two_places(minor: int, text: str) -> None:
    assert money(minor) == text


def test_a_moment_has_milliseconds_only_where_there_are_any() -> None:
    assert moment(0) == "1970-01-01T00:00:00+00:00"
    assert moment(1) == "1970-01-01T00:00:00.001+00:00"
