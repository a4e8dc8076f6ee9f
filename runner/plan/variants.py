"""Variants: what tells the specs of one endpoint apart, taken from the names of their files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from os.path import commonprefix
from pathlib import Path as FilePath

from runner.model.spec import Loaded

_SEPARATORS = "_-. "
_WORD_START = re.compile(r"[^_\-. ]*$")


def variants_of(specs: Iterable[Loaded]) -> Mapping[FilePath, str]:
    """By file: `policy` for `cancel__policy.md` beside `cancel.md`; nothing for those that need none."""
    groups: defaultdict[str, list[FilePath]] = defaultdict(list)
    for spec in specs:
        groups[str(spec.endpoint)].append(spec.path)
    return {
        path: variant
        for paths in groups.values()
        if len(paths) > 1
        for path, variant in _apart(paths).items()
        if variant
    }


def _apart(paths: list[FilePath]) -> Mapping[FilePath, str]:
    stems = [path.stem for path in paths]
    shared = commonprefix(stems)  # noqa: RUF071 - these are names, not paths
    if any(stem[len(shared) : len(shared) + 1] not in ("", *_SEPARATORS) for stem in stems):
        shared = _WORD_START.sub("", shared)  # `cancel_event` and `cancel_error` share no `e`
    return {path: stem[len(shared) :].strip(_SEPARATORS) for path, stem in zip(paths, stems, strict=True)}
