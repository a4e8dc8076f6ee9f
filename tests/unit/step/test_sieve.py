"""Needles in texts: all that stand there are found, however many there are."""

from __future__ import annotations

from random import Random

import pytest

from runner.step.sieve import Sieve

RANDOM = Random(11)


def words(count: int, length: int) -> list[str]:
    return ["".join(RANDOM.choices("abcdefghij", k=length)) for _ in range(count)]


@pytest.mark.parametrize("length", [4, 5, 6, 7, 15, 16, 17, 40])
@pytest.mark.parametrize("count", [1, 60, 300])
def test_every_needle_is_found_wherever_it_stands(length: int, count: int) -> None:
    needles = words(count, length)
    sieve = Sieve[int]()
    for number, needle in enumerate(needles):
        sieve.add(needle, number)
    for number in RANDOM.sample(range(count), min(count, 20)):
        for before in range(12):
            assert number in sieve.found("-" * before + needles[number] + "--")


def test_what_is_not_there_is_not_found() -> None:
    sieve = Sieve[str]()
    for needle in words(100, 8) + words(100, 20):
        sieve.add(needle, needle)
    for text in ("", "k", "xyz " * 5000, *words(50, 7)):
        assert sieve.found(text) == []


def test_what_has_no_needle_may_stand_anywhere() -> None:
    sieve = Sieve[str]()
    sieve.add("", "always")
    assert sieve.found("") == ["always"]


@pytest.mark.parametrize("before", [0, 72_000, 73_720, 73_728, 73_731, 200_000])
def test_texts_may_be_very_long(before: int) -> None:
    sieve = Sieve[str]()
    sieve.add("a-needle-of-some-length", "it")
    assert sieve.found("." * before + "a-needle-of-some-length") == ["it"]


def test_a_needle_may_stand_for_several_things() -> None:
    sieve = Sieve[str]()
    for item in ("one", "two"):
        sieve.add("a-needle-of-some-length", item)
    assert sieve.found("xx a-needle-of-some-length a-needle-of-some-length") == ["one", "two"]
