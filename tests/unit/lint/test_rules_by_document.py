from __future__ import annotations

from pathlib import Path

import pytest

from runner.lint import LintContext, lint_specs
from runner.load.build import build_spec
from runner.model.spec import Loaded, Spec

FIXTURES = Path(__file__).parents[2] / "fixtures" / "lint"
ROOT = Path("/project")
THERE = {ROOT / "swagger/items.json", ROOT / "specs/local.json", ROOT / "files/there.pdf"}


def cases() -> list[object]:
    return [
        pytest.param(parts[at + 1], parts[at + 2].strip().split("\n"), id=f"{file.stem}: {parts[at].strip()}")
        for file in sorted(FIXTURES.glob("*.md"))
        for parts in [file.read_text("utf-8").partition("\n")[2].split("\n.\n")]
        for at in range(0, len(parts) - 2, 3)
    ]


def found(text: str) -> list[str]:
    """Everything that is found, a line each: rule, severity, place and width, message, hint."""
    loaded = build_spec(text, file="specs/items.md", path=ROOT / "specs/items.md")
    assert loaded is not None
    return [
        f"{item.rule} {item.severity} {item.place.line}:{item.place.column}+{item.width} {item.message}"
        + (f" | {item.hint}" if item.hint else "")
        for item in lint_specs([loaded], context(text))
    ] or ["nothing"]


def context(text: str) -> LintContext:
    return LintContext(
        variables=frozenset({"business_id"}),
        environment="staging",
        roles=frozenset({"staff", "client", "admin"}),
        exists=THERE.__contains__,
        root=ROOT,
        files_dir=ROOT / "files",
        library=no_library,
        default_role="staff",
        read=lambda _path: text,
    )


def no_library(_target: str, _spec: Spec) -> list[Loaded]:
    return []


@pytest.mark.parametrize(("text", "expected"), cases())
def test_what_lint_says_about_a_document(text: str, expected: list[str]) -> None:
    assert found(text) == expected
