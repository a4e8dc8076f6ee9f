"""All that the page can tell of one scenario, as JSON: it is shown when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping

from runner.model.about import Turn
from runner.model.finding import Finding
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.result import CheckResult, Exchange, Extracted, SpecResult, StepResult, Used
from runner.model.trouble import Trouble
from runner.model.verdict import Verdict
from runner.report import words
from runner.report.contract import standing
from runner.report.curl import curl
from runner.report.failure import block, rerun
from runner.report.terminal import Style

_WIDTH = 100
_BAD = frozenset({words.FAILED, words.ERROR, words.FLAKY})


def detail_of(spec: SpecResult) -> Mapping[str, JSON]:
    """One scenario, with all that went over the wire."""
    scenario = spec.scenario
    return _without_blanks(
        {
            "file": scenario.file,
            "title": scenario.title,
            "mark": words.mark(spec).word,
            "headline": words.headline(spec),
            "reason": spec.reason,
            "seconds": _seconds(spec.seconds),
            "rerun": rerun(spec),
            "quarantine": str(scenario.quarantine) if scenario.quarantine else "",
            "steps": [_step(spec, step) for step in spec.steps],
            "troubles": [_trouble(trouble) for trouble in spec.troubles],
            "findings": [_finding(finding) for finding in scenario.findings],
            "claims": [_claim(verdict) for verdict in spec.claims],
            "turns": [_turn(turn) for turn in scenario.past.turns],
            "first_failed": _turn(scenario.past.first_failed),
            "last_passed": _turn(scenario.past.last_passed),
        }
    )


def outline_of(spec: SpecResult) -> Mapping[str, JSON]:
    """One scenario in a few words: its steps, how they ended, and how long they took."""
    steps: list[JSON] = []
    for step in spec.steps:
        exchange = step.exchange
        told: dict[str, JSON] = {"name": step.planned.name, "mark": words.mark(step).word}
        if exchange is not None:
            seconds = round(exchange.seconds, 3)
            told["exchanges"] = [{"method": exchange.method, "status": exchange.status, "seconds": seconds}]
        steps.append(told)
    return {"lean": True, "mark": words.mark(spec).word, "rerun": rerun(spec), "steps": steps}


def _step(spec: SpecResult, step: StepResult) -> JSON:
    planned, mark = step.planned, words.mark(step)
    exchanges = [*step.earlier, *([step.exchange] if step.exchange else [])]
    return _without_blanks(
        {
            "id": planned.step.id,
            "name": planned.name,
            "role": planned.role.value,
            "method": planned.step.method,
            "path": planned.step.path,
            "description": planned.step.description,
            "file": planned.place.file,
            "line": planned.place.line,
            "last": max(planned.step.last_line, planned.place.line),
            "via": [_place(each.place) for each in planned.via],
            "mark": mark.word,
            "headline": "" if mark is words.PASSED else words.headline(step) or step.reason,
            "tolerated": step.tolerated,
            "checks": [_check(check) for check in step.checks],
            "troubles": [_trouble(trouble) for trouble in step.troubles],
            "used": [_used(used) for used in step.used],
            "extracted": [_extracted(item) for item in step.extracted],
            "exchanges": [_exchange(each) for each in exchanges],
            "contract": _contract(step),
            "block": _block(spec, step) if mark in _BAD or step.tolerated else [],
            "rerun": rerun(spec, step),
            "curl": curl(step.exchange, separator=" \\\n  ") if step.exchange else "",
        }
    )


def _block(spec: SpecResult, step: StepResult) -> JSON:
    """Its lines, each of stretches of text: alone where they are plain, else behind their style."""
    return [
        [span.text if span.style is Style.PLAIN else [span.style.value, span.text] for span in row]
        for row in block(spec, step, width=_WIDTH)
    ]


def _exchange(exchange: Exchange) -> JSON:
    return _without_blanks(
        {
            "method": exchange.method,
            "url": exchange.url,
            "status": exchange.status,
            "reason": exchange.reason,
            "size": exchange.response_size,
            "began": _seconds(exchange.began),
            "seconds": _seconds(exchange.seconds),
            "phases": [[name, _seconds(seconds)] for name, seconds in exchange.phases],
            "sent": [list(pair) for pair in exchange.request_headers],
            "body": exchange.request_body,
            "came": [list(pair) for pair in exchange.response_headers],
            "answer": exchange.response_body,
        }
    )


def _check(check: CheckResult) -> JSON:
    return _without_blanks(
        {
            "kind": check.kind,
            "passed": check.passed,
            "message": check.message,
            "line": check.place.line,
            "subject": check.subject,
            "wanted": check.wanted,
            "found": check.found,
        }
    )


def _trouble(trouble: Trouble) -> JSON:
    return _without_blanks(
        {
            "cause": trouble.cause.value,
            "message": trouble.message,
            "hint": trouble.hint,
            "place": _place(trouble.place),
        }
    )


def _finding(finding: Finding) -> JSON:
    return _without_blanks(
        {
            "rule": finding.rule,
            "severity": finding.severity.value,
            "message": finding.message,
            "hint": finding.hint,
            "place": _place(finding.place),
            "pointer": finding.pointer,
        }
    )


def _contract(step: StepResult) -> JSON:
    judged = step.judged
    if judged is None:
        return None
    return _without_blanks(
        {
            "operation": judged.operation,
            "document": judged.document,
            "standing": standing(judged),
            "findings": [_finding(finding) for finding in judged.findings],
        }
    )


def _claim(verdict: Verdict) -> JSON:
    claim = verdict.claim
    return _without_blanks(
        {
            "topic": claim.topic.value,
            "place": _place(claim.place),
            "says": claim.says,
            "state": verdict.state.value,
            "by": verdict.by,
            "findings": [_finding(finding) for finding in verdict.findings],
        }
    )


def _used(used: Used) -> JSON:
    return [used.name, used.value, used.origin, used.place.line if used.place else 0]


def _extracted(item: Extracted) -> JSON:
    return [item.name, item.value, item.place.line]


def _turn(turn: Turn | None) -> JSON:
    if turn is None:
        return None
    at = turn.at.isoformat(timespec="seconds")
    return [turn.outcome, turn.flaky, _seconds(turn.seconds), at, turn.commit, turn.run_id, turn.fell]


def _place(place: Place | None) -> str:
    return f"{place.file}:{place.line}" if place else ""


def _seconds(seconds: float) -> float:
    return round(seconds, 6)


def _without_blanks(told: Mapping[str, JSON]) -> Mapping[str, JSON]:
    return {name: value for name, value in told.items() if value not in ("", None, False) and value != []}
