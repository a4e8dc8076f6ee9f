"""What the exchanges of a run broke of the contract: each finding once, with how often it was met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from runner.model.contract import Evidence
from runner.model.finding import Finding, Severity
from runner.model.result import RunResult
from runner.report.measure import wrap
from runner.report.terminal import Line, Span, Style, line
from runner.report.words import count

_MANY: Final = 10
_STYLES: Final = {Severity.ERROR: Style.FAILED, Severity.WARNING: Style.FLAKY, Severity.NOTE: Style.NOTE}
_ORDER: Final = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Met:
    """A finding, and how often it was met."""

    finding: Finding
    times: int


def met(run: RunResult) -> list[Met]:
    """The findings of a run, each once and where it was first met; errors first."""
    times: dict[str, int] = {}
    first: dict[str, Finding] = {}
    for spec in run.specs:
        for step in spec.steps:
            for finding in step.judged.findings if step.judged else ():
                key = finding.fingerprint or str(finding.place)
                first.setdefault(key, finding)
                times[key] = times.get(key, 0) + 1
    found = [Met(finding, times[key]) for key, finding in first.items()]
    return sorted(found, key=lambda item: _ORDER.index(item.finding.severity))


def contract_lines(run: RunResult, *, width: int, every: bool = False) -> list[Line]:
    """Errors and warnings, with their place in the document and in the OpenAPI file; notes are counted."""
    found = met(run)
    if not found:
        return []
    shown = [item for item in found if every or item.finding.severity is not Severity.NOTE]
    rows: list[Line] = []
    for item in shown if every else shown[:_MANY]:
        rows += _rows(item, width=width)
    more = len(found) - (len(shown) if every else min(len(shown), _MANY))
    if more:
        rows.append(line(Span(f"    and {more} more: -v shows all", Style.FAINT)))
    return rows


def contract_facts(run: RunResult) -> str:
    """`1,065 answers fit their schema, 12 could not be checked`; empty where nothing was judged."""
    judged = [step.judged for spec in run.specs for step in spec.steps if step.judged]
    if not judged:
        return ""
    broken = sum(bool(item.findings or item.accepted) for item in judged)
    facts = [f"{count(len(judged) - broken, 'exchange')} as documented"]
    for evidence, words in ((Evidence.EXAMPLE, "against examples only"), (Evidence.UNCHECKED, "unchecked")):
        number = sum(item.evidence is evidence for item in judged)
        if number:
            facts.append(f"{number:,} {words}")
    accepted = len({mark for item in judged for mark in item.accepted})
    if accepted:
        facts.append(f"{accepted} accepted")
    return ", ".join(facts)


def _rows(item: Met, *, width: int) -> Iterator[Line]:
    finding = item.finding
    label = f"{finding.severity.value}[{finding.rule}] "
    often = f" ({item.times} times)" if item.times > 1 else ""
    first, *more = wrap(f"{finding.message}{often}", width - len(label))
    yield line(Span(label, _STYLES[finding.severity]), first)
    yield from (line("    ", text) for text in more)
    yield line("    ", Span(str(finding.place), Style.FAINT))
    if finding.pointer:
        yield line("    ", Span(f"promised in {finding.pointer}", Style.FAINT))
    if finding.hint:
        yield line("    ", Span(finding.hint, Style.HINT))


def counted(found: Sequence[Met]) -> str:
    """`3 errors, 1 warning, 10 notes`."""
    numbers = [(severity, sum(item.finding.severity is severity for item in found)) for severity in _ORDER]
    return ", ".join(count(number, severity.value) for severity, number in numbers if number)
