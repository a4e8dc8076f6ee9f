"""Regular expressions of authors: bounded in time."""

from __future__ import annotations

from time import process_time

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
    started = process_time()
    with pytest.raises(PatternError, match="takes longer than 1 s") as caught:
        found_in("^(a|aa)+$", "a" * 60 + "!")
    assert caught.value.hint == "repetitions inside repetitions make it slow"
    assert process_time() - started < 6


@pytest.mark.parametrize(
    "pattern",
    [
        "a{1000000000}",
        "(a{1000}){1000}",
        "((?:ab){200}c){200}",
        "[ab]{20001}",
        "x" * 20_001,
        r"(\d{9999}){3}",
    ],
)
def test_a_pattern_that_would_take_all_memory_is_an_error(pattern: str) -> None:
    with pytest.raises(PatternError, match="asks for more than 20,000 characters"):
        found_in(pattern, "a")


@pytest.mark.parametrize("pattern", ["(?R)", "(a(?R)?b)", "(?1)(a)", "(?P<x>a)(?&x)"])
def test_a_pattern_that_calls_itself_is_an_error(pattern: str) -> None:
    with pytest.raises(PatternError, match="calls itself"):
        found_in(pattern, "a")


def test_a_pattern_that_is_nested_too_deeply_is_an_error() -> None:
    with pytest.raises(PatternError, match="nested too deeply"):
        found_in("(" * 3000 + "a" + ")" * 3000, "a")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$", "123e4567-e89b-12d3-a456-426614174000"),
        ("a{1,1000000000}", "a"),
        ("[{]9}{3}", "{9}}}"),
        (r"\{99999999}", "{99999999}"),
    ],
)
def test_what_only_looks_large_is_matched(pattern: str, text: str) -> None:
    assert found_in(pattern, text)
