"""A step in its document: the frame around the lines that its trouble is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

from runner.model.place import Place
from runner.model.result import CheckResult, SpecResult, StepResult, Used
from runner.model.spec import Spec
from runner.report.frame import Note, frame
from runner.report.measure import cut
from runner.report.terminal import Line
from runner.report.words import ANSWERED, failed_checks

#: How many variables are shown under the lines that use them, and how wide their values may be.
_MANY: Final = 6
_VALUE: Final = 60
_BRACES: Final = (("{{", "}}"), ("<<", ">>"), ("{", "}"))


def source_lines(spec: SpecResult, step: StepResult, *, width: int) -> list[Line]:
    """The frame: checks and troubles are marked with ^, the variables that were used with ─."""
    planned = step.planned
    notes = list(_main_notes(step))
    place = notes[0].place if notes else planned.step.place
    lines = _lines_of(spec, step, place.file)
    notes += [
        _used_note(used, lines) for used in placed(step) if used.place and used.place.file == place.file
    ]
    if planned.case and planned.place.file == place.file:
        notes.append(Note(planned.place, "this case", main=False))
    name = planned.name
    if planned.via:
        name += f" · used by {planned.via[0].place.file}:{planned.via[0].place.line}"
    first = planned.step.place.line if planned.step.place.file == place.file else 0
    return frame(lines, place, width=width, notes=notes, title=(name, _aside(spec, step)), first=first)


def placed(step: StepResult) -> list[Used]:
    """The variables that the frame shows; the others need a line of their own."""
    file = step.planned.owner.file
    return [used for used in step.used if used.place is not None and used.place.file == file][:_MANY]


def valued(used: Used) -> str:
    """`"q85mz0l1"  extracted by get_booking_id, line 81`."""
    return f"{cut(used.value, _VALUE)}  {used.origin}".rstrip()


def _main_notes(step: StepResult) -> Iterable[Note]:
    """One note for each place, the headline's first."""
    troubles = [trouble for trouble in step.troubles if trouble.place is not None]
    widths = {trouble.place: trouble.width for trouble in troubles if trouble.width > 1}
    texts: dict[Place, list[str]] = {}
    if step.trouble is not None and step.trouble.place is not None:
        texts[step.trouble.place] = []
    for check in failed_checks(step):
        texts.setdefault(check.place, []).append(_found(check))
    for trouble in troubles[1:]:
        assert trouble.place is not None
        if trouble.cause not in ANSWERED:
            texts.setdefault(trouble.place, []).append(trouble.message)
    for place, several in texts.items():
        text = "several things, see below" if len(several) > 1 else "".join(several)
        yield Note(place, text, columns=widths.get(place, 0))


def _used_note(used: Used, lines: Sequence[str]) -> Note:
    assert used.place is not None
    place = used.place
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    column, columns = _placeholder(line, place.column, used.name)
    return Note(Place(place.file, place.line, column), f"= {valued(used)}", columns=columns, main=False)


def _placeholder(line: str, column: int, name: str) -> tuple[int, int]:
    """Where `{{ name }}` stands in a line, from a column on, and how wide it is; else the value there."""
    for opening, closing in _BRACES:
        start = line.find(opening, max(column - 1, 0))
        while start >= 0 and (end := line.find(closing, start)) >= 0:
            if line[start + len(opening) : end].partition("|")[0].strip() == name:
                return start + 1, end + len(closing) - start
            start = line.find(opening, end)
    return column, 0


def _found(check: CheckResult) -> str:
    if check.found:
        return f"found {cut(check.found, _VALUE)}"
    return "found nothing" if check.wanted else check.message


def _lines_of(spec: SpecResult, step: StepResult, file: str) -> Sequence[str]:
    """A step may be written in one document and get its values (`with:`) from another."""
    for document in chain(
        (step.planned.owner, spec.scenario.spec), (each.owner for each in spec.scenario.steps)
    ):
        if isinstance(document, Spec) and document.file == file:
            return document.lines
    return ()


def _aside(spec: SpecResult, step: StepResult) -> str:
    position = next((index for index, each in enumerate(spec.steps, 1) if each is step), 0)
    words = [f"step {position} of {len(spec.steps)}"] if position else []
    if step.attempts > 1:
        words.append(f"attempt {step.attempts}")
    return " · ".join(words)
