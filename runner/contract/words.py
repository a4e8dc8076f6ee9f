"""The words of a schema that say something about a value, and what may stand behind each. Two tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from enum import Enum, auto
from types import MappingProxyType

from runner.pattern import PatternError, found_in

TYPES = frozenset({"string", "number", "integer", "boolean", "array", "object", "null"})


class Below(Enum):
    """How schemas stand behind a word."""

    ONE = auto()
    LIST = auto()
    MAP = auto()


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _limit(value: object) -> bool:
    return isinstance(value, bool) or _number(value)  # true is what was written before 3.1


def _count(value: object) -> bool:
    return isinstance(value, int | float) and _number(value) and value >= 0 and int(value) == value


def _step(value: object) -> bool:
    return isinstance(value, int | float) and _number(value) and value > 0


def _text(value: object) -> bool:
    return isinstance(value, str)


def _pattern(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        found_in(value, "")
    except PatternError:
        return False
    return True


def _names(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(names, list) and all(map(_text, names)) and len(set(names)) == len(names)
        for names in value.values()
    )


BELOW: Mapping[str, Below] = MappingProxyType(
    dict.fromkeys(
        (
            "items",
            "additionalProperties",
            "not",
            "contains",
            "propertyNames",
            "if",
            "then",
            "else",
            "unevaluatedItems",
            "unevaluatedProperties",
        ),
        Below.ONE,
    )
    | dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), Below.LIST)
    | dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), Below.MAP)
)
"""Words whose values are schemas."""
KEPT: Mapping[str, Callable[[object], bool]] = MappingProxyType(
    {
        "enum": lambda value: isinstance(value, list) and bool(value),
        "const": lambda _value: True,
        "format": _text,
        "pattern": _pattern,
        "minimum": _number,
        "maximum": _number,
        "exclusiveMinimum": _limit,
        "exclusiveMaximum": _limit,
        "multipleOf": _step,
        "minLength": _count,
        "maxLength": _count,
        "minItems": _count,
        "maxItems": _count,
        "minProperties": _count,
        "maxProperties": _count,
        "minContains": _count,
        "maxContains": _count,
        "uniqueItems": lambda value: isinstance(value, bool),
        "dependentRequired": _names,
    }
)
"""Words that mean the same there. All others say nothing about a value."""
