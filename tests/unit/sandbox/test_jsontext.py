from __future__ import annotations

import pytest

from runner.sandbox.jsontext import MalformedError, read_object


@pytest.mark.parametrize(
    "text", ['{"a": [1, "é", null]}', '{"a": "\\ud83d\\ude00"}', '{"a": "\\u0000"}', '{"a": 1e999}']
)
def test_objects_are_read(text: str) -> None:
    assert "a" in read_object(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"a": "\xed\xa0\x80"}',
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf{}",
        b'{"a":' * 100_000,
        b'{"a":' + b"9" * 5000 + b"}",
    ],
)
def test_the_rest_is_malformed(text: bytes) -> None:
    with pytest.raises(MalformedError):
        read_object(text)
