from __future__ import annotations

import errno
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runner.adapters.settings import load_settings
from runner.errors import SettingsError
from runner.model.about import About, Shard
from runner.model.events import RunFinished
from runner.model.result import RunResult
from runner.record import read_record, record_lines
from runner.report.documents import FORMATS, Documents, Format, NotRendered, formats_of, write_documents
from support.build import make_run
from support.hostile import HOSTILE
from support.stories import every_story, hostile, passing

ABOUT = About(datetime(2026, 11, 28, 9, 30, 1, 234_567, tzinfo=UTC), "1.2.3", "c0ffee", "main", Shard(1, 2))
EVERY = {**FORMATS, "junit, strict": formats_of(["junit"], strict_junit=True)["junit"]}


def _again(run: RunResult) -> RunResult:
    return read_record(record_lines(run)).result


@pytest.mark.parametrize("each", EVERY.values(), ids=EVERY.keys())
def test_of_a_record_the_same_is_made_as_of_the_run(each: Format) -> None:
    specs = [
        replace(spec, began=number / 7, seconds=spec.seconds + number / 7_000_000, worker=number % 3)
        for number, spec in enumerate(every_story())
    ]
    run = replace(make_run(*specs), about=ABOUT, seconds=12.345_678_9)
    assert each.render(_again(run)) == each.render(run)


@pytest.mark.parametrize("each", EVERY.values(), ids=EVERY.keys())
@pytest.mark.parametrize("text", HOSTILE)
def test_of_a_record_of_hostile_texts_too(each: Format, text: str) -> None:
    """A file name is one line in a record; everything else may be anything."""
    told = hostile(text)
    if "\n" in text or "\r" in text or text.startswith(":"):
        told = replace(told, scenario=replace(passing().scenario, example=text, variant=text))
    run = make_run(told)
    assert each.render(_again(run)) == each.render(run)


def test_every_format_has_a_file_of_its_own() -> None:
    assert [each.file for each in FORMATS.values()] == [
        "report.html",
        "junit.xml",
        "ctrf.json",
        "summary.md",
        "traffic.har",
    ]


def test_steprun_yaml_knows_every_format(tmp_path: Path) -> None:
    (tmp_path / "steprun.yaml").write_text(f"formats: [{', '.join(FORMATS)}]\n")
    assert load_settings(start=tmp_path, config=None, environ={}).formats == tuple(FORMATS)
    (tmp_path / "steprun.yaml").write_text("keep_runs: 2\nformats: [junit, pdf]\n")
    with pytest.raises(SettingsError) as refusal:
        load_settings(start=tmp_path, config=None, environ={})
    *_, message, line = refusal.value.what.split("\n")
    assert message.startswith("steprun.yaml:2:18: item 2 of `formats` must be ")
    assert all(name in message for name in FORMATS)
    assert line == "    2 | formats: [junit, pdf]"


def test_documents_are_written_when_the_run_is_over(tmp_path: Path) -> None:
    documents = Documents(tmp_path / "run", formats_of(["ctrf", "markdown"]))
    documents.handle(RunFinished(make_run(passing())))
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == ["ctrf.json", "summary.md"]
    assert documents.told(lambda file: file.name) == ["ctrf     ctrf.json", "markdown summary.md"]
    assert json.loads((tmp_path / "run" / "ctrf.json").read_bytes())["results"]["summary"]["passed"] == 1


def test_each_that_cannot_be_written_is_told_and_keeps_no_other_from_it(tmp_path: Path) -> None:
    for name in ("ctrf.json", "traffic.har"):
        (tmp_path / name).mkdir()
    documents = Documents(tmp_path, formats_of(["ctrf", "markdown", "har"]))
    with pytest.raises(ExceptionGroup) as caught:
        documents.handle(RunFinished(make_run(passing())))
    told = {fault.filename: fault.errno for fault in caught.value.exceptions if isinstance(fault, OSError)}
    assert told == {str(tmp_path / name): errno.EISDIR for name in ("ctrf.json", "traffic.har")}
    assert documents.told(lambda file: file.name) == [
        "ctrf     ctrf.json was not written",
        "markdown summary.md",
        "har      traffic.har was not written",
    ]


def test_one_that_cannot_be_made_keeps_no_other_from_it(tmp_path: Path) -> None:
    broken = Format("broken", "junit", "no_such_function")
    files = [(broken, tmp_path / "broken"), (FORMATS["har"], tmp_path / "a.har")]
    done: list[Path] = []
    (fault,) = write_documents(make_run(passing()), files, done=done.append)
    assert isinstance(fault, NotRendered)
    assert str(fault).startswith("broken broke: AttributeError: ")
    assert done == [tmp_path / "a.har"]


def test_junit_comes_in_the_style_that_is_wanted() -> None:
    run = make_run(passing())
    assert b' line="9"' in formats_of(["junit"])["junit"].render(run)
    assert b' line="9"' not in formats_of(["junit"], strict_junit=True)["junit"].render(run)
