"""Columns of tables, found by what their header means, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from runner.claims.sentence import unmarked
from runner.load.prose import Cell, Table

_NAME = (
    r"((uid|id|path|query|body) )?"
    r"(parameter|param|field|name|key|property|variable|argument|uid|id)s?( name)?"
)
#: What a column holds, by its header. Where two fit, the earlier meaning takes it.
HEADERS: Final = tuple(
    (meaning, re.compile(rf"(?:{pattern})$", re.IGNORECASE))
    for meaning, pattern in (
        ("role", r"token( types?)?|tokens|roles?|callers?|identity|identities|actors?|who|user( type)?"),
        ("works", r"(works|allowed|supported|permitted|available|authori[sz]ed)\??|access|can .*"),
        ("status", r"(http |response )?(status(es)?|codes?)( codes?)?|http"),
        ("meaning", r"meaning|description|when|cause|reason|message|condition|notes?|details?|explanation"),
        ("required", r"required\??|mandatory\??|req\.?|optional\??|presence"),
        ("type", r"(data |json )?types?|format"),
        ("where", r"in|location|where|sent in|position|place"),
        ("aspect", r"aspects?"),
        ("documented", r"(swagger|open ?api|documentation|documented|docs|spec)( says)?"),
        ("actual", r"(actual|code says|reality|observed|real)( behaviou?r)?|actually|code says"),
        ("endpoint", r"((source|get|api|from)( endpoint)?|endpoint|obtained from|how to obtain)"),
        ("extract", r"extract( path| from)?|json ?path|path|response (path|field)|field path"),
        ("name", _NAME),
    )
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: tuple[Cell, ...]
    columns: Mapping[str, int]
    header: tuple[Cell, ...]

    def cell(self, meaning: str) -> Cell | None:
        """The cell of a column; None where the table has no such column."""
        index = self.columns.get(meaning)
        return self.cells[index] if index is not None else None

    def text(self, meaning: str) -> str:
        """What a cell says, without marks; empty where there is none."""
        cell = self.cell(meaning)
        return unmarked(cell.text) if cell else ""

    def rest(self, *meanings: str) -> str:
        """What all other cells say, as it is written."""
        taken = {self.columns.get(meaning) for meaning in meanings}
        return "; ".join(
            cell.text for index, cell in enumerate(self.cells) if index not in taken and cell.text
        )


def columns_of(table: Table) -> Mapping[str, int]:
    """The columns by their meaning; each header has one, each meaning the first column that has it."""
    found: dict[str, int] = {}
    for index, cell in enumerate(table.header):
        header = unmarked(cell.text)
        for meaning, pattern in HEADERS:
            if meaning not in found and pattern.match(header):
                found[meaning] = index
                break
    return found


def rows_of(table: Table) -> Iterator[Row]:
    """The rows of a table that say anything."""
    columns = columns_of(table)
    for cells in table.rows:
        if any(cell.text for cell in cells):
            yield Row(cells, columns, table.header)
