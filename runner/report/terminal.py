"""The terminal: what may be written to it, in which colours, and how it gets there.

What servers and documents say goes through `escape` before it is decorated: it can neither move the cursor
nor speak to the CI system that reads the log.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import groupby
from typing import Final, Literal, NamedTuple, TextIO, TypeAlias

from runner.shown import UNSAFE, spelt_json


class Style(StrEnum):
    """What a stretch of text means; `_SGR` says how that looks."""

    PLAIN = "plain"
    STRONG = "strong"
    FAINT = "faint"
    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    FLAKY = "flaky"
    MARK = "mark"
    NOTE = "note"
    HINT = "hint"


class Span(NamedTuple):
    """A stretch of text in one style; not yet escaped."""

    text: str
    style: Style = Style.PLAIN


Line: TypeAlias = tuple[Span, ...]
ColourChoice: TypeAlias = Literal["auto", "always", "never"]

_SGR: Final[Mapping[Style, str]] = {
    Style.STRONG: "1",
    Style.FAINT: "2",
    Style.PASSED: "32",
    Style.FAILED: "1;31",
    Style.ERROR: "1;35",
    Style.SKIPPED: "33",
    Style.FLAKY: "33",
    Style.MARK: "31",
    Style.NOTE: "36",
    Style.HINT: "1;36",
}

#: Our own glyphs, and what stands for them where the stream cannot show them.
ASCII: Final[Mapping[str, str]] = {
    "✓": ".", "✗": "F", "○": "s", "⊘": "b", "◇": "q", "▸": ">",
    "╭": "+", "╰": "+", "│": "|", "┆": ":", "─": "-",
    "→": "->", "←": "<-", "↳": "`-", "·": "-", "…": "...", "‹": "<", "›": ">", "×": "x",
}  # fmt: skip

_TO_ASCII: Final = str.maketrans(dict(ASCII))

#: Azure, GitHub and TeamCity read these wherever they stand in a line.
_COMMAND: Final = re.compile(r"##(?=\[|vso\[|teamcity\[)", re.IGNORECASE)
_FAMILIAR: Final[Mapping[str, str]] = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def escape(text: str) -> str:
    """The same text with everything visible that would act on a terminal or on a CI log. Idempotent."""
    if UNSAFE.search(text):
        text = UNSAFE.sub(spelt, text)
    return hushed(text)


def escape_json(text: str) -> str:
    """JSON that says the same: what acts stands in its texts alone, and JSON has a spelling for it there."""
    text = spelt_json(text)
    return _COMMAND.sub(r"#\\u0023", text) if "##" in text else text


def hushed(text: str) -> str:
    """The same text with the commands of CI systems broken."""
    return _COMMAND.sub(r"#\\x23", text) if "##" in text else text


def line(*parts: str | Span) -> Line:
    """A line of spans and plain texts, empty ones left out."""
    spans = (part if isinstance(part, Span) else Span(part) for part in parts)
    return tuple(span for span in spans if span.text)


def text_of(content: Line) -> str:
    """A line without colours, escaped; safe as a line of a CI log."""
    text = escape("".join(span.text for span in content)).rstrip()
    return f"| {text}" if _is_command(text) else text


def paint(content: Line, *, colour: bool) -> str:
    """A line as it is written: escaped, then decorated with our own colours and nothing else."""
    if not colour:
        return text_of(content)
    text = "".join(map(_paint, _joined(content)))
    return f"| {text}" if _is_command("".join(span.text for span in content)) else text


def wants_colour(stream: TextIO, environ: Mapping[str, str], choice: ColourChoice = "auto") -> bool:
    """Whether to colour: the option, then NO_COLOR, FORCE_COLOR, TERM=dumb, and whether someone looks."""
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return environ.get("TERM") != "dumb" and is_terminal(stream)


def is_terminal(stream: TextIO) -> bool:
    """Whether someone looks at it. A closed stream is nobody's."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def shows_glyphs(stream: TextIO) -> bool:
    """Whether the stream's encoding has our glyphs; else `Screen` writes ASCII for them."""
    try:
        "".join(ASCII).encode(_encoding(stream))
    except UnicodeEncodeError:
        return False
    return True


class Screen:
    """A stream that lines are written to. A reader that has gone away is no fault: the rest is dropped."""

    def __init__(self, stream: TextIO, *, colour: bool) -> None:
        self.colour = colour
        self._stream = stream
        self._encoding = _encoding(stream)
        self._glyphs = shows_glyphs(stream)
        self._gone = False

    def write(self, lines: Iterable[Line]) -> None:
        """Write and flush."""
        self.write_text("".join(f"{paint(each, colour=self.colour)}\n" for each in lines))

    def write_text(self, text: str) -> None:
        """Write and flush what is safe already."""
        if self._gone or not text:
            return
        try:
            self._stream.write(self.fit(text))
            self._stream.flush()
        except BrokenPipeError:
            self._gone = True
            _silence(self._stream)

    def fit(self, text: str) -> str:
        """The text with nothing in it that the stream's encoding lacks."""
        shown = text if self._glyphs else text.translate(_TO_ASCII)
        return shown.encode(self._encoding, "backslashreplace").decode(self._encoding)


def spelt(match: re.Match[str]) -> str:
    """The character that was found, as people write it: its code, behind a backslash."""
    char = match.group()
    code = ord(char)
    if char in _FAMILIAR:
        return _FAMILIAR[char]
    if code <= 0xFF:  # noqa: PLR2004 - what two hex digits hold
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - four hex digits


def _joined(content: Line) -> Iterator[Span]:
    """Plain neighbours as one: nothing of ours comes between them, and together they may be a command."""
    for style, spans in groupby(content, key=lambda span: span.style):
        if style is Style.PLAIN:
            yield Span("".join(span.text for span in spans))
        else:
            yield from spans


def _paint(span: Span) -> str:
    text = escape(span.text)
    code = _SGR.get(span.style)
    return f"\x1b[{code}m{text}\x1b[0m" if code and text.strip() else text


def _is_command(text: str) -> bool:
    """GitHub takes `::name::` for a command at the start of a line, after any blanks."""
    return text.lstrip().startswith("::")


def _encoding(stream: TextIO) -> str:
    name = getattr(stream, "encoding", None) or "utf-8"
    try:
        "".encode(name)
    except LookupError:
        return "ascii"
    return name


def _silence(stream: TextIO) -> None:
    """Python flushes once more when it ends, and would complain on stderr."""
    try:
        target = stream.fileno()
    except (OSError, ValueError, AttributeError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, target)
    os.close(nowhere)
