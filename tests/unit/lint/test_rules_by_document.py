from __future__ import annotations

from pathlib import Path

import pytest

from runner.contract.holding import Contract, Terms
from runner.lint import LintContext, lint_specs
from runner.load.build import build_spec
from runner.model.finding import Finding
from runner.model.spec import Loaded, Spec
from support.openapi import catalogue

FIXTURES = Path(__file__).parents[2] / "fixtures" / "lint"
DOCUMENTED = FIXTURES / "contract"
SWAGGER = {
    f"swagger/{file.name}": file.read_text("utf-8") for file in sorted((DOCUMENTED / "swagger").iterdir())
}
ROOT = Path("/project")
THERE = {
    ROOT / name
    for name in ("swagger/items.json", "specs/local.json", "files/there.pdf", "notes.yaml", *SWAGGER)
}


def cases(folder: Path) -> list[object]:
    return [
        pytest.param(parts[at + 1], parts[at + 2].strip().split("\n"), id=f"{file.stem}: {parts[at].strip()}")
        for file in sorted(folder.glob("*.md"))
        for parts in [file.read_text("utf-8").partition("\n")[2].split("\n.\n")]
        for at in range(0, len(parts) - 2, 3)
    ]


def found(text: str, *, contract: Contract | None = None) -> list[str]:
    """Everything that is found, a line each: rule, severity, place and width, message, hint, fix."""
    loaded = build_spec(text, file="specs/items.md", path=ROOT / "specs/items.md")
    assert loaded is not None
    told = lint_specs([loaded], context(text, contract=contract))
    return [line_of(item) for item in told] or ["nothing"]


def line_of(item: Finding) -> str:
    where = f"{item.place.line}:{item.place.column}+{item.width}"
    if item.place.file != "specs/items.md":
        where = f"{item.place.file}:{where}"
    if item.fix:
        assert (item.fix.place, item.fix.width) == (item.place, item.width)
    parts = [f"{item.rule} {item.severity} {where} {item.message}", item.hint, item.fix and item.fix.text]
    return " | ".join(part for part in parts if part)


def documented() -> Contract:
    """The documents beside the fixtures; what stands below `/internal` is no part of the API."""
    return Contract(lambda: catalogue(SWAGGER), Terms(root=ROOT, internal=("/internal/*",)))


def context(text: str, *, contract: Contract | None = None) -> LintContext:
    return LintContext(
        variables=frozenset({"business_id"}),
        environment="staging",
        roles=frozenset({"staff", "client", "admin"}),
        exists=THERE.__contains__,
        root=ROOT,
        files_dir=ROOT / "files",
        library=no_library,
        default_role="staff",
        contract=contract,
        read=lambda _path: text,
    )


def no_library(_target: str, _spec: Spec) -> list[Loaded]:
    return []


@pytest.mark.parametrize(("text", "expected"), cases(FIXTURES))
def test_what_lint_says_about_a_document(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(("text", "expected"), cases(DOCUMENTED))
def test_what_lint_says_about_a_document_and_the_openapi_files(text: str, expected: list[str]) -> None:
    assert found(text, contract=documented()) == expected
