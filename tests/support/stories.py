"""A few whole results, each the way one kind of trouble comes out of a run."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from runner.model.about import Past, Quarantine, Turn
from runner.model.claim import Claim, Topic
from runner.model.contract import Evidence, Judged
from runner.model.finding import Severity
from runner.model.place import Place
from runner.model.result import Extracted, Outcome, SpecResult, StepResult, Used
from runner.model.spec import Role
from runner.model.trouble import Cause
from runner.model.verdict import State, Verdict
from support.build import (
    FILE,
    make_check,
    make_exchange,
    make_finding,
    make_invalid,
    make_planned,
    make_scenario,
    make_spec,
    make_spec_result,
    make_step,
    make_step_result,
    make_trouble,
)

DOCUMENT: Final = """\
---
endpoint: "POST /bookings/cancel"
---
## Prerequisites
```yaml
steps:
  - id: find_booking
    method: GET
    path: "/bookings?business={{business_id}}"
    extract:
      booking_id: "$.data.bookings[0].id"
    onFail: skip
    skipReason: "Nothing to cancel today"
```
## Test Request
```yaml
steps:
  - id: cancel_booking
    method: POST
    path: "/bookings/cancel"
    token: staff
    body:
      note: "from a test"
      booking_id: "{{booking_id}}"
    expect:
      status: [200]
      body:
        $.data.total: 10
        $.data.currency: EUR
```
"""


def failing_status() -> SpecResult:
    """The API says 404 where 200 was expected."""
    spec = make_spec(text=DOCUMENT)
    found = make_planned(
        make_step("find_booking", line=7, method="GET", path="/bookings"),
        owner=spec,
        role=Role.SETUP,
        section="Prerequisites",
    )
    cancelled = make_planned(make_step("cancel_booking", line=18), owner=spec)
    first = make_step_result(
        planned=found,
        exchange=make_exchange(
            method="GET",
            url="https://api.staging.example/bookings?business=b7",
            answer='{"data":{"bookings":[{"id":"q85mz0l1"}]}}',
            seconds=0.398,
        ),
        extracted=[Extracted("booking_id", '"q85mz0l1"', Place(FILE, 11, 19))],
    )
    second = make_step_result(
        Outcome.FAILED,
        planned=cancelled,
        exchange=make_exchange(
            404,
            reason="Not Found",
            body='{"note": "from a test", "booking_id": "q85mz0l1"}',
            answer='{"status":"Error","code":"NOT_FOUND"}',
        ),
        checks=[make_check(place=Place(FILE, 26, 15))],
        used=[Used("booking_id", '"q85mz0l1"', "extracted by find_booking, line 11", Place(FILE, 24, 19))],
        troubles=[make_trouble(place=Place(FILE, 26, 15), hint="the document lists this answer in line 40")],
    )
    return make_spec_result(
        Outcome.FAILED,
        scenario=make_scenario(spec, steps=[found, cancelled]),
        steps=[first, second],
        seconds=0.81,
    )


def failing_body() -> SpecResult:
    """Two expectations about the body do not hold."""
    told = failing_status()
    total = make_check(
        '`$.data.total` is "10", expected 10',
        kind="body",
        subject="$.data.total",
        wanted="10",
        found='"10"',
        place=Place(FILE, 28, 23),
    )
    currency = make_check(
        "`$.data.currency` is not there",
        kind="body",
        subject="$.data.currency",
        wanted='"EUR"',
        found="",
        place=Place(FILE, 29, 26),
    )
    step = replace(
        told.steps[1],
        checks=(make_check(passed=True, found="200"), total, currency),
        exchange=make_exchange(body='{"a": 1}', answer='{"data":{"total":"10"}}'),
        troubles=(make_trouble(total.message, place=total.place),),
        used=(),
    )
    return replace(told, steps=(told.steps[0], step))


def empty_extraction() -> SpecResult:
    """There is nothing to extract, so that the step after it never has its turn."""
    told = failing_status()
    first = replace(
        told.steps[0],
        outcome=Outcome.FAILED,
        extracted=(),
        exchange=make_exchange(
            method="GET",
            url="https://api.staging.example/bookings?business=b7",
            answer='{"data":{"bookings":[]}}',
        ),
        troubles=(
            make_trouble(
                "`$.data.bookings[0].id` matched nothing: `$.data.bookings` is `[]`",
                cause=Cause.EXTRACTION,
                place=Place(FILE, 11, 19),
                width=24,
            ),
        ),
    )
    return replace(told, steps=(first, _blocked(told.steps[1])))


def undefined_variable() -> SpecResult:
    """A name has no value: nothing is sent."""
    told = failing_status()
    step = replace(
        told.steps[1],
        outcome=Outcome.ERROR,
        exchange=None,
        checks=(),
        used=(),
        troubles=(
            make_trouble(
                "`booking_id` has no value",
                cause=Cause.UNDEFINED,
                place=Place(FILE, 24, 20),
                width=14,
                hint="did you mean `business_id`?\ngive one with --var booking_id=VALUE",
            ),
        ),
    )
    return replace(told, outcome=Outcome.ERROR, steps=(step,))


def alike(number: int, *, key: str, message: str, cause: Cause, hint: str = "") -> SpecResult:
    """One of many specs with the same root of their trouble."""
    file = f"specs/apps/get_app_{number}.md"
    planned = make_planned(
        make_step("get_app", line=12, file=file, method="GET", path=f"/apps/{number}"),
        owner=make_spec(f"GET /apps/{number}", file=file, domain="apps"),
    )
    step = make_step_result(
        Outcome.ERROR,
        planned=planned,
        troubles=[make_trouble(message, cause=cause, key=key, hint=hint, place=Place(file, 12, 5))],
    )
    scenario = make_scenario(planned.owner, steps=[planned])
    return make_spec_result(Outcome.ERROR, scenario=scenario, steps=[step], seconds=0.0)


def missing_token(number: int) -> SpecResult:
    """One of many specs that need the same token."""
    return alike(
        number,
        key="token app",
        message="token `app` is not set",
        cause=Cause.TOKEN,
        hint="export STEPRUN_TOKEN_APP=VALUE",
    )


def dead_host(number: int) -> SpecResult:
    """One of many specs whose host does not answer."""
    return alike(
        number,
        key="connection api.staging.example",
        message="cannot connect to api.staging.example: connection refused",
        cause=Cause.CONNECTION,
    )


def skipped() -> SpecResult:
    """The author said what to do when there is nothing to work with."""
    told = empty_extraction()
    first = replace(told.steps[0], outcome=Outcome.SKIPPED, reason="Nothing to cancel today")
    return replace(
        told, outcome=Outcome.SKIPPED, steps=(first, told.steps[1]), reason="Nothing to cancel today"
    )


def invalid() -> SpecResult:
    """The document cannot be run as it is written."""
    file = "specs/sales/post_coupons.md"
    findings = [
        make_finding(
            "unknown step key `expects`",
            place=Place(file, 24, 5),
            hint="did you mean `expect`?",
            line="    expects: {status: 200}",
            width=7,
        ),
        make_finding("the step block has no steps", rule="SR204", place=Place(file, 40)),
    ]
    document = make_invalid(file=file, findings=findings, endpoint="POST /coupons", domain="sales")
    return make_spec_result(
        Outcome.ERROR,
        scenario=make_scenario(document, findings=findings),
        troubles=[make_trouble("it cannot be run as it is written", cause=Cause.INVALID)],
        seconds=0.0,
    )


def passing(number: int = 1, *, domain: str = "clients") -> SpecResult:
    """All is well."""
    file = f"specs/{domain}/get_client_{number}.md"
    planned = make_planned(
        make_step("get_client", line=9, file=file, method="GET", path=f"/clients/{number}"),
        owner=make_spec(f"GET /clients/{number}", file=file, domain=domain),
    )
    exchange = make_exchange(
        method="GET", url=f"https://api.staging.example/clients/{number}?a=1", answer='{"id":"c1"}'
    )
    step = make_step_result(
        planned=planned, exchange=exchange, extracted=[Extracted("client_id", '"c1"', Place(file, 14))]
    )
    return make_spec_result(scenario=make_scenario(planned.owner, steps=[planned]), steps=[step])


def flaky() -> SpecResult:
    """Passed, but not at once."""
    told = passing(9)
    waited = make_exchange(503, method="GET", reason="Service Unavailable")
    return replace(told, steps=(replace(told.steps[0], flaky=True, earlier=(waited,)),))


def tolerated() -> SpecResult:
    """A check fails, and its author lives with it."""
    told = failing_status()
    step = replace(told.steps[1], tolerated=True)
    return replace(told, outcome=Outcome.PASSED, steps=(told.steps[0], step))


def quarantined() -> SpecResult:
    """It fails, and may do so for a while."""
    told = failing_body()
    quarantine = Quarantine(date(2026, 3, 1), "waits for the new gateway")
    return replace(told, scenario=replace(told.scenario, quarantine=quarantine))


def still_failing() -> SpecResult:
    """It failed the last time, too."""
    told = failing_status()
    return replace(told, scenario=replace(told.scenario, past=_past("passed", "failed", "error")))


def fixed() -> SpecResult:
    """It passes, and failed the last time."""
    told = passing(3)
    return replace(told, scenario=replace(told.scenario, past=_past("passed", "failed")))


def broken_promise() -> SpecResult:
    """Passed, and the answer is not what an OpenAPI document promises."""
    told = passing(4)
    finding = make_finding(
        "`$.id` is a text, and should be a number",
        rule="SR744",
        severity=Severity.WARNING,
        place=told.steps[0].planned.place,
        line="  - id: get_client",
    )
    finding = replace(finding, pointer="swagger/clients.yaml#/paths/~1clients", fingerprint="f1")
    judged = Judged(
        "GET /clients/{id}", "swagger/clients.yaml", 200, documented=True,
        evidence=Evidence.SCHEMA, findings=(finding,),
    )  # fmt: skip
    return replace(told, steps=(replace(told.steps[0], judged=judged),))


def make_verdict(
    state: State = State.HOLDS,
    *,
    says: str = "client: works",
    topic: Topic = Topic.AUTHENTICATION,
    by: str = "200 OK",
    line: int = 35,
    severity: Severity = Severity.ERROR,
) -> Verdict:
    place = Place(FILE, line, 3)
    finding = make_finding(f"{says}: it is not so", rule="SR802", place=place, severity=severity)
    findings = (finding,) if state is State.BROKEN else ()
    return Verdict(Claim(topic, place, says), state, by, findings)


def verified() -> SpecResult:
    """Its steps pass; of what it claims one thing does not hold, one is a known issue, one is unchecked."""
    told = failing_status()
    steps = tuple(replace(step, outcome=Outcome.PASSED, checks=(), troubles=()) for step in told.steps)
    claims = (
        make_verdict(),
        make_verdict(State.BROKEN, says="directory: refused", by="200 OK", line=36),
        make_verdict(topic=Topic.KNOWN_ISSUES, says="404 for an unknown id, not 422", by="404 Not Found", line=60),
        make_verdict(State.UNCHECKED, says="admin: works", by="token `admin` is not set", line=37),
    )  # fmt: skip
    trouble = make_trouble(
        claims[1].findings[0].message, cause=Cause.CLAIM, place=claims[1].findings[0].place
    )
    return replace(told, steps=steps, claims=claims, troubles=(trouble,), verified=False)


def every_story() -> tuple[SpecResult, ...]:
    """All of them, as one run might have them."""
    return (
        failing_status(), failing_body(), empty_extraction(), undefined_variable(), missing_token(1),
        missing_token(2), dead_host(1), skipped(), invalid(), passing(), flaky(), tolerated(), quarantined(),
        still_failing(), fixed(), broken_promise(), verified(),
    )  # fmt: skip


def hostile(text: str) -> SpecResult:
    """A failure with this text wherever a document or a server may put one."""
    told = failing_status()
    document = make_spec(f"POST {text}", file=f"specs/{text}.md", domain=text, text=f"{text}\n" * 40)
    planned = replace(
        make_planned(make_step(text, line=3, file=document.file, path=text), owner=document, section=text),
        name=f"{text} › {text}",
    )
    place = Place(document.file, 3, 2)
    exchange = make_exchange(
        404, reason=text, url=f"https://api.example/{text}?a={text}", headers=[(text, text)], body=text,
        answer=text, answer_headers=[("Content-Type", text), (text, text)],
    )  # fmt: skip
    check = make_check(text, kind="headers", subject=text, wanted=text, found=text, place=place)
    step = replace(
        told.steps[1],
        planned=planned,
        exchange=exchange,
        earlier=(exchange,),
        checks=(check, replace(check, kind="body")),
        extracted=(Extracted(text, text, place),),
        used=(Used(text, text, text, place), Used(text, text, text)),
        troubles=(make_trouble(text, place=place, hint=text),),
    )
    waved = replace(step, outcome=Outcome.PASSED, flaky=True)
    passed_over = replace(step, outcome=Outcome.SKIPPED, reason=text, exchange=None, troubles=())
    verdict = make_verdict(State.BROKEN, says=text, by=text)
    scenario = replace(
        make_scenario(document, steps=[planned], example=text), variant=text, key=text, past=_past("failed")
    )
    return replace(
        told, scenario=scenario, steps=(step, waved, passed_over), reason=text, claims=(verdict,)
    )  # fmt: skip


def _past(*outcomes: str) -> Past:
    turns = tuple(
        Turn(f"run{day}", datetime(2026, 1, day, tzinfo=UTC), outcome, seconds=0.3, commit=f"c0ffee{day}")
        for day, outcome in enumerate(outcomes, 1)
    )
    bad = [turn for turn in turns if turn.bad]
    good = [turn for turn in turns if turn.outcome == "passed"]
    return Past(turns, bad[0] if turns[-1].bad else None, good[-1] if good else None)


def _blocked(step: StepResult) -> StepResult:
    return replace(
        step,
        outcome=Outcome.SKIPPED,
        blocked=True,
        exchange=None,
        checks=(),
        used=(),
        troubles=(),
        reason="blocked by find_booking",
    )
