"""The nouns of a JUnit report: suites, cases, attempts. What goes into them, `report/suites.py` says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from runner.model.finding import Finding
from runner.model.place import Place
from runner.model.result import Outcome, SpecResult, StepResult
from runner.model.trouble import Trouble
from runner.report.words import headline

#: The text of a step that did not pass, or of a spec that has no step to blame.
Describe: TypeAlias = Callable[[SpecResult, StepResult | None], str]
Detail: TypeAlias = Callable[[], str]
"""A text that is made when there is room for it."""


def plain_text(spec: SpecResult, step: StepResult | None) -> str:
    """What went wrong, one trouble to a line, each with its place."""
    troubles = step.troubles if step else spec.troubles
    findings = () if step else spec.scenario.findings
    faults: tuple[Trouble | Finding, ...] = (*troubles, *findings)
    lines = [f"{fault.place}: {fault.message}" if fault.place else fault.message for fault in faults]
    return "\n".join(lines) or headline(step or spec)


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt before the last one, of a step that passed in the end."""

    message: str
    is_error: bool
    """It could not be asked, or the server failed: nothing was tested."""
    text: Detail


@dataclass(frozen=True, slots=True)
class Case:
    """What a report says about a step, a claim, or a spec as a whole."""

    name: str
    classname: str
    outcome: Outcome
    place: Place | None
    seconds: float = 0.0
    kind: str = ""
    message: str = ""
    text: Detail | None = None
    """Why it did not pass."""
    asides: tuple[Detail, ...] = ()
    """What is to be said about it all the same."""
    properties: Mapping[str, str] = field(default_factory=dict)
    tries: tuple[Try, ...] = ()


@dataclass(frozen=True, slots=True)
class Suite:
    """A scenario as reports know it."""

    name: str
    package: str
    file: str
    began: datetime
    seconds: float
    properties: Mapping[str, str]
    cases: tuple[Case, ...]
