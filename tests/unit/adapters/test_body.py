from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import pytest

from runner.adapters.body import LIMIT, collect, unpack
from runner.errors import StepError
from runner.model.trouble import Cause

TEXT = b'{"a": 1}' * 100


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize(
    ("codings", "packed"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("x-gzip", gzip.compress(TEXT, mtime=0)),
        ("GZIP , identity", gzip.compress(TEXT, mtime=0)),
        ("gzip", gzip.compress(TEXT[:7], mtime=0) + gzip.compress(TEXT[7:], mtime=0) + bytes(8)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("deflate, gzip", gzip.compress(zlib.compress(TEXT), mtime=0)),
    ],
)
def test_codings_are_undone_in_reverse(codings: str, packed: bytes) -> None:
    assert unpack(packed, codings) == TEXT


@pytest.mark.parametrize(
    ("codings", "packed", "what"),
    [
        ("br", TEXT, "packed as br, which cannot be undone here"),
        ("gzip, zstd", TEXT, "packed as gzip, zstd"),
        ("\x1b[31m::x::", TEXT, "packed as ??31m??x??"),
        ("gzip, gzip, gzip, gzip", TEXT, "cannot be undone here"),
        ("gzip", TEXT, "says that it is packed as gzip, and is not"),
        ("deflate", b"\xff\xff\xff", "says that it is packed as deflate, and is not"),
        ("gzip", gzip.compress(TEXT, mtime=0)[:-9], "the packed answer is cut short"),
        ("gzip", gzip.compress(bytes(LIMIT + 1), mtime=0), "the response is larger than 10 MiB"),
        (
            "gzip",
            gzip.compress(bytes(LIMIT), mtime=0) + gzip.compress(b"x", mtime=0),
            "the response is larger than 10 MiB",
        ),
        (
            "gzip, gzip",
            gzip.compress(gzip.compress(bytes(LIMIT + 1), mtime=0), mtime=0),
            "the response is larger than 10 MiB",
        ),
    ],
)
def test_what_cannot_be_undone_is_an_error_of_the_answer(codings: str, packed: bytes, what: str) -> None:
    with pytest.raises(StepError) as caught:
        unpack(packed, codings)
    assert what in caught.value.what
    assert caught.value.cause is Cause.PROTOCOL
    assert caught.value.hint


def test_an_empty_body_has_nothing_to_undo() -> None:
    assert unpack(b"", "gzip") == b""


def test_a_body_at_the_limit_is_taken() -> None:
    assert sum(map(len, collect([bytes(LIMIT - 1), b"x"]))) == LIMIT
    assert len(unpack(gzip.compress(bytes(LIMIT)), "gzip")) == LIMIT


def test_collecting_ends_at_the_limit() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(1024 * 1024)

    with pytest.raises(StepError, match="larger than 10 MiB"):
        list(collect(endless()))
