"""Quarantine: specs that may fail for a while, by the list in steprun.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from runner.model.about import Quarantine
from runner.model.place import Place
from runner.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Ward:
    """One entry of the list."""

    name: str
    """A file or a folder, by its place in the project; or an endpoint."""
    quarantine: Quarantine
    place: Place
    """Where the entry stands."""
    is_endpoint: bool = False

    def holds(self, document: str, endpoint: str) -> bool:
        """Whether it means this document, which is called by its place in the project, too."""
        if self.is_endpoint:
            return endpoint == self.name
        return document == self.name or document.startswith(f"{self.name}/") or self.name == "."

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return today > self.quarantine.until


def in_quarantine(
    scenarios: Iterable[Scenario], wards: Sequence[Ward], *, today: date
) -> tuple[Scenario, ...]:
    """The scenarios, which have their keys, each with the first entry that means it and is not over."""
    active = [ward for ward in wards if not ward.is_over(today)]
    return tuple(
        replace(scenario, quarantine=ward.quarantine) if (ward := _ward_of(scenario, active)) else scenario
        for scenario in scenarios
    )


def _ward_of(scenario: Scenario, wards: Sequence[Ward]) -> Ward | None:
    endpoint = str(scenario.spec.endpoint) if wards else ""
    return next((ward for ward in wards if ward.holds(scenario.document, endpoint)), None)
