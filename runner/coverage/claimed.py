"""The statuses that the prose of a spec says its endpoint answers with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runner.model.claim import Answer, Claim, Code
from runner.model.place import Place


def claimed_statuses(claims: Iterable[Claim]) -> Iterator[tuple[int, Place]]:
    """Each with its place: from tables of codes, expected answers and error responses."""
    for claim in claims:
        match claim.fact:
            case Code(status=status):
                yield status, claim.place
            case Answer(statuses=statuses):
                yield from ((status, claim.place) for status in statuses)
