"""What is new about a run: what fails that did not, what still fails, what does not any more."""

from __future__ import annotations

from dataclasses import dataclass

from runner.model.result import Outcome, RunResult, SpecResult
from runner.record.turns import had_turn

_BAD = frozenset({Outcome.FAILED, Outcome.ERROR})


@dataclass(frozen=True, slots=True)
class News:
    """Specs of a run, held against what their last run came to.

    Those in quarantine are no news, and neither are broken claims: history is of steps.
    """

    new: tuple[SpecResult, ...] = ()
    """They do not pass, and did, or were never run before."""
    still: tuple[SpecResult, ...] = ()
    """They do not pass, and did not."""
    fixed: tuple[SpecResult, ...] = ()
    """They pass, all of their steps, and did not."""


def news(run: RunResult) -> News:
    """The news of a run, each in the order of the files."""
    wanted = [
        spec for spec in run.specs if had_turn(run, spec) and not spec.quarantined and not spec.broke_its_word
    ]
    bad = [spec for spec in wanted if spec.outcome in _BAD]
    return News(
        new=tuple(spec for spec in bad if not spec.scenario.past.failing),
        still=tuple(spec for spec in bad if spec.scenario.past.failing),
        fixed=tuple(
            spec
            for spec in wanted
            if spec.outcome is Outcome.PASSED and spec.scenario.complete and spec.scenario.past.failing
        ),
    )
