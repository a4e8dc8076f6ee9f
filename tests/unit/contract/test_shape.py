from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.contract.shape import departures
from runner.model.json import JSON


def told(examples: list[JSON], value: JSON) -> list[str]:
    return [
        f"{item.kind} {'.'.join(map(str, item.path))} {item.wanted} {item.found}"
        for item in departures(examples, value)
    ]


@pytest.mark.parametrize(
    ("examples", "value", "expected"),
    [
        ([{"a": "x"}], {"a": "y"}, []),
        ([{"a": 1}], {"a": 1.5}, []),
        ([{"a": 1}], {"a": "1"}, ["type a number string"]),
        ([{"a": True}], {"a": 1}, ["type a boolean number"]),
        ([{"a": {}}], {"a": []}, ["type a object array"]),
        ([{"a": 1, "b": 2}], {"a": 1}, ["missing b number nothing"]),
        ([{"a": 1}], {"a": 1, "b": None}, ["extra b nothing null"]),
        ([{"a": None}], {"a": {"b": 1}}, []),
        ([{"a": 1}], {"a": None}, []),
        ([{"a": []}], {"a": [1, "x", {}]}, []),
        ([[{"id": 1}]], [{"id": 1}, {"id": "2"}, {}], ["type 1.id number string", "missing 2.id number nothing"]),
        ([[{"id": 1}, {"id": "a", "b": 1}]], [{"id": 5}, {"id": "x"}, {"id": []}], ["type 2.id number or string array"]),
        ([{"a": 1}, {"a": 1, "b": 2}], {"a": 1}, []),
        ([{"a": 1}, {"b": 2}], {}, []),
        ([{"a": 1}, {"a": None}], {"a": "x"}, []),
        ([{"a": 1}, ["x"]], ["y"], []),
        ([{"a": 1}, ["x"]], "y", ["type  object or array string"]),
        ([{"days": {"2026-01-01": [1], "2026-01-02": []}}], {"days": {"2027-05-05": ["x"]}}, ["type days.2027-05-05.0 number string"]),
        ([{"1": {"a": 1}}], {"2": {"a": 1}, "3": {}}, ["missing 3.a number nothing"]),
        ([{}], {"a": 1}, []),
        ([{}, {"b": 1}], {"a": 1}, ["extra a nothing number"]),
        ([], {"a": 1}, []),
        ([None], {"a": 1}, []),
    ],
)  # fmt: skip
def test_how_a_value_departs_from_examples(examples: list[JSON], value: JSON, expected: list[str]) -> None:
    assert told(examples, value) == expected


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc12"), inner, max_size=3),
    max_leaves=15,
)


@given(JSON_VALUES)
def test_an_example_does_not_depart_from_itself(value: JSON) -> None:
    assert told([value], value) == []


@given(st.lists(JSON_VALUES, max_size=3), JSON_VALUES)
def test_no_values_are_a_crash(examples: list[JSON], value: JSON) -> None:
    told(examples, value)


@given(st.lists(JSON_VALUES, min_size=1, max_size=3), JSON_VALUES)
def test_what_equals_one_of_the_examples_is_of_no_other_type(examples: list[JSON], value: JSON) -> None:
    assert not [item for item in told([*examples, value], value) if item.startswith("type")]
