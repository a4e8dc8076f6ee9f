"""What a schema says of a place: which JSON types may stand there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_DEEPEST = 50


def types_at(schema: Any, names: Sequence[str]) -> frozenset[str] | None:
    """The types that a translated schema allows below the names of keys; lists are looked through.

    Empty: something is there, and its type is not said. None: the schema does not list such a key.
    """
    defs = schema.get("$defs", {}) if isinstance(schema, Mapping) else {}
    found = list(_at(schema, tuple(names), defs, 0))
    if not found:
        return None
    return frozenset(kind for each in found for kind in _types(each, defs, 0))


def keys_at(schema: Any, names: Sequence[str]) -> tuple[str, ...]:
    """The keys that a translated schema lists below the names; none where it lists none."""
    defs = schema.get("$defs", {}) if isinstance(schema, Mapping) else {}
    found = [key for each in _at(schema, tuple(names), defs, 0) for key in _keys(each, defs, 0)]
    return tuple(dict.fromkeys(found))


def _keys(schema: Any, defs: Mapping[str, Any], depth: int) -> Iterator[str]:
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    yield from schema.get("properties", {})
    for branch in (*_branches(schema, defs), schema.get("items")):
        yield from _keys(branch, defs, depth + 1)


def _at(schema: Any, names: tuple[str, ...], defs: Mapping[str, Any], depth: int) -> Iterator[Any]:
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    if not names:
        yield schema
        return
    for branch in _branches(schema, defs):
        yield from _at(branch, names, defs, depth + 1)
    if "items" in schema:
        yield from _at(schema["items"], names, defs, depth + 1)
    below = schema.get("properties", {})
    if names[0] in below:
        yield from _at(below[names[0]], names[1:], defs, depth + 1)


def _types(schema: Any, defs: Mapping[str, Any], depth: int) -> Iterator[str]:
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    kinds = schema.get("type")
    yield from kinds if isinstance(kinds, list) else [kinds] if isinstance(kinds, str) else []
    for branch in _branches(schema, defs):
        yield from _types(branch, defs, depth + 1)


def _branches(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Iterator[Any]:
    for word in ("allOf", "anyOf", "oneOf"):
        yield from schema.get(word, ())
    reference = schema.get("$ref")
    if isinstance(reference, str):
        yield defs.get(reference.rpartition("/")[2], True)
