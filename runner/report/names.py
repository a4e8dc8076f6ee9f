"""Names that tell things apart in reports: many readers keep only one of two cases that are called alike."""

from __future__ import annotations

from typing import Final

from runner.report.xmltext import visible

_LONGEST: Final = 60_000
"""Bytes: what is added to tell a name from others must still find room."""
_NAMELESS: Final = "(no name)"


class Names:
    """Gives every name once. Two names that differ in their blanks alone are one: schemas fold blanks."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], int] = {}
        self._files: dict[tuple[str, str], str] = {}

    def unique(self, name: str, *, within: str = "", file: str = "") -> str:
        """The name, and what tells it from those before: the file, where it is another one; then a number."""
        wanted = visible(name, most=_LONGEST) if name.strip() else _NAMELESS
        if self._files.setdefault(_key(within, wanted), file) != file:
            wanted = visible(f"{wanted} ({file})", most=_LONGEST)
        first = _key(within, wanted)
        number = self._given.get(first, 0) + 1
        shown = wanted if number == 1 else f"{wanted} #{number}"
        while number > 1 and _key(within, shown) in self._given:
            number += 1
            shown = f"{wanted} #{number}"
        self._given[first] = number
        self._given.setdefault(_key(within, shown), 1)
        return shown


def _key(within: str, name: str) -> tuple[str, str]:
    return within, " ".join(name.split())
