"""The JUnit report, for CI systems: a suite for each scenario, a case for each step. junit-xml's only door.

junit-xml builds the elements; what it leaves out or gets wrong (illegal characters, the attribute `disabled`,
times of zero, properties of cases) is mended here before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, TypeAlias
from xml.etree import ElementTree as ET

from runner.model.events import Event, RunFinished
from runner.model.finding import Finding
from runner.model.place import Place
from runner.model.result import Outcome, RunResult, SpecResult, StepResult
from runner.model.spec import Spec
from runner.model.trouble import Trouble
from runner.report import atomic
from runner.report.contract import finding_lines, standing, untold
from runner.report.terminal import text_of
from runner.report.words import count, headline, skip_reason
from runner.report.xmltext import visible

if TYPE_CHECKING:
    from junit_xml import TestCase

__all__ = ["Describe", "Junit", "plain_text", "to_xml"]

#: How wide the text of a finding is.
_WIDTH = 100

#: The text of a step that did not pass, or of a spec that has no step to blame.
Describe: TypeAlias = Callable[[SpecResult, StepResult | None], str]


def plain_text(spec: SpecResult, step: StepResult | None) -> str:
    """What went wrong, one trouble to a line, each with its place."""
    troubles = step.troubles if step else spec.troubles
    findings = () if step else spec.scenario.findings
    faults: tuple[Trouble | Finding, ...] = (*troubles, *findings)
    lines = [f"{fault.place}: {fault.message}" if fault.place else fault.message for fault in faults]
    return "\n".join(lines) or headline(step or spec)


class Junit:
    """The reporter that leaves a JUnit file behind, whatever happened."""

    def __init__(self, path: Path, *, describe: Describe = plain_text) -> None:
        self._path = path
        self._describe = describe
        self.written = False

    def handle(self, event: Event, /) -> None:
        """Write when the run is over. Raises OSError."""
        if isinstance(event, RunFinished):
            atomic.write(self._path, to_xml(event.result, describe=self._describe).encode())
            self.written = True


def render(result: RunResult) -> bytes:
    """The report with the blocks of the console in it, as bytes."""
    from runner.report.failure import block_text

    return to_xml(result, describe=block_text).encode()


def to_xml(result: RunResult, *, describe: Describe = plain_text) -> str:
    """The report as XML that every reader takes."""
    from junit_xml import TestSuite

    root = ET.Element("testsuites")
    for number, suite in enumerate(_suites(result, describe)):
        made = TestSuite(
            suite.name,
            [_test_case(case) for case in suite.cases],
            hostname="localhost",
            id=str(number),
            package=suite.package,
            timestamp=result.started.strftime("%Y-%m-%dT%H:%M:%S"),
            file=suite.file,
            properties=suite.properties,
        )
        root.append(_mended(made.build_xml_doc(), suite))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


@dataclass(frozen=True, slots=True)
class _Case:
    """What a report says about a step, or about a spec as a whole."""

    name: str
    classname: str
    outcome: Outcome
    file: str
    line: int
    seconds: float = 0.0
    kind: str = ""
    message: str = ""
    text: str = ""
    """Why it did not pass."""
    aside: str = ""
    """What is to be said about it all the same."""
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Suite:
    name: str
    package: str
    file: str
    seconds: float
    properties: Mapping[str, str]
    cases: tuple[_Case, ...]


class _Names:
    """Gives every name once: readers keep only one of two cases that are called alike."""

    def __init__(self) -> None:
        self._given: set[tuple[str, str]] = set()

    def unique(self, name: str, *, within: str = "", file: str = "") -> str:
        scrubbed = visible(name)
        wanted = scrubbed
        if (within, wanted) in self._given and file:
            wanted = scrubbed = f"{scrubbed} ({visible(file)})"
        number = 1
        while (within, wanted) in self._given:
            number += 1
            wanted = f"{scrubbed} #{number}"
        self._given.add((within, wanted))
        return wanted


def _suites(result: RunResult, describe: Describe) -> Iterator[_Suite]:
    suite_names, case_names = _Names(), _Names()
    shared = {
        "environment": result.environment,
        "base_url": result.base_url,
        "run_id": result.run_id,
        "seed": str(result.seed),
    }
    for spec in result.specs:
        scenario = spec.scenario
        about = {
            "file": scenario.file,
            "endpoint": str(scenario.spec.endpoint),
            "status": scenario.spec.status.value if isinstance(scenario.spec, Spec) else "invalid",
            "outcome": spec.outcome.value,
        }
        yield _Suite(
            name=suite_names.unique(scenario.title, file=scenario.file),
            package=scenario.domain,
            file=scenario.file,
            seconds=spec.seconds,
            properties=shared | about,
            cases=tuple(_cases(spec, case_names, describe)),
        )
    missing = _missing(result)
    if missing:
        spare = result.about.shard is not None and result.about.shard.is_spare
        outcome = Outcome.SKIPPED if spare else Outcome.ERROR
        case = _Case("run", "steprun", outcome, "", 0, kind="not run", message=missing, text=missing)
        yield _Suite(suite_names.unique("steprun"), "", "", 0.0, shared, (case,))


def _missing(result: RunResult) -> str:
    """Why there is less to report than was asked for; a report without it would look like a success."""
    if result.interrupted and len(result.specs) < result.selected:
        turns = f"{len(result.specs)} of {count(result.selected, 'scenario')}"
        return f"interrupted by signal {result.interrupted}: {turns} had their turn"
    if result.about.shard is not None and result.about.shard.is_spare:
        return f"no spec was run: none is left for shard {result.about.shard}"
    return "" if result.specs else "no spec was run: nothing was selected"


def _cases(spec: SpecResult, names: _Names, describe: Describe) -> Iterator[_Case]:
    """A case for each step, and one for the spec itself where no step tells how it ended."""
    classname = _classname(spec)
    guilty = False
    for step in spec.steps:
        place = step.planned.place
        name = names.unique(step.planned.name, within=classname, file=spec.scenario.file)
        case = _step_case(spec, step, describe=describe, name=name, classname=classname, place=place)
        guilty = guilty or case.outcome in (Outcome.FAILED, Outcome.ERROR)
        yield case
    if spec.steps and (guilty or spec.outcome in (Outcome.PASSED, Outcome.SKIPPED)):
        return
    place = _spec_place(spec)
    yield _Case(
        name=names.unique("spec", within=classname, file=spec.scenario.file),
        classname=classname,
        outcome=spec.outcome,
        file=place.file,
        line=place.line,
        seconds=0.0 if spec.steps else spec.seconds,
        kind=spec.troubles[0].cause.value if spec.troubles else "invalid",
        message=skip_reason(spec) if spec.outcome is Outcome.SKIPPED else headline(spec),
        text="" if spec.outcome in (Outcome.PASSED, Outcome.SKIPPED) else describe(spec, None),
    )


def _step_case(
    spec: SpecResult, step: StepResult, *, describe: Describe, name: str, classname: str, place: Place
) -> _Case:
    outcome, message, text = step.outcome, "", ""
    properties: dict[str, str] = {}
    asides: list[str] = []
    if step.tolerated and outcome is Outcome.FAILED:
        outcome, properties["tolerated"] = Outcome.PASSED, "true"
        asides.append(f"tolerated failure (onFail: continue): {headline(step)}\n\n{describe(spec, step)}")
    elif outcome is Outcome.SKIPPED:
        message = skip_reason(step)
    elif outcome is not Outcome.PASSED:
        message, text = headline(step), describe(spec, step)
    elif step.flaky:
        properties |= {"flaky": "true", "attempts": str(step.attempts)}
        asides.append(f"flaky: passed after {count(step.attempts, 'attempt')}")
    if step.judged:
        properties["contract"] = standing(step.judged)
        rows = finding_lines(untold(step), width=_WIDTH)
        asides.append("\n".join(map(text_of, rows)).rstrip())
    kind = step.trouble.cause.value if step.trouble else outcome.value
    return _Case(
        name=name,
        classname=classname,
        outcome=outcome,
        file=place.file,
        line=place.line,
        seconds=step.seconds,
        kind=kind,
        message=message,
        text=text,
        aside="\n\n".join(filter(None, asides)),
        properties=properties,
    )


def _classname(spec: SpecResult) -> str:
    stem = PurePath(spec.scenario.file).stem.replace(".", "_")
    return f"{spec.scenario.domain}.{stem}" if spec.scenario.domain else stem


def _spec_place(spec: SpecResult) -> Place:
    faults: Iterable[Trouble | Finding] = (*spec.troubles, *spec.scenario.findings)
    return next((fault.place for fault in faults if fault.place), Place(spec.scenario.file, 1))


def _test_case(case: _Case) -> TestCase:
    from junit_xml import TestCase

    made = TestCase(case.name, case.classname, case.seconds, file=case.file, line=case.line)
    message = case.message or case.outcome.value
    if case.outcome is Outcome.FAILED:
        made.add_failure_info(message, case.text, case.kind)
    elif case.outcome is Outcome.ERROR:
        made.add_error_info(message, case.text, case.kind)
    elif case.outcome is Outcome.SKIPPED:
        made.add_skipped_info(message)
    made.stdout = case.aside
    return made


def _mended(element: ET.Element, suite: _Suite) -> ET.Element:
    del element.attrib["disabled"]
    element.set("time", f"{suite.seconds:.6f}")
    for case, made in zip(suite.cases, element.iter("testcase"), strict=True):
        made.set("time", f"{case.seconds:.6f}")
        if case.properties:
            properties = ET.Element("properties")
            for name, value in case.properties.items():
                ET.SubElement(properties, "property", name=name, value=value)
            made.insert(0, properties)
    for part in element.iter():
        part.text = visible(part.text) if part.text else None
        for name, value in part.items():
            part.set(name, visible(value))
    return element
