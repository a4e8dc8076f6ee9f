"""SR764: who may call the endpoint, by the prose and by the front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from runner.claims.authentication import listed
from runner.claims.roles import EXPIRED
from runner.claims.rosters import unnamed
from runner.lint.claims.told import Told
from runner.model.claim import ANONYMOUS, EVERYBODY_ELSE, STRANGER, Access, Claim, is_kin
from runner.model.finding import Finding

_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_WITHOUT_TOKEN = frozenset({ANONYMOUS, STRANGER, EXPIRED, EVERYBODY_ELSE})
"""The front matter lists whose tokens are good."""


def access(page: Told) -> Iterator[Finding]:
    """Who is let in under a condition only is neither in nor out."""
    tokens = page.spec.tokens
    if not tokens:
        return
    said = _said(page)
    for role, claims in said.items():
        allowed = {fact.allowed for _claim, fact in claims}
        claim = claims[0][0]
        shown = f"`tokens` on line {page.spec.place_at('tokens').line} lists {', '.join(tokens)}"
        names = {role, *_also_called(page, claim)}
        if allowed == {True} and not any(
            is_kin(token, name) or is_kin(name, token) for token in tokens for name in names
        ):
            message = f"`{role}` may call the endpoint, and is not among the `tokens` of the front matter"
            yield page.against("SR764", claim, message, hint=f"{shown}: mend one of the two")
        if allowed == {False} and role in tokens:
            message = f"`{role}` is refused, and is among the `tokens` of the front matter"
            yield page.against("SR764", claim, message, hint=f"{shown}: mend one of the two")


def lists(page: Told) -> Iterator[Finding]:
    """The lists of the prose, against each other and against the front matter."""
    for roster, other, role in unnamed(page.claims):
        if not roster.is_of_tokens:  # that is told of the prose, above
            message = f"`{role}` may call the endpoint by line {other.place.line}, and is missing here"
            hint = "name all who may call wherever they are listed"
            yield page.finding("SR764", roster.place, message, hint=hint, width=roster.width)


def _said(page: Told) -> dict[str, list[tuple[Claim, Access]]]:
    """What the prose says of each role."""
    fronts = {claim.place for claim in listed(page.spec)}
    found: dict[str, list[tuple[Claim, Access]]] = {}
    for claim, fact in page.facts(Access):
        if claim.place not in fronts and fact.role not in _WITHOUT_TOKEN:
            found.setdefault(fact.role, []).append((claim, fact))
    return found


def _also_called(page: Told, claim: Claim) -> list[str]:
    """`Internal (Admin) tokens` has two names for one role."""
    behind = page.lines[claim.place.line - 1][claim.place.column - 1 + claim.width :]
    in_brackets = _IN_BRACKETS.match(behind)
    return in_brackets[1].lower().split() if in_brackets else []


RULES = (access, lists)
