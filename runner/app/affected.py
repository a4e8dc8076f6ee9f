"""The part of a selection that a change of files can break."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from runner.adapters.git import Changes, changes_since
from runner.adapters.settings import FILE, Settings
from runner.app.contract import contract_of
from runner.app.order import Order, Surroundings
from runner.app.selected import Selected
from runner.contract.holding import Contract
from runner.contract.named import file_named, places_named
from runner.model.environment import Environment
from runner.model.scenario import Scenario
from runner.model.spec import Spec
from runner.plan.needs import Ground, needs_of
from runner.report.words import count


@dataclass(frozen=True, slots=True)
class Affected:
    """Those that it can break, and how many they are."""

    scenarios: tuple[Scenario, ...]
    note: str
    """For the footer of the run."""


def affected(
    scenarios: Sequence[Scenario],
    selected: Selected,
    contract: Contract | None,
    *,
    environment: Environment,
    order: Order,
    around: Surroundings,
) -> Affected:
    """Those of the scenarios whose documents, or files that they need, are not as they were.

    A document needs the specs that it uses, the OpenAPI files that it is held against, with all that they
    refer to, and the files that its steps name. Raises UsageError where nobody can tell what changed.
    """
    settings = selected.settings
    changes = changes_since(order.changed or "", folder=settings.root, environ=around.environ)
    touched = _Touched(changes.files)
    everything = count(len(scenarios), "spec")
    shared = next(filter(touched, _shared_by_all(settings, order)), None)
    if shared is not None:
        name = shared.relative_to(settings.root) if shared.is_relative_to(settings.root) else shared
        return Affected(
            tuple(scenarios), f"changed  all {everything}, as {name} changed since {changes.since}"
        )
    contract = contract or contract_of(settings, environment, mode="warn")
    assert contract is not None
    ground = Ground(
        root=settings.root,
        cwd=around.cwd,
        library=selected.library,
        files_dir=environment.files_dir,
        promises=_promises(contract, changes, settings.root),
    )
    is_hit = _judge(touched, ground)
    found = tuple(each for each in scenarios if is_hit(each))
    if not found:
        return Affected((), f"nothing  nothing that the specs depend on changed since {changes.since}")
    return Affected(
        found, f"changed  {len(found)} of {everything} depend on what changed since {changes.since}"
    )


def _shared_by_all(settings: Settings, order: Order) -> Iterator[Path]:
    """What may break any of them: the settings, what is accepted, plugins of the project."""
    yield settings.file or settings.root / FILE
    yield settings.contract.accepted
    for name in (*settings.plugins, *order.plugins):
        module = settings.root / name.replace(".", "/")
        yield from (module, module.with_name(f"{module.name}.py"))


def _judge(touched: _Touched, ground: Ground) -> Callable[[Scenario], bool]:
    """Says of a scenario whether its document needs something that changed; looks into each document once."""
    known: dict[Path, bool] = {}

    def is_hit(scenario: Scenario) -> bool:
        spec = scenario.spec
        if spec.path not in known:
            needs = needs_of(spec, ground)
            known[spec.path] = (needs.any_spec and touched.any_spec) or any(map(touched, needs.files))
        return known[spec.path]

    return is_hit


def _promises(contract: Contract, changes: Changes, root: Path) -> Callable[[Spec], frozenset[Path]]:
    """The OpenAPI files of a spec: the one that it names, and those that describe what its steps ask."""
    if all(_is_spec(file) for file in changes.files):
        return lambda _spec: frozenset()  # whichever they are, they did not change
    gone = [file for file in changes.files if not file.exists()]

    @cache
    def reach(path: Path) -> frozenset[Path]:
        return contract.catalogue.references.reach(path)

    def promises(spec: Spec) -> frozenset[Path]:
        named = contract.named_by(spec)
        files = set(places_named(spec.swagger, spec.path, root=root))
        files |= (
            reach(named.path) if named else {file for file in gone if file.name == file_named(spec.swagger)}
        )
        for step in (step for section in spec.sections for step in section.steps if step.use is None):
            match = contract.find(step.method, step.path, spec)
            for operation in (*filter(None, [match.operation]), *match.rivals):
                files |= reach(operation.document.path)
            if match.operation is None:
                files.update(file for file in gone if _is_data(file))  # it may have been described there
        return frozenset(files)

    return promises


def _is_spec(file: Path) -> bool:
    return file.suffix.lower() == ".md"


def _is_data(file: Path) -> bool:
    return file.suffix.lower() in (".json", ".yaml", ".yml")


class _Touched:
    """Whether a file is another one than it was."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._files = frozenset(files)
        self._above = frozenset(folder for file in self._files for folder in file.parents)
        self._real = cache(os.path.realpath)
        self.any_spec = any(map(_is_spec, self._files))

    def __call__(self, file: Path) -> bool:
        """By any of its names. A folder means what lies in it; one that is listed, what lay in it."""
        try:
            names = {Path(self._real(file)), Path(self._real(file.parent)) / file.name}
        except (OSError, ValueError):  # it can be no file
            return False
        return any(
            name in self._files or name in self._above or not self._files.isdisjoint(name.parents)
            for name in names
        )
