"""`use:` - another spec's Prerequisites and Test Request, put in place of a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from runner.model.finding import Finding, Severity
from runner.model.scenario import Given, PlannedStep
from runner.model.spec import InvalidSpec, Loaded, OnFail, Role, Spec, Step, Use

Library: TypeAlias = Callable[[str, Spec], Sequence[Loaded]]
"""The specs that a `use:` target (an endpoint or a path) can mean, seen from the spec that says it."""

_DEEPEST = 20


class ReuseError(Exception):
    """A `use:` that leads nowhere, somewhere broken, or back to itself."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def planned(
    spec: Spec, role: Role, section: str, step: Step, library: Library, *, trail: tuple[Spec, ...] = ()
) -> Iterator[PlannedStep]:
    """The steps that really run for this one: itself, or those of the spec it uses.

    Raises ReuseError.
    """
    if step.use is None:
        yield PlannedStep(
            step=step,
            role=role,
            section=section,
            owner=spec,
            name=step.id,
            on_fail=step.on_fail or OnFail.ABORT,
            skip_reason=step.skip_reason,
        )
        return
    used = _used(spec, step.use, library, (*trail, spec))
    inner = [
        item
        for block in (*_blocks(used, Role.SETUP), *_blocks(used, Role.TEST))
        for inner_step in block[1]
        for item in planned(used, role, section, inner_step, library, trail=(*trail, spec))
    ]
    given = tuple(Given(name, value, step.place_at("with", name)) for name, value in step.use.values.items())
    for index, item in enumerate(inner):
        yield replace(
            item,
            name=f"{step.id} › {item.name}",
            via=(step, *item.via),
            given=(*given, *item.given) if index == 0 else item.given,
            on_fail=step.on_fail or item.on_fail,
            skip_reason=step.skip_reason or item.skip_reason,
        )


def _blocks(spec: Spec, role: Role) -> list[tuple[str, tuple[Step, ...]]]:
    return [(section.title, section.steps) for section in spec.sections if section.role is role]


def _used(spec: Spec, use: Use, library: Library, trail: tuple[Spec, ...]) -> Spec:
    found = library(use.target, spec)
    if not found:
        hint = "name an endpoint (`GET /path`) that a spec describes, or a path relative to this file"
        raise ReuseError(_finding(spec, use, f"`use: {use.target}` leads to no spec", hint))
    if len(found) > 1:
        files = " and ".join(item.file for item in found[:3])
        raise ReuseError(
            _finding(spec, use, f"`use: {use.target}` could mean {files}", "name the file instead")
        )
    used = found[0]
    if isinstance(used, InvalidSpec):
        first = used.findings[0]
        raise ReuseError(
            _finding(spec, use, f"`use: {use.target}`: {first.place} {first.message}", "mend it first")
        )
    loop = next((index for index, item in enumerate(trail) if item.path == used.path), None)
    if loop is not None or len(trail) > _DEEPEST:
        chain = " -> ".join(item.file for item in (*trail[loop or 0 :], used))
        raise ReuseError(_finding(spec, use, f"`use:` goes round in a circle: {chain}", "break it somewhere"))
    return used


def _finding(spec: Spec, use: Use, message: str, hint: str) -> Finding:
    lines = spec.lines
    line = lines[use.place.line - 1] if use.place.line <= len(lines) else ""
    return Finding("SR230", Severity.ERROR, use.place, message, hint, line, len(use.target))
