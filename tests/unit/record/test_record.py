"""A run, told in lines and read again: whatever can be reported of it is the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from runner.model.about import About, Past, Shard, Turn
from runner.model.result import Outcome
from runner.record import NotARecord, read_record, record_lines
from runner.report.closing import closing
from runner.report.failure import block_text
from runner.report.junit import to_xml
from support import stories
from support.build import make_run, make_scenario, make_spec, make_spec_result, with_past
from support.runs import AT, everything, mixed

RUN = replace(
    mixed(),
    interrupted=2,
    selected=9,
    about=About(AT, "1.2", "abc", "main", Shard(1, 2, (0, 2, 4, 6, 8)), "5u1te"),
)
LINES = list(record_lines(RUN))


def test_a_record_that_was_read_is_written_as_it_was() -> None:
    run = read_record(LINES)
    assert run.ended
    assert list(record_lines(run.result)) == LINES
    assert (run.result.about, run.result.jobs, run.result.interrupted) == (RUN.about, 4, 2)


def test_reports_of_what_was_read_are_those_of_the_run() -> None:
    read = read_record(LINES).result
    assert to_xml(read, describe=block_text) == to_xml(RUN, describe=block_text)
    assert closing(read, width=100, quiet=False, every=True) == closing(
        RUN, width=100, quiet=False, every=True
    )


def test_each_line_says_what_it_is_and_documents_come_once() -> None:
    told = [json.loads(line) for line in LINES]
    assert [line["event"] for line in told[:2]] == ["run_started", "document"]
    assert told[-1]["event"] == "run_finished"
    files = [line["file"] for line in told if line["event"] == "document"]
    assert len(files) == len(set(files))
    assert "specs/used.md" in files
    assert all(line.isascii() and line.endswith("\n") for line in LINES)


def test_what_earlier_runs_came_to_is_told_in_few_words_and_read_as_it_was() -> None:
    past = everything().scenario.past
    again = [spec for spec in read_record(LINES).result.specs if spec.scenario.past.turns]
    assert [spec.scenario.past for spec in again] == [past]

    turns = tuple(Turn(f"{day:08x}", AT.replace(day=day), "passed", commit="c" * 40) for day in range(1, 29))
    specs = [with_past(stories.passing(number), Past(turns, last_passed=turns[-1])) for number in range(50)]
    head = next(record_lines(make_run(*specs)))
    assert len(json.loads(head)["earlier"]) == len(turns)
    assert len(head) < 50 * len(turns) * 24
    assert read_record(record_lines(make_run(*specs))).result.specs[7].scenario.past.turns == turns


def test_documents_are_named_by_their_place_in_the_project() -> None:
    spec = replace(make_spec(file="../a.md"), path=Path("/project/specs/a.md"))
    lines = record_lines(make_run(make_spec_result(scenario=make_scenario(spec))), root=Path("/project"))
    (document,) = (told for told in map(json.loads, lines) if told["event"] == "document")
    assert (document["file"], document["path"]) == ("../a.md", "specs/a.md")


# ---- runs that broke off


def until(event: str, number: int = 1) -> Sequence[str]:
    """The lines up to the n-th of a kind."""
    ends = [at for at, line in enumerate(LINES) if json.loads(line)["event"] == event]
    return LINES[: ends[number - 1] + 1]


def test_of_a_run_that_was_killed_what_was_over_is_kept_and_the_rest_is_an_error() -> None:
    run = read_record(
        [*until("spec_finished", 2), '{"event":"spec_started","index":2,"began":1.5,"worker":1}\n']
    )
    assert not run.ended
    outcomes = [spec.outcome for spec in run.result.specs]
    assert outcomes == [RUN.specs[0].outcome, RUN.specs[1].outcome, *[Outcome.ERROR] * 5]
    assert "killed, or it still runs" in run.result.specs[2].reason
    assert (run.result.specs[2].began, run.result.specs[2].worker) == (1.5, 1)
    assert "before its turn" in run.result.specs[3].reason
    assert run.result.seconds > 0
    assert "killed" in to_xml(run.result, describe=block_text)


@pytest.mark.parametrize("cut", [1, 10, 100])
def test_a_last_line_that_is_torn_counts_for_nothing(cut: int) -> None:
    whole = until("spec_finished", 1)
    torn = [*whole[:-1], whole[-1][:cut]]
    assert read_record(torn).result.specs[0].outcome is Outcome.ERROR


@pytest.mark.parametrize("end", range(1, len(LINES)))
def test_wherever_it_breaks_off_it_can_be_read(end: int) -> None:
    run = read_record(LINES[:end])
    assert not run.ended
    assert len(run.result.specs) == len(RUN.specs)
    to_xml(run.result, describe=block_text)


# ---- what is no record

HEAD = json.loads(LINES[0])
HEADS = [line for line in LINES if json.loads(line)["event"] in ("run_started", "document")]
DONE = json.loads(until("spec_finished")[-1])


def written(*objects: object) -> list[str]:
    return [f"{json.dumps(each)}\n" for each in objects]


@pytest.mark.parametrize(
    "lines",
    [
        ["[" * 100_000],
        written(None),
        written([]),
        written(3),
        written({**HEAD, "plan": 3}),
        written({**HEAD, "plan": [{"spec": 3}]}),
        written({**HEAD, "started": "yesterday"}),
        written({**HEAD, "seed": float("inf")}),
        [LINES[0], "{torn\n", *LINES[1:]],
        [*HEADS, *written({**DONE, "result": {"outcome": "fine"}})],
        [*HEADS, *written({**DONE, "result": {"steps": []}})],
        [*HEADS, *written({**DONE, "index": [0]})],
    ],
    ids=range(12),
)  # fmt: skip
def test_anything_else_is_no_record(lines: list[str]) -> None:
    with pytest.raises(NotARecord, match="not as this steprun writes it"):
        read_record(lines)


@pytest.mark.parametrize("lines", [[], [""], ["{"], written({"event": "run_finished", "seconds": 1})])
def test_in_what_was_never_begun_there_is_no_run(lines: list[str]) -> None:
    with pytest.raises(NotARecord, match=r"^no run begins in it$"):
        read_record(lines)


def test_the_record_of_another_steprun_is_told_as_such() -> None:
    with pytest.raises(NotARecord, match=r"^another steprun wrote it, in format 2; this one reads 1$"):
        read_record(written({**HEAD, "format": 2}))


def test_a_line_of_a_newer_steprun_is_passed_over() -> None:
    lines = [*LINES[:-1], '{"event":"weather","sun":true}\n', LINES[-1]]
    assert list(record_lines(read_record(lines).result)) == LINES
