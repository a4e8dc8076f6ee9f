"""The APIs of a sandbox, taken together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.variables import keep

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer
    from runner.sandbox.api import Api, Fixture


@dataclass(frozen=True, slots=True)
class Apis:
    each: tuple[Api, ...]

    @property
    def schema(self) -> str:
        return "".join(api.schema for api in self.each)

    @property
    def fixtures(self) -> dict[str, Fixture]:
        return {name: fixture for api in self.each for name, fixture in api.fixtures.items()}

    def fill(self, connection: sqlite3.Connection, now_ms: int) -> None:
        """Writes the seed rows of all APIs, and the names under which their ids are known."""
        variables = {name: id_ for api in self.each for name, id_ in api.seed(connection, now_ms).items()}
        keep(connection, variables)

    def settle(self, connection: sqlite3.Connection, now_ms: int) -> int:
        return sum(api.settle(connection, now_ms) for api in self.each)

    def owner(self, path: str) -> Api:
        """The API a path belongs to; one that belongs to none is the first one's."""
        return next((api for api in self.each if path.startswith(api.prefixes)), self.each[0])

    def refuse(self, path: str, status: int, code: str, text: str) -> Answer:
        return self.owner(path).error(status, code, text)
