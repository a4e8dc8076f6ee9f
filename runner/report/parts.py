"""The parts of a page that must not grow beyond a size: whole items, and the number of those left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Something with a title, and items of which it may have more than there is room for."""

    title: str
    """What stands above them, ready to be written."""
    items: Iterable[str]
    """Made one by one, as long as they are wanted."""
    total: int
    """How many there are."""
    rest: Callable[[int], str]
    """What is said of those that are left out."""

    def within(self, room: int) -> str:
        """As much of it as fits into so many bytes; nothing where there is nothing."""
        if not self.total:
            return ""
        left = room - _size(self.title) - _size(self.rest(self.total))
        kept: list[str] = []
        for item in self.items:
            left -= _size(item)
            if left < 0:
                break
            kept.append(item)
        missing = self.total - len(kept)
        return "".join((self.title, *kept, self.rest(missing) if missing else ""))


def _size(text: str) -> int:
    return len(text.encode())
