"""What a schema says of a place: which JSON types may stand there, which keys."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def types_at(schema: Any, names: Sequence[str]) -> frozenset[str] | None:
    """The types that a translated schema allows below the names of keys; lists are looked through.

    Empty: something is there, and its type is not said. None: the schema does not list such a key.
    """
    defs = _defs_of(schema)
    found = list(_at(schema, tuple(names), defs))
    if not found:
        return None
    return frozenset(kind for each in found for part in _parts(each, defs) for kind in _kinds(part))


def keys_at(schema: Any, names: Sequence[str]) -> tuple[str, ...]:
    """The keys that a translated schema lists below the names; none where it lists none."""
    defs = _defs_of(schema)
    found = (
        key
        for each in _at(schema, tuple(names), defs)
        for part in _parts(each, defs, items=True)
        for key in part.get("properties", {})
    )
    return tuple(dict.fromkeys(found))


def _defs_of(schema: Any) -> Mapping[str, Any]:
    defs: Mapping[str, Any] = schema.get("$defs", {}) if isinstance(schema, Mapping) else {}
    return defs


def _at(schema: Any, names: tuple[str, ...], defs: Mapping[str, Any]) -> Iterator[Any]:
    if not names:
        yield schema
        return
    for part in _parts(schema, defs, items=True):
        below = part.get("properties", {})
        if names[0] in below:
            yield from _at(below[names[0]], names[1:], defs)


def _parts(schema: Any, defs: Mapping[str, Any], *, items: bool = False) -> Iterator[Mapping[str, Any]]:
    """The schema and all that describe the same value, or its items; each reference is followed once."""
    left, followed = deque([schema]), set[str]()
    while left:
        part = left.popleft()
        if not isinstance(part, Mapping):
            continue
        yield part
        for word in ("allOf", "anyOf", "oneOf"):
            left.extend(part.get(word, ()))
        if items and "items" in part:
            left.append(part["items"])
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name and name not in followed:
            followed.add(name)
            left.append(defs.get(name))


def _kinds(schema: Mapping[str, Any]) -> Sequence[str]:
    said = schema.get("type", ())
    return (said,) if isinstance(said, str) else said
