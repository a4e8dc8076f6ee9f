"""Whether an exchange keeps to what its operation promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from runner.contract.answer import Answers
from runner.contract.breach import Breach
from runner.contract.compiled import Schemas
from runner.contract.document import Flaw
from runner.contract.operation import Media, Operation
from runner.contract.reference import Node, References
from runner.contract.request import Requests
from runner.contract.schema import Direction
from runner.contract.texts import Outline
from runner.model.contract import Evidence
from runner.model.http import Request, Response
from runner.model.json import JSON

_OK, _REDIRECT = 200, 300


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of holding one exchange against its operation."""

    operation: Operation
    status: int
    documented: bool
    """Whether the document knows the status, by number, class or `default`."""
    evidence: Evidence
    breaches: tuple[Breach, ...]


class Judge:
    """Knows the documents; each schema is translated once."""

    def __init__(self, references: References) -> None:
        self.schemas = Schemas(references)
        outline = Outline(references)
        self.requests = Requests(self.schemas, outline)
        self.answers = Answers(self.schemas, outline)

    def judge(self, operation: Operation, request: Request, response: Response) -> Judgement:
        """Hold a request and its answer against the operation that was found for them."""
        reply = operation.reply_to(response.status)
        evidence, breaches = self.answers.breaches(operation, reply, request, response)
        # A server that refuses what the document forbids agrees with the document.
        if _OK <= response.status < _REDIRECT:
            breaches = [*self.requests.breaches(operation, request), *breaches]
        return Judgement(operation, response.status, reply is not None, evidence, tuple(breaches))

    def body(self, operation: Operation, media: Media, value: JSON) -> Iterator[Breach]:
        """What a JSON body that would be sent has, and its schema does not allow."""
        return self.requests.body(operation, media, value)

    def translated(self, node: Node, operation: Operation, direction: Direction) -> Any:
        """The schema at a node as JSON Schema; what is wrong with it is left out."""
        return self.schemas.translated(node, operation.document.version, direction).schema

    def flaws(self, operation: Operation) -> Iterator[Flaw]:
        """What is wrong with the schemas of an operation, each of which may be told more than once."""
        version = operation.document.version
        for node, direction in _schemas(operation):
            yield from self.schemas.translated(node, version, direction).flaws
            refusal = self.schemas.refusal(node, version, direction)
            if refusal:
                yield Flaw(node.path, node.pointer, f"the schema is not checked: it {refusal}")


def _schemas(operation: Operation) -> Iterator[tuple[Node, Direction]]:
    payload = operation.payload.media if operation.payload else ()
    sent = [item.schema for item in operation.parameters] + [media.schema for media in payload]
    come = [media.schema for reply in operation.replies for media in reply.media]
    come += [header.schema for reply in operation.replies for header in reply.headers]
    yield from ((node, Direction.REQUEST) for node in sent if node)
    yield from ((node, Direction.RESPONSE) for node in come if node)
