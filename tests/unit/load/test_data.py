"""YAML as data: what it means, and what is said of what is none."""

from __future__ import annotations

from typing import Any

import pytest

from runner.load.data import DataError, read_data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("{a: [1, 2.5, true, null, x]}", {"a": [1, 2.5, True, None, "x"]}),
        ("2026-02-01", "2026-02-01"),
        ("at: 2026-02-01T10:00:00Z", {"at": "2026-02-01T10:00:00Z"}),
        ("200: ok", {200: "ok"}),
        ("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
    ],
)
def test_values_are_plain_and_dates_stay_texts(text: str, value: object) -> None:
    read: Any = read_data(text)
    assert read == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n  - {", "line 3: did not find expected node content"),
        ("a: 1\n b: 2", "line 2: mapping values are not allowed in this context"),
        ("a: \x01", "the character #x0001 is not allowed"),
        ("a: !!python/object:os.system {}", "line 1: could not determine a constructor"),
        ("a: 0b_", "invalid literal"),
        ("a: 1\nb: " + "[" * 100_000, "line 2: nested deeper than 500 levels"),
        ("- " * 100_000, "line 1: nested deeper than 500 levels"),
    ],
    ids=["torn", "indented", "control character", "object", "number", "deep in brackets", "deep in lists"],
)
def test_what_cannot_be_read_is_said_with_its_line(text: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        read_data(text)
    assert said in str(caught.value)
