from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from runner.coverage.record import Record, record_of, text_mark
from runner.model.about import About
from runner.model.contract import Evidence, Judged
from runner.model.finding import Finding, Severity
from runner.model.place import Place
from runner.model.result import Outcome, RunResult, StepResult
from support.bench import document, spec_of
from support.build import (
    STARTED,
    make_exchange,
    make_planned,
    make_run,
    make_scenario,
    make_spec_result,
    make_step,
    make_step_result,
)

ROOT = Path("/project")
SPEC = spec_of(document("- {method: GET, path: /items}"), file="specs/items.md")
JUDGED = Judged("GET /v1/items/{id}", "swagger/items.yaml", 200, documented=True, evidence=Evidence.SCHEMA)


def step(judged: Judged | None = JUDGED, *, earlier: tuple[int | None, ...] = ()) -> StepResult:
    written = make_step("get", file=SPEC.file, line=9, method="GET", path="/v1/items/{{id}}?key=s3cret")
    result = make_step_result(
        planned=make_planned(written, owner=SPEC),
        exchange=make_exchange(url="https://x/v1/items/7?key=s3cret", answer='{"s3cret": 1}', body="s3cret"),
        earlier=[make_exchange(status) for status in earlier],
    )
    return replace(result, judged=judged)


def run(*steps: StepResult, interrupted: int = 0) -> RunResult:
    return make_run(make_spec_result(scenario=make_scenario(SPEC), steps=steps), interrupted=interrupted)


def recorded(result: RunResult) -> Record:
    return record_of(result, root=ROOT)


def test_an_exchange_is_kept_with_where_it_was_asked_and_what_came_of_it() -> None:
    finding = Finding("SR744", Severity.ERROR, Place(SPEC.file, 9), "`$.secret` is s3cret")
    (called,) = recorded(run(step(replace(JUDGED, findings=(finding, finding))))).exchanges
    assert (called.file, called.line, called.step) == ("specs/items.md", 9, "Test Request › get")
    assert (called.method, called.path) == ("GET", "/v1/items/{{id}}")
    assert (called.operation, called.document) == ("GET /v1/items/{id}", "swagger/items.yaml")
    assert (called.status, called.documented, called.evidence) == (200, True, Evidence.SCHEMA)
    assert called.rules == ("SR744",)


def test_attempts_before_the_last_count_with_their_status_alone() -> None:
    record = recorded(run(step(earlier=(503, None, 200))))
    assert [(each.status, each.documented, each.evidence.value) for each in record.exchanges] == [
        (503, None, "unchecked"),
        (200, True, "unchecked"),
        (200, True, "schema"),
    ]


def test_what_nobody_judged_is_not_kept() -> None:
    assert recorded(run(step(None))).exchanges == ()


def test_the_specs_that_had_their_turn_are_kept_with_the_mark_of_their_text() -> None:
    blocked = make_step_result(Outcome.SKIPPED, blocked=True)
    never = make_spec_result(Outcome.SKIPPED, scenario=make_scenario(SPEC), steps=[blocked])
    assert recorded(run(step())).specs == {"specs/items.md": text_mark(SPEC)}
    assert recorded(make_run(never)).specs == {}


def test_the_mark_of_a_text_does_not_see_what_runs_write_into_front_matter() -> None:
    text = document("- {method: GET, path: /items}", front="status: verified")
    assert text_mark(spec_of(text)) == text_mark(SPEC)
    assert text_mark(spec_of(text + "more\n")) != text_mark(SPEC)


def test_when_a_run_ended_is_told_by_the_clock_on_the_wall() -> None:
    result = run(step(earlier=(503,)), interrupted=2)
    at = datetime(2026, 2, 1, 16, 1, tzinfo=UTC)
    record = recorded(replace(result, about=About(at=at), seconds=90.0))
    assert (record.run_id, record.finished, record.environment) == (
        "7f3a91c",
        at + timedelta(seconds=90),
        "staging",
    )
    assert record.interrupted == 2
    assert recorded(replace(result, seconds=0.0)).finished == STARTED
