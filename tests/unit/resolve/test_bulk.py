"""How much a value is, and that it is known before all of it was looked at."""

from __future__ import annotations

import pytest

from runner.model.json import JSON
from runner.resolve.bulk import bulk_of


def nested(levels: int, value: JSON = 1) -> JSON:
    for _ in range(levels):
        value = [value]
    return value


def doubled(times: int) -> JSON:
    value: JSON = ["x"]
    for _ in range(times):
        value = [value, value]
    return value


@pytest.mark.parametrize(
    ("value", "bulk"),
    [
        ("", 0),
        ("text", 4),
        (12, 64),
        (None, 64),
        ([], 64),
        (["ab", 1], 64 + 2 * 64 + 2),
        ({"key": "ab"}, 64 + 64 + 3 + 2),
        ({"a": [{"b": "c"}]}, 64 + 64 + 1 + 64 + 64 + 1 + 1),
    ],
)
def test_what_a_value_takes(value: JSON, bulk: int) -> None:
    assert bulk_of(value, most=1000) == bulk


@pytest.mark.parametrize("value", [nested(250), nested(5000), doubled(60)], ids=["deep", "deeper", "doubled"])
def test_what_is_too_much_is_told_at_once(value: JSON) -> None:
    assert bulk_of(value, most=100_000) > 100_000


def test_what_an_answer_may_hold_is_not_too_deep() -> None:
    assert bulk_of(nested(101), most=100_000) < 100_000
