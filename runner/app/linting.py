"""Everything that can be known about specs without a network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from runner.app.order import Order, Surroundings
from runner.app.selected import check_words, environment_for, select, settings_for
from runner.lint import LintContext, lint_specs
from runner.load.files import read_text
from runner.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Linted:
    """What was found."""

    findings: tuple[Finding, ...]
    specs: int
    seconds: float


def lint(order: Order, around: Surroundings) -> Linted:
    """Look at every spec that the order means. Raises UsageError, SettingsError, PluginError."""
    started = perf_counter()
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
        read=read_text,
    )
    wanted = [spec for spec in selected.specs if selected.selection.wants(spec)]
    findings = lint_specs(wanted, context)
    return Linted(tuple(findings), len(wanted), perf_counter() - started)
