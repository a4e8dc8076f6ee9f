"""Hand-built nouns for tests: each builder fills in what a test does not care about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from runner.model.about import Past, Quarantine
from runner.model.finding import Finding, Severity
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.result import (
    CheckResult,
    Exchange,
    Extracted,
    Outcome,
    RunResult,
    SpecResult,
    StepResult,
    Used,
)
from runner.model.scenario import PlannedStep, Scenario
from runner.model.spec import Endpoint, InvalidSpec, Loaded, OnFail, Role, Section, Spec, Status, Step
from runner.model.trouble import Cause, Trouble

FILE = "specs/scheduling/post_bookings_cancel.md"
STARTED = datetime(2026, 2, 1, 16, 0, tzinfo=UTC)


def make_step(
    name: str = "cancel_booking",
    *,
    line: int = 7,
    file: str = FILE,
    method: str = "POST",
    path: str = "/bookings/cancel",
    on_fail: OnFail | None = None,
    skip_reason: str = "",
) -> Step:
    return Step(
        id=name,
        place=Place(file, line, 5),
        method=method,
        path=path,
        on_fail=on_fail,
        skip_reason=skip_reason,
    )


def make_spec(
    endpoint: str = "POST /bookings/cancel",
    *,
    file: str = FILE,
    domain: str = "scheduling",
    text: str = "",
    steps: Sequence[Step] = (),
    status: Status = Status.PENDING,
    front: Mapping[str, JSON] | None = None,
) -> Spec:
    method, _, path = endpoint.partition(" ")
    section = Section(Role.TEST, "Test Request", Place(file, 5), tuple(steps))
    return Spec(
        file=file,
        path=Path(file),
        endpoint=Endpoint(method, path),
        title=endpoint,
        sections=(section,),
        text=text,
        status=status,
        domain=domain,
        front=front or {},
    )


def make_invalid(
    *, file: str = FILE, findings: Sequence[Finding] = (), endpoint: str = "", domain: str = ""
) -> InvalidSpec:
    return InvalidSpec(file, Path(file), tuple(findings), endpoint=endpoint, domain=domain)


def make_finding(
    message: str = "unknown step key `expects`",
    *,
    rule: str = "SR203",
    place: Place | None = None,
    hint: str = "",
    line: str = "",
    width: int = 1,
    severity: Severity = Severity.ERROR,
) -> Finding:
    return Finding(rule, severity, place or Place(FILE, 7), message, hint, line, width)


def make_planned(
    step: Step | None = None,
    *,
    owner: Spec | None = None,
    role: Role = Role.TEST,
    section: str = "Test Request",
    via: Sequence[Step] = (),
) -> PlannedStep:
    step = step or make_step()
    return PlannedStep(
        step=step,
        role=role,
        section=section,
        owner=owner or make_spec(steps=[step]),
        name=f"{section} › {step.id}",
        on_fail=step.on_fail or OnFail.ABORT,
        via=tuple(via),
    )


def make_scenario(
    spec: Loaded | None = None,
    *,
    steps: Sequence[PlannedStep] = (),
    example: str = "",
    findings: Sequence[Finding] = (),
    skip_reason: str = "",
) -> Scenario:
    return Scenario(
        spec=spec or make_spec(),
        steps=tuple(steps),
        example=example,
        findings=tuple(findings),
        skip_reason=skip_reason,
    )


def make_exchange(
    status: int | None = 200,
    *,
    method: str = "POST",
    url: str = "https://api.staging.example/bookings/cancel",
    reason: str = "OK",
    headers: Sequence[tuple[str, str]] = (("Authorization", "Bearer ‹staff›"),),
    body: str = "",
    answer: str = "",
    answer_headers: Sequence[tuple[str, str]] = (("Content-Type", "application/json"),),
    seconds: float = 0.212,
    began: float = 0.0,
) -> Exchange:
    return Exchange(
        method=method,
        url=url,
        request_headers=tuple(headers),
        request_body=body,
        status=status,
        reason=reason if status is not None else "",
        response_headers=tuple(answer_headers) if status is not None else (),
        response_body=answer,
        response_size=len(answer.encode("utf-8", "surrogatepass")),
        seconds=seconds,
        began=began,
    )


def make_check(
    message: str = "expected status 200, got 404 Not Found",
    *,
    kind: str = "status",
    passed: bool = False,
    place: Place | None = None,
    subject: str = "",
    wanted: str = "200",
    found: str = "404",
) -> CheckResult:
    return CheckResult(kind, passed, message, place or Place(FILE, 7, 5), subject, wanted, found)


def make_trouble(
    message: str = "expected status 200, got 404 Not Found",
    *,
    cause: Cause = Cause.CHECK,
    place: Place | None = None,
    hint: str = "",
    key: str = "",
    width: int = 1,
) -> Trouble:
    return Trouble(cause, message, hint, place, width, key)


def make_step_result(
    outcome: Outcome = Outcome.PASSED,
    *,
    planned: PlannedStep | None = None,
    exchange: Exchange | None = None,
    earlier: Sequence[Exchange] = (),
    checks: Sequence[CheckResult] = (),
    extracted: Sequence[Extracted] = (),
    used: Sequence[Used] = (),
    troubles: Sequence[Trouble] = (),
    reason: str = "",
    tolerated: bool = False,
    blocked: bool = False,
    flaky: bool = False,
) -> StepResult:
    return StepResult(
        planned=planned or make_planned(),
        outcome=outcome,
        seconds=0.25,
        exchange=exchange,
        earlier=tuple(earlier),
        checks=tuple(checks),
        extracted=tuple(extracted),
        used=tuple(used),
        troubles=tuple(troubles),
        reason=reason,
        tolerated=tolerated,
        blocked=blocked,
        flaky=flaky,
    )


def make_spec_result(
    outcome: Outcome = Outcome.PASSED,
    *,
    scenario: Scenario | None = None,
    steps: Sequence[StepResult] = (),
    seconds: float = 0.42,
    reason: str = "",
    troubles: Sequence[Trouble] = (),
    verified: bool | None = None,
) -> SpecResult:
    return SpecResult(
        scenario=scenario or make_scenario(steps=[step.planned for step in steps]),
        outcome=outcome,
        steps=tuple(steps),
        seconds=seconds,
        reason=reason,
        troubles=tuple(troubles),
        verified=outcome is Outcome.PASSED if verified is None else verified,
    )


def make_run(
    *specs: SpecResult,
    seconds: float = 12.3,
    interrupted: int = 0,
    selected: int | None = None,
) -> RunResult:
    return RunResult(
        environment="staging",
        base_url="https://api.staging.example",
        started=STARTED,
        seconds=seconds,
        specs=specs,
        seed=42,
        run_id="7f3a91c",
        interrupted=interrupted,
        selected=len(specs) if selected is None else selected,
    )


def with_past(spec: SpecResult, past: Past) -> SpecResult:
    """The same, and earlier runs came to this."""
    return replace(spec, scenario=replace(spec.scenario, past=past))


def in_quarantine(spec: SpecResult, *, until: date = date(2026, 12, 31), reason: str = "later") -> SpecResult:
    """The same, and it may fail."""
    return replace(spec, scenario=replace(spec.scenario, quarantine=Quarantine(until, reason)))
