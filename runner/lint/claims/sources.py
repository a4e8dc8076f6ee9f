"""SR768, SR769: where ids come from, by the prose and by the OpenAPI documents."""

from __future__ import annotations

from collections.abc import Iterator

from runner.contract.catalogue import How
from runner.contract.holding import Contract
from runner.contract.outcome import nowhere
from runner.contract.promises import Promises
from runner.lint.claims.told import Told
from runner.lint.documented import contract_of
from runner.model.claim import Claim, Source
from runner.model.finding import Finding
from runner.model.place import Place
from runner.model.spec import Endpoint


def sources(page: Told) -> Iterator[Finding]:
    """The endpoint of a source, each once, and the path into its answer."""
    contract = contract_of(page)
    if contract is None:
        return
    told: set[Endpoint] = set()
    for claim, fact in page.facts(Source):
        for endpoint in fact.endpoints:
            if endpoint not in told and not contract.is_internal(endpoint.path):
                yield from _unknown(page, contract, claim, endpoint, told)
        if fact.query and len(fact.endpoints) == 1:
            yield from _nothing_there(page, contract, claim, fact)


def _unknown(
    page: Told, contract: Contract, claim: Claim, endpoint: Endpoint, told: set[Endpoint]
) -> Iterator[Finding]:
    match = contract.find(endpoint.method, endpoint.path, page.spec)
    if match.operation is None and match.how is not How.AMBIGUOUS:
        told.add(endpoint)
        breach = nowhere(match, str(endpoint))
        hint = breach.hint or "name the endpoint that really gives it"
        yield _about(page, "SR768", claim, endpoint.path, breach.message, hint)


def _nothing_there(page: Told, contract: Contract, claim: Claim, fact: Source) -> Iterator[Finding]:
    for endpoint in fact.endpoints:
        operation = contract.find(endpoint.method, endpoint.path, page.spec).operation
        if operation and Promises(contract, operation).denies(fact.query, is_loose=fact.is_loose):
            message = f"`{fact.query}` is not in the documented answer of {endpoint}"
            hint = f"see {contract.pointer(operation.node)}"
            yield _about(page, "SR769", claim, fact.query.removeprefix("$."), message, hint)


def _about(page: Told, code: str, claim: Claim, words: str, message: str, hint: str) -> Finding:
    """At the words themselves, where the line of the claim has them."""
    place = claim.place
    column = page.lines[place.line - 1].find(words, place.column - 1)
    if column < 0:
        return page.against(code, claim, message, hint=hint)
    at = Place(place.file, place.line, column + 1)
    return page.finding(code, at, message, hint=hint, width=len(words))


RULES = (sources,)
