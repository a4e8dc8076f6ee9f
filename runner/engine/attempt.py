"""One attempt at a step: ask, judge, take values. What it means is for `step/verdict.py` to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime

from runner.engine.bench import Bench
from runner.errors import StepError, UnresolvedName
from runner.model.contract import Evidence, Judged
from runner.model.finding import Finding, Severity
from runner.model.http import Request, Response
from runner.model.json import JSON
from runner.model.result import CheckResult, Exchange, Extracted, Used
from runner.model.scenario import PlannedStep
from runner.model.trouble import Cause, Trouble
from runner.resolve.scope import Scope
from runner.shown import shortened, shown
from runner.step.checks import BUILT_IN, judge
from runner.step.extract import extract
from runner.step.request import Prepared, prepare
from runner.step.verdict import cause_of


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of it."""

    cause: Cause | None = None
    """None: everything holds."""
    troubles: tuple[Trouble, ...] = ()
    exchange: Exchange | None = None
    checks: tuple[CheckResult, ...] = ()
    values: Mapping[str, JSON] = field(default_factory=dict)
    extracted: tuple[Extracted, ...] = ()
    used: tuple[Used, ...] = ()
    answered: bool = False
    """There was an answer, and it was judged."""
    waiting: bool = False
    """The step waits for something (`retry.until`) that is not so yet."""
    judged: Judged | None = None
    """What the contract says to the exchange."""
    retry_after: float | None = None
    """Seconds after which the server wants to be asked again."""


_LONGEST_MESSAGE = 1000
_FAULTS = (Exception, SystemExit)
"""Of ours, or of a plugin's check, sender or token: none of them may keep the clean-up from running."""


def attempt(planned: PlannedStep, scope: Scope, bench: Bench, *, run: str) -> Attempt:
    """Ask once. Never raises for what a step, a network or an API can do wrong."""
    try:
        prepared = prepare(planned, scope, bench.desk, run=run)
    except UnresolvedName as fault:
        return Attempt(fault.cause, tuple(told(trouble, bench) for trouble in fault.troubles))
    except StepError as fault:
        return Attempt(fault.cause, (_trouble(fault, planned, bench),))
    except _FAULTS as fault:
        return Attempt(Cause.INTERNAL, (internal(fault, bench),))
    request = prepared.request
    bench.redactor.learn_request(request)
    if bench.interrupted():
        request = replace(request, timeout=min(request.timeout, bench.grace()))
    began = bench.elapsed()
    try:
        response = _whole(bench.send(request))
    except StepError as fault:
        attempt = Attempt(fault.cause, (_trouble(fault, planned, bench),), _unanswered(request, began, bench))
        return replace(attempt, used=used_values(prepared, planned, bench))
    except _FAULTS as fault:
        attempt = Attempt(Cause.INTERNAL, (internal(fault, bench),), _unanswered(request, began, bench))
        return replace(attempt, used=used_values(prepared, planned, bench))
    try:
        _learn(prepared, response, bench)
        judged = _judged(prepared, response, bench)
    except StepError as fault:
        judged = Attempt(fault.cause, (_trouble(fault, planned, bench),))
    except _FAULTS as fault:
        judged = Attempt(Cause.INTERNAL, (internal(fault, bench),))
    exchange = replace(bench.redactor.exchange(request, response), began=began)
    judged = replace(judged, exchange=exchange, used=used_values(prepared, planned, bench))
    return _held(judged, planned, request, response, bench)


def _whole(response: object) -> Response:
    """The answer of a sender, which may be a plugin's. Raises TypeError where it is none."""
    if not isinstance(response, Response):
        raise TypeError(f"the sender returned {type(response).__name__}, and no Response")
    if not isinstance(response.content, bytes):
        raise TypeError("the sender returned an answer whose `content` is not bytes")
    if not all(isinstance(part, str) for pair in response.headers for part in pair):
        raise TypeError("the sender returned an answer whose `headers` are not pairs of texts")
    return response


def _learn(prepared: Prepared, response: Response, bench: Bench) -> None:
    """Before anything of an answer is kept: what it hands out must not be seen in it either.

    What the author says is no secret is none, whatever the answer calls it.
    """
    said_open = tuple(item for item in prepared.extractions if item.secret is False)
    for name, value in extract(said_open, response)[0].items():
        bench.redactor.learn_variable(name, value, secret=False)
    bench.redactor.learn_answer(response)


def _unanswered(request: Request, began: float, bench: Bench) -> Exchange:
    seconds = bench.since(began)
    return replace(bench.redactor.exchange(request, None), seconds=seconds, began=began)


def _held(
    attempt: Attempt, planned: PlannedStep, request: Request, response: Response, bench: Bench
) -> Attempt:
    """The attempt with what the contract says to it."""
    try:
        judged = bench.hold(planned, request, response)
    except Exception as fault:  # noqa: BLE001 - of ours: it must not decide what a step is worth
        message = f"the contract could not be looked into: {type(fault).__name__}: {fault}"
        hint = "this is a fault of steprun: please report it, with the OpenAPI document"
        broken = Finding("SR709", Severity.WARNING, planned.step.place, message, hint)
        judged = Judged(
            "", "", response.status, documented=False, evidence=Evidence.UNCHECKED, findings=(broken,)
        )
    if judged is None:
        return attempt
    findings = tuple(
        replace(
            item,
            message=_told(item.message, bench),
            hint=_told(item.hint, bench),
            line=bench.redactor.in_place(item.line),
        )
        for item in judged.findings
    )
    attempt = replace(attempt, judged=replace(judged, findings=findings))
    wrong = [item for item in findings if item.severity is Severity.ERROR]
    if not (bench.contract_decides and wrong and attempt.cause is None):
        return attempt
    troubles = tuple(
        Trouble(Cause.CONTRACT, item.message, _promise(item), item.place, item.width) for item in wrong
    )
    return replace(attempt, cause=Cause.CONTRACT, troubles=troubles)


