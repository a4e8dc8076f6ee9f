"""A JSON value as short text, for messages."""

from __future__ import annotations

import json

from runner.model.json import JSON

_LONGEST = 120


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
