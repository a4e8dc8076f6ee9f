"""The shared sentences: what console, JUnit and HTML say about the same fact, they say alike."""

from __future__ import annotations

import json
from dataclasses import dataclass
from signal import Signals
from typing import Final

from runner.model.about import Past, Turn
from runner.model.finding import Finding
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.result import CheckResult, Outcome, RunResult, SpecResult, StepResult
from runner.model.trouble import Cause
from runner.report.measure import cut
from runner.report.terminal import Style


@dataclass(frozen=True, slots=True)
class Mark:
    """How an outcome is shown: never the glyph alone, and never by colour alone."""

    glyph: str
    word: str
    label: str
    style: Style


PASSED: Final = Mark("✓", "passed", "PASS", Style.PASSED)
FAILED: Final = Mark("✗", "failed", "FAIL", Style.FAILED)
ERROR: Final = Mark("!", "error", "ERROR", Style.ERROR)
SKIPPED: Final = Mark("○", "skipped", "SKIP", Style.SKIPPED)
FLAKY: Final = Mark("~", "flaky", "FLAKY", Style.FLAKY)
QUARANTINED: Final = Mark("◇", "quarantined", "QUAR", Style.NOTE)
BLOCKED: Final = Mark("⊘", "blocked", "BLOCK", Style.FAINT)

#: All of them, what has to be looked at first.
MARKS: Final = (FAILED, ERROR, FLAKY, QUARANTINED, SKIPPED, BLOCKED, PASSED)
#: Letters of a commit that are enough for people.
_SHORT: Final = 7

_MARKS: Final = {
    Outcome.PASSED: PASSED,
    Outcome.FAILED: FAILED,
    Outcome.ERROR: ERROR,
    Outcome.SKIPPED: SKIPPED,
}
#: The API answered, so that the check that said no tells more than the cause.
ANSWERED: Final = frozenset({Cause.CHECK, Cause.REFUSED, Cause.THROTTLED, Cause.SERVER})


def mark(result: SpecResult | StepResult) -> Mark:
    """The mark of a result; those that are flaky, blocked or in quarantine have their own."""
    if result.flaky:
        return FLAKY
    if isinstance(result, SpecResult) and result.quarantined:
        return QUARANTINED
    if isinstance(result, StepResult) and result.blocked:
        return BLOCKED
    return _MARKS[result.outcome]


def turn_mark(turn: Turn) -> Mark:
    """The mark of what an earlier run came to."""
    return FLAKY if turn.flaky else _MARKS[Outcome(turn.outcome)]


def duration(seconds: float) -> str:
    """How long a spec or a run took: `0.42s`, `12.3s`, `3m 41s`, `1h 02m`."""
    if seconds < 9.995:  # noqa: PLR2004 - where two decimals would need a fourth digit
        return f"{max(seconds, 0.0):.2f}s"
    if seconds < 59.95:  # noqa: PLR2004 - likewise
        return f"{seconds:.1f}s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes:02d}m" if hours else f"{minutes}m {rest:02d}s"


def latency(seconds: float) -> str:
    """How long an answer took: `212 ms`, `1.84 s`, `30 s`."""
    if seconds < 0.9995:  # noqa: PLR2004 - rounds to a whole second
        return f"{max(seconds, 0.0) * 1000:.0f} ms"
    return f"{seconds:.2f}".rstrip("0").rstrip(".") + " s"


def count(number: int, noun: str) -> str:
    """`1 step`, `2 steps`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def signal_name(number: int) -> str:
    """`SIGTERM`."""
    try:
        return Signals(number).name
    except ValueError:
        return f"signal {number}"


def short(value: JSON, *, width: int = 60) -> str:
    """A JSON value on one line, cut."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=repr)
    except (RecursionError, ValueError):
        text = "a value too deep to show"
    return cut(text, width)


def change(check: CheckResult) -> str:
    """What a failed check is about, in one line: `status 200 → 404`, `$.data.total 10 → "10"`."""
    if not (check.wanted or check.found):
        return check.message
    return f"{check.subject or check.kind} {check.wanted or 'anything'} → {check.found or 'nothing'}"


def failed_checks(step: StepResult) -> list[CheckResult]:
    """The checks that said no, in the order of the file."""
    return [check for check in step.checks if not check.passed]


