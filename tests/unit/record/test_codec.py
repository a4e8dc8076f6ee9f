from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest

from runner.record.codec import Reader, Writer


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Leaf:
    name: str
    size: float = 0.0
    sure: bool = True


@dataclass(frozen=True)
class Tree:
    leaf: Leaf
    leaves: tuple[Leaf, ...] = ()
    pairs: tuple[tuple[str, float], ...] = ()
    colour: Colour = Colour.RED
    at: datetime | None = None
    day: date = date(2026, 2, 1)
    known: Leaf | None = None
    hidden: str = field(default="", repr=False)


FULL = Tree(
    leaf=Leaf("a", 1.23456789, sure=False),
    leaves=(Leaf("b"), Leaf("c", 2.0)),
    pairs=(("wait", 0.5),),
    at=datetime(2026, 2, 1, 16, tzinfo=UTC),
    day=date(2026, 3, 1),
    known=Leaf("d"),
)


def test_what_has_its_default_is_left_out_and_seconds_end_with_the_microsecond() -> None:
    assert Writer({}).way(Tree)(FULL) == {
        "leaf": {"name": "a", "size": 1.234568, "sure": False},
        "leaves": [{"name": "b"}, {"name": "c", "size": 2.0}],
        "pairs": [["wait", 0.5]],
        "at": "2026-02-01T16:00:00+00:00",
        "day": "2026-03-01",
        "known": {"name": "d"},
    }
    assert Writer({}).way(Tree)(Tree(Leaf("x"))) == {"leaf": {"name": "x"}}


@pytest.mark.parametrize("tree", [FULL, Tree(Leaf("")), Tree(Leaf("\ud800é"), hidden="h")])
def test_what_was_written_is_read(tree: Tree) -> None:
    told = json.loads(json.dumps(Writer({}).way(Tree)(tree)))
    read = Reader({}).way(Tree)(told)
    assert Writer({}).way(Tree)(read) == Writer({}).way(Tree)(tree)


def test_a_type_may_have_a_way_of_its_own_and_a_field_may_not_be_told() -> None:
    writer = Writer(
        {Leaf: lambda leaf: leaf.name, str: str.upper}, untold={Tree: frozenset({"hidden", "at"})}
    )
    assert writer.way(Tree)(Tree(Leaf("a"), pairs=(("b", 1.0),), at=FULL.at, hidden="secret")) == {
        "leaf": "a",
        "pairs": [["B", 1.0]],
    }


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {"leaf": None},
        {"leaf": {"name": 7}},
        {"leaf": {"name": "a", "size": "big"}},
        {"leaf": {"name": "a"}, "colour": "blue"},
        {"leaf": {"name": "a"}, "at": "yesterday"},
        {"leaf": {"name": "a"}, "leaves": 3},
        {"leaf": {"name": "a"}, "pairs": [["wait"]]},
    ],
)
def test_what_is_not_as_it_was_written_is_refused(told: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Reader({}).way(Tree)(told)


def test_a_way_is_made_once() -> None:
    writer = Writer({})
    way: Callable[[Any], Any] = writer.way(Tree)
    assert writer.way(Tree) is way
