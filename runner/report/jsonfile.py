"""A JSON document as a file: UTF-8 that every reader takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from runner.model.json import JSON
from runner.report.terminal import escape_json

#: Half of a pair, which a server may send as `\ud800`: no UTF-8 can hold it, and strict readers refuse it.
_HALF: Final = re.compile("[\ud800-\udfff]")


def json_text(value: Any) -> str:
    """A value on one line; what UTF-8 cannot hold is spelt out. Nothing in it acts on who prints it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return escape_json(_HALF.sub(lambda half: f"\\\\u{ord(half[0]):04x}", text))


def json_page(value: JSON) -> str:
    """A value on as many lines as people like, for any screen: in ASCII, and nothing in it acts on one."""
    return escape_json(json.dumps(value, indent=2)) + "\n"


def json_document(value: Any, *, name: str, lines: Iterable[str]) -> bytes:
    """A document with a long list in it, each item on a line of its own: of a large one no more than its text
    is held in memory. In `value` the list that is called `name` is empty.
    """
    # Inside of texts quotation marks are escaped: what is found is the list.
    start, end = json_text(value).split(f'"{name}":[]', maxsplit=1)
    items = b",\n".join(line.encode() for line in lines)
    return b"".join((f'{start}"{name}":[\n'.encode(), items, f"\n]{end}\n".encode()))


def sound(text: str) -> str:
    """A text in which such halves are spelt out."""
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)
