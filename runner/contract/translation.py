"""What a schema of an OpenAPI document came to as JSON Schema, and where each part of it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runner.contract.document import Flaw
from runner.contract.reference import Node
from runner.model.json import Path

NULL: Mapping[str, Any] = {"type": "null"}
NOTHING: Mapping[str, Any] = {"not": {}}
_LISTS = frozenset({"properties", "patternProperties", "dependentSchemas", "dependentRequired", "required"})


@dataclass(frozen=True, slots=True)
class Translation:
    """What a schema came to."""

    schema: Any
    flaws: tuple[Flaw, ...]
    """What was wrong with it, and was left out or read as it was meant."""
    root: Node
    origins: Mapping[str, Node]
    """Where each of its `$defs` is written."""

    @property
    def is_empty(self) -> bool:
        """Whether it allows everything."""
        return not self._words()

    @property
    def is_hollow(self) -> bool:
        """Whether it says nothing about what is inside an object or a list."""
        return self._words() <= {"type"}

    def _words(self) -> frozenset[str]:
        """Of the schema that is meant in the end."""
        schema, seen = self.schema, set[str]()
        while isinstance(schema, dict) and schema.keys() <= {"$defs", "$ref", "anyOf"}:
            if "$ref" in schema:
                name = _name(schema["$ref"])
                if name in seen:
                    return frozenset()  # nothing but a circle
                seen.add(name)
                schema = self.schema["$defs"][name]
            elif _is_wrapped(schema):
                schema = schema["anyOf"][0]
            else:
                break
        if isinstance(schema, dict):
            return frozenset(word for word in schema if word != "$defs" and not _is_idle(word, schema[word]))
        return frozenset() if schema is True else frozenset({"not"})

    def origin(self, path: Path) -> Node:
        """Where in the files the word is that stands at `path` of the schema."""
        at, node, inside = self.schema, self.root, False
        for part in path:
            while isinstance(at, dict) and "$ref" in at and part not in at:
                name = _name(at["$ref"])
                at, node = self.schema["$defs"][name], self.origins[name]
            if isinstance(node.value, bool):
                break
            wrapped = isinstance(at, dict) and _is_wrapped(at) and part == "anyOf"
            if wrapped and "anyOf" not in node.value:
                at, inside = at["anyOf"], True
                continue
            if inside:
                at, inside = at[part], False
                continue
            try:
                at = at[part]
            except (LookupError, TypeError):
                at = None
            node = node / _written(part, node.value)
        return node


def _written(part: str | int, value: Any) -> str | int:
    """How a word is called where it is written: of a `oneOf` with a tag, any branch will do."""
    return "oneOf" if part == "anyOf" and isinstance(value, dict) and "anyOf" not in value else part


def _is_idle(word: str, said: object) -> bool:
    """Whether a list of names or schemas has nothing in it, as generators write it that know no better."""
    return word in _LISTS and not said


def _is_wrapped(schema: Mapping[str, Any]) -> bool:
    """Whether it is another one, or null."""
    alternatives = schema.get("anyOf", ())
    return len(alternatives) == 2 and alternatives[1] == NULL  # noqa: PLR2004 - it, and null


def _name(link: str) -> str:
    return link.rpartition("/")[2]
