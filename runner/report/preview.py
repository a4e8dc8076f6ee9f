"""The screen of `steprun show`: requests as they would be sent, and where each value comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runner.model.result import Exchange, Used
from runner.model.scenario import PlannedStep, Scenario
from runner.model.spec import Spec
from runner.model.trouble import Trouble
from runner.report.curl import curl
from runner.report.terminal import Line, Span, Style, line
from runner.report.traffic import request_lines
from runner.resolve.template import as_text

_INDENT = "    "


@dataclass(frozen=True, slots=True)
class StepPreview:
    """One step as it would be sent, or why it could not be."""

    planned: PlannedStep
    exchange: Exchange | None
    used: tuple[Used, ...] = ()
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """One scenario as it would run."""

    scenario: Scenario
    steps: tuple[StepPreview, ...]


def screen(previews: Sequence[Preview], *, width: int) -> list[Line]:
    """Each step with its request and its values."""
    lines: list[Line] = []
    for preview in previews:
        lines += _head(preview.scenario)
        for step in preview.steps:
            lines += _step(step, width)
            lines.append(line())
    return lines


def commands(previews: Sequence[Preview]) -> list[Line]:
    """A shell script: a comment with the step's name, and the curl command that sends it."""
    lines: list[Line] = []
    for preview in previews:
        lines.append(line(f"# {preview.scenario.file}: {preview.scenario.title}"))
        for step in preview.steps:
            lines += _takes(step)
            if step.exchange:
                lines.append(line(f"# {step.planned.name}"))
                lines.append(line(curl(step.exchange)))
            else:
                lines += [line(f"# {step.planned.name}: {trouble.message}") for trouble in step.troubles]
    return lines


def _head(scenario: Scenario) -> Iterator[Line]:
    yield line(Span(scenario.title, Style.STRONG), Span(f"  {scenario.file}", Style.FAINT))
    for finding in scenario.findings:
        yield line(Span(f"{finding.place}: {finding.message}", Style.ERROR))
    for key in ("requiresTestData", "testDataDescription", "notes"):
        value = scenario.spec.front.get(key) if isinstance(scenario.spec, Spec) else None
        if value is not None:
            yield line(Span(f"{key}: ", Style.FAINT), Span(as_text(value)))
    if scenario.skip_reason:
        yield line(Span(f"does not run: {scenario.skip_reason}", Style.SKIPPED))
    yield line()


def _step(step: StepPreview, width: int) -> Iterator[Line]:
    place = step.planned.step.place
    yield line(Span(step.planned.name, Style.STRONG), Span(f"  {place.file}:{place.line}", Style.FAINT))
    if step.exchange:
        yield from request_lines(step.exchange, width=width, indent=_INDENT)
    for trouble in step.troubles:
        yield line(_INDENT, Span("error: ", Style.ERROR), Span(f"{trouble.place}: {trouble.message}"))
        if trouble.hint:
            yield line(_INDENT, Span("hint:  ", Style.HINT), Span(trouble.hint))
    for used in step.used:
        yield line(_INDENT, Span(f"{used.name} = {used.value}"), Span(f"  {used.origin}", Style.FAINT))
    for item in step.planned.step.extractions:
        yield line(_INDENT, Span(f"{item.name} ← {item.source}", Style.NOTE))


def _takes(step: StepPreview) -> Iterator[Line]:
    """What the command needs from the answers before it."""
    waiting = [f"{used.name} ({used.origin})" for used in step.used if used.value == f'"{{{{{used.name}}}}}"']
    if waiting:
        yield line(f"# fill in {', '.join(waiting)}")
