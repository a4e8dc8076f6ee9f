from __future__ import annotations

from collections.abc import Sequence

import pytest

from runner.model.json import JSON, Path
from runner.proof.likeness import Difference, by_shape, by_words, is_data, resembles, texts_of, words_in

UUID = "c0ffee00-1111-4222-8333-444455556666"
OTHER = "00000000-aaaa-4bbb-8ccc-dddddddddddd"


def said(differences: Sequence[Difference]) -> list[tuple[Path, str, str, str]]:
    return [(each.path, each.kind, each.wanted, each.found) for each in differences]


SAME_SHAPE: list[tuple[JSON, list[JSON]]] = [
    ({"a": 1}, [{"a": 2}]),
    ({"a": 1}, [{"a": 2.5}]),
    ({"a": "x"}, [{"a": ""}]),
    ({"a": None}, [{"a": {"b": 1}}]),
    ({"a": {"b": 1}}, [{"a": None}]),
    ({"a": {"b": 1}}, [{"a": {}}]),
    ({"a": [{"b": 1}]}, [{"a": []}]),
    ({"a": [{"b": 1}, {"b": 2}]}, [{"a": [{"b": 3}]}]),
    ({"a": 1, "b": 2}, [{"a": 1}, {"a": 1, "b": 2}]),
    ({"a": "x"}, [{"a": 1}, {"a": "y"}]),
    ({}, [{"a": 1}]),
    ([], [[1]]),
    (None, [{"a": 1}]),
    ({"a": 1}, []),
]


@pytest.mark.parametrize(("documented", "came"), SAME_SHAPE)
def test_an_example_of_the_same_shape(documented: JSON, came: list[JSON]) -> None:
    assert said([*by_shape(documented, came)]) == []


OTHER_SHAPE: list[tuple[JSON, list[JSON], tuple[Path, str, str, str]]] = [
    ({"a": 1}, [{"b": 1}], (("a",), "missing", "integer", "only `b`")),
    ({"a": 1}, [{"a": "1"}], (("a",), "type", "integer", 'string: "1"')),
    ({"a": 1}, [{"a": "1"}, {"a": [2]}], (("a",), "type", "integer", 'string or array: "1"')),
    ({"a": True}, [{"a": 1}], (("a",), "type", "boolean", "integer: 1")),
    ({"a": {"b": 1}}, [{"a": {"b": 1, "c": 2}}], (("a", "c"), "extra", "nothing", "integer")),
    ([{"a": 1}], [[{"a": None}, {"b": 1}]], ((0, "b"), "extra", "nothing", "integer")),
    ({"a": [1, "x"]}, [{"a": [1, 2]}], (("a", 1), "type", "string", "integer: 1")),
    ([1], [{"a": 1}], ((), "type", "array", 'object: {"a": 1}')),
    (
        {"z": 1},
        [dict.fromkeys("abcdefgh", 1)],
        (("z",), "missing", "integer", "only `a`, `b`, `c`, `d`, `e`, `f` and 2 more"),
    ),
]


@pytest.mark.parametrize(("documented", "came", "difference"), OTHER_SHAPE)
def test_an_example_of_another_shape(
    documented: JSON, came: list[JSON], difference: tuple[Path, str, str, str]
) -> None:
    assert said([*by_shape(documented, came)])[0] == difference


SAME_WORDS: list[tuple[JSON, JSON]] = [
    ({"error": "Not found"}, {"error": "Not found"}),
    ({"error": f"No item {UUID}"}, {"error": f"No item {OTHER}"}),
    ({"error": "After 2026-01-31"}, {"error": "After 2027-12-01"}),
    ({"error": "At 2026-01-31T09:30:00Z"}, {"error": "At 2027-12-01T10:00:00.123+02:00"}),
    ({"error": "No item q4v0w8k2m6x1c9ta"}, {"error": "No item b7n3d5f9h1j6k2pz"}),
    ({"error": "No order 1234567"}, {"error": "No order 7654321"}),
    ({"retry_after": 30}, {"retry_after": 12.5}),
    ([{"error": "a"}], [{"error": "a"}]),
    (None, None),
    ({"a": True}, {"a": True}),
]


@pytest.mark.parametrize(("documented", "came"), SAME_WORDS)
def test_an_error_in_the_same_words(documented: JSON, came: JSON) -> None:
    assert said([*by_words(documented, came)]) == []


OTHER_WORDS: list[tuple[JSON, JSON, list[tuple[Path, str, str, str]]]] = [
    ({"e": "a"}, {"e": "b"}, [(("e",), "value", '"a"', '"b"')]),
    ({"e": "a"}, {"e": 1}, [(("e",), "type", '"a"', "1")]),
    ({"e": "a"}, {}, [(("e",), "missing", '"a"', "nothing")]),
    ({}, {"e": "a"}, [(("e",), "extra", "nothing", '"a"')]),
    ({"e": True}, {"e": False}, [(("e",), "value", "true", "false")]),
    ([1], [1, 2], [((), "value", "1 item", "2 items")]),
    ([{"e": "a"}], [{"e": "b"}], [((0, "e"), "value", '"a"', '"b"')]),
    ({"e": "a"}, None, [((), "type", '{"e": "a"}', "null")]),
]


@pytest.mark.parametrize(("documented", "came", "differences"), OTHER_WORDS)
def test_an_error_in_other_words(
    documented: JSON, came: JSON, differences: list[tuple[Path, str, str, str]]
) -> None:
    assert said([*by_words(documented, came)]) == differences


@pytest.mark.parametrize(
    ("documented", "came", "alike"),
    [
        ({"error": "Booking not found"}, {"error": "Booking not found", "code": 4}, True),
        ({"error": "Booking not found"}, {"message": "Bookings not found"}, True),
        ({"error": "Booking not found"}, {"error": "Slot is taken by somebody"}, False),
        ({"error": "Booking not found"}, {"error": "NotFound"}, False),
        ({"code": "NOT_FOUND"}, {"code": "NOT_FOUND"}, True),
        ({"code": "NOT_FOUND"}, {"code": "CONFLICT"}, False),
        ({"a": "X", "b": "Y", "c": "Z"}, {"a": "X", "b": "Y"}, True),
        ({"a": 1}, {"a": 1}, False),
    ],
)
def test_two_bodies_tell_the_same_error_if_they_share_a_sentence(
    documented: JSON, came: JSON, alike: bool
) -> None:
    assert resembles(documented, came) is alike


def test_texts_and_words_of_a_body() -> None:
    body: JSON = {"a": "one", "b": [{"c": "two"}, 3, "four"]}
    assert [*texts_of(body)] == ["one", "two", "four"]
    assert {"a", "b", "c", "one", "two", "four"} == {*words_in(body)}
    assert [*words_in(None)] == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (UUID, True),
        ("2026-01-31", True),
        ("123456", True),
        ("a1b2c3d4e5f6", True),
        ("status", False),
        ("a1", False),
    ],
)
def test_the_name_of_a_key_may_be_data(name: str, data: bool) -> None:
    assert is_data(name) is data
