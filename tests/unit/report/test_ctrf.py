from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from runner.model.about import About, Shard
from runner.model.result import Outcome, RunResult, SpecResult
from runner.report.ctrf import render
from support.build import (
    FILE,
    make_exchange,
    make_run,
    make_scenario,
    make_spec,
    make_spec_result,
    make_step_result,
)
from support.formatrules import against_ctrf
from support.hostile import HOSTILE
from support.stories import (
    broken_promise,
    empty_extraction,
    every_story,
    failing_body,
    failing_status,
    flaky,
    hostile,
    invalid,
    missing_token,
    passing,
    quarantined,
    skipped,
    still_failing,
    tolerated,
    verified,
)

AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


def _document(run: RunResult) -> Any:
    return json.loads(render(run))


def _test(spec: SpecResult) -> Any:
    (test,) = _document(make_run(spec))["results"]["tests"]
    return test


@pytest.mark.parametrize("spec", every_story())
def test_every_run_makes_a_report_as_the_format_wants_it(spec: SpecResult) -> None:
    assert list(against_ctrf(render(make_run(spec)))) == []


def test_so_do_all_together_and_runs_of_nothing() -> None:
    assert list(against_ctrf(render(make_run(*every_story())))) == []
    assert list(against_ctrf(render(make_run()))) == []
    assert list(against_ctrf(render(make_run(passing(), interrupted=2, selected=3)))) == []
    assert list(against_ctrf(render(make_run(replace(passing(), seconds=-1.0), seconds=-1.0)))) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_change_nothing_about_it(text: str) -> None:
    assert list(against_ctrf(render(make_run(hostile(text), hostile(text))))) == []
    render(make_run(hostile(text))).decode("utf-8", "strict")


def test_a_test_is_a_spec_with_its_steps() -> None:
    spec = failing_status()
    run = replace(make_run(replace(spec, began=1.5, worker=3)), about=About(at=AT, version="1.2.3"))
    (test,) = _document(run)["results"]["tests"]
    trace, identity = test.pop("trace"), test.pop("id")
    assert trace.startswith("error[status]: expected status 200, got 404 Not Found\n    ╭─ ")
    assert identity == _test(spec)["id"]
    start = int(AT.timestamp() * 1000) + 1500
    assert test == {
        "name": "POST /bookings/cancel",
        "status": "failed",
        "rawStatus": "failed",
        "duration": 810,
        "start": start,
        "stop": start + 810,
        "suite": ["scheduling"],
        "message": "status 200 → 404",
        "filePath": FILE,
        "line": 26,
        "tags": [],
        "flaky": False,
        "retries": 0,
        "threadId": "3",
        "steps": [
            {
                "name": "Prerequisites › find_booking",
                "status": "passed",
                "extra": {
                    "rawStatus": "passed",
                    "filePath": FILE,
                    "line": 7,
                    "duration": 250,
                    "httpStatus": 200,
                    "attempts": 1,
                },
            },
            {
                "name": "Test Request › cancel_booking",
                "status": "failed",
                "extra": {
                    "rawStatus": "failed",
                    "filePath": FILE,
                    "line": 18,
                    "duration": 250,
                    "httpStatus": 404,
                    "attempts": 1,
                    "message": "status 200 → 404",
                },
            },
        ],
        "extra": {"endpoint": "POST /bookings/cancel", "verified": False, "cause": "check"},
    }


@pytest.mark.parametrize(
    ("spec", "status", "raw", "message"),
    [
        (passing(), "passed", "passed", None),
        (failing_body(), "failed", "failed", '$.data.total 10 → "10" (+1 more)'),
        (missing_token(1), "failed", "error", "token `app` is not set"),
        (invalid(), "failed", "error", "unknown step key `expects` (+1 more)"),
        (skipped(), "skipped", "skipped", "Nothing to cancel today"),
        (flaky(), "passed", "passed", "passed at attempt 2"),
        (tolerated(), "passed", "passed", None),
        (
            quarantined(),
            "other",
            "failed",
            'quarantined until 2026-03-01: waits for the new gateway · $.data.total 10 → "10" (+1 more)',
        ),
    ],
)
def test_a_status_says_no_more_than_is_true(
    spec: SpecResult, status: str, raw: str, message: str | None
) -> None:
    test = _test(spec)
    assert (test["status"], test["rawStatus"], test.get("message")) == (status, raw, message)
    assert ("trace" in test) == (raw in ("failed", "error"))


def test_the_summary_counts_specs_and_says_what_readers_have_no_word_for() -> None:
    run = make_run(passing(), flaky(), failing_status(), missing_token(1), skipped(), quarantined())
    summary = _document(run)["results"]["summary"]
    start = int(run.started.timestamp() * 1000)
    assert summary == {
        "tests": 6,
        "passed": 2,
        "failed": 2,
        "skipped": 1,
        "pending": 0,
        "other": 1,
        "flaky": 1,
        "suites": 3,
        "start": start,
        "stop": start + 12_300,
        "duration": 12_300,
        "extra": {"errors": 1, "quarantined": 1},
    }


def test_it_says_where_the_run_comes_from() -> None:
    about = About(at=AT, version="1.2.3", commit="c0ffee", branch="main", shard=Shard(2, 4))
    document = _document(replace(make_run(passing()), about=about))
    assert {name: value for name, value in document.items() if name not in ("results", "reportId")} == {
        "reportFormat": "CTRF",
        "specVersion": "0.0.0",
        "timestamp": "2026-11-28T09:30:12.300+00:00",
        "generatedBy": "steprun 1.2.3",
    }
    assert document["results"]["tool"] == {"name": "steprun", "version": "1.2.3"}
    assert document["results"]["environment"] == {
        "testEnvironment": "staging",
        "commit": "c0ffee",
        "branchName": "main",
        "extra": {
            "baseUrl": "https://api.staging.example",
            "runId": "7f3a91c",
            "shard": "2/4",
            "seed": 42,
            "jobs": 1,
        },
    }


