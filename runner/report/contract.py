"""What the exchanges of a run are worth to the contract: findings, each once, and how many keep to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from runner.model.contract import Evidence, Judged
from runner.model.finding import Finding, Severity
from runner.model.result import RunResult, StepResult
from runner.model.trouble import Cause
from runner.report.frame import finding_text
from runner.report.terminal import Line, Span, Style, line
from runner.report.words import count

_MANY: Final = 10
#: The whole of what stands at the place is meant.
_WHOLE: Final = 0
_ORDER: Final = tuple(Severity)
_BROKEN, _ACCEPTED = "not as documented", "accepted"
_WORTH: Final = {
    Evidence.SCHEMA: "as documented",
    Evidence.NO_BODY: "as documented",
    Evidence.EXAMPLE: "as in an example",
    Evidence.UNCHECKED: "unchecked",
}
_WORTHS: Final = (*dict.fromkeys(_WORTH.values()), _ACCEPTED, _BROKEN)
_ADVICE: Final = "mend the API or the OpenAPI document; or live with it: steprun run --accept"


@dataclass(frozen=True, slots=True)
class Met:
    """A finding, and how often it was met."""

    finding: Finding
    times: int


def met(run: RunResult, *, told: Sequence[StepResult] = ()) -> list[Met]:
    """The findings of a run, each once and where it was first met; errors first.

    What made one of the steps fail that have been `told` is left out.
    """
    times: dict[str, int] = {}
    first: dict[str, Finding] = {}
    known = {id(step) for step in told}
    for spec in run.specs:
        for step in spec.steps:
            for finding in untold(step) if id(step) in known else _findings(step):
                key = finding.fingerprint or str(finding.place)
                first.setdefault(key, finding)
                times[key] = times.get(key, 0) + 1
    found = [Met(finding, times[key]) for key, finding in first.items()]
    return sorted(found, key=lambda item: _ORDER.index(item.finding.severity))


def untold(step: StepResult) -> tuple[Finding, ...]:
    """The findings of a step that are not its troubles."""
    if step.trouble is None or step.trouble.cause is not Cause.CONTRACT:
        return _findings(step)
    return tuple(item for item in _findings(step) if item.severity is not Severity.ERROR)


def contract_lines(found: Sequence[Met], *, width: int, every: bool = False) -> list[Line]:
    """Errors and warnings, with their place in the document and in the OpenAPI file; notes are counted."""
    shown = [item for item in found if every or item.finding.severity is not Severity.NOTE]
    shown = shown if every else shown[:_MANY]
    more = len(found) - len(shown)
    if not shown:
        return [line(Span(f"{count(more, 'note')}: -v shows all", Style.FAINT))]
    rows = finding_lines([_repeated(item) for item in shown], width=width)
    if more:
        rows += [line(Span(f"and {more} more: -v shows all", Style.FAINT)), line()]
    return [*rows, line(Span("help: ", Style.HINT), _ADVICE)]


def finding_lines(findings: Iterable[Finding], *, width: int) -> list[Line]:
    """Each as lint shows it, and where in the OpenAPI file the promise is; a blank line after each."""
    rows: list[Line] = []
    for item in findings:
        rows += finding_text(replace(item, width=_WHOLE), width=width)
        if item.pointer:
            gutter = " " * max(2, len(str(item.place.line)))
            rows.append(line(Span(f"{gutter} = promised in: ", Style.HINT), item.pointer))
        rows.append(line())
    return rows


def contract_facts(run: RunResult) -> str:
    """`12 exchanges: 9 as documented, 2 unchecked, 1 not as documented`; empty where nothing was judged."""
    judged = [step.judged for spec in run.specs for step in spec.steps if step.judged]
    if not judged:
        return ""
    worths = [_worth(item) for item in judged]
    parts = [f"{worths.count(worth)} {worth}" for worth in _WORTHS if worth in worths]
    return f"{count(len(judged), 'exchange')}: {', '.join(parts)}"


def standing(judged: Judged) -> str:
    """How one exchange stands: `unchecked`; what is not as documented, counted."""
    found = counted([Met(item, 1) for item in judged.findings])
    accepted = f"{len(judged.accepted)} accepted" if judged.accepted else ""
    return ", ".join(part for part in (found, accepted) if part) or _worth(judged)


def counted(found: Sequence[Met]) -> str:
    """`3 errors, 1 warning, 10 notes`."""
    numbers = [(severity, sum(item.finding.severity is severity for item in found)) for severity in _ORDER]
    return ", ".join(count(number, severity.value) for severity, number in numbers if number)


def _findings(step: StepResult) -> tuple[Finding, ...]:
    return step.judged.findings if step.judged else ()


def _worth(judged: Judged) -> str:
    if judged.findings:
        return _BROKEN
    return _ACCEPTED if judged.accepted else _WORTH[judged.evidence]


def _repeated(item: Met) -> Finding:
    message = item.finding.message
    return (
        replace(item.finding, message=f"{message} ({item.times} times)") if item.times > 1 else item.finding
    )
