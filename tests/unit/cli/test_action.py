"""The inputs of the GitHub Action, and the command line that they mean."""

from __future__ import annotations

import pytest

from runner.cli.action import words_of
from runner.errors import UsageError


def words(**inputs: str) -> list[str]:
    return words_of({f"STEPRUN_ACTION_{name}": value for name, value in inputs.items()} | {"PATH": "/bin"})


@pytest.mark.parametrize(
    ("inputs", "meant"),
    [
        ({}, ["run", "--"]),
        ({"PATHS": "specs/"}, ["run", "--", "specs/"]),
        ({"COMMAND": " verify ", "PATHS": ""}, ["verify", "--"]),
        ({"ENV": "staging", "SHARD": "1/4", "FORMATS": "html,har"},
         ["run", "--env=staging", "--shard=1/4", "--format=html,har", "--"]),
        ({"COMMAND": "lint", "ENV": "staging", "SHARD": "1/4", "FORMATS": "html"}, ["lint", "--env=staging", "--"]),
        ({"ENV": "", "SHARD": " ", "FORMATS": "\n"}, ["run", "--"]),
        ({"ARGS": "--var 'a=b c' -x\n--tag smoke", "PATHS": '"POST /a" b.md'},
         ["run", "--var", "a=b c", "-x", "--tag", "smoke", "--", "POST /a", "b.md"]),
        # What looks like more than it is stays what it is.
        ({"ENV": "x --config /etc/passwd"}, ["run", "--env=x --config /etc/passwd", "--"]),
        ({"PATHS": "--config=x $(id) `id` ;id"}, ["run", "--", "--config=x", "$(id)", "`id`", ";id"]),
    ],
)  # fmt: skip
def test_inputs_become_words(inputs: dict[str, str], meant: list[str]) -> None:
    assert words(**inputs) == meant


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"COMMAND": "sandbox"}, "the action has no command `sandbox`"),
        ({"COMMAND": "run --x"}, "the action has no command `run --x`"),
        ({"ARGS": "--var 'a"}, "`args:` of the action cannot be read: No closing quotation"),
        ({"PATHS": 'a"'}, "`paths:` of the action cannot be read"),
    ],
)
def test_what_cannot_be_meant_is_told(inputs: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        words(**inputs)
    assert caught.value.what.startswith(said)
    assert caught.value.hint
