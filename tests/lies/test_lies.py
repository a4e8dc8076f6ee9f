"""Lies, planted in copies of our documents: `steprun verify` catches each one, at its line; the originals tell none."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from runner.app.order import Order, Surroundings
from runner.app.verify import Terms, verify
from runner.load.yaml import read_yaml
from runner.model.result import RunResult
from runner.model.verdict import State

pytestmark = [
    pytest.mark.usefixtures("uncounted"),
    pytest.mark.timeout(300),
]  # one run of a hundred documents

ROOT = Path(__file__).parent.parent.parent
BOOK = Path(__file__).with_name("lies.yaml")


@dataclass(frozen=True, slots=True)
class Lie:
    """A change of one line that makes a true document untrue."""

    number: int
    document: str
    below: str
    was: str
    now: str
    rule: str

    @property
    def source(self) -> Path:
        return ROOT / "specs" / f"{self.document}.md"

    @property
    def file(self) -> str:
        """Its copy, beside the other documents: those that it links to are there."""
        folder, _, name = self.document.partition("/")
        return f"specs/{folder}/lie_{self.number:02}__{name}.md"

    def planted(self) -> tuple[str, int]:
        """The document with the lie in it, and its line."""
        lines = self.source.read_text(encoding="utf-8").split("\n")
        heading = re.compile(rf"#+ {re.escape(self.below)}")
        start = next(at for at, line in enumerate(lines) if not self.below or heading.match(line))
        at = next(at for at, line in enumerate(lines) if at >= start and self.was in line)
        lines[at] = lines[at].replace(self.was, self.now, 1)
        return "\n".join(lines), at + 1


def lies() -> Sequence[Lie]:
    book = read_yaml(BOOK.read_text(encoding="utf-8"), file=BOOK.name).value
    assert isinstance(book, Mapping)
    told = [lie for chapter in book.values() for lie in chapter]  # type: ignore[union-attr]  # lists of lies
    return [Lie(number, **lie) for number, lie in enumerate(told)]  # type: ignore[arg-type]  # their words


LIES = lies()


@pytest.fixture
def run(uncounted: None, tmp_path: Path) -> RunResult:
    """One run of our documents and, beside them, of all copies."""
    for folder in ("specs", "swagger"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "steprun.yaml", tmp_path)
    for lie in LIES:
        (tmp_path / lie.file).write_text(lie.planted()[0], encoding="utf-8")
    silence = io.StringIO()
    around = Surroundings(cwd=tmp_path, environ={}, stdout=silence, stderr=silence)
    return verify(Order(paths=("specs",), write=False), around, Terms()).ran.result


def test_lies_are_caught_at_their_lines_and_our_documents_tell_none(run: RunResult) -> None:
    """One test for all: side by side, each process would run the documents anew."""
    said = {
        spec.scenario.file: [
            finding
            for verdict in spec.claims
            if verdict.state is State.BROKEN
            for finding in verdict.findings
        ]
        for spec in run.specs
        if spec.claims
    }
    missed = [
        lie
        for lie in LIES
        if (lie.rule, lie.planted()[1]) not in {(found.rule, found.place.line) for found in said[lie.file]}
    ]
    assert missed == []

    copies = {lie.file for lie in LIES}
    ours = {file: findings for file, findings in said.items() if file not in copies}
    assert len(ours) == 36
    assert [f"{finding.place}: {finding.message}" for found in ours.values() for finding in found] == []
    verdicts = [verdict for spec in run.specs if spec.scenario.file in ours for verdict in spec.claims]
    assert sum(verdict.state is State.HOLDS for verdict in verdicts) > 900
