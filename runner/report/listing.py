"""The table of `steprun list`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from runner.report.measure import pad, squeeze
from runner.report.terminal import Line, Span, Style, line
from runner.report.words import count


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


_HEADS = ("STATUS", "AGE", "STEPS", "TOKENS", "ENDPOINT")


def table(rows: Sequence[Row], *, width: int) -> list[Line]:
    """Two lines each: the facts, and below them the file that can be named to run it."""
    cells = [(row.status, row.age, str(row.steps or ""), ", ".join(row.tokens), row.endpoint) for row in rows]
    widths = [
        min(max((len(cell[column]) for cell in (_HEADS, *cells)), default=0), 24) for column in range(4)
    ]
    head = "  ".join(pad(text, size) for text, size in zip(_HEADS[:4], widths, strict=True))
    lines = [line(Span(f"{head}  {_HEADS[4]}", Style.FAINT))]
    for row, cell in zip(rows, cells, strict=True):
        facts = "  ".join(pad(squeeze(text, size), size) for text, size in zip(cell[:4], widths, strict=True))
        lines.append(line(Span(f"{facts}  {squeeze(cell[4], max(width - len(facts) - 2, 20))}")))
        lines.append(line(Span(f"    {row.file}", Style.FAINT)))
        if row.note:
            lines.append(line(Span(f"    does not run: {row.note}", Style.FAINT)))
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
