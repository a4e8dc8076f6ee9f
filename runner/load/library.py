"""Which specs a `use:` means: those at hand, and those of the project."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from runner.load.files import find_specs, load_spec
from runner.model.spec import InvalidSpec, Loaded, Spec


@dataclass(frozen=True, slots=True)
class Library:
    """Specs by path and by endpoint. Looks into `folder` only when those at hand do not have the endpoint."""

    cwd: Path
    root: Path
    folder: Path
    checks: frozenset[str] = frozenset()
    _by_path: dict[Path, Loaded | None] = field(default_factory=dict, repr=False)
    _all: list[Loaded] = field(default_factory=list, repr=False)

    def add(self, specs: Sequence[Loaded]) -> None:
        """Specs at hand: they need not be read again."""
        self._by_path.update((_real(spec.path), spec) for spec in specs)

    def __call__(self, target: str, owner: Spec) -> Sequence[Loaded]:
        """What `use: target` means in `owner`: nothing, one spec, or several that share the endpoint."""
        if " " in target.strip():
            method, _, path = target.strip().partition(" ")
            wanted = f"{method.upper()} {path.strip()}"
            return self._described(wanted, [spec for spec in self._by_path.values() if spec])
        for folder in (owner.path.parent, self.root, self.cwd):
            file = _real(folder / target)
            inside = any(file.is_relative_to(_real(base)) for base in (self.root, owner.path.parent))
            found = self._read(file) if inside else None
            if found:
                return [found]
        return []

    def _described(self, endpoint: str, at_hand: list[Loaded]) -> list[Loaded]:
        found = [spec for spec in at_hand if _is(spec, endpoint)]
        if found or not self.folder.is_dir():
            return found
        if not self._all:
            self._all.extend(spec for path in find_specs([self.folder]) if (spec := self._read(path)))
        return [spec for spec in self._all if _is(spec, endpoint)]

    def _read(self, path: Path) -> Loaded | None:
        path = _real(path)
        if path not in self._by_path:
            readable = os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises for names that are too long
            self._by_path[path] = load_spec(path, cwd=self.cwd, checks=self.checks) if readable else None
        return self._by_path[path]


def _real(path: Path) -> Path:
    """One name for a file, whichever links lead to it; what can be no file stays as it is."""
    try:
        return Path(os.path.realpath(path))
    except ValueError:  # a NUL in the name
        return path


def _is(spec: Loaded, endpoint: str) -> bool:
    return str(spec.endpoint) == endpoint and not isinstance(spec, InvalidSpec)