def _promise(finding: Finding) -> str:
    """The rule, where the promise is made, and what may help."""
    said = f"{finding.rule}, promised in {finding.pointer}" if finding.pointer else finding.rule
    return f"{said}\n{finding.hint}" if finding.hint else said


def used_values(prepared: Prepared, planned: PlannedStep, bench: Bench) -> tuple[Used, ...]:
    """The variables of a request, each once and where it is first named, as they may be shown."""
    first_uses = list({item.name: item for item in reversed(prepared.used)}.values())[::-1]
    return tuple(
        Used(
            item.name,
            bench.redactor.variable(item.name, shown(item.binding.value)),
            item.binding.origin,
            planned.step.place_at(*item.path),
        )
        for item in first_uses
    )


def _judged(prepared: Prepared, response: Response, bench: Bench) -> Attempt:
    checks = judge(prepared.expectations, response, bench.checks)
    cause = cause_of(checks, response)
    status_holds = all(check.passed for check in checks if check.kind == "status")
    values, lacking = extract(prepared.extractions, response)
    for item in prepared.extractions:
        # Even where the answer has another status than it should.
        if item.name in values:
            bench.redactor.learn_variable(item.name, values[item.name], secret=item.secret)
    if not status_holds:
        values, lacking = {}, ()
    masked = tuple(_masked(check, bench) for check in checks)
    troubles = [_failed(check, cause or Cause.CHECK, response) for check in masked if not check.passed]
    troubles += [told(item, bench) for item in lacking]
    if status_holds and troubles and not response.is_json and cause in (None, Cause.CHECK):
        cause = Cause.NOT_JSON
        troubles[0] = replace(troubles[0], cause=cause)
    waiting = any(not check.passed for check in judge(prepared.until, response, bench.checks))
    return Attempt(
        cause=cause or (Cause.EXTRACTION if lacking else None),
        troubles=tuple(troubles),
        checks=masked,
        values=values,
        extracted=tuple(
            Extracted(item.name, bench.redactor.variable(item.name, shown(values[item.name])), item.place)
            for item in prepared.extractions
            if item.name in values
        ),
        answered=True,
        waiting=waiting,
        retry_after=_retry_after(response, bench),
    )


def internal(fault: BaseException, bench: Bench) -> Trouble:
    """A bug of ours, or of a plugin, told as such."""
    import traceback

    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if not frame.filename.startswith("<")]
    where = f"{ours[-1].filename}:{ours[-1].lineno}" if ours else "nowhere"
    return Trouble(
        Cause.INTERNAL,
        _told(f"internal error: {type(fault).__name__}: {fault}", bench),
        f"at {where}; this is a fault of steprun or of a plugin, please report it",
    )


def _trouble(fault: StepError, planned: PlannedStep, bench: Bench) -> Trouble:
    place = fault.place or planned.step.place_at("path")
    return told(Trouble(fault.cause, fault.what, fault.hint, place, key=fault.key), bench)


def told(trouble: Trouble, bench: Bench) -> Trouble:
    """A trouble as it may be shown."""
    message, hint, key = (_told(text, bench) for text in (trouble.message, trouble.hint, trouble.key))
    return replace(trouble, message=message, hint=hint, key=key)


def _told(text: str, bench: Bench) -> str:
    """Masked, then cut: a variable may have put a megabyte where the author meant a name."""
    # Of a megabyte not all is looked through; what that may cut in two is known by the mark it leaves.
    return shortened(bench.redactor.text(shortened(text, 8 * _LONGEST_MESSAGE)), _LONGEST_MESSAGE)


_HINTS: Mapping[Cause, str] = {
    Cause.REFUSED: "the token was refused; a step that means to be refused says so in `expect.status`",
    Cause.THROTTLED: "too many requests; lower `--jobs`, or expect 429 if it is meant",
    Cause.SERVER: "the server failed, so nothing was tested; a step that means it says so in `expect.status`",
}


def _failed(check: CheckResult, cause: Cause, response: Response) -> Trouble:
    if check.kind != "status":
        return Trouble(Cause.CHECK, check.message, place=check.place)
    hint = _HINTS.get(cause, "")
    if response.status // 100 == 3:  # noqa: PLR2004 - the class of statuses
        hint = "redirects are not followed: expect the status, or use the path it leads to"
    return Trouble(cause, check.message, hint, check.place)


def _masked(check: CheckResult, bench: Bench) -> CheckResult:
    subject = _told(check.subject, bench)
    plain = check.kind == "status" or not (check.found or check.kind not in BUILT_IN)
    if check.passed and subject == check.subject and plain:
        return check
    message, wanted, found = (_told(text, bench) for text in (check.message, check.wanted, check.found))
    return replace(check, subject=subject, message=message, wanted=wanted, found=found)


def _retry_after(response: Response, bench: Bench) -> float | None:
    if response.status not in (429, 503):
        return None
    text = (response.header("retry-after") or "").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - bench.clock.now()).total_seconds())
    except (ValueError, TypeError):
        return None