def headline(result: SpecResult | StepResult) -> str:
    """Why it did not pass, in one line."""
    if isinstance(result, StepResult):
        return _first_line(_step_headline(result))
    if result.culprit is not None:
        return headline(result.culprit) or _first_line(result.reason)
    findings = result.scenario.findings
    if findings and result.outcome is not Outcome.SKIPPED:
        return _first_line(findings[0].message) + _more(len(findings))
    if result.troubles:
        return _first_line(result.troubles[0].message)
    return _first_line(result.reason)


def skip_reason(result: SpecResult | StepResult) -> str:
    """Why it was skipped, in the author's words where there are any."""
    if result.reason:
        return _first_line(result.reason)
    if isinstance(result, SpecResult):
        step = result.culprit
        return skip_reason(step) if step is not None else result.scenario.skip_reason or "no reason was given"
    return _first_line(_step_headline(result)) or result.planned.step.skip_reason or "no reason was given"


def attempts(result: SpecResult) -> str:
    """What a flaky spec needed: `passed at attempt 2`."""
    return f"passed at attempt {max((step.attempts for step in result.steps if step.flaky), default=1)}"


def quarantine(result: SpecResult) -> str:
    """`quarantined until 2026-03-01: waits for the new gateway`; empty where it decides as usual."""
    return f"quarantined {result.scenario.quarantine}" if result.quarantined else ""


def interruption(run: RunResult) -> str:
    """`interrupted by SIGINT`; empty where nobody did."""
    return f"interrupted by {signal_name(run.interrupted)}" if run.interrupted else ""


def is_spare(run: RunResult) -> bool:
    """A shard that was left nothing: the others have the specs, and decide."""
    return run.about.shard is not None and run.about.shard.is_spare


def missing(run: RunResult) -> str:
    """Why there is less to report than was asked for; a report without it would look like a success."""
    if run.interrupted and len(run.specs) < run.selected:
        turns = f"{len(run.specs)} of {count(run.selected, 'scenario')}"
        return f"interrupted by signal {run.interrupted}: {turns} had their turn"
    if is_spare(run):
        return f"no spec was run: none is left for shard {run.about.shard}"
    return "" if run.specs else "no spec was run: nothing was selected"


def since(past: Past) -> str:
    """Of what fails: `first failed 3 runs ago, 2026-11-20, at 1c9e0fd; last passed 2026-11-19, at 0a1b2c3`.

    Empty where no earlier run is known.
    """
    if not past.turns:
        return ""
    passed = f"last passed {moment(past.last_passed)}" if past.last_passed else "it never passed"
    first = past.first_failed
    if first is None:
        return f"first failed in this run; {passed}"
    return f"first failed {ago(past)}, {moment(first)}; {passed}"


def ago(past: Past) -> str:
    """How many runs the present row of failures has lasted: `3 runs ago`, `more than 30 runs ago`."""
    turns = len(past.turns)
    back = next((turns - index for index, turn in enumerate(past.turns) if turn == past.first_failed), 0)
    return f"{count(back, 'run')} ago" if back else f"more than {count(turns, 'run')} ago"


def moment(turn: Turn) -> str:
    """The day of a turn, and of what: `2026-11-20, at 1c9e0fd`."""
    day = turn.at.date().isoformat()
    return f"{day}, at {turn.commit[:_SHORT]}" if turn.commit else day


def where(result: SpecResult | StepResult) -> str:
    """`file.md:100`: the line to look at."""
    place = place_of(result)
    if place is None:
        assert isinstance(result, SpecResult)
        return result.scenario.file
    return f"{place.file}:{place.line}"


def place_of(result: SpecResult | StepResult) -> Place | None:
    """The place to look at; None where no place is to blame."""
    if isinstance(result, SpecResult):
        if result.culprit is not None:
            return place_of(result.culprit)
        findings: tuple[Finding, ...] = result.scenario.findings
        places = [trouble.place for trouble in result.troubles] + [finding.place for finding in findings]
        return next((place for place in places if place is not None), None)
    if result.trouble is not None and result.trouble.place is not None:
        return result.trouble.place
    failed = failed_checks(result)
    return failed[0].place if failed else result.planned.step.place


def _step_headline(step: StepResult) -> str:
    failed = failed_checks(step)
    if failed and (step.trouble is None or step.trouble.cause in ANSWERED):
        return change(failed[0]) + _more(len(failed))
    return step.trouble.message if step.trouble is not None else step.reason


def _more(total: int) -> str:
    return f" (+{total - 1} more)" if total > 1 else ""


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0].rstrip()
