"""What a run found out, from the single check up to the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path as FilePath

from runner.model.about import About
from runner.model.contract import Documented, Judged
from runner.model.place import Place
from runner.model.scenario import PlannedStep, Scenario
from runner.model.trouble import Cause, Trouble
from runner.model.verdict import Verdict


class Outcome(StrEnum):
    """FAILED: the API answered and a check said no. ERROR: the question could not be asked."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One expectation, judged."""

    kind: str
    passed: bool
    message: str
    place: Place
    subject: str = ""
    wanted: str = ""
    """What was expected, as short text."""
    found: str = ""
    """What came, as short text."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer as they may be shown: secrets masked, bodies cut."""

    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    request_body: str
    status: int | None = None
    """None: no answer came."""
    reason: str = ""
    response_headers: tuple[tuple[str, str], ...] = ()
    response_body: str = ""
    response_size: int = 0
    """Bytes, decoded."""
    seconds: float = 0.0
    began: float = 0.0
    """Seconds after the start of the run."""
    phases: tuple[tuple[str, float], ...] = ()
    """What the seconds were spent on, in order: connect, tls, send, wait, read; empty: nobody knows."""


@dataclass(frozen=True, slots=True)
class Used:
    """A variable that a request used, with what it was and where it came from."""

    name: str
    value: str
    """As short text, masked."""
    origin: str
    """`extracted by get_booking_id, line 81`, `--var`, `environment sandbox`, `built-in`."""
    place: Place | None = None
    """Where the request names it."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """A value taken from a response."""

    name: str
    value: str
    """As short text, masked."""
    place: Place


@dataclass(frozen=True, slots=True)
class StepResult:
    """A step after its turn, or after it was clear that its turn would not come."""

    planned: PlannedStep
    outcome: Outcome
    seconds: float = 0.0
    began: float = 0.0
    """Seconds after the start of the run."""
    exchange: Exchange | None = None
    """The last attempt's."""
    earlier: tuple[Exchange, ...] = ()
    """The attempts before it."""
    checks: tuple[CheckResult, ...] = ()
    extracted: tuple[Extracted, ...] = ()
    used: tuple[Used, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    """Why it did not pass; the first one is the headline."""
    reason: str = ""
    """Why it was skipped, in the author's words where there are any."""
    tolerated: bool = False
    """Failed, and the author said `onFail: continue`."""
    blocked: bool = False
    """Never had its turn: an earlier step stands in its way."""
    flaky: bool = False
    """Passed, but not at the first attempt."""
    judged: Judged | None = None
    """The exchange, held against the OpenAPI document; None: nobody did."""

    @property
    def attempts(self) -> int:
        """How many requests were made for it."""
        return len(self.earlier) + (1 if self.exchange else 0)

    @property
    def trouble(self) -> Trouble | None:
        """The headline of what went wrong."""
        return self.troubles[0] if self.troubles else None


@dataclass(frozen=True, slots=True)
class SpecResult:
    """A scenario after its turn. One that never got one (invalid, parked) has no steps."""

    scenario: Scenario
    outcome: Outcome
    steps: tuple[StepResult, ...] = ()
    seconds: float = 0.0
    began: float = 0.0
    """Seconds after the start of the run."""
    worker: int = 0
    """Which of those that work side by side ran it, from 0 on."""
    reason: str = ""
    troubles: tuple[Trouble, ...] = ()
    verified: bool = False
    """The Test Request ran in full and passed: only this may be written back as `verified`."""
    reused: tuple[FilePath, ...] = ()
    """Specs whose steps were used, and passed."""
    claims: tuple[Verdict, ...] = ()
    """What came of the claims of the document, where they were put to the proof."""

    @property
    def flaky(self) -> bool:
        """Passed, but a step needed more than one attempt."""
        return self.outcome is Outcome.PASSED and any(step.flaky for step in self.steps)

    @property
    def quarantined(self) -> bool:
        """Did not pass, and may do so for a while: it is told, and decides nothing."""
        return self.scenario.quarantine is not None and self.outcome in (Outcome.FAILED, Outcome.ERROR)

    @property
    def broke_its_word(self) -> bool:
        """Its steps say nothing against it: something that its document claims does not hold."""
        return bool(self.troubles) and all(trouble.cause is Cause.CLAIM for trouble in self.troubles)

    @property
    def culprit(self) -> StepResult | None:
        """The first step that decided against the spec; None where its claims did."""
        if self.broke_its_word:
            return None
        for step in self.steps:
            if step.outcome in (Outcome.FAILED, Outcome.ERROR) and not step.tolerated:
                return step
        for step in self.steps:
            if step.outcome is self.outcome and step.outcome is not Outcome.PASSED and not step.blocked:
                return step
        return next((step for step in self.steps if step.tolerated), None)


@dataclass(frozen=True, slots=True)
class RunResult:
    """Everything, in the order of the files."""

    environment: str
    base_url: str
    started: datetime
    seconds: float
    specs: tuple[SpecResult, ...]
    seed: int = 0
    run_id: str = ""
    interrupted: int = 0
    """The signal that ended it early; 0: none did."""
    selected: int = 0
    """How many scenarios were to run."""
    jobs: int = 1
    """How many scenarios ran side by side."""
    about: About = About()
    documented: tuple[Documented, ...] = ()
    """What exchanges were held against; empty: nothing."""

    def count(self, outcome: Outcome) -> int:
        """How many scenarios ended like this."""
        return sum(1 for spec in self.specs if spec.outcome is outcome)
