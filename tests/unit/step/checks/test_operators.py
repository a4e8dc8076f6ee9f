"""The operators, a line of the table each: when they hold, when not, and in which words."""

from __future__ import annotations

import pytest

from runner.load.expect import OPERATORS
from runner.model.json import JSON
from runner.step.checks.operators import NAMES, Matches, failures, same

NOTHING = Matches(())


def holds(operator: str, wanted: JSON, *found: JSON) -> bool:
    return not failures(Matches(found), {operator: wanted})


@pytest.mark.parametrize(
    ("operator", "wanted", "found", "expected"),
    [
        ("equals", 3, 3, True), ("equals", 3, 3.0, True), ("equals", 3, "3", False), ("equals", "3", 3, False),
        ("equals", True, 1, False), ("equals", 1, True, False), ("equals", False, 0, False), ("equals", True, True, True),
        ("equals", None, None, True), ("equals", None, False, False), ("equals", "", None, False), ("equals", 0, None, False),
        ("equals", [1, "a"], [1.0, "a"], True), ("equals", [1], [1, 2], False), ("equals", [1, 2], [2, 1], False), ("equals", [], {}, False),
        ("equals", {"a": 1, "b": [True]}, {"b": [True], "a": 1}, True), ("equals", {"a": 1}, {"a": 1, "b": 2}, False), ("equals", {"a": [1]}, {"a": [True]}, False),
        ("not", 3, 4, True), ("not", 3, 3, False), ("not", 3, "3", True), ("not", None, None, False), ("not", None, 0, True),
        ("not", {"contains": "x"}, "abc", True), ("not", {"contains": "x"}, "axc", False), ("not", {"gt": 3, "lt": 5}, 4, False), ("not", {"gt": 3, "lt": 5}, 6, True),
        ("contains", "b", "abc", True), ("contains", "", "abc", True), ("contains", "B", "abc", False), ("contains", 1, "1", False),
        ("contains", 1, [1, 2], True), ("contains", "1", [1, 2], False), ("contains", True, [1], False), ("contains", [1], [[1]], True),
        ("contains", {"a": 1}, [{"a": 1, "b": 2}], True), ("contains", {"a": 2}, [{"a": 1}], False), ("contains", {"a": {"b": 1}}, [{"a": {"b": 1, "c": 2}}], True),
        ("contains", "a", {"a": 1}, True), ("contains", "b", {"a": 1}, False), ("contains", {"a": 1}, {"a": 1, "b": 2}, True),
        ("contains", {"a": 1}, {"a": 2}, False), ("contains", [1], {"a": 1}, False), ("contains", 1, {"a": 1}, False), ("contains", None, {"a": 1}, False),
        ("contains", "a", 5, False), ("contains", "a", None, False), ("contains", None, [None], True),
        ("matches", "^b-[0-9]+$", "b-12", True), ("matches", "[0-9]", "x1", True), ("matches", "^x$", "xy", False), ("matches", "1", 1, False), ("matches", "null", None, False), ("matches", "^é$", "é", True),
        ("type", "string", "", True), ("type", "integer", 1, True), ("type", "number", 1, True), ("type", "number", 1.5, True), ("type", "integer", 1.5, False),
        ("type", "boolean", True, True), ("type", "integer", True, False), ("type", "number", False, False), ("type", "null", None, True), ("type", "array", [], True),
        ("type", "object", {}, True), ("type", "object", [], False), ("type", ["string", "null"], None, True), ("type", ["string", "null"], 1, False), ("type", ["number"], 1, True),
        ("length", 3, "abc", True), ("length", 0, [], True), ("length", 1, {"a": 1}, True), ("length", 2, [1], False), ("length", 1, 1, False), ("length", 0, None, False),
        ("length", {"gte": 1}, [1, 2], True), ("length", {"gt": 2}, [1, 2], False), ("length", {"gt": 0, "lt": 2}, "a", True),
        ("gt", 3, 4, True), ("gt", 3, 3, False), ("gte", 3, 3, True), ("gte", 3, 2.9, False), ("lt", 3, 2, True), ("lt", 3, 3, False), ("lte", 3, 3, True), ("lte", 3, 3.1, False),
        ("gt", 3, "4", False), ("gt", "3", 4, False), ("gt", 0, True, False), ("lt", True, 0, False), ("gt", 0, None, False), ("gt", 0, [1], False),
        ("gt", "2026-01-31", "2026-02-01", True), ("lte", "2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z", True), ("lt", "b", "a", True),
        ("in", [1, 2], 2, True), ("in", [1, 2], "2", False), ("in", [1, True], True, True), ("in", [1], True, False), ("one_of", ["a", None], None, True), ("one_of", [[1]], [1], True), ("one_of", ["a"], "b", False),
        ("each", {"gt": 0}, [1, 2], True), ("each", {"gt": 1}, [1, 2], False), ("each", 1, [1, 1], True), ("each", 1, [1, True], False),
        ("each", {"type": "object", "contains": "id"}, [{"id": 1}, {"id": None}], True), ("each", {"type": "object", "contains": "id"}, [{"id": 1}, {}], False),
        ("each", {"each": {"gt": 0}}, [[1], [2, 3]], True), ("each", {"a": 1}, [{"a": 1}], True), ("each", 5, 5, True),
        ("any", 2, [1, 2], True), ("any", 3, [1, 2], False), ("any", {"gt": 1}, [1, 2], True), ("any", 1, [], False),
        ("any", {"contains": {"a": 1}}, [{"a": 2}, {"a": 1, "b": 0}], True), ("any", 5, 5, True),
        ("count", 1, [1, 2], True), ("count", {"gte": 2}, 5, False),
        ("exists", True, None, True), ("exists", True, False, True), ("exists", False, None, False), ("exists", False, 0, False),
    ],
)  # fmt: skip
def test_an_operator_and_what_was_found(operator: str, wanted: JSON, found: JSON, expected: bool) -> None:
    assert holds(operator, wanted, found) is expected


