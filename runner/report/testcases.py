"""A run as test cases in suites: a suite for each scenario, a case for each step and for each claim.

This is what a JUnit report says; `report/junit.py` puts it into XML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import PurePath
from typing import Final, TypeAlias

from runner.model.claim import Topic
from runner.model.finding import Finding, Severity
from runner.model.place import Place
from runner.model.result import Exchange, Outcome, RunResult, SpecResult, StepResult
from runner.model.spec import Spec
from runner.model.trouble import Cause, Trouble
from runner.model.verdict import State, Verdict
from runner.report import words
from runner.report.contract import finding_lines, standing, untold
from runner.report.frame import finding_text
from runner.report.measure import cut
from runner.report.moments import moment
from runner.report.names import Names
from runner.report.terminal import Line, escape, text_of
from runner.report.traffic import request_lines, response_lines, status

#: How wide the text of a finding and of an attempt is, and how long the name of a claim may be.
_WIDTH: Final = 100
_CLAIM: Final = 200
_SERVER_FAULT: Final = 500
_BAD: Final = frozenset({Outcome.FAILED, Outcome.ERROR})

#: The text of a step that did not pass, or of a spec that has no step to blame.
Describe: TypeAlias = Callable[[SpecResult, StepResult | None], str]
Detail: TypeAlias = Callable[[], str]
"""A text that is made when there is room for it."""


def plain_text(spec: SpecResult, step: StepResult | None) -> str:
    """What went wrong, one trouble to a line, each with its place."""
    troubles = step.troubles if step else spec.troubles
    findings = () if step else spec.scenario.findings
    faults: tuple[Trouble | Finding, ...] = (*troubles, *findings)
    lines = [f"{fault.place}: {fault.message}" if fault.place else fault.message for fault in faults]
    return "\n".join(lines) or words.headline(step or spec)


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt before the last one, of a step that passed in the end."""

    message: str
    is_error: bool
    """It could not be asked, or the server failed: nothing was tested."""
    text: Detail


@dataclass(frozen=True, slots=True)
class Case:
    """What a report says about a step, a claim, or a spec as a whole."""

    name: str
    classname: str
    outcome: Outcome
    place: Place | None
    seconds: float = 0.0
    kind: str = ""
    message: str = ""
    text: Detail | None = None
    """Why it did not pass."""
    asides: tuple[Detail, ...] = ()
    """What is to be said about it all the same."""
    properties: Mapping[str, str] = field(default_factory=dict)
    tries: tuple[Try, ...] = ()


@dataclass(frozen=True, slots=True)
class Suite:
    """A scenario as reports know it."""

    name: str
    package: str
    file: str
    began: datetime
    seconds: float
    properties: Mapping[str, str]
    cases: tuple[Case, ...]


def suites_of(result: RunResult, describe: Describe) -> Iterator[Suite]:
    """All that a run has to say, in the order of the files. Never nothing: that would look like a success."""
    suite_names, case_names = Names(), Names()
    about = result.about
    shared = {
        "environment": result.environment,
        "base_url": result.base_url,
        "run_id": result.run_id,
        "seed": str(result.seed),
    }
    known = {"commit": about.commit, "branch": about.branch, "shard": str(about.shard or "")}
    shared |= {name: value for name, value in known.items() if value}
    for spec in result.specs:
        yield Suite(
            name=suite_names.unique(spec.scenario.title, file=spec.scenario.file),
            package=spec.scenario.domain,
            file=spec.scenario.file,
            began=moment(result, spec.began),
            seconds=spec.seconds,
            properties=shared | _about(spec),
            cases=tuple(_cases(spec, case_names, describe)),
        )
    missing = words.missing(result)
    if missing:
        case = Case(
            "run", "steprun", Outcome.ERROR, None, kind="not run", message=missing, text=lambda: missing
        )
        yield Suite(suite_names.unique("steprun"), "", "", moment(result), 0.0, shared, (case,))


def _about(spec: SpecResult) -> dict[str, str]:
    document = spec.scenario.spec
    told = {
        "file": spec.scenario.file,
        "endpoint": str(document.endpoint),
        "status": document.status.value if isinstance(document, Spec) else "invalid",
        "outcome": spec.outcome.value,
    }
    return told | ({"quarantined": "true"} if spec.quarantined else {})


def _cases(spec: SpecResult, names: Names, describe: Describe) -> Iterator[Case]:
    """Those of a scenario, as they decide: of one in quarantine, nothing fails."""
    quarantine = words.quarantine(spec)
    for case in _all_cases(spec, names, describe):
        yield _parked(case, quarantine) if quarantine and case.outcome in _BAD else case


def _parked(case: Case, quarantine: str) -> Case:
    """A failure that decides nothing: readers that know no such thing see a skip that says so."""
    told = case.message
    return replace(
        case,
        outcome=Outcome.SKIPPED,
        message=quarantine,
        text=None,
        asides=(lambda: f"{quarantine}\n{told}", *((case.text,) if case.text else ()), *case.asides),
        properties={"quarantined": "true", **case.properties},
    )


