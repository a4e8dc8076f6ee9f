from __future__ import annotations

from typing import Any

import pytest

from runner.app.order import Order
from runner.errors import UsageError
from runner.pytest_plugin.options import order_of


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENV", "CONFIG", "BASE_URL", "TIMEOUT"):
        monkeypatch.delenv(f"STEPRUN_{name}", raising=False)


def order(pytester: pytest.Pytester, *words: str) -> Order:
    return order_of(pytester.parseconfig(*words))


def test_without_a_word_everything_is_as_the_project_says_and_nothing_is_written(
    pytester: pytest.Pytester,
) -> None:
    assert order(pytester) == Order(write=False)


@pytest.mark.parametrize(
    ("name", "value", "field", "meant"),
    [
        ("env", "staging", "environment", "staging"),
        ("base-url", "http://127.0.0.1:1", "base_url", "http://127.0.0.1:1"),
        ("timeout", "5s", "timeout", "5s"),
        ("contract", "fail", "contract", "fail"),
        ("seed", "7", "seed", 7),
        ("var", "a=1", "variables", {"a": "1"}),
        ("examples", "", "examples", True),
        ("force", "", "force", True),
        ("write", "", "write", True),
    ],
)
def test_each_word_may_stand_on_the_command_line_or_in_the_settings_of_pytest(
    pytester: pytest.Pytester, name: str, value: str, field: str, meant: Any
) -> None:
    assert getattr(order(pytester, f"--steprun-{name}{'=' if value else ''}{value}"), field) == meant
    pytester.makeini(f"[pytest]\nsteprun_{name.replace('-', '_')} = {value or 'true'}\n")
    assert getattr(order(pytester), field) == meant


def test_the_command_line_wins_over_variables_and_those_over_settings(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeini("[pytest]\nsteprun_env = ini\n")
    assert order(pytester).environment == "ini"
    monkeypatch.setenv("STEPRUN_ENV", "variable")
    assert order(pytester).environment == "variable"
    assert order(pytester, "--steprun-env=word").environment == "word"


def test_variables_of_the_command_line_come_to_those_of_the_settings(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nsteprun_var =\n    a=1\n    b=x=y\n")
    said = order(pytester, "--steprun-var=a=2", "--steprun-var=c=")
    assert said.variables == {"a": "2", "b": "x=y", "c": ""}


def test_a_file_is_looked_for_from_here_and_then_from_the_root(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nsteprun_config = ci/steprun.yaml\n")
    assert order(pytester).config == pytester.path / "ci/steprun.yaml"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--steprun-seed=x"], "--steprun-seed is a number, not 'x'"),
        (["--steprun-seed=-1"], "--steprun-seed is a number, not '-1'"),
        (["-o", "steprun_contract=no"], "steprun_contract is off, warn or fail, not 'no'"),
        (["--steprun-var=x"], "--steprun-var: write NAME=VALUE, not 'x'"),
    ],
)
def test_a_word_that_makes_no_sense_is_refused(
    pytester: pytest.Pytester, words: list[str], said: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        order(pytester, *words)
    assert refusal.value.what == said
