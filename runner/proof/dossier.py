"""A dossier: all that is known about the endpoint of a document when its claims are judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from runner.contract.holding import Contract
from runner.contract.operation import Operation
from runner.contract.promises import Promises
from runner.contract.segments import score, segments_of
from runner.model.claim import Claim, Fact, facts_of
from runner.model.place import Place
from runner.model.result import Outcome, SpecResult
from runner.model.scenario import PlannedStep
from runner.model.spec import Endpoint, Role, Spec
from runner.proof.sighting import Sighting

_F = TypeVar("_F", bound=Fact)
_TARGETS = (Role.TEST, Role.CLEANUP, Role.SETUP)


@dataclass(frozen=True)
class Dossier:
    """Of one document."""

    spec: Spec
    claims: tuple[Claim, ...]
    sightings: Sequence[Sighting] = field(repr=False)
    """Of the whole run."""
    main: SpecResult | None = None
    """Its pass through set-up and test; None: it was not run."""
    options: Mapping[str, SpecResult] = field(default_factory=dict)
    """Its passes through blocks that only illustrate, by their headings."""
    contract: Contract | None = None

    # ---- what was seen

    def seen(self, endpoint: Endpoint | None = None) -> Iterator[Sighting]:
        """The exchanges with an endpoint, or with its own; those of its own runs first."""
        wanted = endpoint or self.spec.endpoint
        known = self._operation(wanted)
        fits = [each for each in self.sightings if self._is_of(each, wanted, known)]
        yield from (each for each in fits if each.home == self.spec.file)
        yield from (each for each in fits if each.home != self.spec.file)

    @cached_property
    def every(self) -> tuple[Sighting, ...]:
        """All exchanges with its endpoint, also those of other documents."""
        return tuple(self.seen())

    @cached_property
    def own(self) -> tuple[Sighting, ...]:
        """The exchanges with its endpoint in its own runs."""
        return tuple(each for each in self.every if each.home == self.spec.file)

    def _is_of(self, sighting: Sighting, endpoint: Endpoint, known: Operation | None) -> bool:
        step = sighting.planned.step
        if step.method != endpoint.method:
            return False
        if known is not None and sighting.operation:
            return sighting.operation == known.key
        wanted = segments_of(endpoint.path)
        return any(score(wanted, segments_of(path)) is not None for path in (step.path, sighting.path))

    def _operation(self, endpoint: Endpoint) -> Operation | None:
        if self.contract is None:
            return None
        return self.contract.find(endpoint.method, endpoint.path, self.spec).operation

    @cached_property
    def operation(self) -> Operation | None:
        """What the OpenAPI documents say of its endpoint; None: nothing."""
        return self._operation(self.spec.endpoint)

    @cached_property
    def promises(self) -> Promises | None:
        """The same, to be asked about claims."""
        return self.promises_of(self.spec.endpoint)

    def promises_of(self, endpoint: Endpoint) -> Promises | None:
        """What the OpenAPI documents say of another endpoint."""
        operation = self._operation(endpoint)
        return Promises(self.contract, operation) if self.contract and operation else None

    # ---- the request that others are derived from

    @cached_property
    def target(self) -> Sighting | None:
        """The first exchange of its Test Request that succeeded; else one of its clean-up or set-up."""
        succeeded = [each for each in self._asked if each.is_success and not each.planned.via]
        return next((each for role in _TARGETS for each in succeeded if each.planned.role is role), None)

    @cached_property
    def _asked(self) -> tuple[Sighting, ...]:
        """The exchanges of its main pass with its endpoint, in the order of its steps."""
        steps = self.main.steps if self.main else ()
        order = {id(result.planned.step): at for at, result in enumerate(steps)}
        asked = [each for each in self.own if id(each.planned.step) in order]
        return tuple(sorted(asked, key=lambda each: order[id(each.planned.step)]))

    def target_at(self, endpoint: Endpoint) -> Sighting | None:
        """An exchange of its own runs with another endpoint, if possible one that succeeded."""
        asked = [each for each in self.seen(endpoint) if each.home == self.spec.file and not each.planned.via]
        return next((each for each in asked if each.is_success), asked[0] if asked else None)

    @property
    def is_parked(self) -> bool:
        """Whether its author does not want it looked at now."""
        return self.main is not None and bool(self.main.scenario.skip_reason)

    @property
    def why_no_target(self) -> str:
        """Why nothing can be derived from the Test Request."""
        if self.main is None:
            return "the document was not run"
        if self.main.outcome is Outcome.SKIPPED:
            return f"the document was skipped: {self.main.reason}" if self.main.reason else "it was skipped"
        return "no step calls the endpoint and succeeds"

    def before(self, planned: PlannedStep) -> tuple[PlannedStep, ...]:
        """The steps that run before this one in its pass."""
        steps, at = self._pass_of(planned)
        return tuple(steps[:at])

    def after(self, planned: PlannedStep) -> tuple[PlannedStep, ...]:
        """The clean-up that is still to be done after this one."""
        steps, at = self._pass_of(planned)
        return tuple(each for each in steps[at + 1 :] if each.role is Role.CLEANUP)

    def _pass_of(self, planned: PlannedStep) -> tuple[list[PlannedStep], int]:
        """The steps of the pass that has this one, and which of them it is."""
        for result in (self.main, *self.options.values()):
            steps = [each.planned for each in result.steps] if result else []
            for at, each in enumerate(steps):
                if each.step is planned.step:
                    return steps, at
        return [], 0

    # ---- what else the document claims

    def facts(self, kind: type[_F]) -> Iterator[tuple[Claim, _F]]:
        """The claims of one kind."""
        return facts_of(self.claims, kind)

    def line(self, place: Place) -> str:
        """A line of the document."""
        lines = self.spec.lines
        return lines[place.line - 1] if 1 <= place.line <= len(lines) else ""
