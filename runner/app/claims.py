"""What documents claim, without running them."""

from __future__ import annotations

from runner.adapters.settings import Settings
from runner.app.order import Order, Surroundings
from runner.app.selected import check_words, environment_for, select, settings_for
from runner.app.veil import redactor_for
from runner.claims import claims_of
from runner.errors import SettingsError
from runner.model.environment import Environment
from runner.model.spec import InvalidSpec, Loaded
from runner.report.claims import Claimed
from runner.step.retouch import mapped


def claimed(order: Order, around: Surroundings) -> tuple[Claimed, ...]:
    """What each spec that the order means claims. Raises UsageError, SettingsError, PluginError."""
    settings = settings_for(order, around)
    selected = select(order, settings, around, checks=check_words(order, settings))
    redactor = redactor_for(_environment(order, settings), selected.scenarios())
    return tuple(
        mapped(_claimed(spec), redactor) for spec in selected.specs if selected.selection.wants(spec)
    )


def _environment(order: Order, settings: Settings) -> Environment:
    """The one whose tokens are not to be shown; where there is none that can be used, nobody knows any."""
    try:
        return environment_for(order, settings)
    except SettingsError:
        return Environment("none")


def _claimed(spec: Loaded) -> Claimed:
    if isinstance(spec, InvalidSpec):
        return Claimed(spec.file, spec.endpoint, note=spec.findings[0].message)
    return Claimed(spec.file, str(spec.endpoint), claims_of(spec))
