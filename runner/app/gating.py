"""The gate over a recorded run. Nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from runner.app.order import Order, Surroundings
from runner.app.reporting import recorded
from runner.errors import UsageError
from runner.model.result import RunResult
from runner.report.gate import Base, Limits, Ruling, judge, known_failures


@dataclass(frozen=True, slots=True)
class Judged:
    """A run, and what the rules say of it."""

    result: RunResult
    rulings: tuple[Ruling, ...]
    note: str = ""
    """Why the run it is compared with may not be the right one."""

    @property
    def is_open(self) -> bool:
        """Whether all of them let it pass."""
        return all(ruling.is_open for ruling in self.rulings)


def gate(name: str, base: str | None, limits: Limits, *, order: Order, around: Surroundings) -> Judged:
    """Judge the run that is called so; what is new is told by the base, if there is one, or by the history.

    Raises UsageError, SettingsError.
    """
    run = recorded(name, order, around).run
    if base is None:
        return Judged(run.result, judge(run, limits))
    before = recorded(base, order, around).run
    if before.result.run_id == run.result.run_id:
        # Nothing can be new in it, and a gate that is always open must not look like one that judged.
        raise UsageError(
            f"the base is the run itself, {run.result.run_id}: nothing in it could be new",
            hint="name an earlier run with --base, or leave it out: the history knows what is new",
        )
    limits = replace(limits, no_new_failures=True)
    known = Base(f"run {before.result.run_id}", known_failures(before))
    mine, theirs = run.result.environment, before.result.environment
    note = f"the base ran in `{theirs}`, and this run in `{mine}`" if mine != theirs else ""
    return Judged(run.result, judge(run, limits, known), note)
