"""The screen of `steprun coverage`: totals by domain, then what is missing, unchecked and not documented."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final, TypeAlias

from runner.coverage.covered import Covered
from runner.coverage.row import Row
from runner.coverage.totals import Totals, per_cent
from runner.model.contract import Evidence
from runner.model.place import Place
from runner.report.measure import flow, pad, squeeze, wrap
from runner.report.terminal import Line, Span, Style, line
from runner.report.words import count

_HEADS: Final = ("DOMAIN", "ANSWERS", "CLAIMED", "EXPECTED", "OBSERVED", "CHECKED", "SHARE")
_INDENT: Final = "    "
_NARROWEST: Final = 12
_LABEL: Final = "note: "

#: What there is to tell of the rows of one endpoint: facts, a line for each.
_Tell: TypeAlias = Callable[[Sequence[Row]], Iterator[Sequence[str]]]


def screen(covered: Covered, *, width: int, every: bool = False) -> list[Line]:
    """The whole of it; `every`: with each row for itself."""
    rows = covered.rows
    documented = [row for row in rows if row.documented]
    sections: tuple[tuple[str, Sequence[Row], _Tell], ...] = (
        ("All answers", rows if every else (), _in_full),
        ("Never observed", [row for row in documented if not row.calls], _hoped_for),
        ("Unchecked: no document says what their bodies are", _unchecked(documented), _seen),
        ("Called, and not documented", [row for row in rows if row.calls and not row.documented], _strange),
    )
    lines = [*_notes(covered, width), *_table([*covered.domains, covered.totals], width), line()]
    for title, found, tell in sections:
        if found:
            lines += [line(Span(f"{title} ({len(found)})", Style.STRONG)), *_told(found, tell, width), line()]
    return [*lines, *_closing(covered, width)]


def shortfall(covered: Covered, least: Fraction) -> str:
    """What is said where too little was observed."""
    worst = min(covered.domains, key=lambda item: item.share or 0)
    rest = f"; least of all in `{worst.domain}`, {per_cent(worst.share)}" if len(covered.domains) > 1 else ""
    return (
        f"the last run observed {per_cent(covered.totals.share)} of the documented answers, "
        f"and not {per_cent(least)}{rest}"
    )


def _unchecked(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.evidence is Evidence.UNCHECKED]


def _told(rows: Sequence[Row], tell: _Tell, width: int) -> Iterator[Line]:
    """The endpoints, and below each what there is to tell of its rows."""
    for endpoint, alike in groupby(rows, key=lambda row: row.endpoint):
        yield line(f"  {squeeze(str(endpoint), width - 2)}")
        for facts in tell(list(alike)):
            first, *more = flow(facts, width - 2 * len(_INDENT))
            yield line(Span(f"{_INDENT}{first}", Style.FAINT))
            yield from (line(Span(f"{_INDENT * 2}{text}", Style.FAINT)) for text in more)


def _hoped_for(rows: Sequence[Row]) -> Iterator[Sequence[str]]:
    """All in one: `403 expected · 404 claimed · 429`."""
    yield [
        f"{row.status}{' expected' if row.expectations else ' claimed' if row.claims else ''}" for row in rows
    ]


def _seen(rows: Sequence[Row]) -> Iterator[Sequence[str]]:
    yield [f"{row.status} {_times(row)}" for row in rows]


def _strange(rows: Sequence[Row]) -> Iterator[Sequence[str]]:
    for row in rows:
        endpoint = "" if row.known else "no document has this endpoint"
        first = row.calls[0]
        yield [f"{row.status} {_times(row)}", f"{first.file}:{first.line}", endpoint]


def _in_full(rows: Sequence[Row]) -> Iterator[Sequence[str]]:
    for row in rows:
        yield [
            f"{row.status} {'documented' if row.documented else 'not documented'}",
            _placed("claimed", row.claims),
            _placed("expected", row.expectations),
            f"observed {_times(row)}" if row.calls else "never observed",
            row.evidence.value if row.evidence else "",
        ]


def _times(row: Row) -> str:
    return "once" if len(row.calls) == 1 else f"{len(row.calls)} times"


def _placed(word: str, places: Sequence[Place]) -> str:
    """`expected in a.md:31 and 4 more`; empty where it is nowhere."""
    if not places:
        return ""
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    return f"{word} in {places[0].file}:{places[0].line}{more}"


def _notes(covered: Covered, width: int) -> Iterator[Line]:
    for note in covered.notes:
        first, *more = wrap(note, width - len(_LABEL))
        yield line(Span(_LABEL, Style.NOTE), first)
        yield from (line(" " * len(_LABEL), text) for text in more)
    if covered.notes:
        yield line()


def _closing(covered: Covered, width: int) -> Iterator[Line]:
    """What the percentage means, and which run it is about."""
    totals, record = covered.totals, covered.record
    share = (
        f"{per_cent(totals.share)}: the last run observed {totals.observed} of "
        f"{count(totals.documented, 'documented answer')}"
    )
    run = f"run {record.run_id}, {record.finished:%Y-%m-%d %H:%M} UTC, {record.environment}" if record else ""
    yield from (line(Span(text, Style.STRONG)) for text in flow((share, run), width))


def _table(totals: Sequence[Totals], width: int) -> Iterator[Line]:
    cells = [
        (
            item.domain or "-",
            *map(str, (item.documented, item.claimed, item.expected, item.observed, item.checked)),
            per_cent(item.share),
        )
        for item in totals
    ]
    widths = [max(len(row[column]) for row in (_HEADS, *cells)) for column in range(len(_HEADS))]
    widths[0] = max(min(widths[0], width - sum(widths[1:]) - 2 * len(widths[1:])), _NARROWEST)
    yield line(Span(_columns(_HEADS, widths), Style.FAINT))
    for number, row in enumerate(cells, 1):
        yield line(Span(_columns(row, widths), Style.STRONG if number == len(cells) else Style.PLAIN))


def _columns(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *numbers = zip(cells, widths, strict=True)
    return "  ".join([pad(squeeze(*first), first[1]), *(cell.rjust(size) for cell, size in numbers)])
