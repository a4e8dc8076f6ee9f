"""A reader of a body: takes its members one by one, and notes all flaws before it complains."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.api import RefusedError
from runner.sandbox.clock import parse_instant, to_ms
from runner.sandbox.customer_bookings.decisions import FLAWED
from runner.sandbox.customer_bookings.errors import problem
from runner.sandbox.customer_bookings.media import document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner.sandbox.jsontext import Json

ATOM = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_ADDRESS = 200
MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class Flaw:
    code: str
    pointer: str
    text: str
    status: int = FLAWED


class Reader:
    """The members of one object of a body; `null` counts as absent."""

    def __init__(self, members: Mapping[str, Json], at: str = "", flaws: list[Flaw] | None = None) -> None:
        self.members = members
        self.at = at
        self.flaws: list[Flaw] = [] if flaws is None else flaws

    def complain(self, code: str, name: str, text: str, *, status: int = FLAWED) -> None:
        self.flaws.append(Flaw(code, self.pointer(name), text, status))

    def pointer(self, name: str) -> str:
        return f"{self.at}/{name.replace('~', '~0').replace('/', '~1')}"

    def check(self) -> None:
        """Refuses the body if anything is wrong with it."""
        if self.flaws:
            told = [
                problem(flaw.status, flaw.code, flaw.text, {"pointer": flaw.pointer})
                for flaw in self.flaws[:MOST_TOLD]
            ]
            raise RefusedError(document(self.flaws[0].status, {"errors": told}))

    def has(self, name: str) -> bool:
        """Whether there is something; the empty text is nothing."""
        return self.members.get(name) not in (None, "")

    def require(self, *names: str) -> None:
        for name in names:
            if not self.has(name):
                self.complain("required", name, f"{name} is required")

    def text(self, name: str, *, longest: int | None = None) -> str:
        """The text called `name`; the empty one when it is absent or flawed."""
        value = self.members.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.complain("invalid", name, f"{name} must be text")
            return ""
        if longest is not None and len(value) > longest:
            self.complain("too_long", name, f"{name} has at most {longest} characters")
            return ""
        return value

    def address(self, name: str) -> str:
        value = self.text(name, longest=LONGEST_ADDRESS)
        if value and not ADDRESS.fullmatch(value):
            self.complain("invalid", name, f"{name} must be an e-mail address")
            return ""
        return value

    def instant(self, name: str) -> int | None:
        """The instant called `name`, in milliseconds; None when it is absent or flawed."""
        value = self.members.get(name)
        if value in (None, ""):
            return None
        try:
            if isinstance(value, str) and ATOM.fullmatch(value):
                return to_ms(parse_instant(value))
        except ValueError:
            pass
        text = f"{name} must be a date and time with an offset, as in 2026-04-15T09:00:00+02:00"
        self.complain("invalid", name, text)
        return None

    def boolean(self, name: str) -> bool:
        value = self.members.get(name)
        if value is not None and not isinstance(value, bool):
            self.complain("invalid", name, f"{name} must be true or false")
        return value is True

    def whole(self, name: str, *, least: int, most: int) -> int:
        """The whole number called `name`; `least` when it is absent or flawed."""
        value = self.members.get(name)
        if value is None:
            return least
        if type(value) is not int or not least <= value <= most:
            self.complain("invalid", name, f"{name} must be a whole number from {least} to {most}")
            return least
        return value

    def choice(self, name: str, among: Sequence[str]) -> str:
        """One of the words; the empty one when it is absent or flawed."""
        value = self.members.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or value not in among:
            self.complain("invalid", name, f"{name} must be one of {', '.join(among)}")
            return ""
        return value

    def object(self, name: str) -> Reader:
        """The object called `name`; an empty one when it is absent or flawed."""
        value = self.members.get(name)
        if not isinstance(value, dict):
            missing = value is None
            self.complain(
                "required" if missing else "invalid",
                name,
                f"{name} is required" if missing else f"{name} must be an object",
            )
            return Reader({}, self.pointer(name), self.flaws)
        return Reader(value, self.pointer(name), self.flaws)

    def objects(self, name: str, *, most: int, each: str) -> list[Reader]:
        """The objects in the list called `name`; `each` says what one of them is."""
        value = self.members.get(name)
        if value is None:
            self.complain("required", name, f"{name} is required")
            return []
        if not isinstance(value, list) or len(value) > most:
            self.complain("invalid", name, f"{name} must be a list of at most {most}")
            return []
        readers = []
        for number, member in enumerate(value):
            at = f"{self.pointer(name)}/{number}"
            if isinstance(member, dict):
                readers.append(Reader(member, at, self.flaws))
            else:
                self.flaws.append(Flaw("invalid", at, f"{each} must be an object"))
        return readers
