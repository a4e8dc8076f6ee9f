"""What the footer of a run says of the quarantine itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from runner.model.about import Past, Quarantine, Turn
from runner.model.events import RunFinished, RunStarted
from runner.model.place import Place
from runner.model.result import Outcome, SpecResult
from runner.plan.quarantine import Ward
from runner.report.quarantine import QuarantineWatch
from support.build import STARTED, make_run, make_scenario, make_spec, make_spec_result, make_step_result

TODAY = date(2026, 12, 1)
AT = datetime(2026, 11, 20, tzinfo=UTC)
DOCUMENTS = {"specs/a.md": "GET /a", "specs/b.md": "GET /b"}


def said(name: str, *specs: SpecResult, until: date = TODAY) -> list[str]:
    ward = Ward(name, Quarantine(until, "later"), Place("steprun.yaml", 9, 5), is_endpoint=" /" in name)
    notes: list[str] = []
    watch = QuarantineWatch([ward], DOCUMENTS, today=TODAY, note=notes.append)
    watch.handle(RunStarted("test", "http://x", 1, 1, 1, 0, "id", STARTED))
    assert notes == []
    watch.handle(RunFinished(make_run(*specs)))
    return notes


def spec(key: str, outcome: Outcome = Outcome.PASSED, *past: str, flaky: bool = False) -> SpecResult:
    scenario = replace(
        make_scenario(make_spec(file=key)), key=key, past=Past(tuple(Turn("r", AT, told) for told in past))
    )
    return make_spec_result(outcome, scenario=scenario, steps=[make_step_result(outcome, flaky=flaky)])


def test_an_entry_that_is_over_says_where_it_stands() -> None:
    (note,) = said("specs/a.md", spec("specs/a.md"), until=date(2026, 11, 30))
    assert note == (
        "expired  steprun.yaml:9: the quarantine of specs/a.md ended with 2026-11-30: remove or renew it"
    )


@pytest.mark.parametrize("name", ["specs/c.md", "GET /c", "other"])
def test_an_entry_that_means_nothing_says_so(name: str) -> None:
    assert said(name, spec("specs/a.md")) == [
        f"unused   steprun.yaml:9: the quarantine of {name} means no spec: correct or remove it"
    ]


@pytest.mark.parametrize(
    ("past", "words"),
    [
        ((), "is in quarantine, and passes this time"),
        (("passed", "failed"), "is in quarantine, and passes this time"),
        (
            ("failed", "passed", "skipped", "passed"),
            "is in quarantine, and passed 3 times in a row: release it",
        ),
    ],
)
def test_what_passes_may_leave_if_it_does_so_for_a_while(past: tuple[str, ...], words: str) -> None:
    (note,) = said("GET /a", spec("specs/a.md", Outcome.PASSED, *past))
    assert note.startswith(f"healed   steprun.yaml:9: GET /a {words}")


def test_a_folder_is_healed_when_everything_in_it_passes() -> None:
    both = (spec("specs/a.md"), spec("specs/b.md"))
    assert len(said("specs", *both)) == 1
    assert said("specs", both[0]) == []
    assert said("specs", both[0], spec("specs/b.md", Outcome.FAILED)) == []
    assert said("specs", both[0], spec("specs/b.md", Outcome.SKIPPED)) == []


def test_what_passes_only_at_a_later_attempt_or_in_part_is_not_healed() -> None:
    part = spec("specs/a.md")
    assert said("specs/a.md", spec("specs/a.md", flaky=True)) == []
    assert said("specs/a.md", replace(part, scenario=replace(part.scenario, complete=False))) == []
