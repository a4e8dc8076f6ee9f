"""Specs + Selection -> scenarios, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from runner.model.finding import Finding, Severity
from runner.model.place import Place
from runner.model.scenario import PlannedStep, Scenario
from runner.model.spec import MAX_STEPS, InvalidSpec, Loaded, Role, Section, Spec, Status
from runner.plan.reuse import Library, ReuseError, planned, too_many
from runner.plan.selection import Selection, Selector
from runner.plan.variants import variants_of

_PARKED = frozenset({Status.SKIPPED, Status.DEPRECATED})
_ORDER = (Role.SETUP, Role.TEST, Role.CLEANUP)


def make_scenarios(specs: Iterable[Loaded], selection: Selection, library: Library) -> tuple[Scenario, ...]:
    """Every pass through every spec that is wanted, also through those that cannot or need not run."""
    wanted = [spec for spec in specs if selection.wants(spec)]
    variants = variants_of(wanted)
    return tuple(
        replace(scenario, variant=variants[spec.path]) if spec.path in variants else scenario
        for spec in wanted
        for scenario in _scenarios(spec, selection, library)
    )


def _scenarios(spec: Loaded, selection: Selection, library: Library) -> Iterator[Scenario]:
    if isinstance(spec, InvalidSpec):
        yield Scenario(spec, findings=spec.findings)
        return
    parked = "" if selection.force else _parked(spec)
    if parked:
        yield Scenario(spec, skip_reason=parked)
        return
    narrowing = selection.narrowing(spec)
    examples = [section for section in spec.sections if section.role is Role.EXAMPLE]
    proper = [section for section in spec.sections if section.role is not Role.EXAMPLE]
    # Examples repeat the ids of the test: a bare id means the test where that has one.
    inside = tuple(item for item in narrowing if any(item.steps_in(section) for section in proper))
    others = tuple(item for item in narrowing if item not in inside)
    meant = [section for section in examples if any(item.steps_in(section) for item in others)]
    astray = tuple(item for item in others if not any(item.steps_in(section) for section in examples))
    if not narrowing or inside or astray:
        yield _main(spec, (*inside, *astray), library)
    for section in examples if selection.examples and not narrowing else meant:
        yield _example(spec, section, narrowing, library)


def _parked(spec: Spec) -> str:
    """Why the author does not want it run; empty when there is no such wish."""
    if spec.skip:
        return spec.skip_reason or "skip: true"
    if spec.status in _PARKED:
        return spec.skip_reason or f"status: {spec.status}"
    return ""


def _main(spec: Spec, narrowing: tuple[Selector, ...], library: Library) -> Scenario:
    """Set-up, test and clean-up. Narrowed: everything up to the last step that is meant, and the clean-up."""
    sections = [section for role in _ORDER for section in spec.sections if section.role is role]
    if not any(section.role is Role.TEST and section.steps for section in sections):
        return Scenario(spec, findings=(_nothing_to_run(spec),))
    try:
        steps = _steps(spec, sections, library)
    except ReuseError as fault:
        return Scenario(spec, findings=(fault.finding,))
    if not narrowing:
        return Scenario(spec, _named(steps))
    last = max(
        (
            index
            for index, item in enumerate(steps)
            if any(_means_step(selector, spec, item) for selector in narrowing)
        ),
        default=-1,
    )
    if last < 0:
        return Scenario(spec, findings=tuple(_no_such_step(spec, item) for item in narrowing), complete=False)
    kept = [item for index, item in enumerate(steps) if index <= last or item.role is Role.CLEANUP]
    return Scenario(spec, _named(kept), complete=len(kept) == len(steps))


def _example(spec: Spec, section: Section, narrowing: tuple[Selector, ...], library: Library) -> Scenario:
    try:
        steps = _steps(spec, [section], library)
    except ReuseError as fault:
        return Scenario(spec, example=section.title, findings=(fault.finding,))
    picked = [
        index
        for index, item in enumerate(steps)
        if any(_means_step(selector, spec, item) for selector in narrowing)
    ]
    kept = steps[: picked[-1] + 1] if picked else steps
    return Scenario(spec, _named(kept), example=section.title, complete=len(kept) == len(steps))


def _steps(spec: Spec, sections: Sequence[Section], library: Library) -> list[PlannedStep]:
    """Everything that runs, in its order. Raises ReuseError."""
    steps: list[PlannedStep] = []
    for section in sections:
        for index, step in enumerate(section.steps):
            steps += planned(spec, section, step, library, opens=index == 0)
            if len(steps) > MAX_STEPS:
                raise too_many(spec, step)
    return steps


def _named(steps: list[PlannedStep]) -> tuple[PlannedStep, ...]:
    """Names that are unique in the scenario: `Test Request › cancel_booking`."""
    seen: dict[str, int] = {}
    named: list[PlannedStep] = []
    for item in steps:
        name = f"{item.section} › {item.name}"
        seen[name] = seen.get(name, 0) + 1
        named.append(replace(item, name=name if seen[name] == 1 else f"{name} ({seen[name]})"))
    return tuple(named)


def _means_step(selector: Selector, spec: Spec, item: PlannedStep) -> bool:
    outer = item.via[0] if item.via else item.step
    # By their places: the step of a case is another one than that of its block.
    return any(
        outer.place == step.place
        for section in spec.sections
        if section.title == item.section
        for step in selector.steps_in(section)
    )


def _nothing_to_run(spec: Spec) -> Finding:
    what = "no executable steps: there is no step block under a heading `Test Request`"
    hint = "set-up goes under `Prerequisites`, the test under `Test Request`; other blocks are examples"
    return Finding("SR220", Severity.ERROR, spec.place_at("endpoint"), what, hint, _line(spec, "endpoint"))


def _no_such_step(spec: Spec, selector: Selector) -> Finding:
    ids = [f"{section.slug}/{step.id}" for section in spec.sections for step in section.steps]
    hint = f"there are {', '.join(ids[:12])}"
    return Finding(
        "SR221",
        Severity.ERROR,
        Place(spec.file, max(selector.line, 1)),
        f"`{selector.text}` means no step",
        hint,
    )


def _line(spec: Spec, key: str) -> str:
    lines = spec.lines
    number = spec.place_at(key).line
    return lines[number - 1] if number <= len(lines) else ""
