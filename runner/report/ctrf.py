"""The run in the Common Test Report Format (ctrf.io), which reporters for GitHub, Slack and others read.

A test is a spec, and its steps are the test's steps: a spec is what passes or fails, what is flaky, and what
readers compare with the run before; a step that an earlier one blocks says nothing of its own. An error is a
failed test, for readers know no more; `rawStatus` has our word for it. What fails in quarantine is `other`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from runner.model.place import Place
from runner.model.result import Outcome, RunResult, SpecResult, StepResult
from runner.model.spec import Spec
from runner.model.verdict import State, Verdict
from runner.report import words
from runner.report.allowance import Allowance
from runner.report.contract import standing
from runner.report.failure import block_text
from runner.report.frame import finding_text
from runner.report.jsonfile import json_document, json_text, sound
from runner.report.moments import epoch, milliseconds, moment
from runner.report.names import Names
from runner.report.terminal import escape, text_of
from runner.report.traffic import status
from runner.report.wrongs import wrongs_of
from runner.report.xmltext import visible

_SPEC_VERSION: Final = "0.0.0"
"""The draft that this keeps to; readers below 1.0.0 know no other."""
_MOST_BYTES: Final = 24 * 1024 * 1024
_STATUS: Final[Mapping[Outcome, str]] = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.ERROR: "failed",
    Outcome.SKIPPED: "skipped",
}
_OF_CLAIM: Final[Mapping[State, str]] = {
    State.HOLDS: "passed",
    State.BROKEN: "failed",
    State.UNCHECKED: "skipped",
}
_ALL: Final = ("passed", "failed", "skipped", "pending", "other")


def render(result: RunResult, *, most_bytes: int = _MOST_BYTES) -> bytes:
    """The document."""
    tests: list[str] = []
    tally: Counter[str] = Counter()
    for test in _tests(result, most_bytes=most_bytes):
        tests.append(json_text(test))
        tally.update([test["status"], f"{test['status']} {test['rawStatus']}"])
    document = {
        "reportFormat": "CTRF",
        "specVersion": _SPEC_VERSION,
        "reportId": str(uuid5(NAMESPACE_URL, f"steprun:run:{sound(result.run_id)}")),
        "timestamp": moment(result, result.seconds).isoformat(timespec="milliseconds"),
        "generatedBy": f"steprun {result.about.version}".rstrip(),
        "results": {
            "tool": {"name": "steprun", **_known({"version": result.about.version})},
            "summary": _summary(result, tally, len(tests)),
            "tests": [],
            "environment": _environment(result),
        },
    }
    return json_document(document, name="tests", lines=tests)


def _tests(run: RunResult, *, most_bytes: int) -> Iterator[dict[str, Any]]:
    allowance = Allowance(
        cases=len(run.specs),
        most_bytes=most_bytes,
        most_elements=len(run.specs),
        instead=f"… left out: the file would be too large; steprun report {run.run_id} --format text",
    )
    names = Names()
    for spec in run.specs:
        test = _test(run, spec, names, allowance)
        allowance.written(size=len(json_text(test).encode()), cases=1, elements=1)
        yield test
    missing = words.missing(run)
    if missing:
        outcome = Outcome.SKIPPED if words.is_spare(run) else Outcome.ERROR
        yield {
            "name": "run",
            "status": _STATUS[outcome],
            "rawStatus": outcome.value,
            "duration": 0,
            "message": missing,
        }


def _summary(run: RunResult, tally: Counter[str], tests: int) -> dict[str, Any]:
    extra = {
        "errors": tally["failed error"],
        "quarantined": sum(spec.quarantined for spec in run.specs),
        **_known({"interruptedBy": run.interrupted, "notRun": max(run.selected - len(run.specs), 0)}),
    }
    return {
        "tests": tests,
        **{word: tally[word] for word in _ALL},
        "flaky": sum(spec.flaky for spec in run.specs),
        "suites": len({_suite(spec) for spec in run.specs}),
        "start": epoch(run),
        "stop": epoch(run, max(run.seconds, 0.0)),
        "duration": milliseconds(run.seconds),
        "extra": extra,
    }


def _environment(run: RunResult) -> dict[str, Any]:
    about = run.about
    more = {"baseUrl": run.base_url, "runId": run.run_id, "shard": str(about.shard or "")}
    return {
        "testEnvironment": run.environment,
        **_known({"commit": about.commit, "branchName": about.branch}),
        "extra": {**_known(more), "seed": run.seed, "jobs": run.jobs},
    }


def _test(run: RunResult, spec: SpecResult, names: Names, allowance: Allowance) -> dict[str, Any]:
    scenario, document = spec.scenario, spec.scenario.spec
    title = f"{scenario.title} · {scenario.variant}" if scenario.variant else scenario.title
    place = _place(spec)
    attempts = list(_attempts(run, spec))
    return {
        "id": str(
            uuid5(NAMESPACE_URL, f"steprun:spec:{sound(scenario.key or f'{spec.scenario.file} {title}')}")
        ),
        "name": names.unique(title, file=scenario.file),
        "status": "other" if spec.quarantined else _STATUS[spec.outcome],
        "rawStatus": spec.outcome.value,
        "duration": milliseconds(spec.seconds),
        "start": epoch(run, spec.began),
        "stop": epoch(run, spec.began + max(spec.seconds, 0.0)),
        "suite": [_suite(spec)],
        **_known({"message": escape(_message(spec)), "trace": _trace(spec, allowance)}),
        "filePath": place.file,
        "line": place.line,
        "tags": list(document.tags) if isinstance(document, Spec) else [],
        "flaky": spec.flaky,
        "retries": len(attempts),
        **_known({"retryAttempts": attempts}),
        "threadId": str(spec.worker),
        "steps": [*map(_step, spec.steps), *map(_claim, spec.claims)],
        "extra": _extra(spec),
    }


def _suite(spec: SpecResult) -> str:
    """Readers group by it: the domain; of a document without one, its folder."""
    return spec.scenario.domain or PurePath(spec.scenario.file).parent.as_posix()


def _place(spec: SpecResult) -> Place:
    """Where it went wrong, as far as that is in the document itself; else where its test begins."""
    file = spec.scenario.file
    wrong = [wrong.result for wrong in wrongs_of(spec) if wrong.step is not None]
    places = [each.place for step in wrong for each in step.troubles]
    places += [trouble.place for trouble in spec.troubles]
    places += [finding.place for finding in spec.scenario.findings]
    places += [step.planned.place for step in spec.steps]
    return next((place for place in places if place is not None and place.file == file), Place(file, 1))


def _message(spec: SpecResult) -> str:
    if spec.quarantined:
        return f"{words.quarantine(spec)} · {words.headline(spec)}"
    if spec.outcome is Outcome.PASSED:
        return words.attempts(spec) if spec.flaky else ""
    return words.skip_reason(spec) if spec.outcome is Outcome.SKIPPED else words.headline(spec)


def _trace(spec: SpecResult, allowance: Allowance) -> str:
    """The blocks of the console, for what did not pass."""
    if spec.outcome not in (Outcome.FAILED, Outcome.ERROR):
        return ""
    return allowance.detail(lambda: visible("\n\n".join(_blocks(spec))))


def _blocks(spec: SpecResult) -> Iterator[str]:
    for wrong in wrongs_of(spec):
        yield block_text(wrong.spec, wrong.step)
    for verdict in spec.claims:
        for finding in verdict.findings if verdict.state is State.BROKEN else ():
            yield "\n".join(map(text_of, finding_text(finding)))


def _attempts(run: RunResult, spec: SpecResult) -> Iterator[dict[str, Any]]:
    """Those before the last one, of all its steps."""
    earlier = [(step, exchange) for step in spec.steps for exchange in step.earlier]
    for number, (step, exchange) in enumerate(earlier, 1):
        yield {
            "attempt": number,
            "status": "failed",
            "message": escape(f"{step.planned.name}: {status(exchange)}"),
            "duration": milliseconds(exchange.seconds),
            "start": epoch(run, exchange.began),
            "stop": epoch(run, exchange.began + max(exchange.seconds, 0.0)),
        }


def _step(step: StepResult) -> dict[str, Any]:
    place = step.planned.place
    more = {
        "httpStatus": step.exchange.status if step.exchange else None,
        "attempts": step.attempts,
        "flaky": step.flaky,
        "tolerated": step.tolerated,
        "contract": standing(step.judged) if step.judged else "",
        "message": escape(words.headline(step)) if step.outcome is not Outcome.PASSED else "",
    }
    extra = {
        "rawStatus": "blocked" if step.blocked else step.outcome.value,
        "filePath": place.file,
        "line": place.line,
        "duration": milliseconds(step.seconds),
        **_known(more),
    }
    return {"name": step.planned.name, "status": _STATUS[step.outcome], "extra": extra}


def _claim(verdict: Verdict) -> dict[str, Any]:
    claim = verdict.claim
    extra = {
        "rawStatus": verdict.state.value,
        "filePath": claim.place.file,
        "line": claim.place.line,
        **_known({"message": escape(verdict.by)}),
    }
    return {"name": f"{claim.topic.value} › {claim.says}", "status": _OF_CLAIM[verdict.state], "extra": extra}


def _extra(spec: SpecResult) -> dict[str, Any]:
    trouble = spec.culprit.trouble if spec.culprit else next(iter(spec.troubles), None)
    more = {
        "example": spec.scenario.example,
        "cause": trouble.cause.value if trouble and spec.outcome is not Outcome.PASSED else "",
        "quarantine": words.quarantine(spec),
        "failedLastTime": spec.scenario.past.failing,
        "claims": dict(Counter(verdict.state.value for verdict in spec.claims)),
    }
    return {"endpoint": str(spec.scenario.spec.endpoint), "verified": spec.verified, **_known(more)}


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Those that say something."""
    return {name: value for name, value in facts.items() if value not in (None, "", False, [], {})}
