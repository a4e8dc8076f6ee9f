from __future__ import annotations

import pytest

from runner.lint.likeness import alike, misspelt


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("bookingId", "booking_id"),
        ("booking-id", "booking_id"),
        ("bokking_id", "booking_id"),
        ("boking_id", "booking_id"),
        ("bookings_id", "booking_id"),
        ("ibokoing_id", ""),
        ("tommorow_date", "tomorrow_date"),
        ("tomorow_date", "tomorrow_date"),
        ("itme_id", "item_id"),
    ],
)
def test_slips_in_a_long_word(name: str, known: str) -> None:
    assert misspelt(name, {"booking_id", "tomorrow_date", "item_id"}) == known


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("client_id", "client_uid"),
        ("client_a_uid", "client_b_uid"),
        ("item_1", "item_2"),
        ("staff_id", "client_id"),
        ("item", "item"),
        ("{}", "{}"),
    ],
)
def test_short_words_and_other_words_differ_on_purpose(name: str, known: str) -> None:
    assert misspelt(name, {known}) == ""


def test_what_is_near_may_be_meant() -> None:
    assert alike("client_id", {"client_uid", "item_id"}) == "client_uid"
    assert alike("client_id", {"client_id", "shop"}) == ""
