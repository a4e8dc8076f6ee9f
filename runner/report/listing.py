"""The table of `steprun list`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from runner.report.measure import pad, squeeze
from runner.report.terminal import Line, Span, Style, line
from runner.report.words import QUARANTINED, count


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario that would run, or would not."""

    file: str
    endpoint: str
    status: str
    steps: int = 0
    tokens: tuple[str, ...] = ()
    age: str = ""
    note: str = ""
    """Why it would not run."""
    quarantine: str = ""
    """Until when it may fail, and why."""


_HEADS = ("STATUS", "AGE", "STEPS", "ENDPOINT")


def table(rows: Sequence[Row], *, width: int) -> list[Line]:
    """Two lines each: the facts, and below them the file that can be named to run it, and its tokens."""
    cells = [(row.status, row.age, str(row.steps or ""), row.endpoint) for row in rows]
    widths = [max(len(cell[column]) for cell in (_HEADS, *cells)) for column in range(3)]
    lines = [line(Span(_columns(_HEADS, widths, width), Style.FAINT))]
    for row, cell in zip(rows, cells, strict=True):
        lines.append(line(_columns(cell, widths, width)))
        tokens = f"  ({', '.join(row.tokens)})" if row.tokens else ""
        lines.append(line(Span(f"    {row.file}{tokens}", Style.FAINT)))
        if row.note:
            lines.append(line(Span(f"    does not run: {row.note}", Style.SKIPPED)))
        if row.quarantine:
            mark = QUARANTINED
            lines.append(line(Span(f"    {mark.glyph} {mark.word} {row.quarantine}", mark.style)))
    running = [row for row in rows if not row.note]
    lines.append(line())
    lines.append(
        line(
            Span(
                f"{count(len(running), 'spec')} would run, {count(sum(row.steps for row in running), 'step')}"
            )
        )
    )
    return lines


def _columns(cells: tuple[str, str, str, str], widths: Sequence[int], width: int) -> str:
    facts = "  ".join(pad(text, size) for text, size in zip(cells[:3], widths, strict=True))
    return f"{facts}  {squeeze(cells[3], max(width - len(facts) - 2, 20))}"
