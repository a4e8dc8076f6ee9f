"""How fresh the specs of a folder are, without running them."""

from __future__ import annotations

from datetime import datetime, timedelta

from runner.app.order import Order, Surroundings
from runner.app.selected import check_words, select, settings_for
from runner.report.freshness import Freshness, Standing, standing

_ORDER = tuple(Freshness)


def standings(
    order: Order, around: Surroundings, *, now: datetime, stale_after: timedelta
) -> tuple[Standing, ...]:
    """Where each spec that the order means stands, worst and oldest first.

    Raises UsageError, SettingsError, PluginError.
    """
    settings = settings_for(order, around)
    selected = select(order, settings, around, checks=check_words(order, settings))
    found = [
        standing(spec, now=now, stale_after=stale_after)
        for spec in selected.specs
        if selected.selection.wants(spec)
    ]
    return tuple(sorted(found, key=_rank))


def _rank(item: Standing) -> tuple[int, timedelta]:
    return _ORDER.index(item.freshness), -(item.age or timedelta())
