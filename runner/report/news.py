"""What is new about a run: what fails that did not, what still fails, what does not any more."""

from __future__ import annotations

from dataclasses import dataclass

from runner.model.result import Outcome, RunResult, SpecResult

_BAD = frozenset({Outcome.FAILED, Outcome.ERROR})


@dataclass(frozen=True, slots=True)
class News:
    """Specs of a run, held against what their last run came to. Those in quarantine are no news."""

    new: tuple[SpecResult, ...] = ()
    """They do not pass, and did, or were never run before."""
    still: tuple[SpecResult, ...] = ()
    """They do not pass, and did not."""
    fixed: tuple[SpecResult, ...] = ()
    """They pass, and did not."""


def news(run: RunResult) -> News:
    """The news of a run, each in the order of the files."""
    wanted = [spec for spec in run.specs if not spec.quarantined]
    bad = [spec for spec in wanted if spec.outcome in _BAD]
    return News(
        new=tuple(spec for spec in bad if not spec.scenario.past.failing),
        still=tuple(spec for spec in bad if spec.scenario.past.failing),
        fixed=tuple(spec for spec in wanted if spec.outcome is Outcome.PASSED and spec.scenario.past.failing),
    )
