"""Operations as they are read from a document: what is wrong with one is said, and the rest of it is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from runner.contract.document import Document, Flaw, Version, bases_of
from runner.contract.operation import Media, Operation, Parameter, Payload, Reply
from runner.contract.reference import Dangling, Node, References

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_JSON = "application/json"
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_PLACES = ("path", "query", "header", "cookie")
_STATUS = re.compile(r"[1-5](?:\d\d|XX)|default", re.IGNORECASE)


def read_operations(
    document: Document, references: References
) -> tuple[tuple[Operation, ...], tuple[Flaw, ...]]:
    """The operations of a document in its order, and what is wrong with them."""
    reading = _Reading(document, references, [])
    return tuple(reading.operations()), tuple(dict.fromkeys(reading.flaws))


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document being read."""

    document: Document
    references: References
    flaws: list[Flaw]

    @property
    def old(self) -> bool:
        return self.document.version is Version.V2

    def flaw(self, node: Node, message: str) -> None:
        self.flaws.append(Flaw(node.path, node.pointer, message))

    def follow(self, node: Node) -> Node:
        """What is meant; of a reference that leads nowhere, a node without a value."""
        try:
            return self.references.followed(node)
        except Dangling as fault:
            self.flaws.append(Flaw(node.path, node.pointer, str(fault), leads_nowhere=True))
            return Node(None, node.path, node.pointer)

    def operations(self) -> Iterator[Operation]:
        paths = Node(self.document.root, self.document.path, "#") / "paths"
        for path in paths.value if isinstance(paths.value, dict) else ():
            if path.startswith("x-"):
                continue
            if not path.startswith("/"):
                self.flaw(paths / path, "a path begins with a slash")
            item = self.follow(paths / path)
            if not isinstance(item.value, dict):
                self.flaw(paths / path, "what a path has is no mapping")
                continue
            for method in METHODS:
                if isinstance(item.value.get(method), dict):
                    yield self.operation(method, "/" + path.lstrip("/"), item)

    def operation(self, method: str, path: str, item: Node) -> Operation:
        node = item / method
        raw = [*self.raw_parameters(item), *self.raw_parameters(node)]
        # The operation's own come last, and win.
        parameters = {(found.name, found.where): found for found in map(self.parameter, raw) if found}
        payloads = (self.old_payload(node, raw), self.payload(node))
        return Operation(
            method=method.upper(),
            path=path,
            bases=bases_of((node / "servers").value)
            or bases_of((item / "servers").value)
            or self.document.bases,
            document=self.document,
            node=node,
            parameters=tuple(parameters.values()),
            payload=next(filter(None, payloads if self.old else reversed(payloads)), None),
            replies=tuple(self.replies(node)),
        )

    # ---- parameters

    def raw_parameters(self, above: Node) -> list[Node]:
        listed = above / "parameters"
        if not isinstance(listed.value, list):
            if listed.value is not None:
                self.flaw(listed, "`parameters` is no list")
            return []
        found = [self.follow(listed / index) for index in range(len(listed.value))]
        for each in found:
            if each.value is not None and not (
                isinstance(each.value, dict) and isinstance(each.value.get("name"), str)
            ):
                self.flaw(each, "a parameter has a `name`")
        return [each for each in found if isinstance(each.value, dict)]

    def parameter(self, node: Node) -> Parameter | None:
        raw, old = node.value, self.old
        name, where = raw.get("name"), raw.get("in")
        if not isinstance(name, str):
            return None
        if where not in _PLACES:
            if not (where in ("body", "formData") and old):
                self.flaw(node, f"a parameter cannot be in `{where}`")
            return None
        return self.described(node, name, where)

    def described(self, node: Node, name: str, where: str) -> Parameter:
        """What has a `schema`, the words of one, or `content`: a parameter, or a header of an answer."""
        raw = node.value
        media = next(iter(self.media(node / "content")), None)
        style, explode = _style({**raw, "in": where})
        return Parameter(
            name=name,
            where=where,
            required=raw.get("required") is True or where == "path",
            schema=media.schema if media else _schema_of(node),
            node=node,
            style=style,
            explode=explode,
            is_json=media is not None and "json" in media.type.lower(),
            may_be_empty=raw.get("allowEmptyValue") is True,
        )

    # ---- bodies

    def payload(self, node: Node) -> Payload | None:
        said = node / "requestBody"
        if said.value is None:
            return None
        body = self.follow(said)
        required = isinstance(body.value, dict) and body.value.get("required") is True
        return Payload(required, self.media(body / "content"), body)

    def old_payload(self, node: Node, raw: Sequence[Node]) -> Payload | None:
        types = self.types(node, "consumes")
        for parameter in reversed(raw):
            if parameter.value.get("in") == "body":
                schema = parameter / "schema"
                known = schema if isinstance(schema.value, dict) else None
                media = tuple(Media(kind, known, guessed=not types) for kind in types or (_JSON,))
                return Payload(parameter.value.get("required") is True, media, parameter)
        fields = {str(each.value.get("name")): each for each in raw if each.value.get("in") == "formData"}
        if not fields:
            return None
        form = {
            "type": "object",
            "properties": {name: _words(each.value) for name, each in fields.items()},
            "required": [name for name, each in fields.items() if each.value.get("required") is True],
        }
        separators = {name: _SEPARATORS[style] for name, style in _joined(fields)}
        schema = Node(form, node.path, f"{node.pointer}/parameters")
        kinds = [kind for kind in types if kind in _FORMS] or list(_FORMS)
        media = tuple(Media(kind, schema, separators=separators) for kind in kinds)
        return Payload(bool(form["required"]), media, schema)

    def types(self, node: Node, key: str) -> list[str]:
        said = (node / key).value
        said = said if isinstance(said, list) else self.document.root.get(key)
        return [str(kind) for kind in said] if isinstance(said, list) else []

    # ---- answers

    def replies(self, node: Node) -> Iterator[Reply]:
        listed = node / "responses"
        for status in listed.value if isinstance(listed.value, dict) else ():
            if status.startswith("x-"):
                continue
            if not _STATUS.fullmatch(status):
                self.flaw(listed / status, f"`{status}` is no status")
                continue
            reply = self.follow(listed / status)
            if reply.value is not None and not isinstance(reply.value, dict):
                self.flaw(reply, "an answer is a mapping")
            yield Reply(status, self.reply_media(node, reply), reply, tuple(self.headers(reply)))

    def reply_media(self, node: Node, reply: Node) -> tuple[Media, ...]:
        found = self.media(reply / "content")  # in Swagger 2.0 too: it is written there as well
        if not self.old:
            return found
        schema, examples = reply / "schema", reply / "examples"
        known = schema if isinstance(schema.value, dict) else None
        shown: dict[str, list[Node]] = {}
        for kind in examples.value if isinstance(examples.value, dict) else ():
            # A name stands where a type should, here and there.
            shown.setdefault(kind if "/" in kind else _JSON, []).append(examples / kind)
        if isinstance(reply.value, dict) and "example" in reply.value:
            shown.setdefault(_JSON, []).append(reply / "example")
        by_schema = [] if shown else self.shown_by(schema)
        types = self.types(node, "produces")
        kinds = dict.fromkeys([*shown, *(types or [_JSON] if known else [])])
        old = [
            Media(
                kind,
                known,
                tuple(filter(None, map(_example, shown.get(kind, by_schema)))),
                guessed=kind == _JSON and not types,
            )
            for kind in kinds
        ]
        return (*old, *found)

    def headers(self, reply: Node) -> Iterator[Parameter]:
        listed = reply / "headers"
        for name in listed.value if isinstance(listed.value, dict) else ():
            node = self.follow(listed / name)
            if isinstance(node.value, dict):
                yield self.described(node, name, "header")

    # ---- content

    def media(self, content: Node) -> tuple[Media, ...]:
        found = []
        for kind in content.value if isinstance(content.value, dict) else ():
            node = content / kind
            schema, encoding = node / "schema", node / "encoding"
            styles = encoding.value if isinstance(encoding.value, dict) else {}
            joined = [
                (name, _style({**said, "in": "query"}))
                for name, said in styles.items()
                if isinstance(said, dict) and ("style" in said or "explode" in said)
            ]
            found.append(
                Media(
                    kind,
                    schema if isinstance(schema.value, dict | bool) else None,
                    tuple(self.examples(node)),
                    {name: _SEPARATORS.get(style, ",") for name, (style, explode) in joined if not explode},
                )
            )
        return tuple(found)

    def examples(self, media: Node) -> Iterator[Node]:
        several = media / "examples"
        found = [
            example / "value"
            for name in (several.value if isinstance(several.value, dict) else ())
            for example in [self.follow(several / name)]
            if isinstance(example.value, dict) and "value" in example.value
        ]
        if isinstance(media.value, dict) and "example" in media.value:
            found.insert(0, media / "example")
        yield from filter(None, map(_example, found or self.shown_by(media / "schema")))

    def shown_by(self, schema: Node) -> list[Node]:
        """The examples that stand in a schema, which may be written elsewhere."""
        with suppress(Dangling):  # which is told where the schema is translated
            schema = self.references.followed(schema)
        if isinstance(schema.value, dict) and "example" in schema.value:
            return [schema / "example"]
        listed = schema / "examples"
        return [listed / index for index in range(len(listed.value) if isinstance(listed.value, list) else 0)]


