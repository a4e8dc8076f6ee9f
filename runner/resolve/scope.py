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


class Later(str):
    """A value that only a run will know: where nothing is sent, its placeholder stands for it."""

    __slots__ = ()


def later(source: str) -> Later:
    """The value of what stands between the braces, once there is one."""
    return Later("{{" + source + "}}")


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
    """Who wins: a value of this run's steps, then the command line, then the document, then what was
    configured, then the built-ins. Never edited.
    """

    configured: Mapping[str, Binding] = field(default_factory=dict)
    builtin: Callable[[str], Binding | None] = no_builtin
    builtin_names: frozenset[str] = frozenset()
    live: Mapping[str, Binding] = field(default_factory=dict)
    """Extracted by a step, or handed over by `with:`."""
    withheld: Mapping[str, Withheld] = field(default_factory=dict)
    commanded: frozenset[str] = frozenset()
    """The configured names that the command line decides: no document does."""
    written: Mapping[str, Mapping[str, Binding]] = field(default_factory=dict)
    """What each document gives names to under `variables:`, by its file."""
    reader: str = ""
    """The document that is being read: a reused one does not see the variables of another."""

    def with_values(self, values: Mapping[str, JSON], origin: str) -> Scope:
        """A scope in which these names have new values."""
        live = {**self.live, **{name: Binding(value, origin) for name, value in values.items()}}
        withheld = {name: why for name, why in self.withheld.items() if name not in values}
        return replace(self, live=live, withheld=withheld)

    def read_by(self, file: str) -> Scope:
        """The scope as the steps of this document see it."""
        return self if file == self.reader else replace(self, reader=file)

    def with_written(self, values: Mapping[str, JSON], origin: str) -> Scope:
        """A scope in which the document itself gives these names values."""
        mine = {**self.written.get(self.reader, {})}
        mine.update({n: Binding(value, origin) for n, value in values.items() if n not in self.commanded})
        withheld = {name: why for name, why in self.withheld.items() if name not in values}
        return replace(self, written={**self.written, self.reader: mine}, withheld=withheld)

    def without(self, names: Iterable[str], why: Withheld) -> Scope:
        """A scope in which these names cannot be had from anywhere."""
        gone = dict.fromkeys(names, why)
        live = {name: binding for name, binding in self.live.items() if name not in gone}
        return replace(self, live=live, withheld={**self.withheld, **gone})

    def find(self, name: str) -> Binding | Withheld | None:
        """What `name` means here: in each layer first `a.b` as written, then as a path into a value."""
        written = self.written.get(self.reader, {})
        for layer in (self.live.get, self.withheld.get, written.get, self.configured.get, self.builtin):
            found = layer(name) or _inside(layer, name)
            if found is not None:
                return found
        return None

    def names(self) -> frozenset[str]:
        """Every name that has a value."""
        written = self.written.get(self.reader, {})
        return frozenset(self.live) | frozenset(written) | frozenset(self.configured) | self.builtin_names


def _inside(layer: Callable[[str], Binding | Withheld | None], name: str) -> Binding | Withheld | None:
    """`a.b` as a part of what the layer has under `a`."""
    root, *rest = name.split(".")
    binding = layer(root) if rest else None
    if binding is None or isinstance(binding, Withheld):
        return binding
    value = binding.value
    if isinstance(value, Later):
        return Binding(later(name), binding.origin)
    for part in rest:
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return Binding(value, binding.origin)
