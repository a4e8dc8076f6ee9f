"""Requests, held against what their operation takes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote, urlsplit

from runner.contract.breach import Breach, Fault, where
from runner.contract.compiled import Compiled, Schemas
from runner.contract.media import is_json, media_for
from runner.contract.operation import Media, Operation, Parameter, Payload
from runner.contract.reference import Node
from runner.contract.schema import Direction
from runner.contract.segments import behind, path_values
from runner.contract.texts import Outline, Pairs, Raw, nested, raw_of, readings, values_of
from runner.model.http import Request
from runner.model.json import JSON, Path
from runner.schema import SchemaError

_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
"""OpenAPI says that a description of these means nothing."""
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_CALLED = {
    "path": "path parameter",
    "query": "query parameter",
    "header": "header",
    "cookie": "cookie",
}


@dataclass(frozen=True, slots=True)
class Requests:
    """Judges them."""

    schemas: Schemas
    outline: Outline

    def breaches(self, operation: Operation, request: Request) -> Iterator[Breach]:
        """What a request does that the operation does not allow."""
        sent = _pairs_of(operation, request)
        yield from self._unknown(operation, sent["query"])
        for parameter in operation.parameters:
            if parameter.where != "header" or parameter.name.lower() not in _IGNORED_HEADERS:
                yield from self._parameter(operation, parameter, sent[parameter.where], jar=bool(request.jar))
        yield from self._body(operation, request)

    # ---- parameters

    def _unknown(self, operation: Operation, query: Pairs) -> Iterator[Breach]:
        parameters = [parameter for parameter in operation.parameters if parameter.where == "query"]
        spread = [
            parameter.schema
            for parameter in parameters
            if parameter.style == "form"
            and parameter.explode
            and "object" in self.outline.kinds(parameter.schema)
        ]
        if any(map(self.outline.is_free, spread)):
            return
        known = {parameter.name for parameter in parameters} | operation.document.query_keys
        known = known.union(*map(self.outline.names, spread))
        known |= {name.removesuffix("[]") for name in known} | _names_behind(operation.path)
        for name in dict.fromkeys(name for name, _value in query):
            if known.isdisjoint({name, name.partition("[")[0], name.partition(".")[0]}):
                message = f"the query parameter `{name}` is not documented"
                yield Breach("SR731", message, operation.node / "parameters", ("request", "query", name))

    def _parameter(
        self, operation: Operation, asked: Parameter, sent: Pairs, *, jar: bool
    ) -> Iterator[Breach]:
        raw = raw_of(_lowered(asked), sent, self.outline)
        spot: Path = ("request", asked.where, asked.name)
        called = f"the {_CALLED[asked.where]} `{asked.name}`"
        if raw is None:
            # A cookie may come from the jar, and a path without its parameter would not have been found.
            if asked.required and asked.where != "path" and not (asked.where == "cookie" and jar):
                yield Breach("SR730", f"{called} is required, and was not sent", asked.node, spot)
            return
        if raw == "" and asked.may_be_empty:
            return
        compiled = self.schemas.of(asked.schema, operation.document.version, Direction.REQUEST)
        if compiled is None:
            return
        candidates = values_of(asked, raw, self.outline)
        if any(map(compiled.fits, candidates)):
            return
        for fault, promise in _faults(compiled, candidates[0]):
            at = f", at `{where(fault.at)}`," if fault.at else ""
            yield Breach("SR732", f"{called}{at} {fault.says}", promise, (*spot, *fault.at, *fault.mark))

    # ---- the body

    def _body(self, operation: Operation, request: Request) -> Iterator[Breach]:
        payload, kind = operation.payload, _content_type(request)
        there = bool(request.content) or request.is_multipart
        spot: Path = ("request", "body")
        if payload is None:
            if there:
                yield Breach("SR733", "a body was sent, and none is documented", operation.node, spot)
        elif not there:
            if payload.required:
                yield Breach("SR734", "the documented body was not sent", payload.node, spot)
        elif payload.media:
            yield from self._sent(operation, payload, request, kind)

    def _sent(self, operation: Operation, payload: Payload, request: Request, kind: str) -> Iterator[Breach]:
        media = media_for(payload.media, kind)
        if media is None:
            known = ", ".join(item.type for item in payload.media)
            message = f"the body was sent as {kind or 'no type'}; documented: {known}"
            yield Breach("SR735", message, payload.node, ("request", "content-type"))
        elif request.is_multipart:
            files = [(part.name, part.filename) for part in request.files]
            yield from self.form(operation, media, [*request.fields, *files])
        elif kind.lower().startswith(_FORM):
            text = (request.content or b"").decode("utf-8", "replace")
            yield from self.form(operation, media, parse_qsl(text, keep_blank_values=True))
        elif is_json(kind):
            try:
                value: JSON = json.loads(request.content or b"")
            except (ValueError, RecursionError):
                spot: Path = ("request", "body", "json")
                yield Breach("SR736", "the request body is not JSON", media.schema or payload.node, spot)
            else:
                yield from self.body(operation, media, value)

    def form(self, operation: Operation, media: Media, pairs: Pairs) -> Iterator[Breach]:
        """What the fields of a form have that their schema does not allow."""
        compiled = self.schemas.of(media.schema, operation.document.version, Direction.REQUEST)
        if compiled is None:
            return
        raw: dict[str, Raw] = {
            name: _listed(value, media.separators.get(name)) for name, value in nested(pairs).items()
        }
        candidates = readings(raw, media.schema, self.outline)
        if not any(map(compiled.fits, candidates)):
            yield from _told(compiled, candidates[0])

    def body(self, operation: Operation, media: Media, value: JSON) -> Iterator[Breach]:
        """What a JSON body has that its schema does not allow."""
        compiled = self.schemas.of(media.schema, operation.document.version, Direction.REQUEST)
        if compiled is not None:
            yield from _told(compiled, value)


def _told(compiled: Compiled, value: JSON) -> Iterator[Breach]:
    for fault, promise in _faults(compiled, value):
        message = f"the request body: `{where(fault.at)}` {fault.says}"
        yield Breach("SR736", message, promise, ("request", "body", *fault.at, *fault.mark), fault.found)


def _faults(compiled: Compiled, value: JSON) -> list[tuple[Fault, Node]]:
    try:
        return list(compiled.faults(value))
    except SchemaError:
        return []  # it cannot be found out


def _pairs_of(operation: Operation, request: Request) -> Mapping[str, Pairs]:
    """What was sent, by where it was sent; names of headers in lower case."""
    url = urlsplit(request.url)
    headers = [(name.lower(), value) for name, value in request.headers]
    cookies = [part.strip() for name, value in headers if name == "cookie" for part in value.split(";")]
    values = path_values(operation.path, url.path)
    return {
        "query": parse_qsl(url.query, keep_blank_values=True),
        "header": headers,
        "cookie": [(name, _unquoted(value)) for name, _, value in (part.partition("=") for part in cookies)],
        "path": list(values.items()),
    }


def _names_behind(path: str) -> set[str]:
    """Of the parameters that a path of a document has in its query."""
    return {part.partition("=")[0] for part in behind(path)}


def _unquoted(text: str) -> str:
    """The value of a cookie, which may stand in quotes."""
    inner = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    return unquote(inner)


def _lowered(parameter: Parameter) -> Parameter:
    return replace(parameter, name=parameter.name.lower()) if parameter.where == "header" else parameter


def _listed(raw: Raw, separator: str | None) -> Raw:
    return list(raw.split(separator)) if separator and isinstance(raw, str) else raw


def _content_type(request: Request) -> str:
    if request.is_multipart:
        return _MULTIPART
    return next((value for name, value in request.headers if name.lower() == "content-type"), "").strip()
