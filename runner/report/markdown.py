"""Markdown of texts that come from outside: whatever they say is shown, and none of it is obeyed.

Neither by the renderer (markup, tables, HTML), nor by GitHub (mentions, references, links), nor by a CI
system that reads the page from a log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape as as_html
from typing import Final
from urllib.parse import quote

from runner.report.terminal import escape, line, text_of

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|~&$])")
#: What begins a heading, a list or a rule at the start of a line.
_LEADING: Final = re.compile(r"^(?:(?=[#+=-])|(\d{1,9})(?=[.)]))")
#: Behind these GitHub looks for a name, a number or an address.
_LIVE: Final = re.compile(
    r"@(?=\w)|#(?=\d)|\bGH-(?=\d)|:(?=//)|\bwww(?=\.)|\b(?:mailto|xmpp):", re.IGNORECASE
)
_APART: Final = "&#8203;"
"""Nothing to be seen, and no name, number or address any more."""
_TICKS: Final = re.compile("`+")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown: `plain`, `code` and `link` make it."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(map(row, lines))


def row(cells: Sequence[str]) -> str:
    """One of a table."""
    return f"| {' | '.join(cells)} |\n"


def plain(text: str) -> str:
    """A text that is shown as it is."""
    shown = _SPECIAL.sub(r"\\\1", _one_line(text))
    shown = _LEADING.sub(lambda found: f"{found[1] or ''}\\", shown)
    return _LIVE.sub(lambda found: found[0] + _APART, shown)


def code(text: str, *, cell: bool = True) -> str:
    """A text in the letters of code: GitHub looks for nothing in it. In a `cell`, a pipe would end it."""
    bare = _one_line(text)
    if not bare:
        return ""
    if cell and "\\|" in bare:
        return plain(bare)  # readers disagree about which of the two backslashes of `\\|` is whose
    ticks = _longer_than(bare, at_least=1)
    blank = " " if bare[0] == "`" or bare[-1] == "`" else ""
    shown = bare.replace("|", "\\|") if cell else bare
    return f"{ticks}{blank}{shown}{blank}{ticks}"


def html(text: str) -> str:
    """A text inside an HTML element, in the letters of code."""
    return f"<code>{as_html(_one_line(text))}</code>"


def link(shown: str, target: str) -> str:
    """A link; `shown` is Markdown."""
    return f"[{shown}]({quote(_bytes(target), safe='/.-_~:')})"


def fenced(text: str, *, language: str = "text") -> str:
    """Lines as they are, behind a fence that none of them can close."""
    ticks = _longer_than(text, at_least=3)
    lines = "".join(f"{text_of(line(each))}\n" for each in text.split("\n"))
    return f"{ticks}{language}\n{lines}{ticks}\n"


def folded(title: str, body: str) -> str:
    """Something that is opened when it is wanted. `title` is HTML, `body` Markdown."""
    return f"<details><summary>{title}</summary>\n\n{body}\n</details>\n"


def _bytes(target: str) -> bytes:
    """As the file system has it, whose names need not be UTF-8."""
    try:
        return target.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return target.encode(errors="replace")


def _one_line(text: str) -> str:
    return escape(" ".join(text.split()))


def _longer_than(text: str, *, at_least: int) -> str:
    """A row of backticks that does not occur in the text."""
    return "`" * max(at_least, 1 + max((len(found) for found in _TICKS.findall(text)), default=0))
