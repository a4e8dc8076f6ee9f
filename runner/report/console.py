"""The console: a line for every spec in the order of the files, and at the end what there is to act on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self, TextIO

from runner.model.events import Event, RunFinished, RunStarted, SpecFinished, SpecStarted
from runner.model.result import Outcome, SpecResult, StepResult
from runner.report import words
from runner.report.closing import closing
from runner.report.live import LiveView
from runner.report.measure import cells, cut, flow, pad, squeeze, wrap
from runner.report.terminal import Line, Screen, Span, Style, line
from runner.report.traffic import path_of, request_lines, response_lines
from runner.version import __version__

#: A narrower terminal is written to as if it had this many columns.
_NARROWEST: Final = 60
_WIDE: Final = 100
_USUAL_DOMAIN: Final = 14
_WIDE_DOMAIN: Final = 17
_NARROW_DOMAIN: Final = 10
_INDENT: Final = "       "


def no_notes() -> Sequence[str]:
    """No footer."""
    return ()


class Console:
    """A Reporter. `verbosity`: -1 troubles and totals, 0 specs, 1 steps, 2 what went over the wire.

    `live` is for a terminal: a display that is redrawn while the run lasts, instead of a line for every spec.
    Close it when the run ends in whatever way: the terminal gets its cursor back.
    """

    def __init__(
        self,
        *,
        stream: TextIO,
        width: int,
        colour: bool,
        verbosity: int = 0,
        live: bool = False,
        notes: Callable[[], Sequence[str]] = no_notes,
        domains: Sequence[str] = (),
    ) -> None:
        self._width = max(width, _NARROWEST)
        self._verbosity = verbosity
        self._notes = notes
        self._screen = Screen(stream, colour=colour)
        self._live: LiveView | None = None
        if live and verbosity == 0:
            self._live = LiveView(stream, screen=self._screen, width=self._width, domains=domains)
        longest = max(map(cells, domains), default=_USUAL_DOMAIN)
        self._domains = min(longest, _WIDE_DOMAIN if width >= _WIDE else _NARROW_DOMAIN)
        self._waiting: dict[int, SpecResult] = {}
        self._next = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Clear the live display, if there still is one."""
        if self._live is not None:
            self._live.stop()

    def handle(self, event: Event) -> None:
        """Show it."""
        match event:
            case RunStarted():
                if self._verbosity >= 0:
                    self._screen.write(_header(event, width=self._width))
                if self._live is not None:
                    self._live.start(event)
            case SpecStarted() if self._live is not None:
                self._live.begin(event)
            case SpecFinished():
                self._finished(event)
            case RunFinished():
                self._flush()
                self.close()
                quiet = self._verbosity < 0
                footer = () if quiet else self._notes()
                every = self._verbosity > 0
                rows = closing(event.result, width=self._width, quiet=quiet, footer=footer, every=every)
                self._screen.write(rows)
            case _:
                pass

    def _finished(self, event: SpecFinished) -> None:
        if self._live is not None:
            self._live.end(event)
        elif self._verbosity >= 0:
            self._waiting[event.index] = event.result
            while self._next in self._waiting:
                self._show(self._waiting.pop(self._next))
                self._next += 1

    def _flush(self) -> None:
        """After an interruption, those before never come."""
        for index in sorted(self._waiting):
            self._show(self._waiting.pop(index))

    def _show(self, result: SpecResult) -> None:
        rows = _spec_lines(result, width=self._width, domains=self._domains)
        if self._verbosity > 0:
            for step in result.steps:
                rows += step_lines(step, width=self._width, traffic=self._verbosity > 1)
        self._screen.write(rows)


def _header(event: RunStarted, *, width: int) -> list[Line]:
    place = " ".join(part for part in (event.environment, event.base_url) if part)
    shard, parts = event.about.shard, event.about.parts
    whole = f" of {len(shard.whole)}" if shard else ""
    facts = [
        f"steprun {__version__}",
        place,
        f"shard {shard}" if shard else f"merged from {parts}" if parts else "",
        f"{words.count(event.scenarios, 'spec')}{whole}, {words.count(event.steps, 'step')}",
        f"seed {event.seed}",
        words.count(event.jobs, "job"),
        f"run {event.run_id}" if event.run_id else "",
    ]
    first, *more = flow(facts, width)
    return [line(Span(first, Style.STRONG)), *(line(Span(row, Style.FAINT)) for row in more), line()]


