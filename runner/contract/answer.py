"""Answers, held against what their operation promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from runner.contract.breach import Breach, where
from runner.contract.compiled import Compiled, Schemas
from runner.contract.document import Version
from runner.contract.media import is_json, media_for
from runner.contract.operation import Media, Operation, Reply
from runner.contract.reference import Node
from runner.contract.schema import Direction
from runner.contract.shape import Kind, departures
from runner.contract.texts import Outline, raw_of, values_of
from runner.model.contract import Evidence
from runner.model.http import NotJSON, Request, Response
from runner.model.json import JSON, Path
from runner.schema import SchemaError

_BODILESS = frozenset({204, 205, 304})
_NOT_ALLOWED = 405
_IGNORED_HEADERS = frozenset({"content-type"})
"""OpenAPI says that a description of it means nothing."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Judges them."""

    schemas: Schemas
    outline: Outline

    def breaches(
        self, operation: Operation, reply: Reply | None, request: Request, response: Response
    ) -> tuple[Evidence, list[Breach]]:
        """What the body was held against, and what is not as promised."""
        if reply is None:
            return Evidence.UNCHECKED, list(_undocumented(operation, response.status))
        headers = list(self._headers(operation.document.version, reply, response))
        evidence, found = self._body(operation.document.version, reply, request, response)
        return evidence, [*headers, *found]

    def _body(
        self, version: Version, reply: Reply, request: Request, response: Response
    ) -> tuple[Evidence, list[Breach]]:
        if request.method.upper() == "HEAD" or response.status in _BODILESS:
            return Evidence.NO_BODY, []
        if not response.content:
            promised = any(media.schema or media.examples for media in reply.media)
            breach = Breach("SR743", "a body is documented, and none came", reply.node, ("response", "body"))
            return Evidence.NO_BODY, [breach] if promised else []
        if not reply.media:
            return Evidence.UNCHECKED, []
        kind = response.header("content-type") or ""
        media = media_for(reply.media, kind)
        if media is None:
            known = ", ".join(item.type for item in reply.media)
            message = f"the answer is {response.media_type or 'of no type'}; documented: {known}"
            return Evidence.UNCHECKED, [Breach("SR742", message, reply.node, ("response", "content-type"))]
        try:
            value = response.json
        except NotJSON as fault:
            spot: Path = ("response", "body", "json")
            breach = Breach("SR744", f"the answer: {fault}", media.schema or reply.node, spot)
            return Evidence.UNCHECKED, [breach] if is_json(kind) else []
        return self.body(version, media, value)

    def body(self, version: Version, media: Media, value: JSON) -> tuple[Evidence, list[Breach]]:
        """The same for a body of JSON, whoever has it."""
        compiled = self.schemas.of(media.schema, version, Direction.RESPONSE)
        try:
            found = list(_against_schema(compiled, value)) if compiled else []
        except SchemaError:
            return Evidence.UNCHECKED, []
        if media.examples and (compiled is None or compiled.translation.is_hollow) and not found:
            return Evidence.EXAMPLE, list(_against_examples(media.examples, value))
        return Evidence.SCHEMA if compiled else Evidence.UNCHECKED, found

    def _headers(self, version: Version, reply: Reply, response: Response) -> Iterator[Breach]:
        for header in reply.headers:
            if header.name.lower() in _IGNORED_HEADERS:
                continue
            spot: Path = ("response", "header", header.name)
            called = f"the header `{header.name}` of the answer"
            value = response.header(header.name)
            if value is None:
                if header.required:
                    yield Breach("SR748", f"{called} is required, and did not come", header.node, spot)
                continue
            compiled = self.schemas.of(header.schema, version, Direction.RESPONSE)
            raw = raw_of(header, [(header.name, value)], self.outline)
            if compiled is None or raw is None:
                continue
            candidates = values_of(header, raw, self.outline)
            if not any(map(compiled.fits, candidates)):
                for fault, promise in compiled.faults(candidates[0]):
                    at = f", at `{where(fault.at)}`," if fault.at else ""
                    mark = (*spot, *fault.at, *fault.mark)
                    yield Breach("SR748", f"{called}{at} {fault.says}", promise, mark)


def _undocumented(operation: Operation, status: int) -> Iterator[Breach]:
    if status == _NOT_ALLOWED:
        return  # of a method that is not documented, which is so
    known = ", ".join(item.status for item in operation.replies) or "none"
    message = f"the status {status} is not documented; documented: {known}"
    yield Breach("SR741", message, operation.node / "responses", ("response", "status", str(status)))


def _against_schema(compiled: Compiled, value: JSON) -> Iterator[Breach]:
    for fault, promise in compiled.faults(value):
        message = f"the answer: `{where(fault.at)}` {fault.says}"
        yield Breach("SR744", message, promise, ("response", "body", *fault.at, *fault.mark))


_OF_DEPARTURE = {
    Kind.TYPE: ("SR745", "`{where}` should be {wanted} as in the example, is {found}"),
    Kind.MISSING: ("SR746", "`{where}` is missing, and the example has it"),
    Kind.EXTRA: ("SR747", "`{where}` is not in the example"),
}


def _against_examples(examples: tuple[Node, ...], value: JSON) -> Iterator[Breach]:
    for item in departures([example.value for example in examples], value):
        rule, sentence = _OF_DEPARTURE[item.kind]
        message = sentence.format(where=where(item.path), wanted=item.wanted, found=item.found)
        spot = ("response", "body", *item.path, item.kind.value)
        yield Breach(rule, f"the answer: {message}", examples[0], spot)
