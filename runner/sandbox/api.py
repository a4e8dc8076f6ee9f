"""An API of the sandbox: schema, seed rows, operations with their roles, and the shape of its errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl

from runner.sandbox.jsontext import Json, JsonObject, MalformedError, read_object

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer
    from runner.sandbox.rates import Quota
    from runner.sandbox.store import Space
    from runner.sandbox.tokens import Caller

# More than any real query has; without a bound, parsing a hostile one is slow.
MAX_QUERY_FIELDS = 200


class RefusedError(Exception):
    """Ends the handling of a call with an answer that is not a success; its transaction is rolled back."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Call:
    """One request to one operation, after authentication."""

    params: Mapping[str, str]
    query_string: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    caller: Caller
    space: Space
    now_ms: int

    @property
    def query(self) -> dict[str, str]:
        """The query, percent-decoded once; the last of several equal names counts."""
        try:
            return dict(parse_qsl(self.query_string, keep_blank_values=True, max_num_fields=MAX_QUERY_FIELDS))
        except ValueError:
            raise MalformedError("The query has too many fields") from None

    def header(self, name: bytes) -> str | None:
        return next((value.decode("latin-1") for key, value in self.headers if key == name), None)

    def json(self) -> dict[str, Json]:
        return read_object(self.body)


@dataclass(frozen=True, slots=True)
class Operation:
    """A method and a path, who may call it, and what happens then."""

    method: str
    path: str
    handle: Callable[[Call], Answer]
    #: None: anybody, without a token.
    roles: frozenset[str] | None = None
    #: Whether it only looks. A GET that writes is not: no HEAD may stand for it.
    safe: bool = True


class ErrorShape(Protocol):
    """How an API words an error that any API can have: unknown path, wrong method, body too large ..."""

    def __call__(self, status: int, code: str, text: str, /) -> Answer: ...


#: An error in the shape of the API that owns the path: path, status, code, text.
Refuse = Callable[[str, int, str, str], "Answer"]
Seed = Callable[["sqlite3.Connection", int], Mapping[str, str]]
Fixture = Callable[["sqlite3.Connection", JsonObject, int], JsonObject]
Settle = Callable[["sqlite3.Connection", int], int]


def _no_rows(_connection: sqlite3.Connection, _now_ms: int) -> Mapping[str, str]:
    return {}


def _nothing_due(_connection: sqlite3.Connection, _now_ms: int) -> int:
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    name: str
    #: Which unknown paths are answered in this API's error shape.
    prefixes: tuple[str, ...]
    operations: tuple[Operation, ...]
    error: ErrorShape
    unauthorized: Answer
    schema: str = ""
    #: Writes the seed rows and tokens, as of an instant; returns the ids worth knowing by name.
    seed: Seed = _no_rows
    #: Entities a test may create in any state, by type.
    fixtures: Mapping[str, Fixture] = field(default_factory=dict)
    #: Makes the transitions that are due at an instant; returns how many.
    settle: Settle = _nothing_due
    #: Without a quota, an API is not limited.
    quota: Quota | None = None
