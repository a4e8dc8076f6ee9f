"""Regular expressions of authors: bounded in time."""

from __future__ import annotations

from time import perf_counter

import pytest

from runner.errors import StepError
from runner.model.trouble import Cause
from runner.step.checks.pattern import found_in


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
    with pytest.raises(StepError, match="is not a regular expression") as caught:
        found_in(pattern, "text")
    assert caught.value.cause is Cause.REQUEST


def test_a_pattern_that_takes_too_long_is_an_error() -> None:
    started = perf_counter()
    with pytest.raises(StepError, match="takes longer than 1 s") as caught:
        found_in("^(a|aa)+$", "a" * 60 + "!")
    assert (caught.value.cause, caught.value.hint) == (
        Cause.REQUEST,
        "repetitions inside repetitions make it slow",
    )
    assert perf_counter() - started < 6
