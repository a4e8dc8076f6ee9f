"""Which of several runs takes which scenarios: the same answer on every machine that knows the same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from runner.model.about import percentile
from runner.model.scenario import Scenario

_LEAST = 1_000
"""Microseconds: a document that costs nothing, such as a parked one, still counts as one."""
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


class Bond(StrEnum):
    """What keeps scenarios together in one shard."""

    FILE = "file"
    ENDPOINT = "endpoint"
    """Documents of one endpoint bear witness for each other: apart, their claims would come to less."""

    def of(self, scenario: Scenario) -> str:
        """The same for all that stay together."""
        endpoint = str(scenario.spec.endpoint)
        known = self is Bond.ENDPOINT and endpoint
        return _PLACEHOLDER.sub("{}", endpoint) if known else scenario.document


def cut(scenarios: Sequence[Scenario], total: int, bond: Bond = Bond.FILE) -> tuple[int, ...]:
    """For each scenario the number, from 1 on, of the shard that runs it; what the bond holds stays together.

    Where durations are recorded all shards take equally long; what has no record counts as the median of what
    has one. Where none is, all have equally many files (endpoints), and a new one moves few of the others.
    """
    costs = _costs(scenarios, bond)
    numbers = _by_cost(costs, total) if costs else _by_name({bond.of(each) for each in scenarios}, total)
    return tuple(numbers[bond.of(each)] for each in scenarios)


def recorded(scenarios: Iterable[Scenario]) -> int:
    """For how many of them it is known how long they take."""
    return sum(bool(each.past.turns) for each in scenarios)


def _costs(scenarios: Sequence[Scenario], bond: Bond) -> Mapping[str, int]:
    """What each lot costs, in microseconds: sums of whole numbers are the same in any order."""
    known = {index: _median(each) for index, each in enumerate(scenarios) if each.past.turns}
    usual = int(percentile(tuple(known.values()), 0.5) or 0)
    costs: dict[str, int] = {}
    for index, each in enumerate(scenarios if known else ()):
        cost = known.get(index, usual) if each.steps else 0
        costs[bond.of(each)] = costs.get(bond.of(each), 0) + max(cost, _LEAST)
    return costs


def _median(scenario: Scenario) -> int:
    seconds = percentile(tuple(turn.seconds for turn in scenario.past.turns), 0.5)
    return round((seconds or 0.0) * 1_000_000)


def _by_cost(costs: Mapping[str, int], total: int) -> dict[str, int]:
    """The longest first, each to the shard that has the least to do so far."""
    loads = [0] * total
    numbers = {}
    for name in sorted(costs, key=lambda name: (-costs[name], name)):
        least = min(range(total), key=loads.__getitem__)
        loads[least] += costs[name]
        numbers[name] = least + 1
    return numbers


def _by_name(names: Iterable[str], total: int) -> dict[str, int]:
    """In the order of their hashes, cut into equal parts.

    One more name moves each of the cuts by one at most: of any number, fewer than `total` change places.
    """
    order = sorted(names, key=lambda name: (_hash(name), name))
    return {name: index * total // len(order) + 1 for index, name in enumerate(order)}


def _hash(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
