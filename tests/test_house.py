"""The rules of the house that a machine can check."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import runner
from runner.plugins import hookspecs

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "runner").rglob("*.py"))


def test_the_front_door_is_sorted_and_complete() -> None:
    assert runner.__all__ == sorted(runner.__all__)
    for name in runner.__all__:
        assert getattr(runner, name) is not None
    with pytest.raises(AttributeError):
        _ = runner.nothing_of_the_kind


def test_every_room_says_what_it_is_for() -> None:
    silent = [module for module in MODULES if not ast.get_docstring(ast.parse(module.read_text()))]
    assert silent == []


def test_nothing_is_printed_but_by_the_command_line_and_the_reports() -> None:
    loud = [
        f"{module.relative_to(ROOT)}:{node.lineno}"
        for module in MODULES
        if module.relative_to(ROOT / "runner").parts[0] not in ("cli", "report")
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert loud == []


def test_every_hook_is_documented_and_typed() -> None:
    hooks = [value for name, value in vars(hookspecs).items() if name.startswith("steprun_")]
    assert len(hooks) == 5
    for hook in hooks:
        assert hook.__doc__
        assert hook.__annotations__["return"]


def test_rooms_have_names_of_the_domain() -> None:
    nameless = {"utils", "util", "helpers", "helper", "common", "base", "core", "misc", "tools"}
    assert not [module for module in MODULES if module.stem in nameless]


def test_exceptions_to_the_rules_give_a_code() -> None:
    bare = re.compile(r"#\s*(?:noqa(?!:)|type:\s*ignore(?!\[))")
    assert not [module for module in MODULES if bare.search(module.read_text())]


def test_the_map_names_every_room() -> None:
    told = (ROOT / ".github" / "ARCHITECTURE.md").read_text()
    rooms = [path for path in (ROOT / "runner").iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert [room.name for room in rooms if f"`{room.name}/`" not in told] == []
    assert len(told.splitlines()) < 80


def test_the_plugin_of_pytest_imports_nothing_unless_it_is_wanted() -> None:
    assert {name for name in _imported("import runner.pytest_plugin") if name.startswith("runner")} == {
        "runner",
        "runner.pytest_plugin",
        "runner.pytest_plugin.gate",
        "runner.pytest_plugin.options",
        "runner.version",
    }


def test_paths_in_the_map_exist() -> None:
    told = (ROOT / ".github" / "ARCHITECTURE.md").read_text()
    for name in re.findall(r"`((?:\w+/)+\w+\.(?:py|json))`", told):
        assert (ROOT / "runner" / name).exists(), name


def _imported(code: str) -> Iterator[str]:
    script = f"import sys\n{code}\nprint(*sorted(sys.modules), sep='\\n')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    yield from done.stdout.splitlines()


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_asking_for_a_word_imports_nothing_heavy(word: str) -> None:
    code = (
        "from click.testing import CliRunner\nfrom runner.cli import steprun\n"
        f"assert CliRunner().invoke(steprun, ['{word}']).exit_code == 0"
    )
    heavy = {
        "httpx",
        "httpcore",
        "jinja2",
        "jsonschema",
        "rich",
        "markdown_it",
        "yaml",
        "pluggy",
        "starlette",
    }
    assert heavy.isdisjoint(_imported(code))
