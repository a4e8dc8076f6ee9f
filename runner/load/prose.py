"""The prose of a Markdown text: paragraphs, items, tables and fences, each with its headings and lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from runner.load.frontmatter import split
from runner.load.markdown import Fence, Heading, fence_of, plain

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_CELL = re.compile(r"(?:\\.|`[^`]*`|[^|\\])*")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or an item of a list, as it is written, its lines joined by blanks."""

    text: str
    line: int
    last_line: int
    chain: tuple[Heading, ...]
    is_item: bool = False
    starts: tuple[tuple[int, int], ...] = field(default=((0, 1),), repr=False)
    """Of each line: the index of its first character in `text`, and the column that it has in the file."""

    def at(self, index: int) -> tuple[int, int]:
        """Line and column of a character of `text`."""
        row = max(bisect_right([start for start, _ in self.starts], index) - 1, 0)
        start, column = self.starts[row]
        return self.line + row, column + index - start


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, with its Markdown."""

    text: str
    line: int
    column: int
    """Of its first character; cells of a row that is too short stand at its end."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the header."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    line: int
    chain: tuple[Heading, ...]


Block: TypeAlias = Heading | Text | Table | Fence


def blocks_of(text: str) -> tuple[Block, ...]:
    """What stands below the front matter, in its order; headings are blocks, too, for some say it all."""
    matter = split(text)
    first = matter.body_line if matter else 1
    # To Markdown a lone carriage return ends a line; to all who count the lines of a file it does not.
    lines = text.replace("\r", " ").split("\n")
    tokens = _parser().parse("\n".join(lines[first - 1 :]))
    return tuple(_Walk(lines, first).blocks(tokens))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])


class _Walk:
    """One way through the tokens of a text, past its headings."""

    def __init__(self, lines: Sequence[str], first: int) -> None:
        self._lines = lines
        self._first = first
        self._chain: tuple[Heading, ...] = ()
        self._items = 0

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        following = iter(tokens)
        for token in following:
            match token.type:
                case "list_item_open":
                    self._items += 1
                case "list_item_close":
                    self._items -= 1
                case "heading_open":
                    yield self._heading(token, next(following))
                case "paragraph_open":
                    yield self._text(next(following))
                case "table_open":
                    yield self._table(following)
                case "fence":
                    yield fence_of(token, self._lines[self._first - 1 :], self._first, self._chain)

    def _lines_of(self, token: Token) -> tuple[int, int]:
        """The first line of a token, and the one after its last."""
        start, end = token.map or (0, 0)
        return start + self._first, end + self._first

    def _heading(self, token: Token, words: Token) -> Heading:
        heading = Heading(int(token.tag[1]), plain(words.content), self._lines_of(token)[0])
        self._chain = (*(above for above in self._chain if above.level < heading.level), heading)
        return heading

    def _text(self, words: Token) -> Text:
        first, end = self._lines_of(words)
        rows = [row.strip() for row in words.content.split("\n")]
        starts, index = [], 0
        for number, row in enumerate(rows, first):
            source = self._lines[number - 1] if number <= len(self._lines) else ""
            starts.append((index, max(source.find(row), 0) + 1))
            index += len(row) + 1
        return Text(" ".join(rows), first, end - 1, self._chain, self._items > 0, tuple(starts))

    def _table(self, following: Iterator[Token]) -> Table:
        rows: list[tuple[Cell, ...]] = []
        row: list[Token] = []
        for token in following:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                row = []
            elif token.type == "inline":
                row.append(token)
            elif token.type == "tr_close":
                rows.append(tuple(self._cells(row)))
        return Table(rows[0], tuple(rows[1:]), rows[0][0].line, self._chain)

    def _cells(self, row: Sequence[Token]) -> Iterator[Cell]:
        number = self._lines_of(row[0])[0]
        source = self._lines[number - 1]
        columns = list(_columns(source))
        for index, token in enumerate(row):
            column = columns[index] if index < len(columns) else len(source.rstrip()) + 1
            yield Cell(" ".join(token.content.split()), number, column)


def _columns(source: str) -> Iterator[int]:
    """Where the cells of a row begin, counted from 1."""
    at = len(source) - len(source.lstrip())
    at += source[at : at + 1] == "|"
    while at < len(source.rstrip()):
        found = _CELL.match(source, at)
        text = found[0] if found else ""
        yield at + len(text) - len(text.lstrip()) + 1
        at += len(text) + 1