def test_attempts_are_told_across_the_steps() -> None:
    first, second = passing().steps[0], failing_status().steps[1]
    waited = make_exchange(503, reason="Service Unavailable", seconds=0.5, began=2.0)
    steps = (
        replace(first, flaky=True, earlier=(waited,)),
        replace(second, outcome=Outcome.PASSED, flaky=True, earlier=(waited, make_exchange(None))),
    )
    test = _test(make_spec_result(steps=steps))
    assert test["flaky"] is True
    assert [(each["attempt"], each["status"], each["message"]) for each in test["retryAttempts"]] == [
        (1, "failed", "Test Request › get_client: 503 Service Unavailable"),
        (2, "failed", "Test Request › cancel_booking: 503 Service Unavailable"),
        (3, "failed", "Test Request › cancel_booking: no answer"),
    ]
    attempt = test["retryAttempts"][0]
    assert (attempt["duration"], attempt["stop"] - attempt["start"]) == (500, 500)


def test_a_step_that_is_blocked_or_tolerated_says_so() -> None:
    blocked = _test(empty_extraction())["steps"][1]
    assert (blocked["status"], blocked["extra"]["rawStatus"]) == ("skipped", "blocked")
    waved = _test(tolerated())["steps"][1]
    assert (waved["status"], waved["extra"]["tolerated"]) == ("failed", True)
    assert _test(broken_promise())["steps"][0]["extra"]["contract"] == "1 warning"


def test_claims_are_steps_and_are_counted() -> None:
    test = _test(verified())
    assert [(step["name"], step["status"]) for step in test["steps"][2:]] == [
        ("Authentication › client: works", "passed"),
        ("Authentication › directory: refused", "failed"),
        ("Known Issues › 404 for an unknown id, not 422", "passed"),
        ("Authentication › admin: works", "skipped"),
    ]
    assert test["extra"]["claims"] == {"holds": 2, "broken": 1, "not checked": 1}
    assert (test["message"], test["line"]) == ("directory: refused: it is not so", 36)
    assert test["trace"].startswith("error[SR802]: directory: refused: it is not so\n  --> ")


def test_what_failed_the_last_time_says_so() -> None:
    assert _test(still_failing())["extra"]["failedLastTime"] is True
    assert "failedLastTime" not in _test(failing_status())["extra"]


def test_a_test_has_the_same_id_in_every_run_and_no_other_has_it() -> None:
    spec = replace(passing(), scenario=replace(passing().scenario, key="specs/a.md"))
    again = replace(failing_body(), scenario=replace(passing().scenario, key="specs/a.md"))
    other = replace(passing(), scenario=replace(passing().scenario, key="specs/a.md › Another way"))
    assert _test(spec)["id"] == _test(again)["id"] != _test(other)["id"]


def test_specs_of_one_endpoint_are_told_apart_by_what_differs() -> None:
    specs = [
        replace(passing(), scenario=replace(passing().scenario, variant=variant))
        for variant in ("errors", "", "")
    ]
    names = [test["name"] for test in _document(make_run(*specs))["results"]["tests"]]
    assert names == [
        "GET /clients/1 · errors",
        "GET /clients/1",
        "GET /clients/1 #2",
    ]


def test_a_document_without_a_domain_belongs_to_its_folder() -> None:
    scenario = make_scenario(make_spec(file="docs/api/a.md", domain=""))
    assert _test(make_spec_result(scenario=scenario, steps=[make_step_result()]))["suite"] == ["docs/api"]


def test_a_run_that_is_not_complete_is_not_green() -> None:
    document = _document(make_run(passing(), interrupted=2, selected=3))["results"]
    assert document["tests"][-1] == {
        "name": "run",
        "status": "failed",
        "rawStatus": "error",
        "duration": 0,
        "message": "interrupted by signal 2: 1 of 3 scenarios had their turn",
    }
    assert document["summary"]["extra"] == {"errors": 1, "quarantined": 0, "interruptedBy": 2, "notRun": 2}
    assert _document(make_run())["results"]["summary"]["failed"] == 1


def test_what_goes_to_a_log_does_not_drive_it() -> None:
    text = "\x1b[31m##[error]"
    said = render(make_run(hostile(text))).decode()
    for key in ("message", "trace"):
        assert r"\\x1b[31m#\\x23[error]" in said.split(f'"{key}":')[1]


def test_of_a_large_run_traces_are_left_out_and_no_test() -> None:
    specs = [
        replace(failing_status(), scenario=make_scenario(make_spec(file=f"{number}.md")))
        for number in range(2000)
    ]
    before = time.process_time()
    said = render(make_run(*specs), most_bytes=3_500_000)
    assert time.process_time() - before < 10  # 0.6 s on a small machine
    assert 3_000_000 < len(said) < 3_800_000
    tests = json.loads(said)["results"]["tests"]
    assert len(tests) == 2000
    assert tests[0]["trace"].startswith("error[status]: ")
    left_out = "… left out: the file would be too large; steprun report 7f3a91c --format text"
    assert 500 < [test["trace"] for test in tests].index(left_out) < 1500
    assert tests[-1]["trace"] == left_out
