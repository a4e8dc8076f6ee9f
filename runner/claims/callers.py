"""Words about who sends a request that is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from runner.claims.reason import Reason
from runner.claims.roles import EXPIRED, holders_in
from runner.model.claim import ANONYMOUS, STRANGER, Condition, When

_REFUSALS: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_MISSING: Final = re.compile(
    r"\bno (?:valid )?token\b|\bmissing (?:or invalid )?token\b|\binvalid or missing token\b|"
    r"\bwithout (?:a )?token\b|^unauthori[sz]ed$",
    re.IGNORECASE,
)
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
    """`No token, or one that is not valid`, `Not a client token`, `An admin token`."""
    if reason.status not in _REFUSALS:
        return
    if reason.status == HTTPStatus.UNAUTHORIZED:
        no_good = (role for pattern, role in _NO_GOOD if pattern.search(reason.words))
        yield from (Condition(When.ROLE, role) for role in no_good)
    yield from (Condition(When.ROLE, role) for role in _roles(reason))


def _roles(reason: Reason) -> Iterator[str]:
    """The roles that the words mean, of those that the document says are refused with this status."""
    refused = reason.names.refused(reason.status)
    if _NOT_ITS_KIND.search(reason.words):
        yield from refused
        return
    for holders in holders_in(_INSTEAD.sub("", reason.words)):
        for role, _word in holders.roles:
            if reason.names.is_refused(role, reason.status):
                yield role
    for role in refused:
        one_of_them = rf"\ban? {re.escape(role)}(?:istrators?|s)?\b(?! of| who| that)"
        if re.search(one_of_them, reason.words, re.IGNORECASE):
            yield role
