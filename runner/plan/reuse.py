"""`use:` - another spec's Prerequisites and Test Request, put in place of a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeAlias

from runner.model.finding import Finding, Severity
from runner.model.scenario import Giver, Handover, PlannedStep
from runner.model.spec import MAX_STEPS, Case, InvalidSpec, Loaded, OnFail, Role, Section, Spec, Step, Use
from runner.plan.cases import step_of
from runner.plan.selection import parse_part

Library: TypeAlias = Callable[[str, Spec], Sequence[Loaded]]
"""The specs that a `use:` target (an endpoint or a path) can mean, seen from the spec that says it."""

_DEEPEST = 20


class ReuseError(Exception):
    """A `use:` that leads nowhere, somewhere broken, back to itself, or to too much."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def planned(
    spec: Spec,
    section: Section,
    step: Step,
    library: Library,
    *,
    opens: bool = False,
    within: Section | None = None,
    trail: tuple[Spec, ...] = (),
) -> Iterator[PlannedStep]:
    """The steps that really run for this one: itself, once for each case, or those of the spec it uses.

    The one that `opens` its block is handed the variables of the block. `within` is the section of the
    scenario that a reused one runs in.

    Raises ReuseError.
    """
    variables = _variables(spec, section) if opens else ()
    place = within or section
    turns = (
        _own(spec, place, step)
        if step.use is None
        else _reused(spec, place, step, step.use, library, (*trail, spec))
    )
    for index, item in enumerate(turns):
        yield replace(item, given=(*variables, *item.given)) if index == 0 and variables else item


def _own(spec: Spec, section: Section, step: Step) -> Iterator[PlannedStep]:
    alone = PlannedStep(
        step=step,
        role=section.role,
        section=section.title,
        owner=spec,
        name=step.id,
        on_fail=step.on_fail or OnFail.ABORT,
        skip_reason=step.skip_reason,
    )
    if not step.cases:
        yield alone
    for case in step.cases:
        name = f"{step.id} [{case.name}]"
        yield replace(alone, step=step_of(case, step), name=name, case=_case(step, case))


def _reused(
    spec: Spec, section: Section, step: Step, use: Use, library: Library, trail: tuple[Spec, ...]
) -> Iterator[PlannedStep]:
    used = _used(spec, use, library, trail)
    every = (
        item
        for block, steps in _blocks(spec, use, used)
        for index, inner_step in enumerate(steps)
        for item in planned(used, block, inner_step, library, opens=index == 0, within=section, trail=trail)
    )
    inner = list(islice(every, MAX_STEPS + 1))
    if len(inner) > MAX_STEPS:
        raise too_many(spec, step)
    given = (Handover(Giver.WITH, use.values, step.place.file, step.marks, ("with",)),) if use.values else ()
    if step.sleep_ms:
        inner[-1] = replace(inner[-1], step=replace(inner[-1].step, sleep_ms=step.sleep_ms))
    for index, item in enumerate(inner):
        yield replace(
            item,
            name=f"{step.id} › {item.name}",
            via=(step, *item.via),
            given=(*given, *item.given) if index == 0 else item.given,
            on_fail=step.on_fail or item.on_fail,
            skip_reason=step.skip_reason or item.skip_reason,
        )


def _variables(spec: Spec, section: Section) -> tuple[Handover, ...]:
    """One after the other, for each may speak of those before it."""
    return tuple(
        Handover(Giver.VARIABLES, {name: value}, spec.file, section.marks, ("variables",))
        for name, value in section.variables.items()
    )


def _case(step: Step, case: Case) -> Handover:
    path = ("cases", case.index)
    return Handover(Giver.CASES, case.values, step.place.file, step.marks, path, label=case.name)


def _blocks(spec: Spec, use: Use, used: Spec) -> list[tuple[Section, tuple[Step, ...]]]:
    """The blocks of the other spec that are meant, each with its steps that are meant: one at least."""
    if not use.part:
        whole = [
            (section, section.steps)
            for role in (Role.SETUP, Role.TEST)
            for section in used.sections
            if section.role is role
        ]
        if not any(steps for _section, steps in whole):
            what = f"{used.file} has no step under `Prerequisites` or `Test Request`"
            raise ReuseError(_finding(spec, use, what, "name the part that is meant: `::section/step_id`"))
        return whole
    meant = parse_part(use.part)
    blocks = [(section, steps) for section in used.sections if (steps := meant.steps_in(section))]
    if not blocks:
        there = ", ".join(f"{section.slug}/{step.id}" for section in used.sections for step in section.steps)
        raise ReuseError(
            _finding(spec, use, f"`::{use.part}` means no step of {used.file}", f"there are {there}")
        )
    return blocks


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


def too_many(spec: Spec, step: Step) -> ReuseError:
    """The step with which a pass through the document becomes longer than it may be."""
    use = step.use or Use(step.id, {}, step.place)
    what = f"with this step there are more than {MAX_STEPS:,} steps, those of reused specs counted"
    return ReuseError(_finding(spec, use, what, "split the spec, or use only a part: `::section/step_id`"))


def _finding(spec: Spec, use: Use, message: str, hint: str) -> Finding:
    lines = spec.lines
    line = lines[use.place.line - 1] if use.place.line <= len(lines) else ""
    return Finding("SR230", Severity.ERROR, use.place, message, hint, line, len(use.target))
