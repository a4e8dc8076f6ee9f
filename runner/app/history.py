"""What earlier runs came to, told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from runner.adapters.history import History, NotUsed
from runner.adapters.settings import OFF
from runner.app.order import Order, Surroundings
from runner.app.recall import history_of, meant
from runner.app.selected import check_words, environment_for, select, settings_for
from runner.errors import UsageError
from runner.model.about import Past
from runner.model.scenario import Scenario
from runner.report.history import Story


@dataclass(frozen=True, slots=True)
class Told:
    """The stories of what is selected, worst first."""

    environment: str
    stories: tuple[Story, ...]

    @property
    def is_known(self) -> bool:
        """Whether anything of it ever ran."""
        return any(story.past.turns for story in self.stories)


def told(order: Order, around: Surroundings, *, limit: int) -> Told:
    """The latest turns of each spec that the order means; where it is one document, of its steps as well.

    Raises UsageError, SettingsError, PluginError.
    """
    settings = settings_for(order, around)
    environment = environment_for(order, settings).name
    file = history_of(order, settings, around)
    if file is None:
        raise UsageError(f"there is no history: steprun.yaml says `history: {OFF}`")
    selected = select(order, settings, around, checks=check_words(order, settings))
    scenarios = meant(selected, today=datetime.now(UTC).date())
    history = History(file)
    try:
        past = history.past(environment, [scenario.key for scenario in scenarios], limit=limit)
        steps: Mapping[str, Mapping[str, Past]] = {}
        if len({scenario.document for scenario in scenarios}) == 1:
            steps = {scenario.key: history.steps(environment, scenario.key) for scenario in scenarios}
    except NotUsed as fault:
        raise UsageError(f"{around.shown(file)} {fault.reason}") from None
    stories = [
        Story(
            file=scenario.file,
            title=scenario.title,
            domain=scenario.domain,
            past=past.get(scenario.key, Past()),
            steps=_ordered(scenario, steps.get(scenario.key, {}), limit=limit),
        )
        for scenario in scenarios
    ]
    return Told(environment, tuple(sorted(stories, key=lambda story: story.rank)))


def _ordered(scenario: Scenario, steps: Mapping[str, Past], *, limit: int) -> Mapping[str, Past]:
    """As they stand in the document; what is not there any more is left out, unless nothing can be read."""
    names = [planned.name for planned in scenario.steps] or list(steps)
    return {name: replace(steps[name], turns=steps[name].turns[-limit:]) for name in names if name in steps}