def _example(node: Node) -> Node | None:
    """An example that is written as a text of JSON is that JSON; one that cannot be read is none."""
    text = node.value
    if not isinstance(text, str) or not text.lstrip().startswith(("{", "[")):
        return node
    try:
        return Node(json.loads(text), node.path, node.pointer)
    except (ValueError, RecursionError):
        return None


# ---- Swagger 2.0 has the words of a schema beside the name; and so have others

_SEPARATORS: Mapping[str, str] = MappingProxyType(
    {"form": ",", "spaceDelimited": " ", "tabDelimited": "\t", "pipeDelimited": "|"}
)
_OF_COLLECTION: Mapping[str, str] = MappingProxyType(
    {"ssv": "spaceDelimited", "tsv": "tabDelimited", "pipes": "pipeDelimited"}
)
_NOT_OF_THE_SCHEMA = frozenset({"name", "in", "required", "description", "collectionFormat"})


def _words(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key not in _NOT_OF_THE_SCHEMA}


def _schema_of(node: Node) -> Node | None:
    schema = node / "schema"
    if isinstance(schema.value, dict | bool):
        return schema
    return Node(_words(node.value), node.path, node.pointer) if "type" in node.value else None


def _joined(fields: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    for name, node in fields.items():
        style, explode = _style(node.value)
        if not explode and style in _SEPARATORS:
            yield name, style


def _style(raw: Mapping[str, Any]) -> tuple[str, bool]:
    """How values of more than one part are written; `collectionFormat` is what Swagger 2.0 calls it."""
    usual = "simple" if raw.get("in") in ("path", "header") else "form"
    if "style" not in raw and "explode" not in raw and ("collectionFormat" in raw or "type" in raw):
        collection = raw.get("collectionFormat", "csv")
        return _OF_COLLECTION.get(str(collection), usual), collection == "multi"
    style = str(raw.get("style", usual))
    return style, raw["explode"] is True if "explode" in raw else style == "form"
