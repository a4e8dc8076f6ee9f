"""The seal of a document: a generated block that says what was proven of it, when, and where."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType

from runner.load.frontmatter import NotEditable
from runner.load.markdown import Fence
from runner.load.prose import blocks_of
from runner.model.result import RunResult, SpecResult
from runner.model.spec import Spec
from runner.model.verdict import State
from runner.report.markdown import code
from runner.report.splice import Splice
from runner.report.words import count

OPENING = "<!-- steprun:proof -->"
CLOSING = "<!-- /steprun:proof -->"

_WORDS = MappingProxyType({State.HOLDS: "hold", State.BROKEN: "broken", State.UNCHECKED: "not checked"})


def seal_text(run: RunResult, result: SpecResult, *, at: datetime) -> tuple[str, ...]:
    """The lines of the block. It has a heading, so that nothing above takes it for words of its own."""
    tally = {state: sum(verdict.state is state for verdict in result.claims) for state in State}
    said = ", ".join(f"{tally[state]} {word}" for state, word in _WORDS.items())
    steps = count(sum(not step.blocked for step in result.steps), "step")
    where = code(run.environment, cell=False)
    moment = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return (
        OPENING,
        "",
        "## Proof",
        "",
        f"Last run **{result.outcome.value}** on {moment} against {where}, in {steps}.",
        f"Claims: {said}. Written by `steprun verify --proof`.",
        "",
        CLOSING,
    )


def seal(run: RunResult, result: SpecResult, *, at: datetime) -> Splice:
    """The block in place of an older one; at the end of a document that has none.

    `at` is the time of people, as in `verifiedAt`: that of the system under test may stand still.

    Raises NotEditable where a mark has no partner.
    """
    spec = result.scenario.spec
    assert isinstance(spec, Spec)
    block = seal_text(run, result, at=at)
    lines = _marks_of(spec)
    opened, closed = lines.count(OPENING), lines.count(CLOSING)
    if not opened and not closed:
        whole = spec.lines if spec.lines[-1] else spec.lines[:-1]
        end = len(whole) + 1
        return Splice(end, end, block if not whole or not whole[-1].strip() else ("", *block))
    if opened != 1 or closed != 1 or lines.index(CLOSING) < lines.index(OPENING):
        raise NotEditable(f"its marks `{OPENING}` and `{CLOSING}` are not one pair")
    return Splice(lines.index(OPENING) + 1, lines.index(CLOSING) + 2, block)


def _marks_of(spec: Spec) -> list[str]:
    """The lines, without blanks around them; those that a fence shows are no marks, and empty."""
    fences = [block for block in blocks_of(spec.text) if isinstance(block, Fence)]
    shown = {number for fence in fences for number in range(fence.line, fence.last_line + 1)}
    return ["" if number in shown else line.strip() for number, line in enumerate(spec.lines, 1)]
