"""The file of accepted findings after a run, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from runner.contract.accepted import Accepted, read_accepted
from runner.load.data import read_data
from runner.model.contract import Evidence, Judged
from runner.model.events import RunFinished, RunStarted
from runner.model.result import StepResult
from runner.report.acceptance import Acceptance
from support.build import STARTED, make_finding, make_run, make_spec_result, make_step_result

STEP = "POST /bookings/cancel › cancel_booking"


def entry(mark: str, says: str = "it is wrong") -> Accepted:
    return Accepted(mark, "SR744", "POST /bookings/cancel", STEP, says)


def judged(
    *marks: str, accepted: tuple[str, ...] = (), operation: str = "POST /bookings/cancel"
) -> StepResult:
    found = tuple(replace(make_finding("it is wrong", rule="SR744"), fingerprint=mark) for mark in marks)
    what = Judged(
        operation, "a.yaml", 200, documented=True, evidence=Evidence.SCHEMA, findings=found, accepted=accepted
    )
    return replace(make_step_result(), judged=what)


def told(accepted: list[Accepted], *steps: StepResult, file: Path | None = None) -> list[str]:
    notes: list[str] = []
    reporter = Acceptance(accepted, file=file, note=notes.append)
    reporter.handle(RunStarted("test", "http://x", 1, 1, 1, 0, "id", STARTED))
    assert notes == []
    reporter.handle(RunFinished(make_run(make_spec_result(steps=steps))))
    return notes


@pytest.mark.parametrize("accepted", [[], [entry("a")]], ids=["nothing is accepted", "all is met still"])
def test_where_nothing_changed_nothing_is_said(accepted: list[Accepted]) -> None:
    assert told(accepted, judged(accepted=tuple(item.fingerprint for item in accepted))) == []


def test_what_is_gone_is_said() -> None:
    assert told([entry("a")], judged()) == [
        "gone     1 accepted finding is no longer met: --accept forgets it",
        "         SR744 POST /bookings/cancel: it is wrong",
    ]


def test_of_many_that_are_gone_some_are_named() -> None:
    first, *rows, last = told([entry(mark, "very wrong " * 20) for mark in "abcde"], judged())
    assert first == "gone     5 accepted findings are no longer met: --accept forgets them"
    assert last == "         and 2 more"
    assert [len(row) for row in rows] == [96, 96, 96]


def test_the_file_is_written_anew_with_what_was_met(tmp_path: Path) -> None:
    file = tmp_path / "steprun.accepted.yaml"
    notes = told([entry("gone"), entry("met")], judged("new", accepted=("met",)), file=file)
    assert notes == ["accepted 2 findings in steprun.accepted.yaml: 1 new, 1 gone"]
    assert read_accepted(read_data(file.read_text("utf-8"))) == (entry("met"), entry("new"))


def test_a_file_that_stays_the_same_is_said_to(tmp_path: Path) -> None:
    notes = told([entry("a")], judged(accepted=("a",)), file=tmp_path / "a.yaml")
    assert notes == ["accepted 1 finding in a.yaml: as before"]


def test_a_run_that_judged_nothing_leaves_the_file_alone(tmp_path: Path) -> None:
    notes = told([entry("a")], make_step_result(), file=tmp_path / "a.yaml")
    assert notes == ["accepted nothing: no exchange was held against an OpenAPI document"]
    assert not (tmp_path / "a.yaml").exists()


def test_what_is_documented_nowhere_is_accepted_by_the_author_s_words(tmp_path: Path) -> None:
    told([], judged("new", operation=""), file=tmp_path / "a.yaml")
    (new,) = read_accepted(read_data((tmp_path / "a.yaml").read_text("utf-8")))
    assert (new.operation, new.step) == ("POST /bookings/cancel", STEP)


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    told([], judged("a"), file=tmp_path / "api" / "a.yaml")
    assert (tmp_path / "api" / "a.yaml").is_file()
