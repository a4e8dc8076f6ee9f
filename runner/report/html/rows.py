"""The scenarios of a run as rows of the page: all, those that did not pass, the skipped, the slow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from runner.model.result import Outcome, SpecResult, StepResult
from runner.report import words
from runner.report.failure import block
from runner.report.measure import cut
from runner.report.terminal import Line
from runner.report.traffic import path_of, status

BAD: Final = frozenset({Outcome.FAILED, Outcome.ERROR})
_SLOWEST: Final = 30
_NOTE: Final = 160
_WIDTH: Final = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario in the list of all."""

    number: int
    mark: words.Mark
    method: str
    path: str
    example: str
    variant: str
    file: str
    domain: str
    time: str
    steps: int
    note: str
    tags: str


@dataclass(frozen=True, slots=True)
class Article:
    """One that did not pass, in full."""

    number: int
    mark: words.Mark
    title: str
    domain: str
    file: str
    news: str
    blocks: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Slow:
    """An exchange that took its time."""

    number: int
    step: int
    name: str
    request: str
    status: str
    seconds: float
    time: str


def tally_of(specs: Iterable[SpecResult]) -> Counter[str]:
    """How many ended in which way, by the words of the marks."""
    return Counter(words.mark(spec).word for spec in specs)


def rank(spec: SpecResult) -> int:
    """What did not pass first."""
    if spec.outcome in BAD:
        return 1 if spec.quarantined else 0
    return 1 if spec.flaky else 2


def _named(spec: SpecResult) -> tuple[str, str]:
    method, blank, path = str(spec.scenario.spec.endpoint).partition(" ")
    return (method, path) if blank and method.isupper() else ("", spec.scenario.file)


def row_of(number: int, spec: SpecResult) -> Row:
    """One scenario in the list."""
    scenario = spec.scenario
    method, path = _named(spec)
    if spec.outcome is Outcome.SKIPPED:
        note = words.skip_reason(spec)
    else:
        note = words.attempts(spec) if spec.flaky else words.headline(spec)
    return Row(
        number=number,
        mark=words.mark(spec),
        method=method,
        path=path,
        example=scenario.example,
        variant=scenario.variant,
        file=scenario.file,
        domain=scenario.domain,
        time=words.duration(spec.seconds),
        steps=len(spec.steps),
        note=cut(note, _NOTE) if spec.outcome is not Outcome.PASSED or spec.flaky else "",
        tags=" ".join(getattr(scenario.spec, "tags", ())),
    )


def article_of(number: int, spec: SpecResult, said: str) -> Article:
    """One that did not pass, with a block for each step that is to blame; `said` is what is new about it."""
    scenario = spec.scenario
    steps: list[StepResult | None] = [
        step for step in spec.steps if step.outcome in BAD and not step.tolerated
    ]
    if not steps:
        steps = [spec.culprit]
    return Article(
        number=number,
        mark=words.mark(spec),
        title=scenario.title,
        domain=scenario.domain,
        file=scenario.file,
        news=said,
        blocks=tuple(tuple(block(spec, step, width=_WIDTH)) for step in steps),
    )


def domains_of(specs: Sequence[SpecResult]) -> Iterator[tuple[str, int, Mapping[str, int], str]]:
    """How each domain fared: its name, how many, how they ended, and how long they took together."""
    domains: dict[str, list[SpecResult]] = {}
    for spec in specs:
        domains.setdefault(spec.scenario.domain or "(none)", []).append(spec)
    for name, mine in domains.items():
        yield name, len(mine), tally_of(mine), words.duration(sum(spec.seconds for spec in mine))


def skipped_of(specs: Iterable[SpecResult]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each reason, with the places of those that were skipped for it."""
    reasons: dict[str, list[str]] = {}
    for spec in specs:
        if spec.outcome is Outcome.SKIPPED:
            reasons.setdefault(words.skip_reason(spec), []).append(words.where(spec))
    return tuple((reason, tuple(places)) for reason, places in reasons.items())


def slowest_of(numbered: Sequence[tuple[int, SpecResult]]) -> Iterator[Slow]:
    """The exchanges that took longest, slowest first."""
    exchanges = [
        (exchange.seconds, number, position, step.planned.name, exchange)
        for number, spec in numbered
        for position, step in enumerate(spec.steps)
        for exchange in (*step.earlier, *([step.exchange] if step.exchange else []))
    ]
    exchanges.sort(key=lambda each: (-each[0], each[1], each[2]))
    for seconds, number, position, name, exchange in exchanges[:_SLOWEST]:
        yield Slow(
            number=number,
            step=position,
            name=name,
            request=f"{exchange.method} {path_of(exchange)}",
            status=status(exchange),
            seconds=round(seconds, 4),
            time=words.latency(seconds),
        )
