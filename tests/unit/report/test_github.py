from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from runner.model.about import About, Quarantine, Shard
from runner.model.events import RunFinished, RunStarted
from runner.model.finding import Severity
from runner.model.place import Place
from runner.model.result import Outcome, RunResult, SpecResult
from runner.plugins.settings import Workflow
from runner.report.github import Annotation, Annotations, Outputs, StepSummary, limited, of_run, told_in
from support import stories
from support.build import STARTED, make_finding, make_run, make_scenario, make_spec_result
from support.runs import many, mixed, turns
from support.soaked import soaked

ONE = Annotation(Severity.ERROR, "status 200 → 404", "no", Place("specs/a.md", 12, 5))


def failing(*past: str) -> SpecResult:
    spec = stories.failing_status()
    return replace(spec, scenario=replace(spec.scenario, past=turns(*past)))


def printed(run: RunResult, *, folder: str = "") -> list[str]:
    stream = io.StringIO()
    reporter = Annotations(stream, folder=folder)
    reporter.handle(RunStarted("test", "http://x", 1, 1, 1, 0, "id", STARTED))
    assert stream.getvalue() == ""
    reporter.handle(RunFinished(run))
    return stream.getvalue().splitlines()


def test_a_command_says_where_and_what() -> None:
    assert ONE.command() == "::error file=specs/a.md,line=12,col=5,title=status 200 → 404::no"
    assert ONE.command("api/").startswith("::error file=api/specs/a.md,")
    assert Annotation(Severity.NOTE, "t", "x").command("api/") == "::notice title=t::x"


@pytest.mark.parametrize(
    ("text", "data", "title"),
    [
        ("50%", "50%25", "50%25"),
        ("a\r\nb", "a%0D%0Ab", "a%0D%0Ab"),
        ("a: b, c", "a: b, c", "a%3A b%2C c"),
        ("::error::x", "::error::x", "%3A%3Aerror%3A%3Ax"),
        ("##[group]x", r"#\x23[group]x", r"#\x23[group]x"),
        ("\x1b[2J\u202e", r"\x1b[2J\u202e", r"\x1b[2J\u202e"),
    ],
)
def test_what_means_something_to_github_or_to_a_terminal_is_escaped(text: str, data: str, title: str) -> None:
    command = Annotation(Severity.WARNING, text, text).command()
    assert command == f"::warning title={title}::{data}"


def test_a_long_message_is_cut() -> None:
    assert len(Annotation(Severity.ERROR, "t", "x" * 10_000).command()) < 4100


def test_what_is_new_comes_first_and_the_place_is_that_of_the_headline() -> None:
    first, second, third = printed(make_run(failing("failed"), failing("passed"), failing()))
    assert "title=new%3A status 200 → 404" in first
    assert "title=status 200 → 404" in second
    assert "title=still%3A status 200 → 404" in third
    assert re.match(r"::error file=specs/scheduling/post_bookings_cancel.md,line=\d+,col=\d+,", first)
    assert "%0Arerun: steprun specs/scheduling/post_bookings_cancel.md:" in first


def test_what_could_not_be_read_is_pointed_at() -> None:
    finding = make_finding("no executable steps", place=Place("specs/bad.md", 3))
    scenario = make_scenario(findings=[finding])
    (command,) = printed(make_run(make_spec_result(Outcome.ERROR, scenario=scenario)))
    assert command.startswith("::error file=specs/bad.md,line=3,")


def test_flaky_ones_and_what_the_contract_found_are_warnings_and_quarantined_ones_notices() -> None:
    run = mixed()
    parked = replace(
        stories.failing_status(),
        scenario=replace(
            stories.failing_status().scenario, quarantine=Quarantine(date(2026, 12, 31), "later")
        ),
    )
    kinds = [each.severity for each in of_run(replace(run, specs=(*run.specs, parked)))]
    assert kinds == sorted(kinds, key=list(Severity).index)
    texts = [each.text for each in of_run(replace(run, specs=(*run.specs, parked)))]
    assert any("passed at attempt 2" in text for text in texts)
    assert any("not as promised" in text for text in texts)
    assert any("in quarantine until 2026-12-31: later" in text for text in texts)


@pytest.mark.parametrize(("number", "kept"), [(0, 0), (9, 9), (10, 10), (11, 10), (500, 10)])
def test_there_are_never_more_than_github_takes(number: int, kept: int) -> None:
    found = limited([ONE] * number)
    assert len(found) == kept
    if number > 10:
        assert found[-1].text == f"{number - 9} more errors: the log and the reports have them"


def test_each_kind_has_room_of_its_own_and_the_order_stays() -> None:
    warning = replace(ONE, severity=Severity.WARNING)
    found = limited([warning, *[ONE] * 12, warning])
    assert [each.severity.value for each in found] == ["warning", *["error"] * 9, "warning", "error"]


def test_all_green_says_nothing() -> None:
    assert printed(make_run(make_spec_result())) == []


@pytest.mark.parametrize(
    "text", ["\n::set-output name=x::y", "##[set-env name=x]y", "\r\n##vso[task.x]y", "%0A::x::"]
)
def test_nothing_that_is_said_becomes_a_command(text: str) -> None:
    commands = printed(soaked(mixed(), text))
    assert commands
    for command in commands:
        assert re.match(r"::(error|warning|notice) (file|title)=", command)
        assert not re.search(r"##(\[|vso\[)", command)


# ---- what the next steps of a job, and its page, are told


def test_outputs_are_figures_and_the_folder(tmp_path: Path) -> None:
    file = tmp_path / "output"
    file.write_text("before=1\n")
    Outputs(file, folder=Path("reports/a\nfailed=0")).handle(RunFinished(mixed()))
    assert file.read_text().splitlines() == [
        "before=1", "passed=2", "failed=2", "error=1", "skipped=1", "quarantined=1", r"folder=reports/a\nfailed=0",
    ]  # fmt: skip
    Outputs(file, folder=Path("x")).handle(RunFinished(make_run()))
    assert "folder=x" not in file.read_text()  # nothing ran, so nothing lies there


def test_the_page_is_told_once_and_never_too_much(tmp_path: Path) -> None:
    file = tmp_path / "summary"
    reporter = StepSummary(file)
    reporter.handle(RunStarted("test", "http://x", 1, 1, 1, 0, "id", STARTED))
    assert not file.exists()
    reporter.handle(RunFinished(mixed()))
    assert file.read_text().startswith("## ")
    file.write_bytes(b"x" * 990_000)
    reporter.handle(RunFinished(many(3000)))
    assert 990_000 < file.stat().st_size <= 1_000_000
    file.write_bytes(b"x" * 999_990)
    reporter.handle(RunFinished(mixed()))
    assert file.stat().st_size == 999_990


def test_a_shard_leaves_the_page_to_the_whole(tmp_path: Path) -> None:
    part = replace(mixed(), about=About(shard=Shard(1, 2, tuple(range(7))), suite="abc"))
    StepSummary(tmp_path / "summary").handle(RunFinished(part))
    assert not (tmp_path / "summary").exists()


def test_only_what_the_job_asks_for_is_written(tmp_path: Path) -> None:
    nowhere = Workflow(folder="", summary=None, output=None)
    assert list(told_in(nowhere, folder=tmp_path)) == []
    both = Workflow(folder="", summary=tmp_path / "s", output=tmp_path / "o")
    assert [type(each) for each in told_in(both, folder=tmp_path)] == [StepSummary, Outputs]
