"""Other endpoints in the words of prose: which are named, and who may call them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from runner.claims.access import Said, said_of_access
from runner.claims.roles import Holders, holders_in
from runner.claims.sentence import HEDGED
from runner.model.claim import ANONYMOUS, EVERYBODY_ELSE, Access
from runner.model.spec import Endpoint

ENDPOINT: Final = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(/[^\s`,;)]*)")
_WITH: Final = re.compile(r"\b(?:with|using)(?: an?| the| your)? *$", re.IGNORECASE)
_OTHERWISE: Final = re.compile(
    r"\b(?:[45]\d\d|not|never|cannot|refused|denied|instead of)\b|n't\b", re.IGNORECASE
)
_NO_TOKEN: Final = re.compile(r"\bno token (?:is )?(?:needed|required|necessary)\b", re.IGNORECASE)
_ONLY: Final = re.compile(r"\bonly\b", re.IGNORECASE)


def endpoint_of(found: re.Match[str]) -> Endpoint:
    """That of a match of ENDPOINT, without its query and the stop of the sentence."""
    return Endpoint(found[1], found[2].partition("?")[0].rstrip("."))


def endpoints_in(words: str) -> list[Endpoint]:
    """All that are named, in their order."""
    return [endpoint_of(found) for found in ENDPOINT.finditer(words)]


def said_of_callers(plain: str) -> Iterator[Said]:
    """Who may call the endpoint that a sentence without marks is about; nobody where it leaves that open."""
    if HEDGED.search(plain):
        return
    found = list(said_of_access(plain))
    if not found and not _OTHERWISE.search(plain):
        for holders in holders_in(plain):
            if _WITH.search(plain[: holders.start]):
                found += _each(holders)
    nobody = _NO_TOKEN.search(plain)
    if nobody:
        found.append(Said(Access(ANONYMOUS, allowed=True), nobody[0].split()[0]))
    yield from found


def said_in_brackets(title: str) -> Iterator[Said]:
    """`From the list (client tokens only)`: who may go the way that a heading names."""
    for part in re.findall(r"\(([^()]*)\)", title):
        if HEDGED.search(part) or _OTHERWISE.search(part):
            continue
        let_in = [said for holders in holders_in(part) for said in _each(holders)]
        yield from let_in
        if let_in and _ONLY.search(part):
            beside = frozenset(said.access.role for said in let_in)
            yield Said(Access(EVERYBODY_ELSE, allowed=False, beside=beside), "only")


def _each(holders: Holders) -> Iterator[Said]:
    for role, word in holders.roles:
        yield Said(Access(role, allowed=True), word)
