"""What documents claim, without running them."""

from __future__ import annotations

from runner.app.order import Order, Surroundings
from runner.app.selected import check_words, select, settings_for
from runner.claims import claims_of
from runner.model.spec import InvalidSpec, Loaded
from runner.report.claims import Claimed


def claimed(order: Order, around: Surroundings) -> tuple[Claimed, ...]:
    """What each spec that the order means claims. Raises UsageError, SettingsError, PluginError."""
    settings = settings_for(order, around)
    selected = select(order, settings, around, checks=check_words(order, settings))
    return tuple(_claimed(spec) for spec in selected.specs if selected.selection.wants(spec))


def _claimed(spec: Loaded) -> Claimed:
    if isinstance(spec, InvalidSpec):
        return Claimed(spec.file, spec.endpoint, note=spec.findings[0].message)
    return Claimed(spec.file, str(spec.endpoint), claims_of(spec))
