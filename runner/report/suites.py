"""A run as test cases in suites: a suite for each scenario, a case for each step and for each claim.

This is what a JUnit report says; `report/junit.py` puts it into XML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import Final

from runner.model.finding import Finding
from runner.model.place import Place
from runner.model.result import Exchange, Outcome, RunResult, SpecResult, StepResult
from runner.model.spec import Spec
from runner.model.trouble import Trouble
from runner.report import words
from runner.report.claimcase import claim_case, claim_name
from runner.report.contract import finding_lines, standing, untold
from runner.report.moments import moment
from runner.report.names import Names
from runner.report.terminal import Line, text_of
from runner.report.testcase import Case, Describe, Suite, Try
from runner.report.traffic import request_lines, response_lines, status

#: How wide the text of a finding and of an attempt is.
_WIDTH: Final = 100
_SERVER_FAULT: Final = 500
_BAD: Final = frozenset({Outcome.FAILED, Outcome.ERROR})


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
        outcome = Outcome.SKIPPED if words.is_spare(result) else Outcome.ERROR
        case = Case("run", "steprun", outcome, None, kind="not run", message=missing, text=lambda: missing)
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
        name = names.unique(claim_name(verdict), within=classname, file=spec.scenario.file)
        case = claim_case(verdict, name=name, classname=classname)
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


def _text(rows: Iterable[Line]) -> str:
    return "\n".join(map(text_of, rows)).rstrip()


def _classname(spec: SpecResult) -> str:
    stem = PurePath(spec.scenario.file).stem.replace(".", "_")
    return f"{spec.scenario.domain}.{stem}" if spec.scenario.domain else stem


def _spec_place(spec: SpecResult) -> Place:
    faults: Iterable[Trouble | Finding] = (*spec.troubles, *spec.scenario.findings)
    return next((fault.place for fault in faults if fault.place), Place(spec.scenario.file, 1))
