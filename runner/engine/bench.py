"""The bench: everything a run works with, chosen once by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from runner.engine.ports import Clock, Sender
from runner.engine.tokens import TokenBook
from runner.model.contract import Documented, Judged
from runner.model.environment import Environment
from runner.model.http import Request, Response
from runner.model.json import JSON
from runner.model.scenario import PlannedStep, Scenario
from runner.resolve.builtins import NAMES, Builtins
from runner.resolve.scope import Binding, Scope
from runner.step.checks import Check
from runner.step.redact import Redactor
from runner.step.request import Desk

MICROSECONDS = 6
"""Digits of a second."""


def never() -> int:
    """Nobody interrupts."""
    return 0


class Tickets:
    """Numbers that only rise, whatever the clock does and whoever asks at the same time."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = Lock()

    def after(self, wanted: int) -> int:
        """The number that is wanted, or the next one that nobody has."""
        with self._lock:
            self._last = max(wanted, self._last + 1)
            return self._last


@dataclass(frozen=True, slots=True)
class Bench:
    """What the engine may use. The callables are how it reaches outside."""

    environment: Environment
    send: Sender
    clock: Clock
    checks: Mapping[str, Check]
    tokens: TokenBook
    redactor: Redactor
    configured: Mapping[str, Binding]
    """Variables that hold for the whole run, by name."""
    read_file: Callable[[str], bytes]
    read_schema: Callable[[str, str], JSON]
    run_id: str
    seed: int
    began: float = 0.0
    """When the run began, in the clock's ticks."""
    interrupted: Callable[[], int] = never
    """The signal that ends the run early; 0 as long as there is none."""
    grace: Callable[[], float] = lambda: 1.5
    """Seconds that are left for clean-ups once the run is interrupted; never none at all."""
    forget: Callable[[str], None] = lambda _run: None
    """A spec run is over: its cookies may go."""
    hold: Callable[[PlannedStep, Request, Response], Judged | None] = lambda _step, _request, _response: None
    """Holds an exchange against the contract."""
    documented: Callable[[], tuple[Documented, ...]] = tuple
    """What it holds them against, as far as it had to look."""
    contract_decides: bool = False
    """Whether an error that it finds makes the step fail."""
    tickets: Tickets = field(default_factory=Tickets, repr=False)

    @property
    def desk(self) -> Desk:
        """What writing a request needs of all this."""
        return Desk(self.environment, self.tokens.get, self.read_file, self.read_schema)

    def elapsed(self) -> float:
        """Seconds since the run began; no finer than the record tells it, so that reports of both agree."""
        return round(self.clock.ticks() - self.began, MICROSECONDS)

    def since(self, began: float) -> float:
        """Seconds since a moment of the run."""
        return round(self.elapsed() - began, MICROSECONDS)

    def scope(self, scenario: Scenario, *, run: str) -> Scope:
        """The names that a scenario begins with; its built-in ones are frozen now."""
        builtins = Builtins(
            now=self.clock.now(),
            unique=self.unique(),
            seed=f"{self.seed}:{scenario.file}:{scenario.example}",
            run_id=self.run_id,
            spec_run_id=run,
        )
        return Scope(
            configured=self.configured,
            builtin=builtins,
            builtin_names=NAMES,
            commanded=frozenset(self.environment.overrides),
        )

    def unique(self) -> int:
        """Epoch milliseconds, made unique among the spec runs of this run."""
        return self.tickets.after(int(self.clock.now().timestamp() * 1000))
