"""The JUnit report, for CI systems: the test cases of a run as XML, suite by suite. junit-xml's only door.

junit-xml builds the elements; what it leaves out or gets wrong (illegal characters, the attribute `disabled`,
times of zero, properties of cases, the order that schemas want) is mended here before anything is written.

Two styles: `default` says all it knows where readers look for it; `strict` keeps to what the schemas of
Jenkins and of Windy Road allow, and tells the rest in `system-out`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from runner.model.events import Event, RunFinished
from runner.model.result import Outcome, RunResult
from runner.report import atomic
from runner.report.allowance import Allowance
from runner.report.suites import suites_of
from runner.report.testcase import Case, Describe, Detail, Suite, Try, plain_text
from runner.report.xmltext import visible

if TYPE_CHECKING:
    from junit_xml import TestCase

__all__ = ["Junit", "pieces", "render", "render_strict", "to_xml"]

#: GitLab takes 30 MB, and no more than 250,000 parts.
_MOST_BYTES: Final = 24 * 1024 * 1024
_MOST_ELEMENTS: Final = 200_000


class Junit:
    """The reporter that leaves a JUnit file behind, whatever happened."""

    def __init__(self, path: Path, *, describe: Describe = plain_text, strict: bool = False) -> None:
        self._path = path
        self._describe = describe
        self._strict = strict
        self.written = False

    def handle(self, event: Event, /) -> None:
        """Write when the run is over. Raises OSError."""
        if isinstance(event, RunFinished):
            atomic.write(self._path, pieces(event.result, describe=self._describe, strict=self._strict))
            self.written = True


def render(result: RunResult) -> bytes:
    """The report with the blocks of the console in it, as bytes."""
    from runner.report.failure import block_text

    return b"".join(pieces(result, describe=block_text))


def render_strict(result: RunResult) -> bytes:
    """The same for readers that hold it against a schema."""
    from runner.report.failure import block_text

    return b"".join(pieces(result, describe=block_text, strict=True))


def to_xml(result: RunResult, *, describe: Describe = plain_text, strict: bool = False) -> str:
    """The report as text."""
    return b"".join(pieces(result, describe=describe, strict=strict)).decode()


def pieces(
    result: RunResult,
    *,
    describe: Describe = plain_text,
    strict: bool = False,
    most_bytes: int = _MOST_BYTES,
    most_elements: int = _MOST_ELEMENTS,
) -> Iterator[bytes]:
    """The report, a suite at a time: of a large run no more than that is held in memory."""
    cases = sum(max(len(spec.steps) + len(spec.claims), 1) for spec in result.specs)
    allowance = Allowance(
        cases=cases,
        most_bytes=most_bytes,
        most_elements=most_elements,
        instead=f"… left out: the file would be too large; steprun report {result.run_id} --format text",
    )
    writer = _Strict(allowance) if strict else _Default(allowance)
    yield b'<?xml version="1.0" encoding="utf-8"?>\n<testsuites>\n'
    for number, suite in enumerate(suites_of(result, describe)):
        element = writer.element(number, suite)
        ET.indent(element, level=1)
        written = f"  {ET.tostring(element, encoding='unicode')}\n".encode()
        elements = sum(1 for _ in element.iter())
        allowance.written(size=len(written), cases=len(suite.cases), elements=elements)
        yield written
    yield b"</testsuites>\n"


class _Default:
    """Everything has a place of its own: `file` and `line`, properties of cases, attempts, `system-out`."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance

    def element(self, number: int, suite: Suite) -> ET.Element:
        """One suite."""
        made = _built(number, suite, [self._case(case) for case in suite.cases], file=suite.file)
        made.set("time", f"{suite.seconds:.6f}")
        for case, element in zip(suite.cases, made.iter("testcase"), strict=True):
            element.set("time", f"{case.seconds:.6f}")
            for position, part in enumerate(self._beside(case)):
                element.insert(position, part)
        return _scrubbed(made)

    def _case(self, case: Case) -> TestCase:
        made = _bare(case, self.detail(case.text))
        place = case.place
        made.file, made.line = (place.file, place.line) if place else (None, None)
        made.stdout = "\n\n".join(filter(None, map(self.detail, case.asides)))
        return made

    def _beside(self, case: Case) -> Iterator[ET.Element]:
        """What junit-xml has no words for, in the order of the schemas that know it."""
        if case.properties:
            properties = ET.Element("properties")
            for name, value in case.properties.items():
                ET.SubElement(properties, "property", name=name, value=value)
            yield properties
        for each in case.tries:
            yield self._try(each)

    def _try(self, each: Try) -> ET.Element:
        """As Surefire tells of it: readers that do not know it pass over it."""
        kind = "flakyError" if each.is_error else "flakyFailure"
        made = ET.Element(kind, message=each.message, type="error" if each.is_error else "failure")
        ET.SubElement(made, "stackTrace").text = self.detail(each.text)
        return made

    def detail(self, make: Detail | None) -> str:
        """The text, as long as there is room."""
        return self._allowance.detail(make) if make else ""


class _Strict(_Default):
    """Nothing stands where one of the schemas does not know it: `system-out` of the suite tells the rest."""

    def element(self, number: int, suite: Suite) -> ET.Element:
        """One suite."""
        made = _built(number, suite, [_bare(case, self.detail(case.text)) for case in suite.cases])
        made.set("package", suite.package)
        made.set("time", _milliseconds(suite.seconds))
        for case, element in zip(suite.cases, made.iter("testcase"), strict=True):
            element.set("time", _milliseconds(case.seconds))
            element.set("classname", case.classname)
        ET.SubElement(made, "system-out").text = "\n".join(self._told(suite))
        ET.SubElement(made, "system-err")
        return _scrubbed(made)

    def _told(self, suite: Suite) -> Iterator[str]:
        """Where each case is written, and what else there is to say about it."""
        for case in suite.cases:
            place = f"{case.place.file}:{case.place.line}  " if case.place else ""
            facts = "".join(f" · {name}: {value}" for name, value in case.properties.items())
            yield f"{place}{case.name}{facts}"
            yield from (each.message for each in case.tries)
            yield from filter(None, map(self.detail, case.asides))


def _built(number: int, suite: Suite, cases: list[TestCase], *, file: str = "") -> ET.Element:
    from junit_xml import TestSuite

    made: ET.Element = TestSuite(
        suite.name,
        cases,
        hostname="localhost",
        id=str(number),
        package=suite.package,
        timestamp=suite.began.strftime("%Y-%m-%dT%H:%M:%S"),
        file=file,
        properties=suite.properties,
    ).build_xml_doc()
    del made.attrib["disabled"]
    return made


def _bare(case: Case, text: str) -> TestCase:
    from junit_xml import TestCase

    made = TestCase(case.name, case.classname, case.seconds)
    message = case.message or case.outcome.value
    if case.outcome is Outcome.FAILED:
        made.add_failure_info(message, text, case.kind)
    elif case.outcome is Outcome.ERROR:
        made.add_error_info(message, text, case.kind)
    elif case.outcome is Outcome.SKIPPED:
        made.add_skipped_info(message)
    return made


def _milliseconds(seconds: float) -> str:
    """Older schemas of Jenkins refuse more digits. Rounded as records are: a run read back says the same."""
    return f"{max(round(seconds, 6), 0.0):.3f}"


def _scrubbed(element: ET.Element) -> ET.Element:
    for part in element.iter():
        part.text = visible(part.text) if part.text else None
        for name, value in part.items():
            part.set(name, visible(value))
    return element
