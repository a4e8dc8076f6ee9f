"""A section of the closing text: a rule with its heading, and what stands below."""

from __future__ import annotations

from collections.abc import Sequence

from runner.report.measure import cells
from runner.report.terminal import Line, Span, Style, line


def section(head: Span, rows: Sequence[Line], *, width: int, name: str = "", aside: str = "") -> list[Line]:
    """Nothing where there are no rows."""
    return [line(), rule(head, name, aside, width=width), line(), *rows] if rows else []


def rule(head: Span, name: str, aside: str, *, width: int) -> Line:
    """`── 1/2 FAILED ── POST /bookings/cancel ────── scheduling ──`; a long name leaves out the end."""
    start = f"── {head.text} ── {name} " if name else f"── {head.text} "
    end = f" {aside} ──" if aside else ""
    if cells(start) + cells(end) + 2 > width:
        end = ""
    fill = "─" * (width - cells(start) - cells(end))
    middle: tuple[str | Span, ...] = (
        (Span(" ── ", Style.FAINT), Span(name, Style.STRONG), " ") if name else (" ",)
    )
    return line(Span("── ", Style.FAINT), head, *middle, Span(fill + end, Style.FAINT))
