from __future__ import annotations

import pytest

from runner.report.allowance import Allowance

LEFT_OUT = "left out"


def _allowance(*, cases: int = 2, most_bytes: int = 10_000, most_elements: int = 1000) -> Allowance:
    return Allowance(cases=cases, most_bytes=most_bytes, most_elements=most_elements, instead=LEFT_OUT)


def test_a_detail_is_given_while_there_is_room() -> None:
    allowance = _allowance()
    assert allowance.detail(lambda: "x" * 5000) == "x" * 5000
    assert allowance.detail(lambda: "x" * 5000) == LEFT_OUT


def test_after_one_that_does_not_fit_none_is_made() -> None:
    allowance = _allowance()
    assert allowance.detail(lambda: "x" * 50_000) == LEFT_OUT

    def never() -> str:
        pytest.fail("it was made")

    assert allowance.detail(never) == LEFT_OUT


def test_cases_to_come_keep_their_room_as_large_as_those_before() -> None:
    allowance = _allowance(cases=101, most_bytes=100_000)
    allowance.written(size=40_000, cases=20, elements=20)  # 81 of 2,000 bytes are to come
    assert allowance.detail(lambda: "x") == LEFT_OUT
    allowance = _allowance(cases=101, most_bytes=100_000)
    allowance.written(size=2_000, cases=20, elements=20)  # 81 of 100 bytes
    assert allowance.detail(lambda: "x" * 70_000) == "x" * 70_000


def test_what_details_take_is_not_thought_to_be_the_cases() -> None:
    allowance = _allowance(cases=101, most_bytes=100_000)
    allowance.detail(lambda: "x" * 18_000)
    allowance.written(size=20_000, cases=20, elements=20)
    assert allowance.detail(lambda: "x" * 50_000) == "x" * 50_000


def test_room_is_counted_in_bytes_and_in_elements() -> None:
    assert _allowance(most_bytes=3_000).detail(lambda: "é" * 1_500) == LEFT_OUT
    allowance = _allowance(cases=60, most_elements=100)
    allowance.written(size=10, cases=10, elements=45)
    assert allowance.detail(lambda: "x") == "x"
    allowance.written(size=10, cases=1, elements=10)
    assert allowance.detail(lambda: "x") == LEFT_OUT


def test_half_a_character_counts_too() -> None:
    assert _allowance().detail(lambda: "\ud800") == "\ud800"
