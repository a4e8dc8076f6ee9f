"""Canaries: secrets that nobody but the server may ever see, and a search for them in all that a run leaves."""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from support.forms import FORMS

Decoder: TypeAlias = Callable[[bytes], Iterator[bytes]]
_ENOUGH = 8
"""So many characters of a canary in a row are a leak: they are random."""
_DEEPEST = 4


def _gunzipped(data: bytes) -> Iterator[bytes]:
    start = data.find(b"\x1f\x8b\x08")
    while start >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj(wbits=31).decompress(data[start:])
        start = data.find(b"\x1f\x8b\x08", start + 1)


def _inflated(data: bytes) -> Iterator[bytes]:
    """What `DecompressionStream` takes: zlib's wrapping or none. Only of what is nothing else."""
    if b"<" in data[:200] or b"{" in data[:200]:
        return
    for bits in (15, -15):
        with suppress(zlib.error):
            yield zlib.decompress(data, wbits=bits)


_BLOB = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")


def _debased(data: bytes) -> Iterator[bytes]:
    for match in _BLOB.finditer(data):
        blob = match[0].rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        with suppress(binascii.Error, ValueError):
            yield base64.b64decode(blob + b"=" * (-len(blob) % 4))


#: What a report may wrap its texts in; one that finds another way adds it here.
DECODERS: tuple[Decoder, ...] = (_gunzipped, _inflated, _debased)


def unwrapped(data: bytes, *, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and all that is wrapped in them."""
    yield data
    if depth < _DEEPEST:
        for decoder in DECODERS:
            for inner in decoder(data):
                yield from unwrapped(inner, depth=depth + 1)


def leaks(data: bytes, canaries: Mapping[str, str]) -> Iterator[str]:
    """Which canaries stand in the bytes, and how: in any form, whole or in part."""
    for piece in unwrapped(data):
        text = piece.decode("utf-8", errors="replace")
        for shown in {text, html.unescape(text)}:
            lowered = shown.lower()
            for name, canary in canaries.items():
                for start in range(len(canary) - _ENOUGH + 1):
                    part = canary[start : start + _ENOUGH]
                    if part.lower() in lowered:
                        at = lowered.index(part.lower())
                        yield f"{name}: …{shown[max(0, at - 60) : at + 60]}…"
                        break
                for form, encode in FORMS.items():
                    if (written := encode(canary)) in shown:
                        yield f"{name} {form}: {written}"


def files_below(folder: Path) -> Iterator[Path]:
    """All of them; what a link leads to is there already."""
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def is_heard() -> None:
    """The search finds what is hidden in all of these ways: otherwise its silence would mean nothing."""
    canary = {"it": "c4nary-0f-the-m1ne"}
    wrapped = base64.b64encode(gzip.compress(b'{"a": "c4nary-0f-the-m1ne"}'))
    for data in (
        b"x c4nary-0f-the-m1ne",
        b"x c4nary-0f",
        b"x C4NARY-0F-THE",
        b"a blob: " + wrapped + b" and more",
        b"binary \x00\x1f\x8b" + gzip.compress(b"c4nary-0f-the-m1ne"),
        zlib.compress(b"c4nary-0f-the-m1ne"),
        b"&#99;4nary-0f-the-m1ne",
        base64.b64encode(b"u:c4nary-0f-the-m1ne"),
        b"c4nary-0f-the-m1ne".hex().encode(),
    ):
        assert list(leaks(data, canary)), data
    assert not list(leaks(b"c4nary is a bird", canary))
