"""What went wrong in a run, step by step, and what of it has the same root and is told once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from runner.model.result import Outcome, SpecResult, StepResult
from runner.model.trouble import Trouble

_BAD: Final = frozenset({Outcome.FAILED, Outcome.ERROR})


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that went wrong: a step, or a whole spec that never got its turn."""

    spec: SpecResult
    step: StepResult | None

    @property
    def result(self) -> SpecResult | StepResult:
        """What is to be told of."""
        return self.step or self.spec

    @property
    def trouble(self) -> Trouble | None:
        """The headline of it."""
        if self.step is not None:
            return self.step.trouble
        return self.spec.troubles[0] if self.spec.troubles else None


def wrongs_of(spec: SpecResult) -> Iterable[Wrong]:
    """What the author tolerates is worth a word only where the spec did not pass: it may be the root."""
    if spec.broke_its_word:
        return  # its claims have a section of their own
    bad = spec.outcome in _BAD
    steps = [step for step in spec.steps if step.outcome in _BAD and (bad or not step.tolerated)]
    if not steps and bad and spec.culprit is not None:
        steps = [spec.culprit]
    yield from (Wrong(spec, step) for step in steps)
    if not steps and bad:
        yield Wrong(spec, None)


def grouped(wrongs: Iterable[Wrong]) -> list[Sequence[Wrong]]:
    """Troubles with the same key have the same root; each group stands where its first wrong does."""
    groups: dict[str, list[Wrong]] = {}
    for index, wrong in enumerate(wrongs):
        key = wrong.trouble.key if wrong.trouble is not None else ""
        groups.setdefault(f"key {key}" if key else f"case {index}", []).append(wrong)
    return list(groups.values())
