from __future__ import annotations

import time

import pytest

from runner.report.names import Names


def _given(*names: str) -> list[str]:
    given = Names()
    return [given.unique(name) for name in names]


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (("a", "b"), ["a", "b"]),
        (("a", "a", "a"), ["a", "a #2", "a #3"]),
        (("a", "a #2", "a"), ["a", "a #2", "a #3"]),
        (("a #2", "a", "a"), ["a #2", "a", "a #3"]),
        (("a", "a", "a #2"), ["a", "a #2", "a #2 #2"]),
        (("a b", "a  b", " a\tb\n"), ["a b", "a  b #2", " a\tb\n #3"]),
        (("", " \n"), ["(no name)", "(no name) #2"]),
        (("\x00", "\\x00"), [r"\x00", r"\x00 #2"]),
    ],
)  # fmt: skip
def test_no_two_names_are_alike(wanted: tuple[str, ...], given: list[str]) -> None:
    assert _given(*wanted) == given
    assert len({" ".join(name.split()) for name in given}) == len(given)


def test_what_stands_apart_may_be_called_alike() -> None:
    names = Names()
    assert [names.unique("a", within="x"), names.unique("a", within="y")] == ["a", "a"]


def test_the_file_tells_names_apart_before_a_number_does() -> None:
    names = Names()
    given = [names.unique("a", file=file) for file in ("x.md", "x.md", "y.md", "y.md", "x.md")]
    assert given == ["a", "a #2", "a (y.md)", "a (y.md) #2", "a #3"]


def test_names_that_are_cut_alike_are_told_apart_behind_the_cut() -> None:
    first, second = _given("é" * 100_000 + "1", "é" * 100_000 + "2")
    assert second == f"{first} #2"
    assert len(second.encode()) < 65_536


def test_a_hundred_thousand_of_one_name_are_no_work() -> None:
    names = Names()
    before = time.process_time()
    given = {names.unique("a") for _ in range(100_000)}
    assert len(given) == 100_000
    assert time.process_time() - before < 5
