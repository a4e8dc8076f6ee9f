"""SR70x: whether the endpoint of a spec is documented, and what is wrong with the document that has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

from runner.contract.document import Flaw
from runner.contract.holding import Contract
from runner.contract.operation import Operation
from runner.contract.outcome import beside, flawed, nowhere
from runner.contract.rules import RULES as OF_CONTRACT
from runner.lint.documented import endpoint_of
from runner.lint.page import Page
from runner.model.finding import Finding
from runner.model.place import Place
from runner.model.spec import Loaded, Role, Spec

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
    """What is wrong with the documents that are used, and with the schemas of operations that are asked.

    Of the schemas, each file is told of once for each kind of fault: they are many, and alike.
    """
    asked = dict.fromkeys(_asked(specs, contract))
    used = {operation.document.path for operation in asked}
    for flaw in contract.catalogue.flaws:
        if flaw.path in used:
            yield _told(flaw, contract)
    kinds: dict[tuple[FilePath, bool], dict[Flaw, None]] = {}
    for operation in asked:
        for flaw in contract.judge.flaws(operation):
            kinds.setdefault((flaw.path, flaw.leads_nowhere), {})[flaw] = None
    for found in kinds.values():
        first, *more = found
        yield _told(first, contract, more=len(more))


def _asked(specs: Iterable[Loaded], contract: Contract) -> Iterator[Operation]:
    """What the specs are about, and what their steps ask."""
    for spec in specs:
        if isinstance(spec, Spec):
            calls = [(step.method, step.path) for step in spec.steps(*Role) if step.use is None]
            for method, path in dict.fromkeys([(spec.endpoint.method, spec.endpoint.path), *calls]):
                operation = contract.find(method, path, spec).operation
                if operation is not None:
                    yield operation


def _told(flaw: Flaw, contract: Contract, *, more: int = 0) -> Finding:
    breach = flawed(flaw)
    pointer = contract.pointer(breach.promise) if breach.promise else ""
    place = Place(pointer.partition("#")[0], 1)
    where = f"at `{flaw.pointer}`" if flaw.pointer != "#" else ""
    others = f"{more} more of the kind in this file" if more else ""
    hint = "; ".join(filter(None, (where, others)))
    severity = OF_CONTRACT[breach.rule].severity
    return Finding(breach.rule, severity, place, breach.message, hint, pointer=pointer)


RULES = (endpoint,)
