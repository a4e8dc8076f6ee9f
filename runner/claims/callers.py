"""Words about who sends a request that is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from runner.claims.reason import Reason
from runner.claims.roles import EXPIRED, holders_in
from runner.model.claim import ANONYMOUS, STRANGER, Condition, When

_MISSING: Final = re.compile(
    r"\bno (?:valid )?token\b|\bmissing (?:or invalid )?token\b|\binvalid or missing token\b|"
    r"\bwithout (?:a )?token\b",
    re.IGNORECASE,
)
_PHRASE_ALONE: Final = re.compile(r"unauthori[sz]ed", re.IGNORECASE)
_INVALID: Final = re.compile(
    r"\bone that is (?:not valid|unknown)|\binvalid(?: or missing| or expired)? token\b|"
    r"\bmissing or invalid token\b|\ban unknown(?: or expired)? one\b|\bunknown token\b|"
    r"\btoken is (?:invalid|unknown)\b|\bno valid token\b",
    re.IGNORECASE,
)
_EXPIRED: Final = re.compile(
    r"\bunknown(?:,| or) expired\b|\btoken is (?:invalid or )?expired\b|\bexpired token\b", re.IGNORECASE
)
#: What is wrong with a token that is no good, and whom that means.
_NO_GOOD: Final = ((_MISSING, ANONYMOUS), (_INVALID, STRANGER), (_EXPIRED, EXPIRED))
_NOT_ITS_KIND: Final = re.compile(
    r"\bnot an? [\w ]+ tokens?\b|\bnon-\w+ tokens?\b|\b(?:not for this|wrong) identity\b|"
    r"\bidentity may not\b|\bneither an? \w+ nor an? \w+\b|\b(?:no|without the) permission\b",
    re.IGNORECASE,
)
_INSTEAD: Final = re.compile(r"\binstead of\b.*")


def refused_caller(reason: Reason) -> Iterator[Condition]:
    """`No token, or one that is not valid`, `Not a client token`, `An admin token`.

    With a status that callers are seldom refused with, it is a guess: a token may be one of another kind.
    """
    if not reason.may_depend_on_request:
        return
    is_usual = reason.status == HTTPStatus.UNAUTHORIZED
    if is_usual and _PHRASE_ALONE.fullmatch(reason.words):
        yield Condition(When.ROLE, ANONYMOUS)
    for pattern, role in _NO_GOOD:
        if pattern.search(reason.words):
            yield Condition(When.ROLE, role, is_guess=not is_usual)
    for role in dict.fromkeys(_roles(reason)):
        yield Condition(When.ROLE, role, is_guess=not reason.names.is_refused(role, reason.status))


def _roles(reason: Reason) -> Iterator[str]:
    """The roles that the words mean, of those that the document says are refused."""
    names = reason.names
    if _NOT_ITS_KIND.search(reason.words):
        yield from names.refused(reason.status) or names.refused()
        return
    for holders in holders_in(_INSTEAD.sub("", reason.words)):
        for role, _word in holders.roles:
            if names.is_refused(role):
                yield role
    for role in names.refused():
        one_of_them = rf"\ban? {re.escape(role)}(?:istrators?|s)?\b(?! of| who| that)"
        if re.search(one_of_them, reason.words, re.IGNORECASE):
            yield role
