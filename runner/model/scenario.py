"""What is going to run: a scenario is one pass through the steps of a spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from runner.model.about import Past, Quarantine
from runner.model.finding import Finding
from runner.model.json import JSON, Path
from runner.model.place import KEY, Marks, Place, nearest_mark
from runner.model.spec import Loaded, OnFail, Role, Spec, Step


class Giver(StrEnum):
    """The word of the format that hands values to steps."""

    WITH = "with"
    VARIABLES = "variables"
    CASES = "cases"


@dataclass(frozen=True, slots=True)
class Handover:
    """Values that a step is handed when its turn comes; what they say is rendered then."""

    giver: Giver
    values: Mapping[str, JSON]
    file: str
    """The document in which they are written."""
    marks: Marks = field(repr=False)
    path: Path
    """Where they stand below the root of the marks."""
    label: str = ""
    """What tells it from its like: the name of a case."""

    def place_at(self, *path: str | int) -> Place:
        """Where the value at `path` was written, or its nearest ancestor that stands in the file."""
        return Place(self.file, *nearest_mark(self.marks, path))

    @property
    def origin(self) -> str:
        """What messages say of where a value came from."""
        line = f"line {self.place_at(*self.path, next(iter(self.values), KEY)).line}"
        if self.giver is Giver.CASES:
            return f"case `{self.label}`, {line}"
        return f"given by `with:`, {line}" if self.giver is Giver.WITH else f"`variables:`, {line}"


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
    given: tuple[Handover, ...] = ()
    """What is handed over before this step runs, to it and to those after it; outermost first."""
    case: Handover | None = None
    """What only this run of the step sees."""

    @property
    def place(self) -> Place:
        """Where it is written: its case, if it is the step of one."""
        return self.case.place_at(*self.case.path) if self.case else self.step.place


@dataclass(frozen=True, slots=True)
class Scenario:
    """One pass through a spec: its set-up, test and clean-up, or one of its examples."""

    spec: Loaded
    steps: tuple[PlannedStep, ...] = ()
    example: str = ""
    """The heading of the example that it runs; empty: it runs the spec proper."""
    complete: bool = True
    """Whether nothing was filtered away: only then may it verify the spec."""
    variant: str = ""
    """What tells it from other specs of the same endpoint; empty where nothing needs to."""
    skip_reason: str = ""
    """Known before anything is sent: the author parked the spec."""
    findings: tuple[Finding, ...] = field(default=())
    """Known before anything is sent: it cannot run. Never empty for an invalid spec."""
    key: str = ""
    """Its document in the project, and its example: the same in every run, wherever the command is given."""
    past: Past = Past()
    """What earlier runs of it came to."""
    quarantine: Quarantine | None = None
    """It may fail without failing the run."""

    @property
    def document(self) -> str:
        """Its document in the project; the key without the example."""
        return self.key.removesuffix(f" › {self.example}") if self.example else self.key

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
