"""All OpenAPI documents of a project, and which operation a method and a path mean."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from runner.contract.document import Document, Flaw
from runner.contract.operation import Operation
from runner.contract.reading import read_operations
from runner.contract.reference import References
from runner.contract.segments import (
    Segment,
    behind,
    differs_in_case,
    is_slashed,
    renamed,
    score,
    segments_of,
)

_NEAREST = 3
_ALIKE = 0.75
"""From which on a word may be another one, misspelt."""
_Points: TypeAlias = tuple[tuple[int, ...], int, int, int, bool]
"""Segments from left to right, how surely the path is meant, how much of the query is,
equal names of parameters, an equal end."""


class How(StrEnum):
    """How an endpoint was found, surest first; or why it was not."""

    EXACT = "exact"
    """As it is written in the document."""
    JOINED = "joined"
    """After the document's base path was put before it."""
    PREFIXED = "prefixed"
    """As it is written, although the document has a base path."""
    METHOD = "method"
    """The path is documented, the method is not."""
    AMBIGUOUS = "ambiguous"
    """Several operations fit equally well."""
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Match:
    """What a look-up came to."""

    how: How
    operation: Operation | None = None
    elsewhere: bool = False
    """Not in the document that was named."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Path parameters that the document calls otherwise: our name -> its name."""
    rivals: tuple[Operation, ...] = ()
    """AMBIGUOUS: all that fit. METHOD: those of the same path."""
    nearest: tuple[str, ...] = ()
    """NOWHERE: what is documented and looks like it."""
    case_only: bool = False
    """NOWHERE: an operation differs in capitals only."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An operation under one of its full paths."""

    operation: Operation
    segments: tuple[Segment, ...]
    how: How
    slashed: bool
    """Whether it ends with a slash, which only matters beside one that does not."""
    behind: frozenset[str]
    """Its query and fragment, which only matter beside others."""


class Catalogue:
    """Documents whose operations are read when something is looked up."""

    def __init__(self, documents: Iterable[Document], references: References) -> None:
        self.documents = tuple(documents)
        self.references = references

    @cached_property
    def _read(self) -> tuple[tuple[tuple[Operation, ...], tuple[Flaw, ...]], ...]:
        return tuple(read_operations(document, self.references) for document in self.documents)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All of them, in the order of the documents."""
        return tuple(operation for operations, _flaws in self._read for operation in operations)

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """What is wrong with the documents, but for their schemas."""
        own = [flaw for document in self.documents for flaw in document.flaws]
        read = [flaw for _operations, flaws in self._read for flaw in flaws]
        return tuple(dict.fromkeys([*own, *read]))

    @cached_property
    def _entries(self) -> dict[int, list[_Entry]]:
        """By the number of segments."""
        found: dict[int, list[_Entry]] = {}
        for operation in self.operations:
            for entry in _entries_of(operation):
                found.setdefault(len(entry.segments), []).append(entry)
        return found

    def find(self, method: str, path: str, *, named: Document | None = None) -> Match:
        """The operation of a method and a path.

        Of those that fit equally well, the one of the named document is meant, then one of its folder.
        """
        wanted = segments_of(path)
        fits = self._fits(wanted, is_slashed(path), behind(path))
        if not fits:
            return self._nowhere(method, path, wanted)
        for wanted_method in (method.upper(), *(("GET",) if method.upper() == "HEAD" else ())):
            right = _best([fit for fit in fits if fit[0].operation.method == wanted_method], named)
            if right:
                return _matched(right, wanted, named)
        rivals = tuple(dict.fromkeys(entry.operation for entry in _best(fits, named)))
        return Match(How.METHOD, rivals=rivals, elsewhere=_is_elsewhere(rivals[0], named))

    def _fits(
        self,
        wanted: tuple[Segment, ...],
        slashed: bool,  # noqa: FBT001 - of the path that is wanted
        asked: frozenset[str],
    ) -> list[tuple[_Entry, _Points]]:
        found = []
        for entry in self._entries.get(len(wanted), ()):
            points = score(entry.segments, wanted)
            if points is not None:
                surety = int(entry.how is not How.PREFIXED)
                query = len(entry.behind) if entry.behind <= asked else -1
                found.append((entry, (points[0], surety, query, points[1], entry.slashed is slashed)))
        return found

    def _nowhere(self, method: str, path: str, wanted: tuple[Segment, ...]) -> Match:
        same = [
            entry.operation
            for entry in self._entries.get(len(wanted), ())
            if entry.operation.method == method.upper() and differs_in_case(entry.segments, wanted)
        ]
        known = dict.fromkeys(
            operation.key
            for operation in self.operations
            if _is_near(segments_of(operation.bases[0] + operation.path), wanted)
        )
        near = difflib.get_close_matches(f"{method.upper()} {path}", known, n=_NEAREST, cutoff=0.6)
        nearest = (same[0].key,) if same else tuple(near)
        return Match(How.NOWHERE, nearest=nearest, case_only=bool(same))


def _is_near(theirs: tuple[Segment, ...], ours: tuple[Segment, ...]) -> bool:
    """Whether at most one word of ours is none of theirs: prefixes are alike in most paths of an API."""
    words = [segment.text for segment in theirs if not segment.names]
    strange = [
        segment
        for segment in ours
        if not segment.names and not difflib.get_close_matches(segment.text, words, n=1, cutoff=_ALIKE)
    ]
    return len(strange) <= 1


def _entries_of(operation: Operation) -> Iterable[_Entry]:
    seen: set[tuple[str, ...]] = set()
    slashed, query = is_slashed(operation.path), behind(operation.path)
    for base in operation.bases:
        full = segments_of(base + operation.path)
        key = tuple(segment.text for segment in full)
        if key not in seen:
            seen.add(key)
            yield _Entry(operation, full, How.JOINED if base else How.EXACT, slashed, query)
    bare = segments_of(operation.path)
    if tuple(segment.text for segment in bare) not in seen:
        yield _Entry(operation, bare, How.PREFIXED, slashed, query)


def _best(fits: Sequence[tuple[_Entry, _Points]], named: Document | None) -> list[_Entry]:
    """Those that fit best; where there are several, those nearest to the named document."""

    def rank(fit: tuple[_Entry, _Points]) -> tuple[tuple[int, ...], int, int, int, int, bool]:
        entry, (segments, surety, query, same, end) = fit
        return segments, surety, _nearness(entry.operation.document, named), query, same, end

    top = max(map(rank, fits), default=None)
    return [fit[0] for fit in fits if rank(fit) == top]


def _nearness(document: Document, named: Document | None) -> int:
    if named is None:
        return 0
    return 2 if document is named else int(document.path.parent == named.path.parent)


def _is_elsewhere(operation: Operation, named: Document | None) -> bool:
    return named is not None and operation.document is not named


def _matched(best: Sequence[_Entry], wanted: tuple[Segment, ...], named: Document | None) -> Match:
    first = best[0]
    operations = tuple(dict.fromkeys(entry.operation for entry in best))
    elsewhere = _is_elsewhere(first.operation, named)
    if len(operations) > 1:
        return Match(How.AMBIGUOUS, rivals=operations, elsewhere=elsewhere)
    return Match(first.how, first.operation, elsewhere=elsewhere, renamed=renamed(first.segments, wanted))
