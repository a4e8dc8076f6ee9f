"""Plain YAML scalars as JSON values: the core schema of YAML 1.2, without what JSON does not have."""

from __future__ import annotations

import math
import re

from runner.model.json import JSON

MAX_DIGITS = 400

_WORDS: dict[str, JSON] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
#: A number with a leading zero is a code of some kind: its zero is part of it.
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_BASED = re.compile(r"0(?:x[0-9a-fA-F]+|o[0-7]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class NotANumber(ValueError):  # noqa: N818 - it says what the text is not
    """The text looks like a number, and JSON has none like it."""


def resolve(text: str) -> JSON:
    """The value of a scalar without quotes. Raises NotANumber."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "-+.0123456789":
        return text
    if _NO_NUMBER.fullmatch(text):
        raise NotANumber(f"`{text}` is no number in JSON")
    if _INT.fullmatch(text) or _BASED.fullmatch(text):
        return _integer(text)
    if _FLOAT.fullmatch(text):
        return _float(text)
    return text


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise NotANumber(f"a number of {len(text):,} digits is more than the {MAX_DIGITS} read")
    return int(text, 0)


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise NotANumber(f"`{text[:40]}` is larger than a number can be")
    return value
