"""A page of Markdown as readers see it: what is drawn, what is a link, what GitHub would look up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
#: A name, a reference, an address: what GitHub makes a link of where it stands in a text.
LIVE: Final = re.compile(
    r"(?<![\w`])@\w|(?<!\w)#\d|\bGH-\d|https?://\w|\bwww\.\w|\w@\w+\.\w|\bmailto:\w", re.IGNORECASE
)


class _Elements(HTMLParser):
    """Tags in the order in which they come, and the text between them by the element it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag if not attrs else f"{tag} {attrs}")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - the parser hands it in
        self.tags.append("comment")

    def handle_data(self, data: str) -> None:
        self.texts.append((self._open[-1] if self._open else "", data))


def blocks_of(page: str) -> list[str]:
    """What the page is made of: headings, tables, rows, fences, and elements of HTML."""
    made = []
    for token in _READER.parse(page):
        if token.type == "html_block":
            made += _elements(token.content).tags
        elif token.type == "inline":
            made += [inner for child in token.children or () for inner in _inline(child)]
        else:
            made.append(f"{token.type} {token.info}".strip())
    return made


def texts_of(page: str) -> Iterator[str]:
    """Texts in which GitHub looks for something to link: all but code."""
    for token in _READER.parse(page):
        if token.type == "html_block":
            yield from (text for element, text in _elements(token.content).texts if element != "code")
        for child in token.children or ():
            if child.type in ("text", "text_special"):
                yield child.content


def shown(page: str) -> str:
    """All that is to be read, code and all."""
    rows = []
    for token in _READER.parse(page):
        if token.type == "html_block":
            rows.append("".join(text for _, text in _elements(token.content).texts))
        elif token.type == "fence":
            rows.append(token.content)
        elif token.type == "inline":
            rows.append("".join(child.content for child in token.children or ()))
    return "\n".join(rows)


def _inline(token: Token) -> list[str]:
    """Marked text within a line; that it is in the letters of code says nothing about the page."""
    return [] if token.type in ("text", "text_special", "code_inline", "entity") else [token.type]


def _elements(text: str) -> _Elements:
    elements = _Elements()
    elements.feed(text)
    elements.close()
    return elements
