"""SR776: what a documented error says is missing, in its heading and in its body."""

from __future__ import annotations

from collections.abc import Iterator

from runner.claims.evidence import names_another
from runner.claims.names import Names
from runner.lint.claims.told import Told
from runner.model.claim import Answer
from runner.model.finding import Finding


def reasons(page: Told) -> Iterator[Finding]:
    """`Missing booking_id` above `Mandatory parameter client_id is missing`."""
    names = Names.of(page.spec, page.claims)
    for claim, fact in page.facts(Answer):
        if not fact.is_error or not fact.has_body:
            continue
        told = [names_another(fact.body, condition, names.known) for condition in fact.conditions]
        if told and all(told):
            message = f"{fact.conditions[0]}, by the heading; its body names `{told[0]}`"
            yield page.against("SR776", claim, message, hint="say the same in both")


RULES = (reasons,)
