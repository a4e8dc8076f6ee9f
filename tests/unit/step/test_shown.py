"""JSON values as short text."""

from __future__ import annotations

import pytest

from runner.model.json import JSON
from runner.shown import kind_of, shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"), (True, "true"), (3, "3"), (1.5, "1.5"), ("é\n", '"é\\n"'), ("", '""'), ([], "[]"), ({}, "{}"),
        ([1, "a"], '[1, "a"]'), ({"a": [None]}, '{"a": [null]}'), ("a" * 118, '"' + "a" * 118 + '"'),
    ],
)  # fmt: skip
def test_short_values_are_shown_whole(value: JSON, text: str) -> None:
    assert shown(value) == text


def test_long_values_are_cut_and_say_how_much_there_is() -> None:
    assert shown("a" * 200) == '"' + "a" * 118 + "…"
    assert shown([1] * 100).startswith("a list of 100: [1, 1, ")
    assert shown({f"k{n}": "x" * 20 for n in range(12)}) == (
        "an object with the keys k0, k1, k2, k3, k4, k5, k6, k7 and 4 more"
    )
    assert shown({"only": "x" * 200}) == "an object with the keys only"
    assert shown("a" * 20, longest=10) == '"aaaaaaaa…'


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"),
        (True, "boolean"),
        (1, "integer"),
        (1.0, "number"),
        ("", "string"),
        ([], "array"),
        ({}, "object"),
    ],
)
def test_kinds_are_those_of_json_schema(value: JSON, kind: str) -> None:
    assert kind_of(value) == kind
