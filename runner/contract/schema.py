"""A schema of an OpenAPI document, as one of JSON Schema draft 2020-12 that stands on its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from runner.contract.composed import is_closed, is_tagged, spared
from runner.contract.document import Flaw, Version
from runner.contract.reference import Dangling, Node, References
from runner.contract.translation import NOTHING, NULL, Translation
from runner.contract.words import BELOW, KEPT, TYPES, Below

_DEEPEST = 60
"""Levels that are written within each other; what is referred to begins anew."""
_MOST = 20_000
"""Schemas within one: a file can say more than it holds, by references."""


_WORDS = frozenset({"type", "required", *KEPT, *BELOW})
_OTHERS = frozenset({"allOf", "anyOf", "oneOf", "$ref", "additionalProperties", "patternProperties"})
"""Words by which an object may have other properties than it lists."""


class Direction(StrEnum):
    """Which way a body goes: what is `readOnly` need not be sent, what is `writeOnly` need not come."""

    REQUEST = "request"
    RESPONSE = "response"


def translate(node: Node, references: References, version: Version, direction: Direction) -> Translation:
    """The schema with everything that it refers to under `$defs`; never refers to anything outside."""
    work = _Translator(references, version, direction)
    schema = work.whole(node)
    if work.defs:
        schema = {"$defs": work.defs, **(schema if isinstance(schema, dict) else {"allOf": [schema]})}
    return Translation(schema, tuple(dict.fromkeys(work.flaws)), node, work.origins)


@dataclass(frozen=True, slots=True)
class _Part:
    """What a branch of an `allOf` must know of the whole."""

    spared: frozenset[str] = frozenset()
    """Properties that need not be there."""
    open: bool = False
    """That nothing else may be there, is said by the whole."""


_WHOLE = _Part()


@dataclass(slots=True)
class _Translator:
    references: References
    version: Version
    direction: Direction
    defs: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, Node] = field(default_factory=dict)
    names: dict[tuple[object, str, _Part], str] = field(default_factory=dict)
    waiting: list[tuple[str, Node, _Part, bool]] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    count: int = 0
    is_piece: bool = False
    """Whether others say the rest of what is looked at: branches of `allOf`, words beside a `$ref`."""

    def flaw(self, node: Node, message: str) -> None:
        self.flaws.append(Flaw(node.path, node.pointer, message))

    @property
    def _word(self) -> str:
        """Of properties that need not be there."""
        return "readOnly" if self.direction is Direction.REQUEST else "writeOnly"

    def whole(self, node: Node) -> Any:
        schema = self.schema(node, 0)
        while self.waiting:
            name, target, part, self.is_piece = self.waiting.pop()
            self.defs[name] = self.schema(target, 0, part)
        return schema

    def schema(self, node: Node, depth: int, part: _Part = _WHOLE) -> Any:
        self.count += 1
        if isinstance(node.value, bool):
            return node.value
        if not isinstance(node.value, dict):
            self.flaw(node, "this is no schema")
            return True
        if depth > _DEEPEST or self.count > _MOST:
            self.flaw(node, "the schema is too large, and not looked into from here on")
            return True
        return self._reference(node, depth, part) if node.reference else self._words(node, depth, part)

    def _reference(self, node: Node, depth: int, part: _Part) -> Any:
        beside = {word: value for word, value in node.value.items() if word in _WORDS}
        try:
            target = self.references.target(node.reference, node)
        except Dangling as fault:
            self.flaws.append(Flaw(node.path, node.pointer, str(fault), leads_nowhere=True))
            return True
        key = (target.path, target.pointer, part)
        if key not in self.names:
            name = self.names[key] = f"s{len(self.names)}"
            self.origins[name] = target
            self.waiting.append((name, target, part, self.is_piece))
        link: dict[str, Any] = {"$ref": f"#/$defs/{self.names[key]}"}
        if beside and self.version is Version.V31:
            with self._in_pieces():
                link |= self._words(Node(beside, node.path, node.pointer), depth, part)
        elif beside:
            self.flaw(node, f"`{next(iter(beside))}` beside a `$ref` means nothing before OpenAPI 3.1")
        return {"anyOf": [link, NULL]} if _is_nullable(node.value) else link

    def _words(self, node: Node, depth: int, part: _Part) -> dict[str, Any]:
        raw: Mapping[str, Any] = node.value
        part, closed = self._composed(node, part)
        found: dict[str, Any] = {}
        for word, value in raw.items():
            if word in BELOW:
                self._below(found, node, word, depth, part)
            elif word in KEPT:
                if KEPT[word](value):
                    found[word] = value
                else:
                    self.flaw(node / word, f"`{word}` cannot be {_short(value)}")
        self._type(found, raw, node)
        _limits(found, raw)
        self._required(found, raw, node, part)
        if part.open and found.get("additionalProperties") is False:
            del found["additionalProperties"]
        if closed:
            found["unevaluatedProperties"] = False
        return self._with_null(found, raw, node)

    # ---- schemas below

    def _below(self, found: dict[str, Any], node: Node, word: str, depth: int, part: _Part) -> None:
        child, kind = node / word, BELOW[word]
        if kind is Below.ONE and isinstance(child.value, list) and word == "items":
            # A tuple, as it was once written.
            found["prefixItems"] = [self.schema(child / n, depth + 1) for n in range(len(child.value))]
            if not child.value:
                del found["prefixItems"]
            rest = node / "additionalItems"
            if isinstance(rest.value, dict | bool):
                found["items"] = self.schema(rest, depth + 1)
        elif kind is Below.ONE and isinstance(child.value, dict | bool):
            found[word] = self.schema(child, depth + 1)
        elif kind is Below.LIST and isinstance(child.value, list) and child.value:
            inner = part if word == "allOf" else _WHOLE
            with self._in_pieces():
                found["anyOf" if word == "oneOf" and is_tagged(node) else word] = [
                    _told(self.schema(child / n, depth + 1, inner)) for n in range(len(child.value))
                ]
        elif kind is Below.MAP and isinstance(child.value, dict):
            names = self._names(child, word)
            found[word] = {name: _told(self.schema(child / name, depth + 1)) for name in names}
        else:
            self.flaw(child, f"`{word}` cannot be {_short(child.value)}")

    @contextmanager
    def _in_pieces(self) -> Iterator[None]:
        was, self.is_piece = self.is_piece, True
        yield
        self.is_piece = was

    def _names(self, node: Node, word: str) -> Iterator[str]:
        for name, value in node.value.items():
            if not isinstance(value, dict | bool):
                self.flaw(node / name, "a property must be a schema")
            elif word == "patternProperties" and not KEPT["pattern"](name):
                self.flaw(node / name, "the pattern cannot be read")
            else:
                yield name

    def _composed(self, node: Node, part: _Part) -> tuple[_Part, bool]:
        """What branches of its `allOf` are to know, and whether all of it together is closed.

        `additionalProperties: false` in one branch forbids what the others describe, which nobody means.
        Before 3.1 there is no other way to say that the whole is closed.
        """
        if "allOf" not in node.value:
            return part, False
        unneeded = part.spared | frozenset(spared(node, self._word, self.references))
        closed = self.version is not Version.V31 and is_closed(node, self.references)
        if closed and not part.open:
            self.flaw(node, "`additionalProperties: false` forbids what the other parts of `allOf` describe")
        return _Part(unneeded, closed or part.open), closed and not part.open

    # ---- words that mean something else here

    def _type(self, found: dict[str, Any], raw: Mapping[str, Any], node: Node) -> None:
        if "type" not in raw or raw["type"] == "file":
            return
        said = _kinds(raw["type"])
        kinds = list(dict.fromkeys(kind for kind in said if isinstance(kind, str) and kind in TYPES))
        if not kinds or any(kind not in kinds for kind in said):
            self.flaw(node / "type", f"{_short(raw['type'])} is no type")
            return
        enum = found.get("enum", ())
        if self.version is not Version.V31 and None in enum and "null" not in kinds:
            kinds.append("null")
            self.flaw(node / "enum", "null is among the values, and not `nullable`")
        found["type"] = kinds[0] if len(kinds) == 1 else kinds

    def _required(self, found: dict[str, Any], raw: Mapping[str, Any], node: Node, part: _Part) -> None:
        said = raw.get("required")
        if isinstance(said, bool):  # of a property, as that of a parameter is
            self.flaw(node / "required", "`required` of a property stands in the list of its object")
        if not isinstance(said, list):
            return
        known = raw.get("properties")
        known = known if isinstance(known, dict) else {}
        names = list(dict.fromkeys(name for name in said if isinstance(name, str)))
        open_ended = self.is_piece or not _OTHERS.isdisjoint(raw)
        for name in names:
            if known and name not in known and not open_ended:
                self.flaw(node / "required", f"`{name}` is required, and no property")
        unneeded = part.spared | frozenset(spared(node, self._word, self.references, levels=0))
        found["required"] = [name for name in names if name not in unneeded]

    def _with_null(self, found: dict[str, Any], raw: Mapping[str, Any], node: Node) -> dict[str, Any]:
        if not _is_nullable(raw):
            return found
        if self.version is Version.V31:
            self.flaw(node / "nullable", "`nullable` means nothing in OpenAPI 3.1; write the type `null`")
        if None not in found.get("enum", (None,)):
            self.flaw(node / "enum", "null is allowed by `nullable`, and not among the values")
            found["enum"] = [*found["enum"], None]
        if any(word in found for word in ("allOf", "anyOf", "oneOf", "not", "const")):
            return {"anyOf": [found, NULL]}
        if "type" in found:
            found["type"] = list(dict.fromkeys([*_kinds(found["type"]), "null"]))
        return found


def _told(schema: Any) -> Any:
    """Of what is `false`, jsonschema does not say where it stands."""
    return NOTHING if schema is False else schema


def _limits(found: dict[str, Any], raw: Mapping[str, Any]) -> None:
    """`exclusiveMinimum: true` beside `minimum`, as it was written before 3.1."""
    for word, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(raw.get(word), bool):
            found.pop(word, None)
            if raw[word] and limit in found:
                found[word] = found.pop(limit)


def _kinds(said: object) -> list[object]:
    return said if isinstance(said, list) else [said]


def _is_nullable(raw: Mapping[str, Any]) -> bool:
    return raw.get("nullable") is True or raw.get("x-nullable") is True


def _short(value: object) -> str:
    text = str(value)
    return f"`{text if len(text) <= 40 else text[:39] + '…'}`"  # noqa: PLR2004 - a piece of a message
