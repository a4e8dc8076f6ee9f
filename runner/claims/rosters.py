"""Lists of who may call, held against each other: whoever one of them lets in, all of them should name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from runner.claims.roles import EXPIRED
from runner.model.claim import (
    ANONYMOUS,
    EVERYBODY_ELSE,
    STRANGER,
    Access,
    Claim,
    Roster,
    facts_of,
)

_WITHOUT_TOKEN: Final = frozenset({ANONYMOUS, STRANGER, EXPIRED})
"""Whose token is none, or no good."""


def enlisted(
    claims: Sequence[Claim], mentioned: Iterable[str] = (), *, is_of_tokens: bool = False
) -> Iterator[Claim]:
    """Claims that make up one list, each of which knows it; as they are where it lets nobody in."""
    let_in = frozenset(fact.role for _claim, fact in facts_of(claims, Access) if _is_let_in(fact))
    first = next((claim for claim, fact in facts_of(claims, Access) if _is_let_in(fact)), None)
    if first is None:
        yield from claims
        return
    named = frozenset((*mentioned, *(fact.role for _claim, fact in facts_of(claims, Access))))
    roster = Roster(first.place, first.width, named - {EVERYBODY_ELSE}, is_of_tokens)
    for claim in claims:
        fact = claim.fact
        if isinstance(fact, Access):
            fact = replace(fact, roster=roster, beside=fact.beside | let_in if fact.beside else fact.beside)
        yield replace(claim, fact=fact)


def unnamed(claims: Iterable[Claim]) -> Iterator[tuple[Roster, Claim, str]]:
    """Each list, with each role that another one lets in and it does not name, and the claim that says so."""
    let_in = [(claim, fact) for claim, fact in facts_of(claims, Access) if _is_let_in(fact)]
    rosters = {fact.roster.place: fact.roster for _claim, fact in let_in if fact.roster}
    for roster in rosters.values():
        told: set[str] = set()
        for claim, fact in let_in:
            is_excused = roster.is_of_tokens and fact.role in _WITHOUT_TOKEN
            if not (fact.role in told or is_excused or roster.names(fact.role)):
                told.add(fact.role)
                yield roster, claim, fact.role


def _is_let_in(fact: Access) -> bool:
    return fact.allowed and fact.role != EVERYBODY_ELSE
