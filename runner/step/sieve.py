"""Which of many needles stand in a text, without looking for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Generic, TypeVar

_T = TypeVar("_T")

_FEW: Final = 48
"""So many short needles are looked for one by one sooner than their pieces are."""
_LONGEST_ROW: Final = 8192


class Sieve(Generic[_T]):
    """Needles in lower case, each with what it stands for.

    Every text that holds a needle of `piece + stride - 1` characters has a piece of it at a multiple of
    `stride`: one look-up for each of those, however many needles there are. Needles may be added while others
    look; whoever looks sees all that were added before.
    """

    def __init__(self) -> None:
        self._long = _Pieces[_T](piece=8, stride=9)
        self._short = _Pieces[_T](piece=4, stride=3)
        self._few: list[tuple[str, _T]] = []
        self._always: list[_T] = []

    def add(self, needle: str, item: _T) -> None:
        """From now on `item` is found in texts that hold the needle; without one, in all texts."""
        if len(needle) >= self._long.least:
            self._long.add(needle, item)
        elif len(needle) >= self._short.least and len(self._few) >= _FEW:
            self._short.add(needle, item)
        elif needle:
            self._few.append((needle, item))
        else:
            self._always.append(item)

    def found(self, lowered: str) -> list[_T]:
        """What the needles in a text, which is in lower case, stand for."""
        found = [item for needle, item in self._few if needle in lowered]
        found += self._always
        found += self._short.found(lowered)
        found += self._long.found(lowered)
        return found


class _Pieces(Generic[_T]):
    """Needles by their pieces."""

    def __init__(self, *, piece: int, stride: int) -> None:
        self.least = piece + stride - 1
        self._piece = piece
        self._stride = stride
        self._pieces: set[str] = set()
        self._needles: dict[str, tuple[tuple[str, _T], ...]] = {}

    def add(self, needle: str, item: _T) -> None:
        for start in range(self._stride):
            piece = needle[start : start + self._piece]
            self._needles[piece] = (*self._needles.get(piece, ()), (needle, item))
            self._pieces.add(piece)

    def found(self, lowered: str) -> Iterator[_T]:
        if not self._pieces or len(lowered) < self.least:
            return
        pieces = self._pieces.intersection(self._row(lowered))
        if pieces:
            known = dict.fromkeys(entry for piece in sorted(pieces) for entry in self._needles[piece])
            yield from (item for needle, item in known if needle in lowered)

    def _row(self, lowered: str) -> Iterator[str]:
        count = len(lowered) // self._stride + 1
        if count <= _LONGEST_ROW:
            return map(lowered.__getitem__, _slices(self._piece, self._stride, count))
        ends = range(self._piece, len(lowered) + 1, self._stride)
        return (lowered[end - self._piece : end] for end in ends)


def _slices(piece: int, stride: int, count: int) -> tuple[slice, ...]:
    """Of the first `count` pieces; some more, so that few rows are made."""
    return _made(piece, stride, 1 << count.bit_length())[:count]


@lru_cache(maxsize=64)
def _made(piece: int, stride: int, count: int) -> tuple[slice, ...]:
    return tuple(slice(at * stride, at * stride + piece) for at in range(count))
