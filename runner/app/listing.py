"""What would run, without running it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from runner.app.order import Order, Surroundings
from runner.app.recall import unheard, would_run
from runner.app.selected import check_words, environment_for, select, settings_for
from runner.app.veil import redactor_for
from runner.model.environment import Environment
from runner.model.scenario import Scenario
from runner.model.spec import InvalidSpec, Spec
from runner.report.listing import Row
from runner.step.retouch import mapped


def rows(order: Order, around: Surroundings, *, note: Callable[[str], None] = unheard) -> list[Row]:
    """One row for each scenario that the order means. Raises UsageError, SettingsError, PluginError.

    `note` is told which of them are left out.
    """
    settings = settings_for(order, around)
    environment = environment_for(order, settings)
    selected = select(order, settings, around, checks=check_words(order, settings))
    now = datetime.now(UTC)
    scenarios = would_run(selected, order, around, environment=environment.name, note=note)
    if scenarios and order.changed is not None:
        from runner.app.affected import affected

        hit = affected(scenarios, selected, None, environment=environment, order=order, around=around)
        note(hit.note.partition("  ")[2])
        scenarios = hit.scenarios
    redactor = redactor_for(environment, scenarios)
    return [mapped(_row(scenario, environment, now), redactor) for scenario in scenarios]


def _row(scenario: Scenario, environment: Environment, now: datetime) -> Row:
    spec = scenario.spec
    quarantine = str(scenario.quarantine or "")
    if isinstance(spec, InvalidSpec):
        note = spec.findings[0].message
        return Row(spec.file, spec.endpoint, "invalid", note=note, quarantine=quarantine)
    default = environment.default_token
    tokens = tuple(dict.fromkeys(item.step.token or default for item in scenario.steps))
    return Row(
        file=spec.file,
        endpoint=scenario.title,
        status=spec.status.value,
        steps=len(scenario.steps),
        tokens=tokens,
        age=_age(spec, now),
        quarantine=quarantine,
        note=scenario.skip_reason or (scenario.findings[0].message if scenario.findings else ""),
    )


def _age(spec: Spec, now: datetime) -> str:
    """How long ago it was verified: `3d`, `5h`; `never` where it was not."""
    if spec.verified_at is None:
        return "never"
    hours = int((now - spec.verified_at).total_seconds() // 3600)
    return f"{hours // 24}d" if hours >= 24 else f"{max(hours, 0)}h"  # noqa: PLR2004 - hours of a day
