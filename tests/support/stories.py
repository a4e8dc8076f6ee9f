"""A few whole results, each the way one kind of trouble comes out of a run."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from runner.model.place import Place
from runner.model.result import Extracted, Outcome, SpecResult, StepResult, Used
from runner.model.spec import Role
from runner.model.trouble import Cause
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
