"""A page with what its prose claims, and with what its claims are held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from runner.claims import claims_of
from runner.contract.promises import Promises
from runner.lint.documented import contract_of, endpoint_of
from runner.lint.page import Page
from runner.model.claim import Answer, Claim, Fact, facts_of
from runner.model.finding import Finding
from runner.model.json import Path
from runner.model.place import Place
from runner.model.spec import Role, Step
from runner.plan.paths import same_endpoint

_F = TypeVar("_F", bound=Fact)


@dataclass(frozen=True)
class Told(Page):
    """A document, read by people and by steprun: both should learn the same from it."""

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """All that its prose says about the endpoint."""
        return claims_of(self.spec)

    @cached_property
    def calls(self) -> tuple[Step, ...]:
        """The steps of the Test Request that ask the endpoint, as far as they are written here."""
        steps = self.spec.steps(Role.TEST)
        return tuple(step for step in steps if step.use is None and same_endpoint(self.spec.endpoint, step))

    @cached_property
    def promises(self) -> Promises | None:
        """What the OpenAPI documents say of the endpoint; None: nothing."""
        contract, match = contract_of(self), endpoint_of(self)
        operation = match.operation if match else None
        return Promises(contract, operation) if contract and operation else None

    def facts(self, kind: type[_F]) -> Iterator[tuple[Claim, _F]]:
        """The claims of one kind."""
        return facts_of(self.claims, kind)

    def against(self, code: str, claim: Claim, message: str, *, hint: str = "") -> Finding:
        """Something about a claim as a whole."""
        return self.finding(code, claim.place, message, hint=hint, width=claim.width)

    def in_cell(
        self, code: str, claim: Claim, place: Place | None, message: str, *, hint: str = ""
    ) -> Finding:
        """Something about a cell beside that of a claim; about the claim where there is no such cell."""
        if place is None:
            return self.against(code, claim, message, hint=hint)
        said = self.lines[place.line - 1][place.column - 1 :].partition("|")[0].rstrip()
        return self.finding(code, place, message, hint=hint, width=len(said) or 1)

    def in_body(self, code: str, answer: Answer, path: Path, message: str, *, hint: str = "") -> Finding:
        """Something about a key of a documented body, or the nearest above it that is there."""
        return self.finding(code, answer.place_at(self.spec.file, path), message, hint=hint)
