"""The part of a selection that one of several runs takes, and by what its like know each other."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from runner.coverage.record import text_mark
from runner.model.about import Listed, Shard
from runner.model.scenario import Scenario
from runner.model.spec import Spec
from runner.plan.shards import Bond, cut, recorded
from runner.report.words import count


@dataclass(frozen=True, slots=True)
class Part:
    """What a shard has to do."""

    scenarios: tuple[Scenario, ...]
    shard: Shard
    suite: str
    """Fingerprint of the whole, and of how it was cut."""
    note: str
    """How it was cut, for the footer of the run."""


def part_of(scenarios: Sequence[Scenario], *, shard: Shard, environment: str, bond: Bond = Bond.FILE) -> Part:
    """The scenarios of a selection that the shard is to run."""
    numbers = cut(scenarios, shard.total, bond)
    places = tuple(index for index, number in enumerate(numbers) if number == shard.number)
    whole = tuple(_listed(each, number) for each, number in zip(scenarios, numbers, strict=True))
    mine = replace(shard, places=places, whole=whole)
    return Part(
        scenarios=tuple(scenarios[index] for index in places),
        shard=mine,
        suite=_fingerprint(scenarios, numbers, f"{shard.total} {environment}"),
        note=_note(scenarios, mine, bond),
    )


def _listed(scenario: Scenario, number: int) -> Listed:
    spec = scenario.spec
    return Listed(
        key=scenario.key,
        file="" if scenario.file == scenario.document else scenario.file,
        endpoint=str(spec.endpoint),
        domain=spec.domain,
        example=scenario.example,
        variant=scenario.variant,
        shard=number,
    )


def _fingerprint(scenarios: Sequence[Scenario], numbers: Sequence[int], terms: str) -> str:
    """Other documents, other steps of them, another environment or another cut make another one."""
    digest = hashlib.sha256(terms.encode("utf-8", "surrogatepass"))
    for each, number in zip(scenarios, numbers, strict=True):
        mark = text_mark(each.spec) if isinstance(each.spec, Spec) else "invalid"
        row = (each.key, mark, len(each.steps), bool(each.skip_reason), number)
        digest.update(f"{row!r}\n".encode())
    return digest.hexdigest()[:16]


def _note(scenarios: Sequence[Scenario], shard: Shard, bond: Bond) -> str:
    whole = count(len(scenarios), "spec")
    if not scenarios:
        return ""
    if shard.is_spare:
        kept = count(len({bond.of(each) for each in scenarios}), bond)
        link = "in" if bond is Bond.FILE else "of"
        return f"none is left for {shard}: the others have {whole} {link} {kept}, and decide"
    known = recorded(scenarios)
    how = f"by the recorded durations of {known}" if known else "evenly (no durations are recorded)"
    together = ", those of an endpoint together" if bond is Bond.ENDPOINT else ""
    return f"{shard} has {len(shard.places)} of {whole}, shared out {how}{together}"
