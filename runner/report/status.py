"""The screens of `steprun status`: a table for people, JSON for programs, Markdown for a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from runner.model.json import JSON
from runner.report import markdown
from runner.report.freshness import Freshness, Standing, age_text
from runner.report.jsonfile import json_page
from runner.report.measure import pad
from runner.report.terminal import Line, Span, Style, line
from runner.report.words import count

_HEADS: Final = ("STATE", "AGE", "FILE")
_STYLES: Final[Mapping[Freshness, Style]] = {
    Freshness.INVALID: Style.ERROR,
    Freshness.FAILING: Style.FAILED,
    Freshness.STALE: Style.FLAKY,
    Freshness.NEVER: Style.FLAKY,
    Freshness.FRESH: Style.PASSED,
    Freshness.PARKED: Style.FAINT,
}


def screen(standings: Sequence[Standing], *, stale_after: timedelta) -> list[Line]:
    """A line for each spec, what is to be said of it below; and the totals. Files are never cut."""
    cells = [(_state(item), _age(item), item.file) for item in standings]
    state, age = (max(len(cell[column]) for cell in (_HEADS, *cells)) for column in range(2))
    lines = [line(Span(f"{pad('STATE', state)}  {pad('AGE', age)}  FILE", Style.FAINT))]
    for item, (first, second, file) in zip(standings, cells, strict=True):
        lines.append(line(Span(pad(first, state), _STYLES[item.freshness]), f"  {pad(second, age)}  {file}"))
        if item.note:
            lines.append(line(Span(f"{' ' * (state + age + 4)}{item.note}", Style.FAINT)))
    return [*lines, line(), _totals(standings, stale_after)]


def as_json(
    standings: Sequence[Standing], *, now: datetime, stale_after: timedelta, limit: timedelta | None
) -> str:
    """One object; instants are ISO 8601 in UTC, durations are seconds."""
    numbers = Counter(item.freshness for item in standings)
    totals: dict[str, JSON] = {state.value: numbers[state] for state in Freshness}
    value: JSON = {
        "at": _iso(now),
        "stale_after_seconds": stale_after.total_seconds(),
        "fail_stale_seconds": None if limit is None else limit.total_seconds(),
        "totals": {"specs": len(standings), **totals},
        "specs": [
            {
                "file": item.file,
                "endpoint": item.endpoint,
                "domain": item.domain,
                "state": item.freshness.value,
                "status": item.status,
                "verified_at": None if item.verified_at is None else _iso(item.verified_at),
                "age_seconds": None if item.age is None else int(item.age.total_seconds()),
                "overdue": limit is not None and item.is_overdue(limit),
                "note": item.note,
            }
            for item in standings
        ],
    }
    return json_page(value)


def as_markdown(standings: Sequence[Standing], *, stale_after: timedelta) -> str:
    """A table with links to the documents, and the totals above it."""
    rows = (
        (
            _state(item),
            _age(item),
            "" if item.verified_at is None else item.verified_at.date().isoformat(),
            markdown.link(markdown.code(item.endpoint or item.file), item.file),
            markdown.plain(item.note),
        )
        for item in standings
    )
    table = markdown.table(("State", "Age", "Last verified", "Document", "Note"), rows)
    return f"{markdown.plain(_sum(standings, stale_after))}\n\n{table}"


def overdue_lines(standings: Sequence[Standing], limit: timedelta) -> list[str]:
    """What keeps a folder from being fresh enough, each spec on a line; nothing where all is well."""
    late = [item for item in standings if item.is_overdue(limit)]
    if not late:
        return []
    verb = "was" if len(late) == 1 else "were"
    head = f"{len(late)} of {count(len(standings), 'spec')} {verb} not verified within {age_text(limit)}"
    return [head, *(f"{item.file}: {_why(item)}" for item in late)]


def _why(item: Standing) -> str:
    if item.note:
        return item.note
    return "never verified" if item.age is None else f"verified {age_text(item.age)} ago"


def _state(item: Standing) -> str:
    """What is parked says how."""
    return item.status if item.freshness is Freshness.PARKED else item.freshness.value


def _age(item: Standing) -> str:
    return "-" if item.age is None or item.age < timedelta() else age_text(item.age)


def _totals(standings: Sequence[Standing], stale_after: timedelta) -> Line:
    bad = any(item.freshness not in (Freshness.FRESH, Freshness.PARKED) for item in standings)
    return line(Span(_sum(standings, stale_after), Style.STRONG if bad else Style.PASSED))


def _sum(standings: Sequence[Standing], stale_after: timedelta) -> str:
    return f"{count(len(standings), 'spec')}: {', '.join(_counted(standings, stale_after)) or 'none'}"


def _counted(standings: Sequence[Standing], stale_after: timedelta) -> Iterator[str]:
    numbers = Counter(item.freshness for item in standings)
    words = {
        Freshness.STALE: f"stale (older than {age_text(stale_after)})",
        Freshness.NEVER: "never verified",
    }
    for state in Freshness:
        if numbers[state]:
            yield f"{numbers[state]} {words.get(state, state.value)}"


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
