"""SR768, SR769: where ids come from, by the prose and by the OpenAPI documents."""

from __future__ import annotations

from collections.abc import Iterator

from runner.contract.catalogue import How
from runner.contract.outcome import nowhere
from runner.contract.promises import Promises
from runner.contract.reach import Reach
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
        if contract.is_internal(fact.endpoint.path):
            continue
        match = contract.find(fact.endpoint.method, fact.endpoint.path, page.spec)
        if match.operation is None:
            if match.how is not How.AMBIGUOUS and fact.endpoint not in told:
                told.add(fact.endpoint)
                breach = nowhere(match, str(fact.endpoint))
                hint = breach.hint or "name the endpoint that really gives it"
                yield _about(page, "SR768", claim, fact.endpoint.path, breach.message, hint)
        elif fact.query and Promises(contract, match.operation).reach(fact.query) is Reach.NOT_THERE:
            message = f"`{fact.query}` is not in the documented answer of {fact.endpoint}"
            hint = f"see {contract.pointer(match.operation.node)}"
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
