"""HTTP as the core sees it: our own types, so that neither the core nor its tests need a client library."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import NoReturn

from runner.model.json import JSON


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of a multipart request."""

    name: str
    filename: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: everything in it is final."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes | None = field(default=None, repr=False)
    fields: tuple[tuple[str, str], ...] = ()
    """Text fields of a multipart body; with `files`, instead of `content`."""
    files: tuple[FilePart, ...] = ()
    timeout: float = 30.0
    """Seconds until the whole answer must be there."""
    jar: str = ""
    """Whose cookies go along: one jar per spec run and role, shared with nobody."""

    @property
    def is_multipart(self) -> bool:
        """Whether the body is made of parts; the sender encodes those."""
        return bool(self.fields or self.files)


class NotJSON(ValueError):  # noqa: N818 - it is an answer, not an error of ours
    """The body is not the JSON it should be; the text says what it is instead."""


@dataclass(frozen=True)
class Response:
    """What came back, whole and decoded (content encodings are undone)."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = field(default=b"", repr=False)
    seconds: float = 0.0
    phases: tuple[tuple[str, float], ...] = ()
    """What the seconds were spent on, in order: connect, tls, send, wait, read; empty: nobody knows."""

    @property
    def reason(self) -> str:
        """The standard phrase of the status, or nothing for one that has none."""
        if self.status in _RENAMED:
            return _RENAMED[self.status]
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return ""

    def header(self, name: str) -> str | None:
        """The value of a header, whatever its case; several are joined by ", "."""
        wanted = name.lower()
        values = [value for key, value in self.headers if key.lower() == wanted]
        return ", ".join(values) if values else None

    @cached_property
    def media_type(self) -> str:
        """`application/json`, without parameters, in lower case; empty when none was sent."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @cached_property
    def text(self) -> str:
        """The body as text: UTF-8 unless it says otherwise, undecodable bytes replaced."""
        charset = (self.header("content-type") or "").lower().partition("charset=")[2].partition(";")[0]
        name = charset.strip("\"' ")
        codec = name if name in _TEXT_CODECS else "utf-8"
        return self.content.decode(codec, errors="replace")

    @property
    def is_json(self) -> bool:
        """Whether the body can be read as JSON."""
        try:
            _ = self.json
        except NotJSON:
            return False
        return True

    @cached_property
    def json(self) -> JSON:
        """The body as JSON.

        Raises NotJSON when the media type is not JSON or the bytes cannot be read as such.
        """
        kind = self.media_type
        if not self.content:
            raise NotJSON(f"expected JSON, got an empty body ({kind or 'no content type'})")
        if kind and kind != "application/json" and not kind.endswith("+json"):
            raise NotJSON(f"expected JSON, got {kind} ({size_of(len(self.content))})")
        try:
            return _decode(self.content)
        except (ValueError, RecursionError) as fault:
            why = _TOO_DEEP if isinstance(fault, RecursionError) else str(fault).partition(";")[0]
            if isinstance(fault, UnicodeDecodeError):
                why = f"byte {fault.start} (0x{self.content[fault.start]:02x}) is not UTF-8"
            raise NotJSON(f"expected JSON, got something else as {kind or 'untyped body'}: {why}") from None


#: RFC 9110 gave these new names; Python took them over in 3.13, and a report must not depend on that.
_RENAMED = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}

_TEXT_CODECS = frozenset(
    {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252", "utf-16"}
)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _decode(content: bytes) -> JSON:
    text = content.decode("utf-8-sig")
    value: JSON = json.loads(text, parse_constant=_refuse)
    if _looks_deep(content) and _is_deep(value):
        raise ValueError(_TOO_DEEP)
    return value


_DEEPEST = 100
"""Levels of a body: whoever compares, shows or sends it again does so level by level."""
_TOO_DEEP = f"nested deeper than {_DEEPEST} levels"
_LARGE = 200_000
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def _looks_deep(content: bytes) -> bool:
    """Whether pairs of brackets are left after so many rounds: fast, but fooled by brackets in texts."""
    if len(content) > _LARGE:
        return True
    brackets = content.translate(None, _NO_BRACKETS)
    for _ in range(_DEEPEST):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return bool(brackets)


def _is_deep(value: JSON) -> bool:
    level: list[JSON] = [value]
    for _ in range(_DEEPEST):
        level = [below for item in level for below in _inner(item) if isinstance(below, dict | list)]
        if not level:
            return False
    return True


def _inner(value: JSON) -> Iterable[JSON]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def size_of(count: int) -> str:
    """A number of bytes: `812 B`, `3.4 kB`, `1.2 MB`."""
    for factor, unit in ((1_000_000, "MB"), (1000, "kB")):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} B"
