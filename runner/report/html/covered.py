"""What OpenAPI documents promise, and what the run saw of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from runner.model.contract import Evidence
from runner.model.result import RunResult

_STRONGEST: Final = (Evidence.SCHEMA, Evidence.EXAMPLE, Evidence.NO_BODY, Evidence.UNCHECKED)
_EVIDENCE: Final = {
    Evidence.SCHEMA: "by schema",
    Evidence.EXAMPLE: "by example",
    Evidence.NO_BODY: "no body",
    Evidence.UNCHECKED: "unchecked",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A documented status of an operation, or one that came without being documented."""

    status: str
    times: int
    evidence: str
    documented: bool = True


@dataclass(frozen=True, slots=True)
class Covered:
    """An operation, with its answers."""

    operation: str
    document: str
    answers: tuple[Answer, ...]


def covered_of(result: RunResult) -> Iterator[Covered]:
    """Every documented operation with what was seen of it; last, what was called and is not documented."""
    seen: dict[tuple[str, str], Counter[int]] = {}
    evidence: dict[tuple[str, str, int], set[Evidence]] = {}
    strangers: dict[str, Counter[int]] = {}
    for spec in result.specs:
        for step in spec.steps:
            judged = step.judged
            if judged is None:
                continue
            if judged.operation:
                key = (judged.document, judged.operation)
                seen.setdefault(key, Counter())[judged.status] += 1
                evidence.setdefault((*key, judged.status), set()).add(judged.evidence)
            else:
                endpoint = f"{step.planned.step.method} {step.planned.step.path.partition('?')[0]}"
                strangers.setdefault(endpoint, Counter())[judged.status] += 1
    for each in result.documented:
        key = (each.document, each.operation)
        counts = seen.get(key, Counter())
        answers = dict.fromkeys(each.statuses, 0)
        found: dict[str, set[Evidence]] = {}
        extra: Counter[int] = Counter()
        for number, times in counts.items():
            name = _status_of(number, each.statuses)
            if name is None:
                extra[number] += times
            else:
                answers[name] += times
                found.setdefault(name, set()).update(evidence[(*key, number)])
        yield Covered(
            each.operation,
            each.document,
            (
                *(Answer(name, times, _worth(found.get(name, set()))) for name, times in answers.items()),
                *(Answer(str(number), times, "", documented=False) for number, times in extra.items()),
            ),
        )
    for endpoint, statuses in strangers.items():
        answers_ = (Answer(str(number), times, "", documented=False) for number, times in statuses.items())
        yield Covered(endpoint, "", tuple(answers_))


def _status_of(number: int, statuses: Iterable[str]) -> str | None:
    """Under which documented status one falls: the number, its class, `default`."""
    known = {status.upper(): status for status in statuses}
    for name in (str(number), f"{number // 100}XX", "DEFAULT"):
        if name in known:
            return known[name]
    return None


def _worth(found: set[Evidence]) -> str:
    return next((_EVIDENCE[each] for each in _STRONGEST if each in found), "")
