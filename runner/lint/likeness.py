"""Names that look alike: misspelt ones, and those that differ on purpose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_LONG = 4
"""Shorter words (`id`, `uid`, `a`, `2`) differ on purpose: `client_id` and `client_uid` are two things."""

_LONGER, _NEARLY = 7, 0.85
"""In words as long as this, two letters may go wrong: `tommorow`."""


def misspelt(name: str, known: Iterable[str]) -> str:
    """The known name that this one surely means; empty where there is none."""
    words = _words(name)
    for other in sorted(known):
        theirs = _words(other)
        if other == name or not words:
            continue
        if "".join(words) == "".join(theirs):
            return other
        if len(words) == len(theirs):
            unlike = [(one, two) for one, two in zip(words, theirs, strict=True) if one != two]
            if len(unlike) == 1 and _slip(*unlike[0]):
                return other
    return ""


def alike(name: str, known: Iterable[str]) -> str:
    """The nearest known name, which may be meant; empty where none is near."""
    close = get_close_matches(name, sorted(set(known) - {name}), n=1, cutoff=0.8)
    return close[0] if close else ""


def _words(name: str) -> list[str]:
    """`bookingId` and `booking_id` are the same words."""
    return [word.lower() for word in _WORDS.findall(name)]


def _slip(one: str, other: str) -> bool:
    """A letter missing, too many, or wrong, or two in the wrong order; in no short word."""
    if min(len(one), len(other)) < _LONG or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    a, b = one[start:], other[start:]
    swapped = a[:2] == b[1::-1] and a[2:] == b[2:]
    if swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]:
        return True
    return min(len(one), len(other)) >= _LONGER and SequenceMatcher(None, one, other).ratio() >= _NEARLY
