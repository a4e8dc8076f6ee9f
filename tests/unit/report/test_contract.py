"""What a run says of the contract: findings once each, and every exchange counted for what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from runner.model.contract import Evidence, Judged
from runner.model.finding import Finding, Severity
from runner.model.place import Place
from runner.model.result import Outcome, RunResult, StepResult
from runner.model.trouble import Cause
from runner.report.contract import contract_facts, contract_lines, finding_lines, met, standing, untold
from runner.report.terminal import text_of
from support.build import FILE, make_finding, make_run, make_spec_result, make_step_result, make_trouble


def finding(
    mark: str = "a",
    message: str = "the answer: `$.id` should be integer",
    *,
    severity: Severity = Severity.ERROR,
    hint: str = "",
    place: Place | None = None,
) -> Finding:
    found = make_finding(
        message,
        rule="SR744",
        place=place or Place(FILE, 7, 11),
        hint=hint,
        line="    path: /bookings/cancel",
        severity=severity,
    )
    return replace(found, pointer="swagger/api.yaml#/paths/~1items", fingerprint=mark)


def judged(
    *findings: Finding, evidence: Evidence = Evidence.SCHEMA, accepted: tuple[str, ...] = ()
) -> Judged:
    return Judged(
        "GET /items", "a.yaml", 200, documented=True, evidence=evidence, findings=findings, accepted=accepted
    )


def step(*findings: Finding, cause: Cause | None = None) -> StepResult:
    outcome = Outcome.FAILED if cause else Outcome.PASSED
    troubles = [make_trouble(cause=cause)] if cause else []
    return replace(make_step_result(outcome, troubles=troubles), judged=judged(*findings))


def run_of(*steps: StepResult) -> RunResult:
    return make_run(make_spec_result(steps=steps))


def lines(*findings: Finding, every: bool = False, width: int = 80) -> list[str]:
    return [text_of(row) for row in contract_lines(met(run_of(step(*findings))), width=width, every=every)]


NOTE = finding("note", "an extra key", severity=Severity.NOTE)
WARNING = finding("warning", "an odd status", severity=Severity.WARNING)


def test_a_finding_shows_its_line_and_where_the_promise_is() -> None:
    assert lines(finding(hint="did you mean that?")) == [
        "error[SR744]: the answer: `$.id` should be integer",
        f"  --> {FILE}:7:11",
        "   |",
        " 7 |     path: /bookings/cancel",
        "   |           ^^^^^^^^^^^^^^^^ did you mean that?",
        "   = promised in: swagger/api.yaml#/paths/~1items",
        "",
        "help: mend the API or the OpenAPI document; or live with it: steprun run --accept",
    ]


def test_a_promise_that_nobody_makes_is_not_pointed_at() -> None:
    rows = finding_lines([replace(finding(), pointer="")], width=80)
    assert not [row for row in rows if "promised" in text_of(row)]


def test_the_same_finding_is_shown_once_with_how_often_it_was_met() -> None:
    found = met(run_of(step(finding()), step(finding()), step(WARNING)))
    assert [(item.finding.fingerprint, item.times) for item in found] == [("a", 2), ("warning", 1)]
    assert text_of(contract_lines(found, width=80)[0]).endswith("should be integer (2 times)")


def test_findings_without_a_fingerprint_are_told_apart_by_their_place() -> None:
    found = met(run_of(step(finding("", place=Place("a.md", 1)), finding("", place=Place("b.md", 1)))))
    assert len(found) == 2


def test_errors_come_before_warnings_and_warnings_before_notes() -> None:
    found = met(run_of(step(NOTE, WARNING, finding())))
    assert [item.finding.severity for item in found] == list(Severity)


@pytest.mark.parametrize(
    ("findings", "every", "said"),
    [
        ((finding(), NOTE), False, "and 1 more: -v shows all"),
        (tuple(finding(str(number)) for number in range(13)), False, "and 3 more: -v shows all"),
    ],
)
def test_what_is_not_shown_is_counted(findings: Sequence[Finding], every: bool, said: str) -> None:
    assert lines(*findings, every=every)[-3] == said


def test_where_there_are_notes_only_they_are_only_counted() -> None:
    assert lines(NOTE) == ["1 note: -v shows all"]


def test_with_v_all_are_shown() -> None:
    rows = lines(NOTE, *(finding(str(number)) for number in range(13)), every=True)
    assert sum("[SR744]" in row for row in rows) == 14
    assert not [row for row in rows if "more" in row]


def test_what_a_block_has_told_is_not_told_again() -> None:
    failed = step(finding(), WARNING, cause=Cause.CONTRACT)
    assert [item.finding for item in met(run_of(failed), told=[failed])] == [WARNING]
    assert [item.finding for item in met(run_of(failed), told=[])] == [finding(), WARNING]


def test_a_block_about_something_else_tells_no_findings() -> None:
    failed = step(finding(), cause=Cause.CHECK)
    assert [item.finding for item in met(run_of(failed), told=[failed])] == [finding()]
    assert untold(make_step_result()) == ()


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([], ""),
        ([judged()], "1 exchange: 1 as documented"),
        ([judged(), judged(evidence=Evidence.NO_BODY)], "2 exchanges: 2 as documented"),
        ([judged(evidence=Evidence.EXAMPLE)], "1 exchange: 1 as in an example"),
        ([judged(evidence=Evidence.UNCHECKED)], "1 exchange: 1 unchecked"),
        ([judged(WARNING, evidence=Evidence.UNCHECKED)], "1 exchange: 1 not as documented"),
        ([judged(accepted=("a",))], "1 exchange: 1 accepted"),
        ([judged(NOTE, accepted=("a",))], "1 exchange: 1 not as documented"),
        (
            [judged(finding()), judged(evidence=Evidence.UNCHECKED), judged(), judged()],
            "4 exchanges: 2 as documented, 1 unchecked, 1 not as documented",
        ),
    ],
)
def test_every_exchange_is_counted_once_and_what_is_unchecked_is_never_as_documented(
    items: list[Judged], said: str
) -> None:
    assert contract_facts(run_of(*(replace(make_step_result(), judged=item) for item in items))) == said


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (judged(), "as documented"),
        (judged(evidence=Evidence.UNCHECKED), "unchecked"),
        (judged(evidence=Evidence.EXAMPLE), "as in an example"),
        (judged(accepted=("a", "b")), "2 accepted"),
        (judged(finding(), WARNING, NOTE, accepted=("a",)), "1 error, 1 warning, 1 note, 1 accepted"),
    ],
)
def test_one_exchange_stands_as_it_is(item: Judged, said: str) -> None:
    assert standing(item) == said
