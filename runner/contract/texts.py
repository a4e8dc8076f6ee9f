"""What texts mean: values of queries, headers, paths, cookies and forms, which carry no types."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from runner.contract.operation import Parameter
from runner.contract.reference import Dangling, Node, References
from runner.model.json import JSON

Pairs: TypeAlias = "Sequence[tuple[str, str]]"
Raw: TypeAlias = "str | list[Raw] | dict[str, Raw]"
"""A value whose parts are known, and whose scalars are texts still."""

_BRACKETS = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")
_INDEX = re.compile(r"\d{1,9}", re.ASCII)
_SEPARATORS = {"spaceDelimited": " ", "tabDelimited": "\t", "pipeDelimited": "|"}
_COMPOSED = frozenset({"array", "object"})


class Outline:
    """What schemas say of types and names, on their surface."""

    def __init__(self, references: References) -> None:
        self._references = references

    def kinds(self, node: Node | None) -> frozenset[str]:
        """The types that a value may have; none: the schema does not say."""
        found: set[str] = set()
        for schema in self._parts(node):
            said = schema.value.get("type")
            found.update(map(str, said if isinstance(said, list) else [said] if said else []))
            found.update({"object"} if "properties" in schema.value else ())
        return frozenset(found - {"null"})

    def names(self, node: Node | None) -> frozenset[str]:
        """Of the properties that an object may have."""
        listed = [schema.value.get("properties") for schema in self._parts(node)]
        return frozenset(name for each in listed if isinstance(each, dict) for name in each)

    def is_free(self, node: Node | None) -> bool:
        """Whether an object may have properties of any name."""
        parts = list(self._parts(node))
        return "object" in self.kinds(node) and (
            not self.names(node)
            or any(part.value.get("additionalProperties") not in (None, False) for part in parts)
        )

    def below(self, node: Node | None, name: str) -> Node | None:
        """The schema of a property."""
        for schema in self._parts(node):
            listed = schema / "properties"
            if isinstance(listed.value, dict) and name in listed.value:
                return listed / name
        others = (schema / "additionalProperties" for schema in self._parts(node))
        return next((other for other in others if isinstance(other.value, dict)), None)

    def items(self, node: Node | None) -> Node | None:
        """The schema of the items of a list."""
        found = (schema / "items" for schema in self._parts(node))
        return next((items for items in found if isinstance(items.value, dict)), None)

    def _parts(self, node: Node | None) -> Iterator[Node]:
        """The schema, followed, and those that it is composed of, each of them once."""
        waiting, seen = [node] if node else [], set[tuple[object, str]]()
        while waiting:
            try:
                here = self._references.followed(waiting.pop())
            except Dangling:
                continue
            if not isinstance(here.value, dict) or (here.path, here.pointer) in seen:
                continue
            seen.add((here.path, here.pointer))
            yield here
            for listed in (here / word for word in ("oneOf", "anyOf", "allOf")):
                count = len(listed.value) if isinstance(listed.value, list) else 0
                waiting += [listed / index for index in reversed(range(count))]


# ---- parameters


def raw_of(parameter: Parameter, pairs: Pairs, outline: Outline) -> Raw | None:
    """What was sent for a parameter; None: nothing was."""
    name, kinds = parameter.name, outline.kinds(parameter.schema)
    bare = name.removesuffix("[]")
    texts = [value for key, value in pairs if key in (name, bare, f"{bare}[]")]
    if not texts:
        return _scattered(parameter, bare, pairs, outline) if _COMPOSED & (kinds or _COMPOSED) else None
    if parameter.is_json:
        return texts[-1]
    text = _bare(parameter, texts[-1])
    if "array" in kinds:
        repeats = len(texts) > 1 or (text and parameter.explode and parameter.where == "query")
        return list(texts) if repeats else _split(parameter, text)
    if kinds == {"object"} and not text.startswith("{"):
        return _object(parameter, text)
    return list(texts) if len(texts) > 1 and not kinds else text


def _scattered(parameter: Parameter, name: str, pairs: Pairs, outline: Outline) -> Raw | None:
    """An object whose properties are sent under names of their own: `a[b]`, `a.b`, or just `b`."""
    inside = [(key, value) for key, value in pairs if key.startswith(f"{name}[")]
    if inside:
        return nested(inside).get(name)
    dotted: Raw = {key[len(name) + 1 :]: value for key, value in pairs if key.startswith(f"{name}.")}
    if dotted or not (parameter.style == "form" and parameter.explode and parameter.where == "query"):
        return dotted or None
    known = outline.names(parameter.schema)
    spread: Raw = {key: value for key, value in pairs if key in known}
    return spread or None


def _bare(parameter: Parameter, text: str) -> str:
    """Without what its style puts before it: `.5` or `;id=5`."""
    if parameter.style == "label":
        return text.removeprefix(".")
    return text.removeprefix(";").removeprefix(f"{parameter.name}=") if parameter.style == "matrix" else text


def _parts(parameter: Parameter, text: str) -> list[str]:
    separator = _SEPARATORS.get(parameter.style, ",")
    if parameter.style == "label" and (parameter.explode or "," not in text):  # OpenAPI 3.0.0 to 3.0.3
        separator = "."
    elif parameter.style == "matrix" and parameter.explode:
        separator = ";"
    parts = text.split(separator)
    # Between the values of a header there may be spaces, which are none of theirs.
    return [part.strip() for part in parts] if parameter.where == "header" else parts


def _split(parameter: Parameter, text: str) -> Raw:
    name = f"{parameter.name}=" if parameter.style == "matrix" else ""
    return [part.removeprefix(name) for part in _parts(parameter, text)] if text else []


def _object(parameter: Parameter, text: str) -> Raw:
    """`R,100,G,200`; or `R=100,G=200` where it is exploded. What is neither is no object."""
    parts = _parts(parameter, text)
    if not parameter.explode:
        return text if len(parts) % 2 else dict(zip(parts[::2], parts[1::2], strict=True))
    if not all("=" in part for part in parts):
        return text
    return {key: value for key, _, value in (part.partition("=") for part in parts)}


def nested(pairs: Pairs) -> dict[str, Raw]:
    """`a[b]=1&c[]=2&c[]=3` as objects and lists; a name that stands several times is a list."""
    found: dict[str, Raw] = {}
    for key, value in pairs:
        match = _BRACKETS.fullmatch(key)
        names = [match[1], *match[2][1:-1].split("][")] if match else [key]
        is_list = len(names) > 1 and not names[-1]
        names = names[:-1] if is_list else names
        here = found
        for name in names[:-1]:
            below = here.setdefault(name, {})
            here = below if isinstance(below, dict) else here
        known = here.get(names[-1])
        if known is None:
            here[names[-1]] = [value] if is_list else value
        else:
            here[names[-1]] = [*(known if isinstance(known, list) else [known]), value]
    return found


# ---- values


def values_of(parameter: Parameter, raw: Raw, outline: Outline) -> list[JSON]:
    """What was sent for a parameter may mean any of these; a text that should be JSON and is not, itself."""
    if not parameter.is_json:
        return readings(raw, parameter.schema, outline)
    try:
        return [json.loads(raw)] if isinstance(raw, str) else []
    except (ValueError, RecursionError):
        return [raw] if isinstance(raw, str) else []


def readings(raw: Raw, schema: Node | None, outline: Outline) -> list[JSON]:
    """What was sent may mean any of these: where no type is said, texts as such, or as what they spell."""
    found = [_meant(raw, schema, outline, spelled=spelled) for spelled in (False, True)]
    return found if found[0] != found[1] or type(found[0]) is not type(found[1]) else found[:1]


def _meant(raw: Raw, schema: Node | None, outline: Outline, *, spelled: bool) -> JSON:
    kinds = outline.kinds(schema)
    if isinstance(raw, dict) and raw and "array" in kinds and all(map(_INDEX.fullmatch, raw)):
        raw = [raw[index] for index in sorted(raw, key=int)]  # `a[0]=x&a[1]=y`, in any order
    if isinstance(raw, dict):
        return {
            name: _meant(value, outline.below(schema, name), outline, spelled=spelled)
            for name, value in raw.items()
        }
    if isinstance(raw, list):
        if kinds and "array" not in kinds and raw:
            return _meant(raw[-1], schema, outline, spelled=spelled)
        return [_meant(value, outline.items(schema), outline, spelled=spelled) for value in raw]
    if "string" not in kinds and kinds & {"object", "array"} and (value := _json(raw)) is not None:
        return value
    if kinds == {"array"}:
        return [_meant(raw, outline.items(schema), outline, spelled=spelled)]
    if kinds == {"string"} or (not spelled and (not kinds or "string" in kinds)):
        return raw
    return spelled_out(raw)


def spelled_out(text: str) -> JSON:
    """A number, a boolean or null where the text is one in JSON; the text otherwise."""
    try:
        value: JSON = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, bool | int | float) or value is None else text


def _json(text: str) -> JSON:
    try:
        value: JSON = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, Mapping | list) else None
