"""What lint found, for people, for machines, and for GitHub."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from runner.model.finding import Finding, Severity
from runner.model.json import JSON
from runner.report.frame import finding_text
from runner.report.github import limited, of_finding
from runner.report.jsonfile import json_page
from runner.report.terminal import Line, Span, Style, line, paint
from runner.report.words import count

_COLOURS: Final = {
    Severity.ERROR: Style.FAILED,
    Severity.WARNING: Style.FLAKY,
    Severity.NOTE: Style.NOTE,
}


def as_text(findings: Sequence[Finding], *, width: int, colour: bool, specs: int, seconds: float) -> str:
    """Each finding with its line of source, and a last line that counts them."""
    return "".join(
        f"{paint(each, colour=colour)}\n"
        for each in _lines(findings, width=width, specs=specs, seconds=seconds)
    )


def as_json(findings: Sequence[Finding]) -> str:
    """A list of objects."""
    return json_page(
        [
            {
                "rule": each.rule,
                "severity": each.severity.value,
                "file": each.place.file,
                "line": each.place.line,
                "column": each.place.column,
                "width": each.width,
                "message": each.message,
                "hint": each.hint,
                **_fix(each),
            }
            for each in findings
        ]
    )


def _fix(finding: Finding) -> dict[str, JSON]:
    """The one right answer, where there is one: what to write instead of which characters."""
    fix = finding.fix
    if fix is None:
        return {}
    place = fix.place
    return {"fix": {"line": place.line, "column": place.column, "width": fix.width, "text": fix.text}}


def as_github(findings: Sequence[Finding], *, folder: str = "") -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request: as many as it takes."""
    annotations = limited([of_finding(finding) for finding in findings])
    return "".join(f"{each.command(folder)}\n" for each in annotations)


def _lines(findings: Sequence[Finding], *, width: int, specs: int, seconds: float) -> Iterator[Line]:
    for each in findings:
        yield from finding_text(each, width=width)
        if each.fix:
            gutter = " " * max(2, len(str(each.place.line)))
            yield line(Span(f"{gutter} = fix: ", Style.HINT), "`--fix` does this")
        yield line()
    parts: list[Span] = []
    for severity in Severity:
        number = sum(1 for each in findings if each.severity is severity)
        style = _COLOURS[severity] if number else Style.FAINT
        parts += [Span(" · ", Style.FAINT), Span(count(number, severity.value), style)]
    if fixes := sum(each.fix is not None for each in findings):
        parts += [Span(" · ", Style.FAINT), Span(f"`--fix` mends {fixes}", Style.HINT)]
    yield line(f"{count(specs, 'spec')} in {max(seconds, 0.0):.1f}s", *parts)
