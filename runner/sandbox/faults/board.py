"""The fault board of a space: the rules in force, and how often each fault has struck."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from runner.sandbox.faults.grammar import Fault, parse_fault

if TYPE_CHECKING:
    from runner.sandbox.jsontext import Json

# A client that invents a new key per request must not fill the memory.
MAX_COUNTERS = 10_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A fault for the requests that match, from the `nth` of them on."""

    id: int
    fault: Fault
    method: str | None = None
    path: str = "*"
    nth: int = 1

    def matches(self, method: str, path: str) -> bool:
        return self.method in (None, method) and fnmatchcase(path, self.path)

    def describe(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "fault": str(self.fault),
            "method": self.method,
            "path": self.path,
            "nth": self.nth,
        }


class FaultBoard:
    def __init__(self) -> None:
        self.rules: tuple[Rule, ...] = ()
        self._last_id = 0
        self._seen: dict[str, int] = {}

    def put_up(self, fault: Fault, *, method: str | None, path: str, nth: int) -> Rule:
        self._last_id += 1
        rule = Rule(self._last_id, fault, method, path, nth)
        self.rules = (*self.rules, rule)
        return rule

    def take_down(self, rule_id: int | None = None) -> int:
        """Removes one rule, or all of them and every count; returns how many rules went."""
        kept = () if rule_id is None else tuple(rule for rule in self.rules if rule.id != rule_id)
        gone = len(self.rules) - len(kept)
        self.rules = kept
        if rule_id is None:
            self._seen.clear()
        return gone

    def strike(self, method: str, path: str, header: str | None) -> Fault | None:
        """The fault that befalls this request: the one it asks for, else that of the first rule to fire."""
        if header is not None:
            fault = parse_fault(header)
            if fault.times is None:
                return fault
            key = fault.key or f"{method} {path} {fault}"
            return fault if self._count(f"header {key}") <= fault.times else None
        for rule in self.rules:
            if rule.matches(method, path):
                seen = self._count(f"rule {rule.id} {rule.fault.key or ''}")
                if rule.nth <= seen < rule.nth + (rule.fault.times or float("inf")):
                    return rule.fault
        return None

    def _count(self, key: str) -> int:
        if key not in self._seen and len(self._seen) >= MAX_COUNTERS:
            self._seen.pop(next(iter(self._seen)))
        self._seen[key] = self._seen.get(key, 0) + 1
        return self._seen[key]
