"""A JSON value as text: short, for messages; and with nothing hidden in it."""

from __future__ import annotations

import json
import re
from typing import Final

from runner.model.json import JSON

_LONGEST = 120
ACTING: Final = (
    r"\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f"
)
"""C1 controls, invisible and bidirectional format characters, line separators, what is no character, tags: as
an expression has them in brackets."""
UNSAFE: Final = re.compile(rf"[\x00-\x1f{ACTING}]")
"""What a terminal would obey, or nobody would see on one."""
_IN_JSON: Final = re.compile(rf"[\x00-\x09\x0b-\x1f{ACTING}]")


def shown(value: JSON, *, longest: int = _LONGEST) -> str:
    """`"text"`, `3`, `[]`, `{"a": 1}`; a long one is cut, and says how much there is."""
    if isinstance(value, list) and value:
        text = _dumped(value)
        return text if len(text) <= longest else f"a list of {len(value)}: {text[: longest - 1]}…"
    if isinstance(value, dict) and value:
        text = _dumped(value)
        return text if len(text) <= longest else f"an object with {_keys(value)}"
    return shortened(_dumped(value), longest)


def shortened(text: str, longest: int) -> str:
    """A text with a mark where something is missing: in front of it, halves of secrets are looked for."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def spelt_json(text: str) -> str:
    """JSON that says the same: what nobody would see in its texts is spelt out, as JSON spells it."""
    return _IN_JSON.sub(_units, text)


def kind_of(value: JSON) -> str:
    """The JSON type of a value, in the words of JSON Schema."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def _dumped(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False)


def _keys(value: dict[str, JSON], *, most: int = 8) -> str:
    names = ", ".join(list(value)[:most])
    return f"the keys {names}" + (f" and {len(value) - most} more" if len(value) > most else "")


def _units(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
