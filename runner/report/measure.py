"""Text in cells: how wide it is on a terminal, and how to make it fit."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from runner.report.terminal import escape

TAB: Final = 4
MORE: Final = "…"


def cells(text: str) -> int:
    """How many columns the text takes once it is escaped."""
    shown = escape(text)
    return len(shown) if shown.isascii() else sum(map(_cells, shown))


def pad(text: str, width: int) -> str:
    """Fill up with blanks on the right."""
    return text + " " * (width - cells(text))


def cut(text: str, width: int) -> str:
    """At most `width` cells, with a mark where something is missing."""
    if cells(text) <= width:
        return text
    return _start(text, width - 1) + MORE


def squeeze(text: str, width: int) -> str:
    """At most `width` cells, taken from the middle: of a path, both ends tell something."""
    if cells(text) <= width:
        return text
    tail = (width - 1) * 2 // 3
    return _start(text, width - 1 - tail) + MORE + _start(text[::-1], tail)[::-1]


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken between words; a longer word, such as a path, stays whole."""
    rows: list[str] = []
    for paragraph in text.split("\n"):
        row = ""
        for word in paragraph.split(" "):
            longer = f"{row} {word}" if row else word
            if row and cells(longer) > width:
                rows.append(row)
                longer = word
            row = longer
        rows.append(row)
    return rows


def flow(facts: Iterable[str], width: int) -> list[str]:
    """`one · two · three`, broken only between the facts."""
    rows: list[str] = []
    for fact in filter(None, facts):
        longer = f"{rows[-1]} · {fact}" if rows else fact
        if rows and cells(longer) <= width:
            rows[-1] = longer
        else:
            rows.append(fact)
    return rows


def chop(text: str, width: int) -> list[str]:
    """Pieces of at most `width` cells, broken anywhere."""
    pieces: list[str] = []
    while text:
        piece = _start(text, width) or text[0]
        pieces.append(piece)
        text = text[len(piece) :]
    return pieces


def expand(text: str) -> str:
    """Tabs as blanks."""
    return text.expandtabs(TAB) if "\t" in text else text


def _start(text: str, width: int) -> str:
    if text.isascii() and text.isprintable():
        return text[: max(width, 0)]
    taken = 0
    for index, char in enumerate(text):
        taken += cells(char)
        if taken > width:
            return text[:index]
    return text


def _cells(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
