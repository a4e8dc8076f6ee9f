"""How much detail a report may still hold: every case finds its place, what explains them shares the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_GUESS: Final = 300
"""Bytes that a case takes without any detail, before it is known ..."""
_GUESSES: Final = 10
"""... as if so many had taken as much."""


class Allowance:
    """Counts what is written, and gives details away as long as there is room beside the cases to come."""

    def __init__(self, *, cases: int, most_bytes: int, most_elements: int, instead: str) -> None:
        self._left = cases
        self._instead = instead
        self._bytes = most_bytes
        self._elements = most_elements
        self._done = 0
        self._plain = 0
        """Bytes of what was written beside details."""
        self._given = 0
        """Bytes of details that are not written yet."""
        self._full = False

    def detail(self, make: Callable[[], str]) -> str:
        """A text, or what is said `instead`; after one that does not fit, none is made any more."""
        if self._full or self._elements < self._left:
            return self._instead
        text = make()
        size = len(text.encode(errors="surrogatepass"))
        if size > self._room():
            self._full = True
            return self._instead
        self._given += size
        return text

    def written(self, *, size: int, cases: int, elements: int) -> None:
        """So much was written, with the details that were given away for it."""
        self._done += cases
        self._left -= cases
        self._plain += max(size - self._given, 0)
        self._bytes -= size
        self._elements -= elements
        self._given = 0

    def _room(self) -> float:
        average = (self._plain + _GUESS * _GUESSES) / (self._done + _GUESSES) + len(self._instead)
        return self._bytes - self._given - average * self._left
