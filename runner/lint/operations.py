"""SR70x: whether the endpoint of a spec is documented, and what is wrong with the document that has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runner.contract.holding import Contract
from runner.contract.outcome import beside, flawed, nowhere
from runner.contract.rules import RULES as OF_CONTRACT
from runner.lint.documented import endpoint_of
from runner.lint.page import Page
from runner.model.finding import Finding
from runner.model.place import Place
from runner.model.spec import Loaded, Spec

_OF_POINTER = "SR702"
"""Belongs to the rules of `swagger`."""


def endpoint(page: Page) -> Iterator[Finding]:
    """Where it is documented, under which base path, and with which names."""
    match = endpoint_of(page)
    if match is None:
        return
    said = str(page.spec.endpoint)
    found = beside(match, said) if match.operation else [nowhere(match, said)]
    for breach in found:
        if breach.rule != _OF_POINTER:
            yield page.front(breach.rule, "endpoint", breach.message, hint=breach.hint)


def flaws(specs: Iterable[Loaded], contract: Contract) -> Iterator[Finding]:
    """What is wrong with the documents that have the endpoints of these specs: each is said once."""
    used = set()
    for spec in specs:
        if isinstance(spec, Spec):
            match = contract.find(spec.endpoint.method, spec.endpoint.path, spec)
            used |= {match.operation.document.path} if match.operation else set()
    for flaw in contract.catalogue.flaws:
        if flaw.path in used:
            breach = flawed(flaw)
            pointer = contract.pointer(breach.promise) if breach.promise else ""
            place = Place(pointer.partition("#")[0], 1)
            severity = OF_CONTRACT[breach.rule].severity
            hint = f"at `{flaw.pointer}`" if flaw.pointer != "#" else ""
            yield Finding(breach.rule, severity, place, breach.message, hint, pointer=pointer)


RULES = (endpoint,)
