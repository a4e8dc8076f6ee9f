"""Where a plain path leads in what is documented: into a schema, or into an example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from runner.contract.translation import NULL
from runner.model.json import JSON, Path


class Reach(StrEnum):
    """Whether something is documented at a path."""

    THERE = "there"
    NOT_THERE = "not there"
    """The document lists what is there, and this is not in the list."""
    UNKNOWN = "unknown"
    """The document does not say."""


class Reached(NamedTuple):
    """What came of following a path."""

    reach: Reach
    upto: Path
    """The leading part of the path that is documented."""


def reach_in_schema(schema: Any, path: Path) -> Reached:
    """Whether a translated schema has something at `path`."""
    defs = schema.get("$defs", {}) if isinstance(schema, Mapping) else {}
    return _Walk(path, defs, set()).follow(schema, 0) or Reached(Reach.UNKNOWN, ())


def reach_in_examples(examples: Sequence[JSON], path: Path) -> Reached:
    """The same for examples, taken together: what one of them has is there."""
    here: list[JSON] = list(examples)
    if not here:
        return Reached(Reach.UNKNOWN, ())
    for at, part in enumerate(path):
        below: list[JSON] = []
        for value in here:
            if isinstance(value, Mapping) and part in value:
                below.append(value[str(part)])
            elif isinstance(value, list) and isinstance(part, int):
                below += value
        if not below:
            silent = any(value in (None, [], {}) for value in here)
            return Reached(Reach.UNKNOWN if silent else Reach.NOT_THERE, path[:at])
        here = below
    return Reached(Reach.THERE, path)


def together(found: Sequence[Reached]) -> Reached:
    """Of descriptions of which any may hold: one that has it is enough, and a no is said by all."""
    for wanted in (Reach.THERE, Reach.UNKNOWN, Reach.NOT_THERE):
        those = [each for each in found if each.reach is wanted]
        if those:
            return max(those, key=lambda each: len(each.upto))
    return Reached(Reach.UNKNOWN, ())


class _Walk(NamedTuple):
    """Through one schema, along one path."""

    path: Path
    defs: Mapping[str, Any]
    seen: set[tuple[str, int]]
    """References that were followed, and where on the path: schemas go round in circles."""

    def follow(self, schema: Any, at: int) -> Reached | None:
        """From part `at` of the path on; None where the schema is about something else."""
        if at == len(self.path):
            return Reached(Reach.THERE, self.path)
        if not isinstance(schema, Mapping) or not schema:
            return Reached(Reach.NOT_THERE if schema is False else Reach.UNKNOWN, self.path[:at])
        found = [self.follow(part, at) for part in self._parts(schema, at)]
        part = self.path[at]
        own = _item(schema, part) if isinstance(part, int) else _property(schema, part)
        if isinstance(own, Reach):
            found.append(Reached(own, self.path[:at]))
        elif own is not None:
            found.append(self.follow(own.schema, at + 1) or Reached(Reach.UNKNOWN, self.path[: at + 1]))
        said = [each for each in found if each is not None]
        return together(said) if said else None

    def _parts(self, schema: Mapping[str, Any], at: int) -> list[Any]:
        """What else describes the same value."""
        parts = [part for word in ("allOf", "anyOf", "oneOf") for part in schema.get(word, ())]
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name and (name, at) not in self.seen:
            self.seen.add((name, at))
            parts.append(self.defs.get(name, True))
        return [part for part in parts if part != NULL]


class _Below(NamedTuple):
    """The schema of the next part."""

    schema: Any


_Own: TypeAlias = "_Below | Reach | None"
"""What a schema says itself: what is below, or whether anything can be; None: nothing."""


def _item(schema: Mapping[str, Any], index: int) -> _Own:
    kinds, first = _kinds(schema), schema.get("prefixItems", ())
    if kinds and "array" not in kinds:
        return Reach.NOT_THERE
    if index < len(first):
        return _Below(first[index])
    if "items" in schema:
        return Reach.NOT_THERE if schema["items"] is False else _Below(schema["items"])
    if kinds:
        return Reach.UNKNOWN
    return Reach.NOT_THERE if schema.get("properties") else None


def _property(schema: Mapping[str, Any], name: str) -> _Own:
    kinds, listed, others = _kinds(schema), schema.get("properties", {}), schema.get("additionalProperties")
    if kinds and "object" not in kinds:
        return Reach.NOT_THERE
    if name in listed:
        return _Below(listed[name])
    if others or others == {} or "patternProperties" in schema:
        return _Below(others) if isinstance(others, Mapping) and others else Reach.UNKNOWN
    if listed or others is False or (not kinds and "items" in schema):
        return Reach.NOT_THERE
    return Reach.UNKNOWN if kinds else None


def _kinds(schema: Mapping[str, Any]) -> frozenset[str]:
    """The types that are said."""
    said = schema.get("type", ())
    return frozenset([said] if isinstance(said, str) else said) - {"null"}
