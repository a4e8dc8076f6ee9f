"""The rulings of the gate, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runner.model.json import JSON
from runner.model.result import Outcome, RunResult, SpecResult
from runner.report import words
from runner.report.gate import Ruling
from runner.report.jsonfile import json_page
from runner.report.measure import cells, cut, pad, wrap
from runner.report.terminal import Line, Span, Style, line

_MANY = 10
_LABEL = len("✗ shut  ")


def screen(result: RunResult, rulings: Sequence[Ruling], *, width: int) -> list[Line]:
    """Each rule with its figure, what there is to look at, and the verdict."""
    column = max(cells(ruling.rule) for ruling in rulings)
    about = result.about
    facts = (f"run {result.run_id}", result.environment, about.branch, about.commit[:7])
    rows = [line(Span(" · ".join(filter(None, facts)), Style.STRONG)), line()]
    told: set[int] = set()  # one that several rules are about is named once
    for ruling in rulings:
        mark = words.PASSED if ruling.is_open else words.FAILED
        label = Span(f"{mark.glyph} {'open' if ruling.is_open else 'shut'}  ", mark.style)
        first, *more = wrap(ruling.said, width - _LABEL - column - 2)
        rows.append(line(label, pad(ruling.rule, column), "  ", first))
        rows += [line(" " * (_LABEL + column + 2), text) for text in more]
        new = [] if ruling.is_open else [spec for spec in ruling.specs if id(spec) not in told]
        told.update(map(id, new))
        rows += _specs(new, width=width)
    shut = [ruling.rule for ruling in rulings if not ruling.is_open]
    verdict = words.FAILED if shut else words.PASSED
    said = f"the gate is shut: {', '.join(shut)}" if shut else "the gate is open"
    return [*rows, line(), line(Span(f"{verdict.glyph} {said}", verdict.style))]


def _specs(specs: Sequence[SpecResult], *, width: int) -> Iterator[Line]:
    indent = " " * _LABEL
    for spec in specs[:_MANY]:
        yield line(indent, cut(f"{words.where(spec)}  {_why(spec)}", width - _LABEL))
    if len(specs) > _MANY:
        yield line(indent, f"and {len(specs) - _MANY} more")


def _why(spec: SpecResult) -> str:
    if spec.flaky:
        return words.attempts(spec)
    return words.skip_reason(spec) if spec.outcome is Outcome.SKIPPED else words.headline(spec)


def as_json(result: RunResult, rulings: Sequence[Ruling]) -> str:
    """One object: the run, the verdict, and every rule."""
    value: JSON = {
        "run_id": result.run_id,
        "environment": result.environment,
        "open": all(ruling.is_open for ruling in rulings),
        "rules": [_rule(ruling) for ruling in rulings],
    }
    return json_page(value)


def _rule(ruling: Ruling) -> JSON:
    return {
        "rule": ruling.rule,
        "open": ruling.is_open,
        "found": ruling.found,
        "limit": ruling.limit,
        "message": ruling.said,
        "specs": [
            {
                "key": spec.scenario.key,
                "title": spec.scenario.title,
                "outcome": spec.outcome.value,
                "where": words.where(spec),
                "message": _why(spec),
            }
            for spec in ruling.specs
        ],
    }
