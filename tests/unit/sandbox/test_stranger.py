from __future__ import annotations

import ast
from pathlib import Path

import runner.sandbox

ROOM = Path(runner.sandbox.__file__).parent


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    whole = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return whole | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_the_sandbox_imports_nothing_of_the_runner() -> None:
    names = {name for path in ROOM.rglob("*.py") for name in imported(path)}
    assert {
        name for name in names if name.startswith("runner") and not name.startswith("runner.sandbox")
    } == set()


def test_only_serving_needs_a_server() -> None:
    assert {path.name for path in ROOM.rglob("*.py") if "uvicorn" in imported(path)} == {"serve.py"}


def test_the_front_door_is_sorted_and_complete() -> None:
    assert runner.sandbox.__all__ == sorted(runner.sandbox.__all__)
    assert set(runner.sandbox.__all__) == {"SandboxSettings", "create_app"}
