"""The steps of a page that ask a documented operation, each with that operation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from runner.contract.catalogue import Match
from runner.contract.holding import Contract
from runner.contract.operation import Operation
from runner.lint.page import Page
from runner.model.spec import Role, Step

_OWN = (Role.SETUP, Role.TEST, Role.CLEANUP, Role.EXAMPLE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A step, and what it asks."""

    contract: Contract
    operation: Operation
    step: Step


def contract_of(page: Page) -> Contract | None:
    """What is promised, where there is a document that promises anything."""
    contract = page.context.contract
    return contract if contract is not None and contract.catalogue.documents else None


def endpoint_of(page: Page) -> Match | None:
    """What the look-up of the spec's own endpoint came to; None where nobody wants to know."""
    contract, endpoint = contract_of(page), page.spec.endpoint
    if contract is None or contract.is_internal(endpoint.path):
        return None
    return contract.find(endpoint.method, endpoint.path, page.spec)


def asked(page: Page) -> Iterator[Asked]:
    """The steps that are written in this document, as far as what they ask is documented."""
    contract = contract_of(page)
    if contract is None:
        return
    for section in page.sections(*_OWN):
        for step in section.steps:
            if step.use is None and not contract.is_internal(step.path):
                operation = contract.find(step.method, step.path, page.spec).operation
                if operation is not None:
                    yield Asked(contract, operation, step)
