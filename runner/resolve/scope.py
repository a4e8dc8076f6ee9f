"""The names that a step can see, each with its value and where that came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from runner.model.json import JSON


@dataclass(frozen=True, slots=True)
class Binding:
    """A value and its origin: `extracted by get_client, line 41`."""

    value: JSON
    origin: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A name that must not be looked up: the step that should have set it did not."""

    step: str
    reason: str
    by_skip: bool
    """The step was skipped; otherwise it failed, and was tolerated, or never had its turn."""


def no_builtin(_name: str) -> Binding | None:
    """A scope without built-in names."""
    return None


@dataclass(frozen=True, slots=True)
class Scope:
    """Who wins: a value of this run's steps, then what was configured, then the built-ins. Never edited."""

    configured: Mapping[str, Binding] = field(default_factory=dict)
    builtin: Callable[[str], Binding | None] = no_builtin
    builtin_names: frozenset[str] = frozenset()
    live: Mapping[str, Binding] = field(default_factory=dict)
    """Extracted by a step, or handed over by `with:`."""
    withheld: Mapping[str, Withheld] = field(default_factory=dict)

    def with_values(self, values: Mapping[str, JSON], origin: str) -> Scope:
        """A scope in which these names have new values."""
        live = {**self.live, **{name: Binding(value, origin) for name, value in values.items()}}
        withheld = {name: why for name, why in self.withheld.items() if name not in values}
        return replace(self, live=live, withheld=withheld)

    def without(self, names: Iterable[str], why: Withheld) -> Scope:
        """A scope in which these names cannot be had from anywhere."""
        gone = dict.fromkeys(names, why)
        live = {name: binding for name, binding in self.live.items() if name not in gone}
        return replace(self, live=live, withheld={**self.withheld, **gone})

    def find(self, name: str) -> Binding | Withheld | None:
        """What `name` means here: in each layer first `a.b` as written, then as a path into a value."""
        for layer in (self.live.get, self.withheld.get, self.configured.get, self.builtin):
            found = layer(name) or _inside(layer, name)
            if found is not None:
                return found
        return None

    def names(self) -> frozenset[str]:
        """Every name that has a value."""
        return frozenset(self.live) | frozenset(self.configured) | self.builtin_names


def _inside(layer: Callable[[str], Binding | Withheld | None], name: str) -> Binding | Withheld | None:
    """`a.b` as a part of what the layer has under `a`."""
    root, *rest = name.split(".")
    binding = layer(root) if rest else None
    if binding is None or isinstance(binding, Withheld):
        return binding
    value = binding.value
    for part in rest:
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return Binding(value, binding.origin)
