"""Whole runs, told as folders: specs and a steprun.yaml go in, screens and reports come out.

A case is a folder of `tests/cases/`: `case.yaml` (`exit`, the words of the `order`, and those of the orders
`before` it, of which nobody looks at the screen), the documents, and `expected/` with `console.txt`, `junit.xml`,
each document that the run changed, and what else is to be made of it (`formats` of the order). A new case needs
no code.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from runner.app.order import Order, Surroundings
from runner.app.run import run
from runner.cli.exits import of_run
from runner.report import ctrf, har, junit
from support.formatrules import against_ctrf, against_har, against_junit
from support.golden import Golden, laid_out

CASES = Path(__file__).parent / "cases"
NAMES = sorted(folder.name for folder in CASES.iterdir() if (folder / "case.yaml").exists())


def order(words: dict[str, Any]) -> Order:
    words = {"paths": ["."], "jobs": 1, "seed": 1, **words}
    words = {key: tuple(value) if isinstance(value, list) else value for key, value in words.items()}
    return Order(**words)


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, tmp_path: Path, golden: Golden) -> None:
    case, work = CASES / name, tmp_path / "work"
    shutil.copytree(case, work, ignore=shutil.ignore_patterns("expected", "case.yaml"))
    told = yaml.safe_load((case / "case.yaml").read_text())
    environ = told.get("environ", {})
    for words in told.get("before", ()):
        run(order(words), Surroundings(cwd=work, environ=environ, stdout=io.StringIO(), stderr=io.StringIO()))
    stdout = io.StringIO()
    around = Surroundings(cwd=work, environ=environ, stdout=stdout, stderr=stdout, width=100)

    ran = run(order(told.get("order", {})), around)

    golden.check(case / "expected" / "console.txt", stdout.getvalue())
    golden.check(case / "expected" / "junit.xml", (work / "reports" / "junit.xml").read_text())
    for made in sorted((work / "reports").glob("2*/*.*")):
        if made.name != "events.jsonl":
            text = made.read_text(encoding="utf-8")
            is_json = made.suffix in (".json", ".har")
            golden.check(case / "expected" / made.name, laid_out(text) if is_json else text)
    for document in sorted(path for path in work.rglob("*.md") if work / "reports" not in path.parents):
        told_file = case / document.relative_to(work)
        if document.read_bytes() != told_file.read_bytes():
            golden.check(case / "expected" / document.relative_to(work), document.read_text())
        else:
            assert not (case / "expected" / document.relative_to(work)).exists(), "it was to be changed"
    assert list(against_junit(junit.render_strict(ran.result))) == []
    assert list(against_ctrf(ctrf.render(ran.result))) == []
    assert list(against_har(har.render(ran.result))) == []
    assert not ran.faults
    assert of_run(ran.result) == told["exit"]
