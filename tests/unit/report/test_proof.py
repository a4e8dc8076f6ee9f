from __future__ import annotations

from dataclasses import replace

import pytest

from runner.model.claim import Claim, Topic
from runner.model.place import Place
from runner.model.result import RunResult
from runner.model.verdict import State, Verdict
from runner.report.measure import cells
from runner.report.proof import broken_lines, counted, proof_facts, unchecked_lines
from runner.report.terminal import Line, text_of
from support.build import FILE, make_finding, make_run, make_spec_result

HOLDS, BROKEN, UNCHECKED = State.HOLDS, State.BROKEN, State.UNCHECKED
LONG = "the words of this claim do not tell " * 5


def verdict(state: State, *, line: int = 1, by: str = "why", findings: int = 0, says: str = "") -> Verdict:
    claim = Claim(Topic.PARAMETERS, Place(FILE, line), says or f"claim {line}")
    return Verdict(
        claim, state, by, tuple(make_finding(f"wrong {at}", rule="SR831") for at in range(findings))
    )


def run_of(*verdicts: Verdict) -> RunResult:
    return make_run(replace(make_spec_result(), claims=verdicts), make_spec_result())


def texts(rows: list[Line]) -> list[str]:
    return [text_of(row) for row in rows]


@pytest.mark.parametrize(
    ("states", "facts", "broken"),
    [
        ([], "", "0 claims broken"),
        ([HOLDS], "1 hold", "0 claims broken"),
        (
            [HOLDS] * 1200 + [BROKEN] + [UNCHECKED] * 2,
            "1,200 hold, 1 broken, 2 not checked",
            "1 claim broken",
        ),
        ([BROKEN, BROKEN], "2 broken", "2 claims broken"),
    ],
)
def test_claims_are_counted(states: list[State], facts: str, broken: str) -> None:
    run = run_of(*map(verdict, states))
    assert proof_facts(run) == facts
    assert counted(run) == broken


def test_a_broken_claim_shows_its_findings_and_how_to_try_again() -> None:
    rows = texts(
        broken_lines(
            run_of(verdict(BROKEN, findings=2), verdict(BROKEN, findings=1), verdict(HOLDS)), width=80
        )
    )
    assert [row for row in rows if "SR831" in row] == [
        "error[SR831]: wrong 0", "error[SR831]: wrong 1", "error[SR831]: wrong 0",
    ]  # fmt: skip
    assert [row for row in rows if "rerun" in row] == [f"    rerun  steprun verify {FILE}"]


def test_where_nothing_is_broken_nothing_is_said() -> None:
    assert broken_lines(run_of(verdict(HOLDS), verdict(UNCHECKED)), width=80) == []
    assert unchecked_lines(run_of(verdict(HOLDS)), width=80) == []


def test_what_was_not_checked_is_listed_with_its_reason() -> None:
    rows = texts(
        unchecked_lines(run_of(verdict(UNCHECKED, line=7), verdict(UNCHECKED, line=9, by=LONG)), width=80)
    )
    assert rows[:2] == [f"    {FILE}:7  Parameters: claim 7", "      why"]
    assert rows[2] == f"    {FILE}:9  Parameters: claim 9"
    assert " ".join(row.strip() for row in rows[3:]) == LONG.strip()
    assert max(map(cells, rows)) <= 80


def test_words_that_have_no_room_beside_their_place_stand_below() -> None:
    rows = texts(unchecked_lines(run_of(verdict(UNCHECKED, says=LONG)), width=80))
    assert rows[0] == f"    {FILE}:1"
    assert " ".join(row.strip() for row in rows[1:-1]) == f"Parameters: {LONG.strip()}"
    assert max(map(cells, rows)) <= 80


MANY = [verdict(UNCHECKED, line=line, by=("rare" if line == 50 else LONG)) for line in range(1, 51)]


def test_of_many_the_reasons_are_counted() -> None:
    rows = texts(unchecked_lines(run_of(*MANY), width=80))
    assert rows[0].startswith("      49  the words of this claim")
    assert rows[-2:] == ["       1  rare", "    -v lists them all"]
    assert max(map(cells, rows)) <= 80


def test_all_are_listed_for_who_wants_to_know() -> None:
    rows = texts(unchecked_lines(run_of(*MANY), width=80, every=True))
    assert sum("Parameters: claim" in row for row in rows) == 50
