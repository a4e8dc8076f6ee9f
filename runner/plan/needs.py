"""What a spec is made of: the files that decide, beside the API, whether it passes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from runner.model.spec import Expectation, Loaded, MultipartBody, Spec, Step, Use
from runner.plan.reuse import Library

_PLACEHOLDER = re.compile(r"\{\{|<<")


@dataclass(frozen=True, slots=True)
class Needs:
    """The files that one spec needs, those of the specs it uses among them; some may not be there."""

    files: frozenset[Path]
    """A folder means everything in it."""
    any_spec: bool = False
    """It uses an endpoint that no spec describes, or several: whichever was the one, or is one too many."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the names in specs lead."""

    root: Path
    cwd: Path
    library: Library
    files_dir: Path | None = None
    """Where uploads lie; None: the root."""
    promises: Callable[[Spec], frozenset[Path]] = lambda _spec: frozenset()
    """The OpenAPI files that it is held against."""


def needs_of(spec: Loaded, ground: Ground) -> Needs:
    """Everything, through all specs that are used on the way."""
    walk = _Walk(ground)
    walk.visit(spec)
    return Needs(frozenset(_normal(path) for path in walk.files), any_spec=walk.any_spec)


@dataclass(slots=True)
class _Walk:
    """From spec to spec, each once: they may use each other in circles."""

    ground: Ground
    files: set[Path] = field(default_factory=set)
    any_spec: bool = False
    _seen: set[Path] = field(default_factory=set)

    def visit(self, spec: Loaded) -> None:
        if spec.path in self._seen:
            return
        self._seen.add(spec.path)
        self.files.add(spec.path)
        if not isinstance(spec, Spec):
            return
        self.files |= self.ground.promises(spec)
        for section in spec.sections:
            for step in section.steps:
                self.files.update(_named(step, spec, self.ground))
                if step.use is not None:
                    self._use(step.use, spec)

    def _use(self, use: Use, spec: Spec) -> None:
        found = self.ground.library(use.target, spec)
        if " " in use.target.strip():
            self.any_spec = self.any_spec or len(found) != 1
        else:
            folders = (spec.path.parent, self.ground.root, self.ground.cwd)
            self.files.update(folder / use.target for folder in folders)
        for each in found:
            self.visit(each)


def _named(step: Step, spec: Spec, ground: Ground) -> Iterator[Path]:
    """The files that a step names: uploads, and schemas."""
    if isinstance(step.body, MultipartBody):
        folder = ground.files_dir or ground.root
        yield from (folder / _known(item.file_path) for item in step.body.files)
    until = step.retry.until if step.retry else ()
    for name in map(_schema, (*step.expectations, *until)):
        yield from (folder / name for folder in (spec.path.parent, ground.root) if name)


def _schema(expectation: Expectation) -> str:
    is_name = expectation.kind == "schema" and isinstance(expectation.wanted, str)
    return _known(str(expectation.wanted)) if is_name else ""


def _known(name: str) -> str:
    """As much of a path as is known before the run: what a placeholder may mean lies in the folder above."""
    placeholder = _PLACEHOLDER.search(name)
    return name[: placeholder.start()].rpartition("/")[0] or "." if placeholder else name


def _normal(path: Path) -> Path:
    return Path(os.path.normpath(path))
