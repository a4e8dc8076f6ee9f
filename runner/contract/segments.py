"""Paths by their segments: templates of documents against what specs and requests say."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import unquote

_VARIABLE = re.compile(r"\{\{[^{}]*\}\}|<<[^<>]*>>|\{[^{}]*\}")
_COLON = re.compile(r":[A-Za-z_]\w*")

Score: TypeAlias = tuple[tuple[int, ...], int]
"""The better match compares greater: literals from left to right, then equal names of variables."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a path between slashes."""

    text: str
    names: tuple[str, ...] = ()
    """Of the variables in it, in their order; none: it is literal."""
    rest: tuple[str, ...] = ()
    """What is literal before, between and after the variables; nothing where one is all of it."""

    @property
    def is_variable(self) -> bool:
        """A variable and nothing else."""
        return bool(self.names) and not self.rest

    def values(self, text: str) -> tuple[str, ...] | None:
        """What its variables stand for in a text; None when the text does not fit."""
        if not self.rest:
            fits = bool(text) if self.names else text == self.text
            return (text,) * len(self.names) if fits else None
        first, *between, last = self.rest
        if not text.startswith(first):
            return None
        found, start = [], len(first)
        for literal in between:
            end = text.find(literal, start + 1)  # a variable stands for one character at least
            if end < 0:
                return None
            found.append(text[start:end])
            start = end + len(literal)
        end = len(text) - len(last)
        return (*found, text[start:end]) if text.endswith(last) and end > start else None


@lru_cache(maxsize=8192)
def segments_of(path: str) -> tuple[Segment, ...]:
    """The segments of a path: without scheme and host, query and fragment, doubled or trailing slashes."""
    bare = re.sub(r"^\w+://[^/{]+", "", path)
    bare = re.split(r"[?#]", _protected(bare), maxsplit=1)[0]
    return tuple(_segment(part) for part in bare.split("/") if part)


def is_slashed(path: str) -> bool:
    """Whether a path ends with a slash, its query aside."""
    return re.split(r"[?#]", _protected(path), maxsplit=1)[0].endswith("/")


def behind(path: str) -> frozenset[str]:
    """What stands behind a path: each part of its query, and its fragment.

    Documents tell operations of one path apart by it: `/items?deleted=true`, `/items#search`.
    """
    bare, _, fragment = _protected(path).partition("#")
    parts = [part for part in bare.partition("?")[2].split("&") if part]
    return frozenset([*map(unquote, parts), *([f"#{fragment}"] if fragment else [])])


def score(template: tuple[Segment, ...], wanted: tuple[Segment, ...]) -> Score | None:
    """How well the path that is `wanted` fits the template of a document; None when it does not."""
    if len(template) != len(wanted):
        return None
    points = [_points(theirs, ours) for theirs, ours in zip(template, wanted, strict=True)]
    if not all(points):
        return None
    same = sum(theirs.names == ours.names for theirs, ours in zip(template, wanted, strict=True))
    return tuple(points), same


def renamed(template: tuple[Segment, ...], wanted: tuple[Segment, ...]) -> dict[str, str]:
    """The variables that the document calls otherwise: our name -> its name, by position."""
    pairs = [
        (our, their)
        for theirs, ours in zip(template, wanted, strict=True)
        for our, their in zip(ours.names, theirs.names, strict=False)
    ]
    return {our: their for our, their in pairs if our != their}


def path_values(template: str, path: str) -> dict[str, str]:
    """What the variables of a template stand for in a path that ends like it; nothing where it does not."""
    theirs, ours = segments_of(template), segments_of(path)
    found: dict[str, str] = {}
    for segment, part in zip(reversed(theirs), reversed(ours), strict=False):
        values = segment.values(part.text)
        if values is None:
            return {}
        found.update(zip(segment.names, values, strict=False))
    return found if len(theirs) <= len(ours) else {}


def differs_in_case(template: tuple[Segment, ...], wanted: tuple[Segment, ...]) -> bool:
    """Whether only capitals keep them apart."""
    return score(template, wanted) is None and score(_lower(template), _lower(wanted)) is not None


def _lower(path: tuple[Segment, ...]) -> tuple[Segment, ...]:
    return tuple(
        replace(part, text=part.text.lower(), rest=tuple(map(str.lower, part.rest))) for part in path
    )


_LITERAL, _PARTIAL, _BOTH_VARIABLE, _VALUE = 4, 3, 2, 1


def _points(theirs: Segment, ours: Segment) -> int:
    """0: they cannot be the same."""
    if theirs.is_variable:
        return _BOTH_VARIABLE if ours.names else _VALUE
    if theirs.rest:
        return _PARTIAL if theirs.values(_VARIABLE.sub("x", ours.text)) is not None else 0
    return _LITERAL if theirs.text == ours.text and not ours.names else 0


def _protected(path: str) -> str:
    """A `?` inside a placeholder does not begin the query."""
    return _VARIABLE.sub(lambda found: found[0].replace("?", "").replace("#", "").replace("/", ""), path)


def _segment(text: str) -> Segment:
    found = list(_VARIABLE.finditer(text))
    if not found and _COLON.fullmatch(text):
        return Segment(text, (text[1:],))
    if not found:
        return Segment(unquote(text))
    names = tuple(match[0].strip("{}<> .;*") for match in found)  # of a URI template, here and there
    if len(found) == 1 and found[0][0] == text:
        return Segment(text, names)
    return Segment(text, names, tuple(map(unquote, _VARIABLE.split(text))))
