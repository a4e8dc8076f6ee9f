"""Everything that can be known about specs without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from runner.app.contract import contract_of
from runner.app.order import Order, Surroundings
from runner.app.selected import check_words, environment_for, select, settings_for
from runner.app.veil import redactor_for
from runner.lint import LintContext, lint_specs
from runner.load.files import read_text
from runner.model.finding import Finding
from runner.model.spec import Loaded, Spec
from runner.report.mending import Mended, mend
from runner.step.redact import Redactor
from runner.step.retouch import mapped


@dataclass(frozen=True, slots=True)
class Linted:
    """What was found, and is still there."""

    findings: tuple[Finding, ...]
    specs: int
    seconds: float
    mended: tuple[Mended, ...] = ()
    """What was put right in the documents, and what could not be written."""


def lint(order: Order, around: Surroundings, *, only: frozenset[Path] | None = None) -> Linted:
    """Look at every spec that the order means, or at `only` these of them.

    Raises UsageError, SettingsError, PluginError.
    """
    started = perf_counter()
    seen = _look(order, around, only)
    return Linted(seen.shown(), len(seen.specs), perf_counter() - started)


def lint_and_mend(order: Order, around: Surroundings) -> Linted:
    """The same, after what is certain was put right in the documents."""
    started = perf_counter()
    seen = _look(order, around)
    mended = mend([spec for spec in seen.specs if isinstance(spec, Spec)], seen.findings, root=seen.root)
    linted = lint(order, around) if mended else Linted(seen.shown(), len(seen.specs), 0.0)
    return replace(linted, seconds=perf_counter() - started, mended=mended)


@dataclass(frozen=True, slots=True)
class _Seen:
    root: Path
    """Of the project."""
    specs: Sequence[Loaded]
    """Those that are meant."""
    findings: Sequence[Finding]
    redactor: Redactor

    def shown(self) -> tuple[Finding, ...]:
        """The findings as they may be shown; what they point at in the lines keeps its column."""
        redactor = self.redactor
        return tuple(
            replace(mapped(each, redactor), line=redactor.in_place(each.line)) for each in self.findings
        )


def _look(order: Order, around: Surroundings, only: frozenset[Path] | None = None) -> _Seen:
    settings = settings_for(order, around)
    environment = environment_for(order, settings)
    selected = select(order, settings, around, checks=check_words(order, settings))
    context = LintContext(
        variables=frozenset(environment.variables) | frozenset(environment.overrides),
        environment=environment.name,
        roles=frozenset(environment.tokens) or None,
        exists=Path.is_file,
        root=settings.root,
        files_dir=environment.files_dir,
        library=selected.library,
        default_role=environment.default_token,
        contract=contract_of(settings, environment, mode=None),
        severities=settings.contract.severities,
        read=read_text,
    )
    wanted = [
        spec
        for spec in selected.specs
        if selected.selection.wants(spec) and (only is None or spec.path in only)
    ]
    redactor = redactor_for(environment, selected.scenarios())
    return _Seen(settings.root, wanted, lint_specs(wanted, context), redactor)
