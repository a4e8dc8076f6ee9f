"""The body of an answer, within bounds: a small download may unpack into a large one, or never end."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from runner.errors import StepError
from runner.model.trouble import Cause

LIMIT = 10 * 1024 * 1024
_LAYERS = 3

#: How zlib is told what to expect; deflate is sent with its header and, by some, without.
_WINDOWS = {
    "gzip": (zlib.MAX_WBITS | 16,),
    "x-gzip": (zlib.MAX_WBITS | 16,),
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),
}


def collect(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pass the chunks on until they are too many."""
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > LIMIT:
            raise _too_large()
        yield chunk


def unpack(content: bytes, encodings: str) -> bytes:
    """Undo the codings that a Content-Encoding header lists, the last one first."""
    names = [name.strip().lower() for name in encodings.split(",")]
    codings = [name for name in names if name not in ("", "identity")]
    unknown = [name for name in codings if name not in _WINDOWS]
    if unknown or len(codings) > _LAYERS:
        raise StepError(
            f"the answer is packed as {_printable(encodings)}, which cannot be undone here",
            cause=Cause.PROTOCOL,
            hint="steprun asks for gzip or deflate; see whether the step sets another Accept-Encoding",
        )
    for name in reversed(codings):
        if content:
            content = _inflate(content, name)
    return content


def _inflate(content: bytes, name: str) -> bytes:
    windows = _WINDOWS[name]
    for window in windows:
        try:
            return b"".join(_members(content, window))
        except zlib.error:
            continue
    raise StepError(
        f"the answer says that it is packed as {name}, and is not",
        cause=Cause.PROTOCOL,
        hint="the server's Content-Encoding header does not fit its body",
    )


def _members(content: bytes, window: int) -> Iterator[bytes]:
    """What is unpacked from each member: gzip files may be strung together."""
    room = LIMIT
    while content:
        unpacker = zlib.decompressobj(window)
        part = unpacker.decompress(content, room + 1)
        if len(part) > room:
            raise _too_large()
        if not unpacker.eof:
            raise StepError(
                "the packed answer is cut short",
                cause=Cause.PROTOCOL,
                hint="the server ended the body before its packed data was complete",
            )
        room -= len(part)
        yield part
        content = unpacker.unused_data.lstrip(b"\x00")  # padding is allowed after a member


def _too_large() -> StepError:
    return StepError(
        f"the response is larger than {LIMIT // (1024 * 1024)} MiB",
        cause=Cause.PROTOCOL,
        hint="ask for less: a page size, a filter",
    )


def _printable(text: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-, " else "?" for letter in text[:40])
