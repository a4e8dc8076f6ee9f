from __future__ import annotations

from runner.sandbox.customer_bookings import CUSTOMER_BOOKINGS
from runner.sandbox.customer_bookings.roles import MEMBERS


def test_only_the_two_gets_that_write_are_unsafe() -> None:
    unsafe = [one.path for one in CUSTOMER_BOOKINGS.operations if not one.safe]
    assert unsafe == [
        "/api/v1/bookings/{booking_id}/cancel",
        "/api/v1/bookings/{booking_id}/cancel-edit-booking",
    ]


def test_fixed_words_come_before_ids() -> None:
    paths = [one.path for one in CUSTOMER_BOOKINGS.operations]
    first = paths.index("/api/v1/bookings/{booking_id}")
    assert paths.index("/api/v1/bookings/by-number") < first
    assert paths.index("/api/v1/bookings/instant") < first
    assert {one.roles for one in CUSTOMER_BOOKINGS.operations} == {None, MEMBERS}
