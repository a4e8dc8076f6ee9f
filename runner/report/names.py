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
        self._files: dict[tuple[str, str], str] = {}
        """Of every name that was given, where it first came from."""
        self._numbers: dict[tuple[str, str], int] = {}
        """Of those that were wanted more than once, the last number."""

    def unique(self, name: str, *, within: str = "", file: str = "") -> str:
        """The name, and what tells it from those before: the file, where it is another one; then a number."""
        wanted = visible(name, most=_LONGEST) if name.strip() else _NAMELESS
        if self._files.get(_key(within, wanted), file) != file:
            wanted = visible(f"{wanted} ({file})", most=_LONGEST)
        first = _key(within, wanted)
        shown, number = wanted, self._numbers.get(first, 1)
        while _key(within, shown) in self._files:
            number += 1
            shown = f"{wanted} #{number}"
        if number > 1:
            self._numbers[first] = number
        self._files[_key(within, shown)] = file
        return shown


def _key(within: str, name: str) -> tuple[str, str]:
    return within, " ".join(name.split())
