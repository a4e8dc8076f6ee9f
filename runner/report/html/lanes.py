"""The timeline of a run: a lane for each worker, in it a bar for each scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from runner.model.result import RunResult, SpecResult
from runner.report import words

WIDTH: Final = 1000.0
"""Units from the start of the run to its end."""
_THIN: Final = 0.4
"""A bar that is thinner than this is drawn together with its neighbour."""
_TICKS: Final = 8
_STEPS: Final = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """A scenario, or several that follow each other so fast that they cannot be told apart."""

    x: float
    width: float
    word: str
    """Of its mark; of several, the worst."""
    title: str
    number: int
    """Of the scenario that it leads to."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """What is drawn."""

    lanes: tuple[tuple[Bar, ...], ...]
    ticks: tuple[tuple[float, str], ...]
    width: float = WIDTH


def lanes_of(result: RunResult) -> Lanes:
    """The timeline of a run; no lane where nothing was measured."""
    total = max((spec.began + spec.seconds for spec in result.specs), default=0.0)
    if not total:
        return Lanes((), ())
    workers: dict[int, list[tuple[int, SpecResult]]] = {}
    for number, spec in enumerate(result.specs):
        if spec.seconds or spec.began:
            workers.setdefault(spec.worker, []).append((number, spec))
    scale = WIDTH / total
    lanes = tuple(tuple(_bars(workers[worker], scale)) for worker in sorted(workers))
    return Lanes(lanes, tuple(_ticks(total, scale)))


def _bars(specs: Iterable[tuple[int, SpecResult]], scale: float) -> Iterator[Bar]:
    bar: Bar | None = None
    several = 1
    for number, spec in sorted(specs, key=lambda each: each[1].began):
        mark = words.mark(spec)
        x, width = spec.began * scale, spec.seconds * scale
        if bar is not None and width < _THIN and x - (bar.x + bar.width) < _THIN and bar.width < 1:
            several += 1
            worse = _rank(mark.word) < _rank(bar.word)
            bar = Bar(
                bar.x,
                max(x + width - bar.x, _THIN),
                mark.word if worse else bar.word,
                f"{several} scenarios",
                number if worse else bar.number,
            )
            continue
        if bar is not None:
            yield bar
        several = 1
        title = f"{spec.scenario.title}: {mark.word}, {words.duration(spec.seconds)}"
        bar = Bar(round(x, 2), round(max(width, _THIN), 2), mark.word, title, number)
    if bar is not None:
        yield bar


def _rank(word: str) -> int:
    return next(number for number, mark in enumerate(words.MARKS) if mark.word == word)


def _ticks(total: float, scale: float) -> Iterator[tuple[float, str]]:
    """Round moments, at most so many."""
    step = _round_step(total / _TICKS)
    for number in range(1, int(total / step) + 1):
        at = number * step
        yield round(at * scale, 2), f"{at:g} s" if at >= 1 else f"{at * 1000:g} ms"


def _round_step(least: float) -> float:
    size = 0.001
    while True:
        for factor in _STEPS:
            if factor * size >= least:
                return factor * size
        size *= 10
