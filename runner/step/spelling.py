"""How a secret may be spelt: as it is, escaped for URLs, JSON, HTML and XML, in hexadecimal, in base64.

Not by trying encoders, of which each escapes other characters, but character by character: each may stand as
it is or in any of its escapes, and those may be escaped again. Letters, digits and `-_.` are never escaped.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from runner.pattern import begun_in

__all__ = ["HEAD", "Spelling", "spellings"]

_PLAIN: Final = re.compile(r"[A-Za-z0-9._-]+")
_MOST_ESCAPES: Final = 200
"""In one expression; a longer text is looked for in pieces."""

_PERCENT: Final = "%(?:25){0,3}"
"""Of a URL; in a URL inside of a URL it is escaped itself."""
_BACKSLASH: Final = rf"(?:\\|{_PERCENT}5c){{1,16}}"
"""One for each level of JSON in JSON, doubled."""
_BACKSLASHES: Final = rf"(?:\\|{_PERCENT}5c){{0,16}}"
_AMPERSAND: Final = rf"(?:&|{_BACKSLASH}u0026|{_PERCENT}26)(?:amp(?:;|{_PERCENT}3b)){{0,3}}"
_HASH: Final = rf"(?:#|{_PERCENT}23)"
_SEMICOLON: Final = rf"(?:;|{_PERCENT}3b)"
_SHORT: Final = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}
_BASE64: Final = {"+": "[+-]", "/": "[/_]"}
"""The letters that URLs have others for."""
HEAD: Final = 4
"""Characters of a secret that are too many; of fewer, nobody can tell what they are the beginning of."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A run of characters that are never escaped, or one that may be."""

    plain: str
    """In lower case; empty: it may be escaped."""
    pattern: str


@dataclass(frozen=True)
class Spelling:
    """One way to spell a secret."""

    units: tuple[_Unit, ...]
    needle: str
    """In lower case: stands in every text that holds the secret, once that is in lower case; may be empty."""
    folds: bool
    """Whether capitals may have become small, or the other way round."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds it. Compiled when it is first needed: most spellings of most secrets never occur."""
        return re.compile("".join(unit.pattern for unit in self.units), re.IGNORECASE if self.folds else 0)

    @property
    def head(self) -> str:
        """The first characters, in lower case, if they are never escaped and enough to know it by."""
        first = self.units[0].plain[:HEAD]
        return first if len(first) == HEAD else ""

    def spans(self, text: str, lowered: str) -> Iterator[tuple[int, int]]:
        """Where it stands; `lowered` is the text in lower case."""
        if len(self.units) > 1 or not self.units[0].plain or not self.folds or len(lowered) != len(text):
            yield from (match.span() for match in self.pattern.finditer(text))
            return
        # Several times as fast as an expression that does not care for capitals.
        start = lowered.find(self.needle)
        while start >= 0:
            yield start, start + len(self.needle)
            start = lowered.find(self.needle, start + len(self.needle))

    def half(self, text: str) -> int:
        """Where the beginning of it stands that the end of the text cuts off; -1 where there is none."""
        start = begun_in("".join(unit.pattern for unit in self.units), text)
        return start if 0 <= start <= len(text) - HEAD else -1


def spellings(secret: str) -> Iterator[Spelling]:
    """All ways that are known to spell it."""
    for piece in _pieces(_units(secret)):
        yield _spelling(piece, folds=True)
    for raw in _as_bytes(secret):
        yield _spelling([_Unit(raw.hex(), raw.hex())], folds=True)
        for offset in range(3):
            yield _spelling(_base64_units(raw, offset), folds=False)


def _as_bytes(secret: str) -> Iterator[bytes]:
    """In the two encodings that headers are sent in."""
    raw = secret.encode("utf-8", "surrogatepass")
    yield raw
    if not secret.isascii() and max(secret) <= "\xff":
        yield secret.encode("latin-1")


def _spelling(units: list[_Unit], *, folds: bool) -> Spelling:
    return Spelling(tuple(units), max((unit.plain for unit in units), key=len), folds)


def _units(text: str) -> list[_Unit]:
    units: list[_Unit] = []
    end = 0
    for match in _PLAIN.finditer(text):
        units += [_Unit("", _escapable(char)) for char in text[end : match.start()]]
        units.append(_Unit(match[0].lower(), re.escape(match[0])))
        end = match.end()
    return units + [_Unit("", _escapable(char)) for char in text[end:]]


def _pieces(units: list[_Unit]) -> Iterator[list[_Unit]]:
    """Cut so that no piece has too many escapes, and none is so short that it could be anything."""
    count = max(1, -(-len(units) // _MOST_ESCAPES))
    size = -(-len(units) // count)
    yield from (units[start : start + size] for start in range(0, len(units), size))


def _base64_units(raw: bytes, offset: int) -> list[_Unit]:
    """The letters that the secret alone decides, so many bytes after the start of a group of three."""
    encoded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
    mixed = (offset + len(raw)) % 3 != 0
    letters = encoded[(0, 2, 3)[offset] : -1 if mixed else None]
    units = _units(letters)
    return [
        unit if unit.plain else _Unit("", f"(?:{_BASE64[char]}|{unit.pattern})")
        for unit, char in zip(units, _firsts(letters), strict=True)
    ]


def _firsts(text: str) -> Iterator[str]:
    """The first character of each unit."""
    yield from re.findall(rf"({_PLAIN.pattern}|.)", text, re.DOTALL)


@lru_cache(maxsize=1024)
def _escapable(char: str) -> str:
    """An expression for a character in all its escapes; what is hexadecimal in them is so in either case."""
    code = ord(char)
    utf8 = char.encode("utf-8", "surrogatepass")
    utf16 = char.encode("utf-16-be", "surrogatepass").hex()
    behind = [
        f"{_BACKSLASH}".join(f"u{utf16[at : at + 4]}" for at in range(0, len(utf16), 4)),
        f"{_BACKSLASH}".join(f"x{byte:02x}" for byte in utf8),
        rf"u\{{0*{code:x}\}}",
        f"U{code:08x}",
    ]
    alone = ["".join(f"{_PERCENT}{byte:02x}" for byte in utf8)]
    if 0x7F < code <= 0xFF:  # noqa: PLR2004 - what Latin-1 has beyond ASCII
        behind.append(f"x{code:02x}")
        alone.append(f"{_PERCENT}{code:02x}")
    if char in _SHORT:
        behind.append(_SHORT[char])
    if char == " ":
        alone += [r"\+", f"{_PERCENT}2b"]
    names = "|".join((f"{_HASH}0*{code}", f"{_HASH}x0*{code:x}", *_entities(char)))
    alone.append(f"{_AMPERSAND}(?:{names}){_SEMICOLON}")
    # Last, for it may be the beginning of one of the others.
    alone.append(_itself(char))
    return f"(?i:{_BACKSLASH}(?:{'|'.join(behind)})|{_BACKSLASHES}(?:{'|'.join(alone)}))"


def _itself(char: str) -> str:
    """As it is: a quotation mark perhaps doubled, a line end perhaps of Windows."""
    if char == "\n":
        return "\\r?\n"
    return re.escape(char) + ("{1,2}" if char in "\"'" else "")


def _entities(char: str) -> Iterator[str]:
    """The names that HTML and XML have for it."""
    from html.entities import codepoint2name

    if char == "'":
        yield "apos"
    if ord(char) in codepoint2name:
        yield codepoint2name[ord(char)]
