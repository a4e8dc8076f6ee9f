"""Regular expressions of authors: bounded in time."""

from __future__ import annotations

from time import perf_counter

import pytest

from runner.pattern import PatternError, found_in


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^a", "abc", True),
        ("b", "abc", True),
        ("^b", "abc", False),
        (r"\d{3}", "x123", True),
        (r"\p{L}+", "é", True),
        ("(?i)ABC", "abc", True),
        ("", "", True),
    ],
)
def test_a_pattern_is_looked_for_anywhere(pattern: str, text: str, found: bool) -> None:
    assert found_in(pattern, text) is found


@pytest.mark.parametrize("pattern", ["(", "[", "*a", "(?P<n", "a{2,1}"])
def test_a_pattern_that_cannot_be_read_is_an_error(pattern: str) -> None:
    with pytest.raises(PatternError, match="is not a regular expression"):
        found_in(pattern, "text")


def test_a_pattern_that_takes_too_long_is_an_error() -> None:
    started = perf_counter()
    with pytest.raises(PatternError, match="takes longer than 1 s") as caught:
        found_in("^(a|aa)+$", "a" * 60 + "!")
    assert caught.value.hint == "repetitions inside repetitions make it slow"
    assert perf_counter() - started < 6