def _spec_lines(result: SpecResult, *, width: int, domains: int) -> list[Line]:
    """`PASS   0.42s  scheduling  GET    /v3/scheduling/resources        2 steps`."""
    mark = words.mark(result)
    domain = pad(cut(result.scenario.domain, domains), domains)
    method, name = _named(result)
    took = pad("", 7 - len(words.duration(result.seconds))) + words.duration(result.seconds)
    head = f"{took}  {domain}  {pad(method, 6)} "
    room = width - 5 - cells(head)
    variant = f" · {result.scenario.variant}" if result.scenario.variant else ""
    name = squeeze(name, room - cells(variant)) + variant
    tail = Span(_tail(result), Style.FAINT if result.outcome is Outcome.PASSED else Style.PLAIN)
    label = Span(pad(mark.label, 5), mark.style)
    column = max(room // 2, room - 28)
    if max(cells(name), column) + 2 + cells(tail.text) <= room:
        return [line(label, head, pad(name, column), "  ", tail)]
    if cells(name) + 2 + cells(tail.text) <= room:
        gap = room - cells(name) - cells(tail.text)
        return [line(label, head, name, " " * gap, tail)]
    if result.outcome is Outcome.PASSED and not result.flaky:
        return [line(label, head, name)]
    first, *more = wrap(tail.text, width - len(_INDENT) - 2)
    rows = [line(_INDENT, Span("↳ ", Style.FAINT), first)]
    return [line(label, head, name), *rows, *(line(_INDENT, "  ", row) for row in more)]


def _named(result: SpecResult) -> tuple[str, str]:
    """Method and path; of a spec whose endpoint cannot be read, the file."""
    method, blank, path = result.scenario.title.partition(" ")
    return (method, path) if blank and method.isupper() else ("", result.scenario.title)


def _tail(result: SpecResult) -> str:
    if result.flaky:
        return words.attempts(result)
    if result.outcome is Outcome.PASSED:
        return words.count(len(result.steps), "step")
    return words.skip_reason(result) if result.outcome is Outcome.SKIPPED else words.headline(result)


def step_lines(step: StepResult, *, width: int, traffic: bool) -> list[Line]:
    """`✓ passed  Test Request › cancel_booking · POST /bookings/cancel · 200 · 212 ms`; what it yielded."""
    mark = words.mark(step)
    exchange = step.exchange
    facts = [step.planned.name]
    if exchange is None:
        facts.append(f"{step.planned.step.method} {step.planned.step.path}".strip())
    else:
        status = "no answer" if exchange.status is None else str(exchange.status)
        facts += [f"{exchange.method} {path_of(exchange)}", status, words.latency(exchange.seconds)]
    label = f"{mark.glyph} {pad(mark.word, 7)}  "
    first, *more = flow(facts, width - len(_INDENT) - cells(label))
    indent = _INDENT + " " * cells(label)
    rows = [line(_INDENT, Span(label, mark.style), first), *(line(indent, row) for row in more)]
    room = width - len(indent) - 2
    rows += [line(indent, Span("↳ ", Style.FAINT), cut(text, room)) for text in _yielded(step)]
    if traffic and exchange is not None:
        rows += request_lines(exchange, width=width, indent=indent)
        rows += response_lines(exchange, width=width, indent=indent, headers=True)
    return rows


def _yielded(step: StepResult) -> list[str]:
    values = [f"{extracted.name} = {extracted.value}" for extracted in step.extracted]
    if step.outcome is Outcome.PASSED:
        return values
    reason = words.skip_reason(step) if step.outcome is Outcome.SKIPPED else words.headline(step)
    return [*values, f"{reason} · tolerated" if step.tolerated else reason]
