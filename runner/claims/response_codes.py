"""Claims about the statuses that an endpoint answers with: one for each row of the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from runner.claims.conditions import conditions_of
from runner.claims.names import Names
from runner.claims.passage import Passage
from runner.claims.sentence import unmarked
from runner.claims.tables import Row, rows_of
from runner.load.prose import Cell, Table, Text
from runner.model.claim import Claim
from runner.model.claim import Code as Fact

_STATUS: Final = re.compile(r"(?<![\w.])[1-5]\d\d(?!\w|\.\d)")
_STATUSES: Final = re.compile(r"(?:HTTP )?[1-5]\d\d(?: ?(?:/|,|or|and) ?[1-5]\d\d)*(?!\w|\.\d)")
_CODE = r"`[A-Za-z][A-Za-z\d]*(?:_[A-Za-z\d]+)*`"
_CODES = rf"{_CODE}(?:(?:, | or | and |, or ){_CODE})*"
#: Codes stand before what they mean, or in brackets behind it; elsewhere backticks hold other things.
_STANDING_ALONE: Final = (
    re.compile(rf"(?:^|; )({_CODES})(?=\s*(?::|$| [-–—] ))"),
    re.compile(rf"\(({_CODES})(?=[),])"),
)
_SNAKE: Final = re.compile(r"[A-Z][A-Z\d_]+|[a-z][a-z\d]*(?:_[a-z\d]+)*")


def read(passage: Passage, names: Names) -> Iterator[Claim]:
    """The claims of a section about response codes."""
    for block in passage.blocks:
        if isinstance(block, Table):
            for row in rows_of(block):
                yield from _row(passage, row, names)
        elif isinstance(block, Text):
            yield from _bullet(passage, block, names)


def _row(passage: Passage, row: Row, names: Names) -> Iterator[Claim]:
    cell = row.cell("status") or _first_with_status(row)
    statuses = _STATUS.findall(unmarked(cell.text))
    if not statuses:
        yield passage.in_cell(cell, unmarked(cell.text), why_not="the row names no single status")
    said = row.cell("meaning")
    meaning = said.text if said else "; ".join(other.text for other in row.cells if other is not cell)
    for status in statuses:
        says, fact = _code(int(status), meaning, names)
        column = cell.column + max(cell.text.find(status), 0)
        yield passage.claim(passage.place(cell.line, column), says, fact, width=len(status))


def _first_with_status(row: Row) -> Cell:
    return next((cell for cell in row.cells if _STATUS.search(cell.text)), row.cells[0])


def _bullet(passage: Passage, text: Text, names: Names) -> Iterator[Claim]:
    """`- 404: ...`, with or without marks."""
    head = _STATUSES.match(unmarked(text.text)) if text.is_item else None
    if head is None:
        yield passage.unclear(text, "the words name no status of their own")
        return
    begin = _STATUS.search(text.text)
    assert begin is not None
    meaning = re.sub(r"^[\s`*:–—-]+", "", text.text[text.text.find(head[0][-3:]) + 3 :])
    for status in _STATUS.findall(head[0]):
        says, fact = _code(int(status), meaning, names)
        start = max(text.text.find(status), 0)
        yield passage.in_words(text, start, start + len(status), says, fact)


def _code(status: int, meaning: str, names: Names) -> tuple[str, Fact]:
    plain = unmarked(meaning)
    fact = Fact(status, tuple(_words(meaning, names)), conditions_of(plain, status, names))
    return f"{status}{f': {plain}' if plain else ''}", fact


def _words(meaning: str, names: Names) -> Iterator[str]:
    """Codes in the body, among what stands in backticks."""
    for pattern in _STANDING_ALONE:
        for match in pattern.finditer(meaning):
            for word in re.findall(r"`([^`]*)`", match[1]):
                if _SNAKE.fullmatch(word) and not names.parameter(word):
                    yield word
