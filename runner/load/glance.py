"""A first glance at a shape: whether a value surely fits a JSON Schema.

Nearly every document is right. A glance tells so in a tenth of the time that jsonschema would take, and
without importing it; when the answer is no, jsonschema is asked what exactly is wrong. Only the keywords of
our own schema are known here: with any other one nothing is sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from runner.model.json import JSON

Glance: TypeAlias = Callable[[JSON], bool]

_REMARKS = frozenset({"title", "description", "$schema", "$id", "$defs", "definitions"})


def glance_of(schema: Any) -> Glance:
    """Compile a schema without references. The result is True only for values that fit it."""
    if schema is True:
        return lambda _value: True
    if not isinstance(schema, dict):
        return lambda _value: False
    keywords = dict.fromkeys(_KEYWORDS.get(key, _unsure) for key in schema if key not in _REMARKS)
    looks = [keyword(schema) for keyword in keywords]
    if len(looks) == 1:
        return looks[0]

    def glance(value: JSON) -> bool:
        for look in looks:  # noqa: SIM110 - `all` with a generator takes twice the time
            if not look(value):
                return False
        return True

    return glance


def inlined(schema: Any, root: Any) -> Any:
    """A schema with its references into `root` (`#/definitions/step`) replaced by what they lead to."""
    if isinstance(schema, list):
        return [inlined(item, root) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        found = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return inlined(found, root)
    return {key: inlined(value, root) for key, value in schema.items()}


def _unsure(_schema: Any) -> Glance:
    return lambda _value: False


def _type(schema: Any) -> Glance:
    names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    kinds = frozenset(kind for name in names for kind in _PYTHON[name])
    return lambda value: type(value) in kinds


_PYTHON: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "string": (str,),
        "boolean": (bool,),
        "integer": (int,),
        "number": (int, float),
        "object": (dict,),
        "array": (list,),
        "null": (type(None),),
    }
)


def _properties(schema: Any) -> Glance:
    """Both `properties` and `additionalProperties`: they are one question about each key."""
    known = {key: glance_of(value) for key, value in schema.get("properties", {}).items()}
    other = glance_of(schema.get("additionalProperties", True))

    def look(value: JSON) -> bool:
        if isinstance(value, dict):
            for key, item in value.items():
                if not known.get(key, other)(item):
                    return False
        return True

    return look


def _items(schema: Any) -> Glance:
    each = glance_of(schema["items"])
    return lambda value: not isinstance(value, list) or all(each(item) for item in value)


def _any_of(schema: Any) -> Glance:
    looks = [glance_of(one) for one in schema["anyOf"]]
    return lambda value: any(look(value) for look in looks)


def _one_of(schema: Any) -> Glance:
    """Exactly one of several: sure only where keys are counted, and nothing else."""
    if any(set(one) != {"required"} for one in schema["oneOf"]):
        return _unsure(schema)
    looks = [glance_of(one) for one in schema["oneOf"]]
    return lambda value: sum(look(value) for look in looks) == 1


def _pattern(schema: Any) -> Glance:
    search = re.compile(schema["pattern"]).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _enum(schema: Any) -> Glance:
    # Texts only: true and 1 are equal in Python, and not in JSON.
    texts = frozenset(value for value in schema["enum"] if isinstance(value, str))
    return lambda value: isinstance(value, str) and value in texts


def _required(schema: Any) -> Glance:
    return lambda value: not isinstance(value, dict) or all(key in value for key in schema["required"])


def _sized(key: str, kind: type[str | list[JSON] | dict[str, JSON]]) -> Callable[[Any], Glance]:
    def keyword(schema: Any) -> Glance:
        limit = schema[key]
        if key.startswith("min"):
            return lambda value: type(value) is not kind or len(value) >= limit
        return lambda value: type(value) is not kind or len(value) <= limit

    return keyword


def _bounded(key: str, holds: Callable[[float, float], bool]) -> Callable[[Any], Glance]:
    def keyword(schema: Any) -> Glance:
        limit = schema[key]
        return lambda value: not isinstance(value, int | float) or holds(value, limit)

    return keyword


_KEYWORDS: Mapping[str, Callable[[Any], Glance]] = MappingProxyType(
    {
        "type": _type,
        "properties": _properties,
        "additionalProperties": _properties,
        "items": _items,
        "anyOf": _any_of,
        "oneOf": _one_of,
        "pattern": _pattern,
        "enum": _enum,
        "required": _required,
        "minLength": _sized("minLength", str),
        "minItems": _sized("minItems", list),
        "maxItems": _sized("maxItems", list),
        "minProperties": _sized("minProperties", dict),
        "minimum": _bounded("minimum", lambda value, limit: value >= limit),
        "maximum": _bounded("maximum", lambda value, limit: value <= limit),
        "exclusiveMinimum": _bounded("exclusiveMinimum", lambda value, limit: value > limit),
    }
)
