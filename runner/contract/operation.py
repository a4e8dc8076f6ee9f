"""An operation of an OpenAPI document: its parameters, what it takes, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from runner.contract.document import Document
from runner.contract.reference import Node


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something of the request beside its body; or a header of the answer."""

    name: str
    where: str
    """`path`, `query`, `header` or `cookie`."""
    required: bool
    schema: Node | None
    node: Node = field(repr=False)
    style: str = "form"
    """As OpenAPI 3 calls it; `tabDelimited` is only of Swagger 2.0."""
    explode: bool = True
    """Lists repeat the key, objects give each of their properties one."""
    is_json: bool = False
    """Its text is JSON."""
    may_be_empty: bool = False
    """A name without a value will do."""


@dataclass(frozen=True, slots=True)
class Media:
    """One content type of a body."""

    type: str
    schema: Node | None
    examples: tuple[Node, ...] = ()
    separators: Mapping[str, str] = field(default_factory=dict)
    """Of a form: what stands between the items of a list, by the name of its field."""
    guessed: bool = False
    """The document names no type, as Swagger 2.0 need not: any JSON is meant."""


@dataclass(frozen=True, slots=True)
class Payload:
    """The body of a request."""

    required: bool
    media: tuple[Media, ...]
    """Empty: nothing can be said about it."""
    node: Node = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the document says of one status."""

    status: str
    """`200`, `2XX` or `default`."""
    media: tuple[Media, ...]
    """Empty: nothing can be said about its body."""
    node: Node = field(repr=False)
    headers: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """A method and a path of a document."""

    method: str
    """In capitals."""
    path: str
    """As it is written under `paths`."""
    bases: tuple[str, ...]
    """What may stand before it."""
    document: Document = field(repr=False)
    node: Node = field(repr=False)
    parameters: tuple[Parameter, ...] = ()
    payload: Payload | None = None
    replies: tuple[Reply, ...] = ()

    @property
    def key(self) -> str:
        """`GET /platform/v1/items/{id}`: how people call it."""
        return f"{self.method} {self.bases[0]}{self.path}"

    def reply_to(self, status: int) -> Reply | None:
        """What is said of a status: the number itself, then its class, then `default`."""
        by_status = {reply.status.upper(): reply for reply in self.replies}
        for name in (str(status), f"{status // 100}XX", "DEFAULT"):
            if name in by_status:
                return by_status[name]
        return None

    def parameter(self, where: str, name: str) -> Parameter | None:
        """A parameter by its place and name; the names of headers have no case."""
        wanted = name.lower() if where == "header" else name
        for parameter in self.parameters:
            known = parameter.name.lower() if where == "header" else parameter.name
            if parameter.where == where and known == wanted:
                return parameter
        return None
