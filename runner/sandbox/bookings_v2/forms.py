"""A form: the body of a request, read member by member, with everything that is wrong told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from runner.sandbox.bookings_v2.decisions import LONGEST_ARRAY, LONGEST_TEXT, MOST_VIOLATIONS
from runner.sandbox.bookings_v2.errors import Violation, invalid

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from runner.sandbox.jsontext import JsonObject

    Choice = TypeVar("Choice", bound=StrEnum)
    Item = TypeVar("Item")

SMALLEST_INT64, LARGEST_INT64 = -(2**63), 2**63 - 1
# More digits than this are no int64, whatever they are; a bound keeps the reading of them short.
INT64 = re.compile(r"-?[0-9]{1,19}")


class Form:
    """An object of the body. A member that is wrong or null reads like one that is absent."""

    def __init__(self, values: JsonObject, path: str = "", violations: list[Violation] | None = None) -> None:
        self.values = values
        self._path = path
        self._violations: list[Violation] = [] if violations is None else violations

    def check(self) -> None:
        """Refuses the request if anything was wrong with what was read of it so far."""
        if self._violations:
            raise invalid(self._violations)

    def wrong(self, name: str, rule: str, description: str) -> None:
        if len(self._violations) < MOST_VIOLATIONS:
            self._violations.append(Violation(self._path + name, rule, description))

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def demand(self, *names: str) -> None:
        for name in names:
            if not self.has(name):
                self.wrong(name, "REQUIRED_FIELD", "is required")

    def permit(self, *names: str) -> None:
        """Refuses all other members; elsewhere, what is not known is ignored."""
        for name in self.values:
            if name not in names:
                self.wrong(name, "FIELD_NOT_ALLOWED", "cannot be filtered by")

    def form(self, name: str) -> Form:
        """The object called `name`; an empty one when it is absent."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, Mapping):
            self.wrong(name, "FORMAT", "must be an object")
        return Form(value if isinstance(value, Mapping) else {}, f"{self._path}{name}.", self._violations)

    def each(self, name: str, read: Callable[[Form, str], Item | None]) -> list[Item]:
        """The members of the array called `name`, as `read` reads them; without those that are null."""
        members = self._members(name)
        return [item for n in members.values if (item := read(members, n)) is not None]

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        if value is None or (isinstance(value, str) and len(value) <= LONGEST_TEXT):
            return value
        if isinstance(value, str):
            self.wrong(name, "MAX_LENGTH", f"must have at most {LONGEST_TEXT} characters")
        else:
            self.wrong(name, "FORMAT", "must be a string")
        return None

    def flag(self, name: str) -> bool | None:
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(name, "FORMAT", "must be a boolean")
        return None

    def choice(self, name: str, choices: type[Choice]) -> Choice | None:
        value = self.text(name)
        if value is None:
            return None
        if value in set(choices):
            return choices(value)
        self.wrong(name, "INVALID_ENUM_VALUE", f"must be one of {', '.join(choices)}")
        return None

    def whole(self, name: str, most: int) -> int | None:
        """The integer called `name`, from 1 to `most`."""
        value = self.values.get(name)
        if value is None:
            return None
        if type(value) is not int:
            self.wrong(name, "FORMAT", "must be an integer")
            return None
        return self._in_range(name, value, most)

    def int64(self, name: str) -> int | None:
        """The integer called `name`, from 1, written as a number or as a string of digits."""
        value = self.values.get(name)
        if isinstance(value, str) and INT64.fullmatch(value):
            value = int(value)
        if value is None:
            return None
        if type(value) is not int or not SMALLEST_INT64 <= value <= LARGEST_INT64:
            self.wrong(name, "FORMAT", "must be an int64")
            return None
        return self._in_range(name, value, LARGEST_INT64)

    def _members(self, name: str) -> Form:
        """The members of the array called `name`, under their numbers."""
        value = self.values.get(name)
        members = value if isinstance(value, list) else []
        if value is not None and not isinstance(value, list):
            self.wrong(name, "FORMAT", "must be an array")
        elif len(members) > LONGEST_ARRAY:
            self.wrong(name, "MAX_SIZE", f"must have at most {LONGEST_ARRAY} members")
            members = []
        numbered = {str(n): member for n, member in enumerate(members)}
        return Form(numbered, f"{self._path}{name}.", self._violations)

    def _in_range(self, name: str, value: int, most: int) -> int | None:
        if value < 1:
            self.wrong(name, "MIN", "must be at least 1")
        elif value > most:
            self.wrong(name, "MAX", f"must be at most {most}")
        else:
            return value
        return None
