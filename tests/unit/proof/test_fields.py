"""Where paths lead in answers, wherever they begin."""

from __future__ import annotations

import pytest

from runner.model.json import JSON
from runner.proof.fields import follow, keys_of

BODY: JSON = {
    "data": [
        {"id": 1, "meta": {"hash": "x"}, "parts": []},
        {"id": 2, "meta": None, "parts": [{"id": 3}]},
    ],
    "meta": {"page": 1},
}


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("$.data[0].id", ("data", "id")),
        ("$.data[*].meta.hash", ("data", "meta", "hash")),
        ("$.data[?(@.x == 'y')].id", ("data", "id")),
        ("$", ()),
    ],
)
def test_the_keys_of_a_path(query: str, keys: tuple[str, ...]) -> None:
    assert keys_of(query) == keys


@pytest.mark.parametrize(
    ("keys", "values", "anywhere", "is_open"),
    [
        (["data", "id"], [1, 2], 0, False),
        (["id"], [1, 3, 2], 0, False),
        (["meta", "hash"], ["x"], 1, False),
        (["data", "meta", "page"], [], 2, False),
        (["parts", "id"], [3], 0, True),
        (["parts", "uid"], [], 1, False),
        (["nothing", "at", "all"], [], 0, False),
    ],
)
def test_following_keys(keys: list[str], values: list[JSON], anywhere: int, is_open: bool) -> None:
    walk = follow(keys, [BODY])
    assert sorted(map(str, walk.values)) == sorted(map(str, values))
    assert (walk.anywhere, walk.is_open) == (anywhere, is_open)


def test_what_is_empty_may_hold_anything_unless_another_one_is_not() -> None:
    assert follow(["a", "b"], [{"a": {}}]).is_open
    assert follow(["a", "b"], [{"a": None}, {"a": []}]).is_open
    assert not follow(["a", "b"], [{"a": {}}, {"a": {"c": 1}}]).is_open


def test_holders_that_lack_the_next_key_are_told_by_body_and_place() -> None:
    walk = follow(["meta", "key"], [{"x": 1}, {"in": [{"meta": {"page": 1}}]}])
    assert walk.lacking == {1: {(1, ("in", 0, "meta"))}}
    assert (walk.at_root, follow(["in", "meta", "key"], [{"in": {"meta": {"a": 1}}}]).at_root) == (0, 2)


def test_a_body_without_end_is_left_in_time() -> None:
    deep: JSON = {}
    for _level in range(200):
        deep = {"a": deep}
    assert follow(["b"], [deep]).values == []
