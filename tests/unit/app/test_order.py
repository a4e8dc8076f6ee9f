from __future__ import annotations

import io
from pathlib import Path

import pytest

from runner.app.order import Surroundings, read_pairs


@pytest.mark.parametrize(
    ("environ", "in_ci"),
    [
        ({}, False),
        ({"CI": ""}, False),
        ({"CI": "0"}, False),
        ({"CI": "False"}, False),
        ({"CI": "true"}, True),
        ({"CI": "1"}, True),
        ({"CI": "woodpecker"}, True),
    ],
)
def test_ci_is_whatever_says_so_and_does_not_mean_no(environ: dict[str, str], in_ci: bool) -> None:
    silence = io.StringIO()
    assert Surroundings(Path(), environ, silence, silence).in_ci is in_ci


def test_pairs_are_read_up_to_the_first_sign_and_the_last_of_a_name_wins() -> None:
    assert read_pairs(["a=1", " b =x=y", "c=", "a=2"]) == {"a": "2", "b": "x=y", "c": ""}


@pytest.mark.parametrize("word", ["a", "=1", " =1", ""])
def test_what_is_no_pair_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="write NAME=VALUE"):
        read_pairs(["ok=1", word])
