"""A reason: what a document says of an answer with a status, and the names that its words can be about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeAlias

from runner.claims.names import Names
from runner.model.claim import Condition


@dataclass(frozen=True, slots=True)
class Reason:
    """Words without marks."""

    words: str
    status: int
    names: Names

    @property
    def is_refusal(self) -> bool:
        """Whether the status is an error, of whomever."""
        return self.status >= HTTPStatus.BAD_REQUEST

    @property
    def may_depend_on_request(self) -> bool:
        """Whether the status can come because of what is sent: it is no fault of the server."""
        return self.status < HTTPStatus.INTERNAL_SERVER_ERROR


Rule: TypeAlias = Callable[[Reason], Iterator[Condition]]