@pytest.mark.parametrize("operator", sorted(NAMES - {"exists", "not", "count"}))
def test_nothing_can_be_said_of_what_is_not_there(operator: str) -> None:
    nothing_like: list[JSON] = [None, "", 0, [], {}, [None], "null"]
    for wanted in nothing_like:
        assert failures(NOTHING, {operator: wanted})


def test_only_its_absence_and_a_not_can_be_said_of_what_is_not_there() -> None:
    assert not failures(NOTHING, {"exists": False})
    assert failures(NOTHING, {"exists": True})
    assert not failures(NOTHING, {"not": 3})
    assert not failures(NOTHING, {"count": 0})
    assert failures(NOTHING, {"count": {"gt": 0}})


def test_the_first_match_counts_but_each_looks_at_all() -> None:
    assert holds("equals", 1, 1, 2)
    assert not holds("equals", 2, 1, 2)
    assert holds("each", {"gt": 0}, 1, 2)
    assert not holds("each", {"gt": 1}, 1, 2)
    assert not holds("each", {"gt": 0}, [1], [2])


@pytest.mark.parametrize(
    ("operators", "words"),
    [
        ({"equals": 5}, ["5"]),
        ({"equals": "5"}, ['"5"']),
        ({"not": None}, ["anything but null"]),
        ({"not": {"type": "null"}}, ["anything but type null"]),
        ({"contains": "x"}, ['something that contains "x"']),
        ({"matches": "^x"}, ["a text that matches /^x/"]),
        ({"type": ["string", "array"]}, ["type string or array"]),
        ({"length": 2}, ["a length of 2"]),
        ({"length": {"gte": 2, "lt": 9}}, ["a length of at least 2 and less than 9"]),
        ({"exists": False}, ["nothing there"]),
        ({"gt": 1, "lt": 0}, ["more than 1", "less than 0"]),
        ({"gte": 1}, ["at least 1"]),
        ({"lte": "a"}, ['at most "a"']),
        ({"in": [1, "a"]}, ['one of [1, "a"]']),
        ({"one_of": [1]}, ["one of [1]"]),
        ({"each": {"gt": 0}}, ["each item to be more than 0"]),
        ({"each": 7}, ["each item to be 7"]),
    ],
)
def test_what_does_not_hold_is_said_in_words(operators: JSON, words: list[str]) -> None:
    assert failures(Matches((None,)), operators) == words


def test_what_is_not_there_says_so() -> None:
    assert failures(NOTHING, {"exists": True, "type": "string"}) == ["something there", "type string"]


def test_the_loader_knows_the_same_operators() -> None:
    assert set(OPERATORS) == NAMES


@pytest.mark.parametrize(("left", "right"), [(10**30, 10**30), (10**30, 1e30), (0.1, 0.1), (-0.0, 0)])
def test_numbers_are_the_same_as_numbers(left: JSON, right: JSON) -> None:
    assert same(left, right) is (left == right)


_VALUES: list[JSON] = [
    None,
    True,
    False,
    0,
    1,
    1.5,
    "",
    "a",
    "1",
    [],
    [1],
    [None],
    {},
    {"a": 1},
    {"type": "x"},
    [[1]],
]


@pytest.mark.parametrize("operator", sorted(NAMES - {"matches"}))
def test_no_operator_stumbles_over_any_value(operator: str) -> None:
    for found in _VALUES:
        for asked in _VALUES:
            assert isinstance(failures(Matches((found,)), {operator: asked}), list)