def _all_cases(spec: SpecResult, names: Names, describe: Describe) -> Iterator[Case]:
    """A case for each step and claim, and one for the spec itself where none of them tells how it ended."""
    classname = _classname(spec)
    guilty = False
    for step in spec.steps:
        name = names.unique(step.planned.name, within=classname, file=spec.scenario.file)
        case = _of_step(spec, step, describe=describe, name=name, classname=classname)
        guilty = guilty or case.outcome in _BAD
        yield case
    for verdict in spec.claims:
        name = names.unique(_claim_name(verdict), within=classname, file=spec.scenario.file)
        case = _of_claim(verdict, name=name, classname=classname)
        guilty = guilty or case.outcome in _BAD
        yield case
    bad = spec.outcome in _BAD
    if guilty or (spec.steps and not bad):
        return
    yield Case(
        name=names.unique("spec", within=classname, file=spec.scenario.file),
        classname=classname,
        outcome=spec.outcome,
        place=_spec_place(spec),
        seconds=0.0 if spec.steps else spec.seconds,
        kind=spec.troubles[0].cause.value if spec.troubles else "invalid",
        message=words.headline(spec) if spec.outcome is not Outcome.SKIPPED else words.skip_reason(spec),
        text=partial(describe, spec, None) if bad else None,
    )


def _of_step(spec: SpecResult, step: StepResult, *, describe: Describe, name: str, classname: str) -> Case:
    block = partial(describe, spec, step)
    case = Case(
        name=name,
        classname=classname,
        outcome=step.outcome,
        place=step.planned.place,
        seconds=step.seconds,
        kind=step.trouble.cause.value if step.trouble else step.outcome.value,
    )
    if step.tolerated and step.outcome is Outcome.FAILED:
        head = f"tolerated failure (onFail: continue): {words.headline(step)}"
        case = replace(
            case,
            outcome=Outcome.PASSED,
            properties={"tolerated": "true"},
            asides=(lambda: f"{head}\n\n{block()}",),
        )
    elif step.outcome is Outcome.SKIPPED:
        case = replace(case, message=words.skip_reason(step))
    elif step.outcome is not Outcome.PASSED:
        case = replace(case, message=words.headline(step), text=block)
    elif step.flaky:
        head = f"flaky: passed after {words.count(step.attempts, 'attempt')}"
        case = replace(
            case,
            properties={"flaky": "true", "attempts": str(step.attempts)},
            asides=(lambda: head,),
            tries=tuple(_tries(step)),
        )
    if step.judged:
        case = replace(
            case,
            properties={**case.properties, "contract": standing(step.judged)},
            asides=(*case.asides, partial(_contract_text, step)),
        )
    return case


def _contract_text(step: StepResult) -> str:
    return _text(finding_lines(untold(step), width=_WIDTH))


def _tries(step: StepResult) -> Iterator[Try]:
    for number, exchange in enumerate(step.earlier, 1):
        came = f"{status(exchange)} · {words.latency(exchange.seconds)}"
        yield Try(
            message=f"attempt {number} of {step.attempts}: {came}",
            is_error=exchange.status is None or exchange.status >= _SERVER_FAULT,
            text=partial(_traffic, exchange),
        )


def _traffic(exchange: Exchange) -> str:
    rows = request_lines(exchange, width=_WIDTH, indent="")
    return _text([*rows, *response_lines(exchange, width=_WIDTH, indent="")])


def _claim_name(verdict: Verdict) -> str:
    claim = verdict.claim
    return cut(f"{claim.topic.value} › {' '.join(claim.says.split())}", _CLAIM)


def _of_claim(verdict: Verdict, *, name: str, classname: str) -> Case:
    """Broken claims fail as they do in the run: where a finding is an error."""
    claim = verdict.claim
    wrong = [item for item in verdict.findings if item.severity is Severity.ERROR]
    case = Case(
        name=name,
        classname=classname,
        outcome=Outcome.PASSED,
        place=claim.place,
        kind=Cause.CLAIM.value,
        properties={"claim": verdict.state.value},
        asides=(partial(_claim_text, verdict),),
    )
    if verdict.state is State.BROKEN and wrong:
        return replace(
            case,
            outcome=Outcome.FAILED,
            place=wrong[0].place,
            message=wrong[0].message,
            text=partial(_claim_text, verdict),
            asides=(),
        )
    if verdict.state is State.UNCHECKED:
        return replace(case, outcome=Outcome.SKIPPED, message=f"not checked: {verdict.by}", asides=())
    if verdict.state is State.HOLDS and claim.topic is Topic.KNOWN_ISSUES:
        message = f"expected failure, as documented: {' '.join(claim.says.split())}"
        return replace(case, outcome=Outcome.SKIPPED, message=message)
    return case


def _claim_text(verdict: Verdict) -> str:
    """What was found, and how."""
    rows = [row for item in verdict.findings for row in (*finding_text(item, width=_WIDTH), ())]
    told = any(verdict.by == item.message for item in verdict.findings)
    return "\n\n".join(filter(None, (_text(rows), "" if told else escape(verdict.by))))


def _text(rows: Iterable[Line]) -> str:
    return "\n".join(map(text_of, rows)).rstrip()


def _classname(spec: SpecResult) -> str:
    stem = PurePath(spec.scenario.file).stem.replace(".", "_")
    return f"{spec.scenario.domain}.{stem}" if spec.scenario.domain else stem


def _spec_place(spec: SpecResult) -> Place:
    faults: Iterable[Trouble | Finding] = (*spec.troubles, *spec.scenario.findings)
    return next((fault.place for fault in faults if fault.place), Place(spec.scenario.file, 1))
