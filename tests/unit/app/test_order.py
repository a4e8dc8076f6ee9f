from __future__ import annotations

import io
from pathlib import Path

import pytest

from runner.app.order import Surroundings


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
