"""What came of the claims of a run: the broken ones with their lines, and what nobody could check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from runner.model.result import RunResult
from runner.model.verdict import State, Verdict
from runner.report.frame import finding_text
from runner.report.measure import cells, wrap
from runner.report.shell import word
from runner.report.terminal import Line, Span, Style, line
from runner.report.words import count

_MANY: Final = 40
"""So many claims that were not checked are listed; of more their reasons are counted."""


def verdicts_of(run: RunResult) -> list[Verdict]:
    """All of them, in the order of the documents."""
    return [verdict for spec in run.specs for verdict in spec.claims]


def broken_lines(run: RunResult, *, width: int) -> list[Line]:
    """Each broken claim with its line of the document, what came instead, and how to try again."""
    rows: list[Line] = []
    for spec in run.specs:
        wrong = [verdict for verdict in spec.claims if verdict.state is State.BROKEN]
        for verdict in wrong:
            for finding in verdict.findings:
                rows += [*finding_text(finding, width=width), line()]
        if wrong:
            rerun = f"steprun verify {word(spec.scenario.file)}"
            rows += [line(Span("    rerun  ", Style.FAINT), rerun), line()]
    return rows


def unchecked_lines(run: RunResult, *, width: int, every: bool = False) -> list[Line]:
    """What was not checked, and why."""
    left = [verdict for verdict in verdicts_of(run) if verdict.state is State.UNCHECKED]
    if len(left) > _MANY and not every:
        return [*_by_reason(left, width=width), line(Span("    -v lists them all", Style.FAINT))]
    return [row for verdict in left for row in _row(verdict, width=width)]


def proof_facts(run: RunResult) -> str:
    """`612 hold, 3 broken, 44 not checked`; empty where nothing was put to the proof."""
    verdicts = verdicts_of(run)
    tally = [(state, sum(verdict.state is state for verdict in verdicts)) for state in State]
    words = {State.HOLDS: "hold", State.BROKEN: "broken", State.UNCHECKED: "not checked"}
    return ", ".join(f"{number:,} {words[state]}" for state, number in tally if number)


def _by_reason(left: Sequence[Verdict], *, width: int) -> Iterator[Line]:
    reasons: dict[str, list[Verdict]] = {}
    for verdict in left:
        reasons.setdefault(verdict.by, []).append(verdict)
    for reason, verdicts in sorted(reasons.items(), key=lambda item: -len(item[1])):
        head = f"    {len(verdicts):>4}  "
        first, *more = wrap(reason, width - cells(head))
        yield line(Span(head, Style.FAINT), first)
        yield from (line(" " * cells(head), text) for text in more)


def _row(verdict: Verdict, *, width: int) -> Iterator[Line]:
    claim = verdict.claim
    head, says = f"    {claim.place.file}:{claim.place.line}", f"{claim.topic.value}: {claim.says}"
    beside = cells(head) + cells(says) + 2 <= width
    yield line(Span(head, Style.FAINT), f"  {says}" if beside else "")
    yield from (line(f"      {text}") for text in (() if beside else wrap(says, width - 6)))
    yield from (line(Span(f"      {text}", Style.FAINT)) for text in wrap(verdict.by, width - 6))


def counted(run: RunResult) -> str:
    """`3 claims broken`."""
    number = sum(verdict.state is State.BROKEN for verdict in verdicts_of(run))
    return f"{count(number, 'claim')} broken"
