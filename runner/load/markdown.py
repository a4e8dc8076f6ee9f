"""The outline of a Markdown text, headings and fenced blocks with their lines: markdown-it-py's only door."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of any level, as plain text."""

    level: int
    title: str
    line: int


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block."""

    info: str
    content: str
    line: int
    """Of the first line of its content, which need not exist: the opening line is the one before."""
    last_line: int
    """Of the closing line; of the last line of the text where it is never closed."""
    indent: int
    """How many columns stand before the content in the file, and are not part of it."""
    chain: tuple[Heading, ...] = ()
    """The headings it stands under, outermost first."""

    @property
    def language(self) -> str:
        """The first word of its info string, in lower case."""
        return self.info.partition(" ")[0].lower()

    @property
    def heading(self) -> Heading | None:
        """The nearest heading above it."""
        return self.chain[-1] if self.chain else None


@dataclass(frozen=True, slots=True)
class Outline:
    """What the blocks of a text are, in order."""

    headings: tuple[Heading, ...]
    fences: tuple[Fence, ...]


def outline(text: str, *, first_line: int = 1) -> Outline:
    """The outline of `text`, whose first line is `first_line` of its file."""
    tokens = _parser().parse(text)
    lines = text.split("\n")
    headings: list[Heading] = []
    fences: list[Fence] = []
    chain: tuple[Heading, ...] = ()
    for position, token in enumerate(tokens):
        if token.map is None:
            continue
        if token.type == "heading_open":
            words = plain(tokens[position + 1].content)
            heading = Heading(int(token.tag[1]), words, first_line + token.map[0])
            headings.append(heading)
            chain = (*(above for above in chain if above.level < heading.level), heading)
        elif token.type == "fence":
            fences.append(fence_of(token, lines, first_line, chain))
    return Outline(tuple(headings), tuple(fences))


def fence_of(token: Token, lines: Sequence[str], first_line: int, chain: tuple[Heading, ...]) -> Fence:
    """The block of a token of the parsed `lines`, the first of which is `first_line` of its file."""
    start, end = token.map or (0, 0)
    indent = _indent(token.content, lines[start + 1 : end])
    info, last = " ".join(token.info.split()), first_line + max(end - 1, start)
    return Fence(info, token.content, first_line + start + 1, last, indent, chain)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # What stands inside a paragraph is nobody's business here, and would be three quarters of the work.
    return MarkdownIt("commonmark").disable(["inline", "text_join"])


_INLINE = re.compile(r"[`*\[\\<&!]|(?<!\w)_|_(?!\w)")


def plain(title: str) -> str:
    """A heading without its emphasis, code and links."""
    if not _INLINE.search(title):
        return " ".join(title.split())
    inline = _inline_parser().parseInline(title)[0].children or []
    return " ".join("".join(token.content or " " * ("break" in token.type) for token in inline).split())


@cache
def _inline_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


def _indent(content: str, raw: Sequence[str]) -> int:
    """How many columns of the file are missing from the content, by its first line that says something."""
    for line, whole in zip(content.split("\n"), raw, strict=False):
        if line.strip():
            return len(whole) - len(line) if whole.endswith(line) else 0
    return 0
