"""What is going to run: a scenario is one pass through the steps of a spec."""

from __future__ import annotations

from dataclasses import dataclass, field

from runner.model.finding import Finding
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.spec import Loaded, OnFail, Role, Spec, Step


@dataclass(frozen=True, slots=True)
class Given:
    """A value that `with:` hands to a reused spec; rendered when its turn comes."""

    name: str
    value: JSON
    place: Place


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step in its scenario, with everything its position decides."""

    step: Step
    role: Role
    section: str
    """The title of the section it stands in."""
    owner: Spec
    """The document it is written in: another one than the scenario's when it is reused."""
    name: str
    """Unique in its scenario: `Test Request › cancel_booking`."""
    on_fail: OnFail
    skip_reason: str = ""
    via: tuple[Step, ...] = ()
    """The `use` steps that led here, outermost first."""
    given: tuple[Given, ...] = ()
    """Values to bind before this step runs."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One pass through a spec: its set-up, test and clean-up, or one of its examples."""

    spec: Loaded
    steps: tuple[PlannedStep, ...] = ()
    example: str = ""
    """The heading of the example that it runs; empty: it runs the spec proper."""
    complete: bool = True
    """Whether nothing was filtered away: only then may it verify the spec."""
    skip_reason: str = ""
    """Known before anything is sent: the author parked the spec."""
    findings: tuple[Finding, ...] = field(default=())
    """Known before anything is sent: it cannot run. Never empty for an invalid spec."""

    @property
    def file(self) -> str:
        """The document, as shown to people."""
        return self.spec.file

    @property
    def title(self) -> str:
        """What reports call it: the endpoint, and the example where it is one."""
        name = str(self.spec.endpoint) or self.spec.file
        return f"{name} › {self.example}" if self.example else name

    @property
    def domain(self) -> str:
        """For grouping."""
        return self.spec.domain
