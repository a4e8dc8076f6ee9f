"""What earlier runs came to, put into the scenarios of this one; and what this one came to, kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from runner.adapters.history import History, NotUsed
from runner.adapters.settings import OFF, Settings
from runner.app.order import Order, Surroundings
from runner.app.selected import Selected
from runner.errors import UsageError
from runner.load.files import shown
from runner.model.about import Past
from runner.model.events import Event, RunFinished
from runner.model.scenario import Scenario
from runner.plan.quarantine import Ward, in_quarantine
from runner.report.words import count


def meant(selected: Selected, *, today: date) -> tuple[Scenario, ...]:
    """The scenarios that are selected, each with its key, and its quarantine where it is in one."""
    root = selected.settings.root
    keyed = [replace(scenario, key=_key(scenario, root)) for scenario in selected.scenarios()]
    return in_quarantine(keyed, selected.settings.quarantine, today=today)


def _key(scenario: Scenario, root: Path) -> str:
    """What a scenario is called in every run: its document in the project, and its example."""
    document = document_in(root, scenario.spec.path)
    return f"{document} › {scenario.example}" if scenario.example else document


def document_in(root: Path, path: Path) -> str:
    """What a document is called in every run, wherever the command is given."""
    return shown(path, cwd=Path(os.path.normpath(root)))


def history_of(order: Order, settings: Settings, around: Surroundings) -> Path | None:
    """The file of the project's history; None: it keeps none."""
    return settings.history(around.cwd / order.reports if order.reports else settings.reports)


def recall(
    scenarios: Sequence[Scenario],
    order: Order,
    file: Path | None,
    *,
    environment: str,
    name: Callable[[Path], str],
    note: Callable[[str], None],
) -> tuple[Scenario, ...]:
    """The scenarios with their past; with `--last-failed` only those that did not pass the last time.

    `name` says what a path is called. Raises UsageError.
    """
    if file is None:
        if order.last_failed or order.failed_first:
            option = "--last-failed" if order.last_failed else "--failed-first"
            raise UsageError(f"{option} needs a history, and steprun.yaml says `history: {OFF}`")
        return tuple(scenarios)
    past: Mapping[str, Past] = {}
    try:
        past = History(file).past(environment, [scenario.key for scenario in scenarios])
    except NotUsed as fault:
        note(f"history  {name(file)} {fault.reason}")
    known = tuple(
        replace(scenario, past=past[scenario.key]) if scenario.key in past else scenario
        for scenario in scenarios
    )
    return _failed(known, environment, note) if order.last_failed and known else known


def unheard(_note: str) -> None:
    """Nobody listens."""


def would_run(
    selected: Selected,
    order: Order,
    around: Surroundings,
    *,
    environment: str,
    note: Callable[[str], None] = unheard,
) -> tuple[Scenario, ...]:
    """What a run of this order would run; the past is only asked where that depends on it."""
    scenarios = meant(selected, today=datetime.now(UTC).date())
    if not order.last_failed:
        return scenarios
    file = history_of(order, selected.settings, around)
    return recall(scenarios, order, file, environment=environment, name=around.shown, note=note)


def _failed(
    scenarios: tuple[Scenario, ...], environment: str, note: Callable[[str], None]
) -> tuple[Scenario, ...]:
    """Those that did not pass. Where nothing is known, none may be left out: what is green was looked at."""
    specs = count(len(scenarios), "spec")
    never = sum(not scenario.past.turns for scenario in scenarios)
    if never == len(scenarios):
        note(f"last     no earlier run of any of {specs} in {environment} is known: they all run")
        return scenarios
    failed = tuple(scenario for scenario in scenarios if scenario.past.failing)
    unknown = f", {never} of which never ran there," if never else ""
    if failed:
        left = len(scenarios) - len(failed)
        rest = f"; {left} left out{unknown.rstrip(',')}" if left else ""
        note(f"last     {len(failed)} of {specs} did not pass the last time in {environment}{rest}")
    else:
        note(f"nothing  of {specs}{unknown} none failed the last time in {environment}: see --last-failed")
    return failed


class Historian:
    """The reporter that writes into the history. Whatever happens to that file, it is no fault of the run."""

    def __init__(self, file: Path, *, name: Callable[[Path], str]) -> None:
        self._file = file
        self._name = name
        self._said = ""

    def handle(self, event: Event, /) -> None:
        """Write when the run is over."""
        if not isinstance(event, RunFinished):
            return
        name = self._name(self._file)
        try:
            aside = History(self._file).add(event.result)
        except NotUsed as fault:
            self._said = f"history  {name} {fault.reason}"
        else:
            if aside:
                self._said = f"history  {name} begins anew; what was there is now {self._name(aside)}"

    def told(self) -> list[str]:
        """What the run's footer says of it: nothing where all is well."""
        return [self._said] if self._said else []


def documents_of(selected: Selected) -> Mapping[str, str]:
    """The endpoint of each selected document, by what that is called in every run."""
    root = selected.settings.root
    return {document_in(root, spec.path): str(spec.endpoint) for spec in selected.specs}


def concerns(ward: Ward, selected: Selected) -> bool:
    """Whether every document that an entry of the quarantine may mean was looked for."""
    place = selected.folder if ward.is_endpoint else selected.settings.root / ward.name
    return any(Path(os.path.normpath(place)).is_relative_to(folder) for folder in selected.searched)
