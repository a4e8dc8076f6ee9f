from __future__ import annotations

from dataclasses import replace

from runner.model.contract import Documented, Evidence, Judged
from runner.model.result import RunResult
from runner.report.html.covered import Answer, covered_of
from support.build import make_planned, make_run, make_spec_result, make_step, make_step_result


def judged(
    status: int,
    operation: str = "GET /items",
    *,
    evidence: Evidence = Evidence.SCHEMA,
    documented: bool = True,
) -> Judged:
    document = "a.yaml" if operation else ""
    return Judged(operation, document, status, documented=documented, evidence=evidence)


def run(*seen: Judged, documented: tuple[Documented, ...] = ()) -> RunResult:
    planned = make_planned(make_step("x", method="GET", path="/strange?x=1"))
    steps = [replace(make_step_result(planned=planned), judged=each) for each in seen]
    return replace(make_run(make_spec_result(steps=steps)), documented=documented)


ITEMS = Documented("GET /items", "a.yaml", ("200", "4XX", "default"))


def test_a_status_counts_for_the_number_its_class_or_the_default() -> None:
    found = run(judged(200), judged(200), judged(404), judged(503), documented=(ITEMS,))
    (covered,) = covered_of(found)
    assert covered.answers == (
        Answer("200", 2, "by schema"),
        Answer("4XX", 1, "by schema"),
        Answer("default", 1, "by schema"),
    )


def test_the_strongest_evidence_is_told() -> None:
    seen = [judged(200, evidence=each) for each in (Evidence.UNCHECKED, Evidence.EXAMPLE, Evidence.NO_BODY)]
    (covered,) = covered_of(run(*seen, documented=(ITEMS,)))
    assert covered.answers[0] == Answer("200", 3, "by example")


def test_what_was_never_seen_is_told_as_that() -> None:
    (covered,) = covered_of(run(documented=(ITEMS,)))
    assert [(answer.status, answer.times) for answer in covered.answers] == [
        ("200", 0),
        ("4XX", 0),
        ("default", 0),
    ]


def test_an_answer_that_is_not_documented_stands_beside_those_that_are() -> None:
    items = Documented("GET /items", "a.yaml", ("200",))
    (covered,) = covered_of(run(judged(418, documented=False), documented=(items,)))
    assert covered.answers[1] == Answer("418", 1, "", documented=False)


def test_an_operation_that_no_document_has_comes_last() -> None:
    *_, stranger = covered_of(run(judged(404, "", documented=False), documented=(ITEMS,)))
    assert (stranger.operation, stranger.document) == ("GET /strange", "")
    assert stranger.answers == (Answer("404", 1, "", documented=False),)


def test_the_same_operation_of_two_documents_is_two() -> None:
    other = Documented("GET /items", "b.yaml", ("200",))
    first, second = covered_of(run(judged(200), documented=(ITEMS, other)))
    assert (first.answers[0].times, second.answers[0].times) == (1, 0)
