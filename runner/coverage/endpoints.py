"""Documented endpoints, each once: whichever documents have it, whatever they call its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from runner.contract.catalogue import Match
from runner.contract.document import Document
from runner.contract.operation import Operation
from runner.contract.segments import Segment, segments_of
from runner.model.spec import Endpoint


@dataclass(frozen=True, slots=True)
class Known:
    """What documents say of one endpoint, taken together."""

    name: Endpoint
    """As the first of them writes it, with its base path."""
    first: Document
    documents: Mapping[str, tuple[Document, ...]]
    """Those that document an answer, by its status: `200`, `2XX` or `default`."""

    def status_of(self, status: int) -> str:
        """Under which of them a status falls: the number, its class, `default`; else it is not documented."""
        names = (str(status), f"{status // 100}XX", "default")
        return next((name for name in names if name in self.documents), str(status))


def known_endpoints(operations: Iterable[Operation]) -> Mapping[Endpoint, Known]:
    """What is documented, by endpoints without names of parameters, in the order of the documents."""
    found: dict[Endpoint, list[Operation]] = {}
    for operation in operations:
        found.setdefault(of_operation(operation), []).append(operation)
    return {endpoint: _together(alike) for endpoint, alike in found.items()}


def endpoint_of(method: str, path: str) -> Endpoint:
    """The endpoint of a method and a path, whatever the parameters are called."""
    return Endpoint(method.upper(), "".join(f"/{_normal(part)}" for part in segments_of(path)) or "/")


def of_operation(operation: Operation) -> Endpoint:
    """The endpoint of an operation of a document."""
    return endpoint_of(*operation.key.split(" ", 1))


def of_match(match: Match, *, method: str, path: str) -> Endpoint:
    """The endpoint that a look-up came to; of one that found nothing, that of the words themselves.

    Documents that have the same endpoint fit equally well, and mean the same. A look-up takes HEAD for GET,
    and what is said of one is not said of the other.
    """
    operations = (match.operation,) if match.operation else match.rivals
    paths = {of_operation(operation).path for operation in operations}
    return Endpoint(method.upper(), paths.pop()) if len(paths) == 1 else endpoint_of(method, path)


def _together(alike: list[Operation]) -> Known:
    documents: dict[str, tuple[Document, ...]] = {}
    for operation in alike:
        for reply in operation.replies:
            status = reply.status.lower() if reply.status.isalpha() else reply.status.upper()
            documents[status] = (*documents.get(status, ()), operation.document)
    first = alike[0]
    return Known(Endpoint(*first.key.split(" ", 1)), first.document, documents)


def _normal(segment: Segment) -> str:
    if segment.rest:
        return "{}".join(segment.rest)
    return "{}" if segment.names else segment.text
