from __future__ import annotations

from collections.abc import Iterator

import pytest

from runner.report.parts import Part


def _part(*items: str) -> Part:
    return Part("# T\n", items, len(items), lambda more: f"and {more} more\n")


@pytest.mark.parametrize(
    ("room", "text"),
    [
        (100, "# T\naaaa\nbbbb\ncccc\n"),
        (30, "# T\naaaa\nbbbb\ncccc\n"),
        (29, "# T\naaaa\nbbbb\nand 1 more\n"),
        (20, "# T\naaaa\nand 2 more\n"),
        (19, "# T\nand 3 more\n"),
        (0, "# T\nand 3 more\n"),
    ],
)
def test_it_holds_whole_items_and_counts_the_rest(room: int, text: str) -> None:
    assert _part("aaaa\n", "bbbb\n", "cccc\n").within(room) == text


def test_of_nothing_there_is_nothing() -> None:
    assert _part().within(100) == ""


def test_room_is_counted_in_bytes() -> None:
    assert _part("éé\n", "é\n").within(20) == "# T\néé\nand 1 more\n"


def test_items_that_find_no_room_are_not_made() -> None:
    made = []

    def items() -> Iterator[str]:
        for number in range(1000):
            made.append(number)
            yield "x" * 10

    Part("", items(), 1000, lambda more: f"{more}").within(100)
    assert len(made) == 10
