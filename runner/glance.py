"""A first glance at a shape: whether a value surely fits a JSON Schema.

Nearly everything is right: documents of authors, answers of servers. A glance tells so in a tenth of the
time that jsonschema would take, and without importing it; when the answer is no, jsonschema is asked what
exactly is wrong. Not all words of JSON Schema are known here: with any other one nothing is sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from runner.formats import FORMATS
from runner.model.json import JSON

Look: TypeAlias = Callable[[JSON], bool]
Search: TypeAlias = Callable[[str, str], bool]
"""Whether a pattern occurs in a text."""

_REMARKS = frozenset(
    {"title", "description", "$schema", "$id", "$defs", "definitions", "default", "examples", "$comment"}
)


@dataclass(frozen=True, slots=True)
class Glance:
    """A compiled schema, as far as it is known here."""

    look: Look
    """True only for values that fit."""
    complete: bool = True
    """Every word is known, and says what it may say: no `$ref` leads astray, no type is made up."""
    exact: bool = True
    """False is sure, too."""
    cost: int = 1
    """How many looks it takes at most, for each value inside the value."""

    def __call__(self, value: JSON) -> bool:
        return self.look(value)


def _search(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


def glance_of(schema: Any, *, search: Search = _search) -> Glance:
    """Compile a schema; references may lead into its own `$defs`.

    `search` is for patterns of strangers, which are to be bounded. Of references that lead too deep, nothing
    is sure.
    """
    try:
        return _Work(schema, search).glance(schema)
    except RecursionError:
        return _UNSURE


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


_ENDLESS = 1 << 40
"""What leads back to where it stands: nobody knows how often."""
_UNSURE = Glance(lambda _value: False, complete=False, exact=False)
_ANYTHING = Glance(lambda _value: True)
_NOTHING = Glance(lambda _value: False)


@dataclass(slots=True)
class _Work:
    """One schema being compiled."""

    root: Any
    search: Search
    defs: dict[str, Glance] = field(default_factory=dict)

    def glance(self, schema: Any) -> Glance:
        if isinstance(schema, bool):
            return _ANYTHING if schema else _NOTHING
        if not isinstance(schema, dict):
            return _UNSURE
        words = dict.fromkeys(_WORDS.get(word, _unsure) for word in schema if word not in _REMARKS)
        return _all([self._word(word, schema) for word in words])

    def _word(self, word: Callable[[_Work, Any], Glance], schema: Any) -> Glance:
        try:
            return word(self, schema)
        except (KeyError, TypeError, ValueError, AttributeError, re.error):
            return _UNSURE  # it says something that it must not say

    def reference(self, target: str) -> Glance:
        """What a `$ref` leads to; may lead back to where it stands."""
        if target in self.defs:
            return self.defs[target]
        prefix, _, name = target.rpartition("/")
        below = self.root[prefix.removeprefix("#/")][name]
        # Until it is compiled nothing is sure of it, but that it will be there.
        look: Look = lambda value: self.defs[target].look(value)  # noqa: E731, PLW0108 - not yet what it will be
        self.defs[target] = Glance(look, exact=False, cost=_ENDLESS)
        self.defs[target] = self.glance(below)
        return self.defs[target]


def _all(glances: Sequence[Glance]) -> Glance:
    looks = tuple(glance.look for glance in glances)
    if len(looks) == 1:
        return glances[0]

    def look(value: JSON) -> bool:
        for one in looks:  # noqa: SIM110 - `all` with a generator takes twice the time
            if not one(value):
                return False
        return True

    return _of(look, glances)


def _of(look: Look, parts: Sequence[Glance]) -> Glance:
    """A look that asks others."""
    return Glance(
        look,
        complete=all(one.complete for one in parts),
        exact=all(one.exact for one in parts),
        cost=1 + sum(one.cost for one in parts),
    )


# ---- words


def _unsure(_work: _Work, _schema: Any) -> Glance:
    return _UNSURE


def _ref(work: _Work, schema: Any) -> Glance:
    return work.reference(schema["$ref"])


def _type(_work: _Work, schema: Any) -> Glance:
    names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    kinds = frozenset(kind for name in names for kind in _PYTHON[name])
    if "integer" in names and "number" not in names:  # 1.0 is an integer, too
        return Glance(lambda value: type(value) in kinds or (type(value) is float and value.is_integer()))
    return Glance(lambda value: type(value) in kinds)


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


def _properties(work: _Work, schema: Any) -> Glance:
    """Both `properties` and `additionalProperties`: they are one question about each key."""
    known = {key: work.glance(value) for key, value in schema.get("properties", {}).items()}
    other = work.glance(schema.get("additionalProperties", True))
    looks = {key: one.look for key, one in known.items()}
    every = (*known.values(), other)

    def look(value: JSON) -> bool:
        if isinstance(value, dict):
            for key, item in value.items():
                if not looks.get(key, other.look)(item):
                    return False
        return True

    return _of(look, every)


def _items(work: _Work, schema: Any) -> Glance:
    each = work.glance(schema["items"])

    def look(value: JSON) -> bool:
        return not isinstance(value, list) or all(map(each.look, value))

    return _of(look, [each])


def _names(work: _Work, schema: Any) -> Glance:
    each = work.glance(schema["propertyNames"])
    return _of(lambda value: not isinstance(value, dict) or all(map(each.look, value)), [each])


def _not(work: _Work, schema: Any) -> Glance:
    """Sure only where a no is as sure as a yes."""
    one = work.glance(schema["not"])
    return _of((lambda value: not one.look(value)) if one.exact else (lambda _value: False), [one])


def _if(work: _Work, schema: Any) -> Glance:
    """With `then` and `else`; without an exact `if` nothing is sure."""
    one, then, otherwise = (work.glance(schema.get(word, True)) for word in ("if", "then", "else"))
    if "if" not in schema:
        return _of(lambda _value: True, [then, otherwise])
    if not one.exact:
        return _of(lambda _value: False, [one, then, otherwise])
    return _of(
        lambda value: then.look(value) if one.look(value) else otherwise.look(value), [one, then, otherwise]
    )


def _all_of(work: _Work, schema: Any) -> Glance:
    return _all([work.glance(one) for one in _schemas(schema["allOf"])])


def _any_of(work: _Work, schema: Any) -> Glance:
    glances = [work.glance(one) for one in _schemas(schema["anyOf"])]
    looks = [one.look for one in glances]
    return _of(lambda value: any(look(value) for look in looks), glances)


def _one_of(work: _Work, schema: Any) -> Glance:
    """Exactly one of several: sure only where a no is as sure as a yes."""
    glances = [work.glance(one) for one in _schemas(schema["oneOf"])]
    if not all(one.exact for one in glances):
        return _of(lambda _value: False, glances)
    looks = [one.look for one in glances]
    return _of(lambda value: sum(look(value) for look in looks) == 1, glances)


def _schemas(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise TypeError
    return value


def _pattern(work: _Work, schema: Any) -> Glance:
    pattern = schema["pattern"]
    re.compile(pattern)
    search = work.search
    return Glance(lambda value: not isinstance(value, str) or search(pattern, value))


def _enum(_work: _Work, schema: Any) -> Glance:
    # Texts and null only: true and 1 are equal in Python, and not in JSON.
    if not isinstance(schema["enum"], list):
        raise TypeError
    plain = frozenset(value for value in schema["enum"] if isinstance(value, str) or value is None)
    exact = len(plain) == len(schema["enum"])
    return Glance(lambda value: (isinstance(value, str) or value is None) and value in plain, exact=exact)


def _const(_work: _Work, schema: Any) -> Glance:
    wanted = schema["const"]
    kind = type(wanted)
    if kind not in (str, bool, type(None)):  # 1 and 1.0 are the same, 1 and true are not
        return Glance(lambda _value: False, exact=False)
    return Glance(lambda value: type(value) is kind and value == wanted)


def _required(_work: _Work, schema: Any) -> Glance:
    names = schema["required"]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TypeError
    return Glance(lambda value: not isinstance(value, dict) or all(name in value for name in names))


def _format(_work: _Work, schema: Any) -> Glance:
    check = FORMATS.get(schema["format"])
    if check is None:
        return _ANYTHING
    return Glance(check)


def _unique(_work: _Work, schema: Any) -> Glance:
    if not isinstance(schema["uniqueItems"], bool):
        raise TypeError
    if not schema["uniqueItems"]:
        return _ANYTHING
    return Glance(lambda value: not isinstance(value, list) or len(value) < 2, exact=False)  # noqa: PLR2004


def _sized(word: str, kind: type[str | list[JSON] | dict[str, JSON]]) -> Callable[[_Work, Any], Glance]:
    def compiled(_work: _Work, schema: Any) -> Glance:
        limit = _number(schema[word])
        if word.startswith("min"):
            return Glance(lambda value: type(value) is not kind or len(value) >= limit)
        return Glance(lambda value: type(value) is not kind or len(value) <= limit)

    return compiled


def _bounded(word: str, holds: Callable[[float, float], bool]) -> Callable[[_Work, Any], Glance]:
    def compiled(_work: _Work, schema: Any) -> Glance:
        limit = _number(schema[word])
        return Glance(lambda value: type(value) not in (int, float) or holds(value, limit))  # type: ignore[arg-type]  # a number by its type

    return compiled


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return value


_WORDS: Mapping[str, Callable[[_Work, Any], Glance]] = MappingProxyType(
    {
        "$ref": _ref,
        "type": _type,
        "properties": _properties,
        "additionalProperties": _properties,
        "items": _items,
        "propertyNames": _names,
        "not": _not,
        "if": _if,
        "then": _if,
        "else": _if,
        "allOf": _all_of,
        "anyOf": _any_of,
        "oneOf": _one_of,
        "pattern": _pattern,
        "enum": _enum,
        "const": _const,
        "required": _required,
        "format": _format,
        "uniqueItems": _unique,
        "minLength": _sized("minLength", str),
        "maxLength": _sized("maxLength", str),
        "minItems": _sized("minItems", list),
        "maxItems": _sized("maxItems", list),
        "minProperties": _sized("minProperties", dict),
        "maxProperties": _sized("maxProperties", dict),
        "minimum": _bounded("minimum", lambda value, limit: value >= limit),
        "maximum": _bounded("maximum", lambda value, limit: value <= limit),
        "exclusiveMinimum": _bounded("exclusiveMinimum", lambda value, limit: value > limit),
        "exclusiveMaximum": _bounded("exclusiveMaximum", lambda value, limit: value < limit),
    }
)
