"""The live display of a run on a terminal: a row of glyphs for each domain, what is running, the counts.

It is drawn from a thread of its own, at most eight times a second, and leaves nothing behind.
"""

from __future__ import annotations

import atexit
import io
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Final, TextIO, cast

from runner.model.events import RunStarted, SpecFinished, SpecStarted
from runner.model.scenario import Scenario
from runner.report import words
from runner.report.measure import cells, chop, cut, pad
from runner.report.terminal import Line, Screen, Span, Style, line, paint

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text

#: Seconds between two redraws.
_PAUSE: Final = 0.125
#: How many running specs are named.
_RUNNING: Final = 8
_NAMES: Final = 16
_QUEUED: Final = words.Mark("·", "queued", "", Style.FAINT)
_BEGUN: Final = words.Mark("▸", "running", "", Style.NOTE)
_ORDER: Final = (
    words.PASSED, words.FAILED, words.ERROR, words.SKIPPED, words.FLAKY, words.QUARANTINED,
)  # fmt: skip


class _Calm(io.TextIOBase):
    """The terminal for rich, which would end the program when the terminal goes away."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str, /) -> int:
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


class LiveView:
    """What is known so far, and its picture."""

    def __init__(
        self,
        stream: TextIO,
        *,
        screen: Screen,
        width: int,
        domains: Sequence[str],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._screen = screen
        self._width = width
        self._ticks = ticks
        self._domains: dict[int, str] = dict(enumerate(domains))
        self._marks: dict[int, words.Mark] = {}
        self._running: dict[int, tuple[Scenario, float]] = {}
        self._total = len(domains)
        self._began = 0.0
        self._lock = Lock()
        self._over = Event()
        self._live: Live | None = None
        self._thread: Thread | None = None

    def start(self, event: RunStarted) -> None:
        """Begin to draw."""
        from rich.console import Console
        from rich.live import Live

        self._total = event.scenarios
        self._began = self._ticks()
        console = Console(
            file=cast(TextIO, _Calm(self._stream)),
            force_terminal=True,
            width=self._width,
            color_system="auto" if self._screen.colour else None,
            highlight=False,
        )
        self._live = Live(
            console=console, get_renderable=self._picture, auto_refresh=False, transient=True,
            redirect_stdout=False, redirect_stderr=False,
        )  # fmt: skip
        atexit.register(self.stop)
        self._live.start()
        self._thread = Thread(target=self._draw, name="steprun-live", daemon=True)
        self._thread.start()

    def begin(self, event: SpecStarted) -> None:
        """A spec's turn has come."""
        with self._lock:
            self._domains[event.index] = event.scenario.domain
            self._running[event.index] = (event.scenario, self._ticks())

    def end(self, event: SpecFinished) -> None:
        """A spec is over."""
        with self._lock:
            self._domains[event.index] = event.result.scenario.domain
            self._marks[event.index] = words.mark(event.result)
            self._running.pop(event.index, None)

    def stop(self) -> None:
        """Clear the display and give the cursor back; a second time, nothing."""
        atexit.unregister(self.stop)
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        live, self._live = self._live, None
        if live is not None:
            live.stop()

    def picture(self, height: int) -> list[Line]:
        """The display, in at most `height` rows: counts always, then what is running, then the domains."""
        with self._lock:
            domains, marks, running = dict(self._domains), dict(self._marks), dict(self._running)
        below = [*self._running_rows(running), *self._footer(marks)]
        below = below[-max(height - 1, 2) :]
        rows = self._domain_rows(domains, marks, running=running)
        room = height - len(below)
        if sum(map(len, rows.values())) > room:
            rows = {
                name: mine for name, mine in rows.items() if any(domains[index] == name for index in running)
            }
            hidden = len(set(domains.values())) - len(rows)
            shown = [each for mine in rows.values() for each in mine][: max(room - 1, 0)]
            more = line(Span(f"  … {words.count(hidden, 'more domain')}", Style.FAINT))
            return [*shown, *([more] if hidden and room > 0 else []), *below]
        return [*(each for mine in rows.values() for each in mine), *below]

    def _draw(self) -> None:
        while not self._over.wait(_PAUSE):
            live = self._live
            if live is None:
                return
            live.refresh()

    def _picture(self) -> Text:
        from rich.text import Text

        height = self._live.console.size.height if self._live is not None else 24
        rows = self.picture(height - 1)
        text = "\n".join(paint(each, colour=self._screen.colour) for each in rows)
        return Text.from_ansi(self._screen.fit(text), no_wrap=True, overflow="crop")

    def _domain_rows(
        self, domains: dict[int, str], marks: dict[int, words.Mark], *, running: Iterable[int]
    ) -> dict[str, list[Line]]:
        indexes: dict[str, list[int]] = {}
        for index in sorted(domains):
            indexes.setdefault(domains[index], []).append(index)
        begun = set(running)
        rows: dict[str, list[Line]] = {}
        for name, mine in indexes.items():
            shown = [marks.get(index, _BEGUN if index in begun else _QUEUED) for index in mine]
            done = sum(index in marks for index in mine)
            rows[name] = self._row(name, shown, progress=f"{done}/{len(mine)}")
        return rows

    def _row(self, name: str, shown: Sequence[words.Mark], *, progress: str) -> list[Line]:
        room = max(self._width - _NAMES - 15, 10)
        pieces = chop("".join(mark.glyph for mark in shown), room)
        rows: list[Line] = []
        taken = 0
        for index, piece in enumerate(pieces):
            label = pad(cut(name or "(none)", _NAMES), _NAMES) if index == 0 else " " * _NAMES
            glyphs = [Span(mark.glyph, mark.style) for mark in shown[taken : taken + len(piece)]]
            taken += len(piece)
            last = index == len(pieces) - 1
            tail = " " * (room - len(piece)) + f"{progress:>9}" if last else ""
            rows.append(line("  ", label, "  ", *glyphs, Span(tail, Style.FAINT)))
        return rows

    def _running_rows(self, running: dict[int, tuple[Scenario, float]]) -> list[Line]:
        if not running:
            return []
        now = self._ticks()
        rows: list[Line] = [line()]
        for _, (scenario, began) in sorted(running.items())[:_RUNNING]:
            time = _whole(now - began)
            title = cut(scenario.title, self._width - 12 - len(time))
            gap = " " * (self._width - 12 - cells(title))
            rows.append(
                line(
                    "  ", Span(f"{_BEGUN.glyph} ", _BEGUN.style), title, Span(f"{gap}{time:>6}", Style.FAINT)
                )
            )
        rest = len(running) - _RUNNING
        return [*rows, line(Span(f"    and {rest} more", Style.FAINT))] if rest > 0 else rows

    def _footer(self, marks: dict[int, words.Mark]) -> list[Line]:
        tally = Counter(mark.word for mark in marks.values())
        parts: list[str | Span] = [f"  {len(marks)}/{self._total}"]
        for mark in _ORDER:
            if tally[mark.word]:
                parts += [" · ", Span(f"{mark.glyph} {tally[mark.word]} {mark.word}", mark.style)]
        elapsed = _whole(self._ticks() - self._began)
        rule = line(Span("  " + "─" * (self._width - 4), Style.FAINT))
        return [rule, line(*parts, Span(f" · {elapsed}", Style.FAINT))]


def _whole(seconds: float) -> str:
    """Digits that change with every redraw would only flicker."""
    return words.duration(seconds) if seconds >= 60 else f"{seconds:.0f}s"  # noqa: PLR2004 - a minute
