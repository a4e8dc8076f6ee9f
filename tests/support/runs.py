"""Whole runs for tests of reports: a bit of everything, and as many specs as wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from runner.model.about import About, Past, Quarantine, Turn
from runner.model.claim import Claim, Topic
from runner.model.contract import Documented, Evidence, Judged
from runner.model.finding import Finding, Severity
from runner.model.place import Place
from runner.model.result import Extracted, Outcome, RunResult, SpecResult, Used
from runner.model.scenario import Giver, Handover
from runner.model.verdict import State, Verdict
from support import stories
from support.build import (
    FILE,
    make_exchange,
    make_finding,
    make_invalid,
    make_planned,
    make_run,
    make_scenario,
    make_spec,
    make_spec_result,
    make_step,
    make_step_result,
    make_trouble,
)
from support.soaked import retold

AT = datetime(2026, 11, 28, 20, 15, tzinfo=UTC)
FINDING = Finding(
    "SR744", Severity.WARNING, Place(FILE, 3, 5), "not as promised", "mend it", "a: b", 4,
    "swagger/a.yaml#/paths", "f00d",
)  # fmt: skip
JUDGED = Judged(
    "GET /a", "swagger/a.yaml", 200, documented=True, evidence=Evidence.SCHEMA, findings=(FINDING,)
)
PHASES = (("connect", 0.01), ("send", 0.001), ("wait", 0.2), ("read", 0.001))
DOCUMENT = f'{stories.DOCUMENT}\n## Expected Response\n\n```json\n{{"status": "OK"}}\n```\n'


def turns(*outcomes: str) -> Past:
    """What earlier runs came to, a day apart."""
    told = tuple(
        Turn(
            f"{day:08x}",
            AT + timedelta(days=day - 60),
            outcome,
            flaky=outcome == "passed",
            seconds=0.1 * day,
            commit=f"c0ffee{day}",
            branch="main",
            fell=outcome == "failed",
        )
        for day, outcome in enumerate(outcomes)
    )
    passed = [turn for turn in told if turn.outcome == "passed"]
    failing = bool(told) and told[-1].bad
    return Past(told, first_failed=told[-1] if failing else None, last_passed=passed[-1] if passed else None)


def everything() -> SpecResult:
    """A result in which nothing is as if by default."""
    owner = make_spec("GET /used", file="specs/used.md", text="# used\n\n- {id: x}\n")
    case = Handover(Giver.CASES, {"n": 1}, FILE, {(0,): (9, 7)}, (0,), "second")
    planned = replace(make_planned(make_step("x"), owner=owner, via=[make_step("caller", line=4)]), case=case)
    answered = replace(
        make_exchange(404, body='{"é": "x"}', answer='{"status": "Gone"}'), began=1.3, phases=PHASES
    )
    step = replace(
        make_step_result(
            Outcome.FAILED,
            planned=planned,
            exchange=answered,
            earlier=[make_exchange(None), make_exchange(503)],
            checks=stories.failing_body().steps[-1].checks,
            extracted=[Extracted("id", '"7"', Place(FILE, 8))],
            used=[Used("id", '"7"', "--var", Place(FILE, 9, 3)), Used("other", "1", "built-in")],
            troubles=[make_trouble("no", place=Place(FILE, 9), hint="try", key="k", width=3)],
            tolerated=True,
        ),
        began=1.25,
        judged=JUDGED,
    )
    claim = Claim(Topic.AUTHENTICATION, Place(FILE, 2), "staff: works", why_not="nobody knows")
    verdicts = (Verdict(claim, State.BROKEN, "asked", (FINDING,), came="{}"),)
    scenario = replace(
        make_scenario(make_spec(text=DOCUMENT), steps=[planned], example="Option 1"),
        key="specs/a.md › Option 1",
        variant="b",
        past=turns("passed", "failed"),
        quarantine=Quarantine(date(2026, 12, 31), "flaky upstream"),
    )
    result = make_spec_result(Outcome.FAILED, scenario=scenario, steps=[step], reason="because")
    return replace(result, began=1.0, worker=3, claims=verdicts, verified=False)


def mixed() -> RunResult:
    """A run with a bit of everything, also with what seldom happens."""
    bad = make_invalid(file="specs/bad.md", findings=[make_finding()], endpoint="GET /x")
    specs = (
        stories.passing(),
        stories.failing_body(),
        _filed(stories.failing_status(), "specs/scheduling/status.md"),
        stories.flaky(),
        _filed(everything(), "specs/scheduling/option.md"),
        make_spec_result(
            Outcome.ERROR,
            scenario=make_scenario(bad, findings=[make_finding()]),
            troubles=[make_trouble("invalid")],
        ),
        make_spec_result(
            Outcome.SKIPPED,
            scenario=make_scenario(make_spec(file="specs/parked.md"), skip_reason="parked"),
            reason="parked",
        ),
    )
    documented = (Documented("GET /a", "swagger/a.yaml", ("200", "4XX", "default")),)
    about = About(AT, "1.2", "c0ffee" * 6, "main")
    return replace(
        make_run(*specs), about=about, jobs=4, documented=documented, specs=tuple(_laid_out(specs))
    )


def many(number: int) -> RunResult:
    """So many specs, each in a file of its own; one of fifty fails."""
    specs = []
    for index in range(number):
        story = stories.failing_status() if index % 50 == 0 else stories.passing(index)
        specs.append(_filed(story, f"specs/domain_{index % 9}/spec_{index:05}.md"))
    return replace(make_run(*specs), about=About(AT, "1.2"), specs=tuple(_laid_out(tuple(specs))))


def _filed(result: SpecResult, file: str) -> SpecResult:
    """The result as if its document were another file."""
    old = result.scenario.file
    moved = retold(result, lambda text: file if text == old else text)
    spec = replace(moved.scenario.spec, path=Path(file))
    return replace(moved, scenario=replace(moved.scenario, spec=spec, key=file))


def _laid_out(specs: tuple[SpecResult, ...]) -> Iterator[SpecResult]:
    """One after the other for each of four workers."""
    ends = [0.0] * 4
    for index, spec in enumerate(specs):
        worker = index % 4
        yield replace(spec, began=ends[worker] + 0.01, worker=worker)
        ends[worker] += 0.01 + spec.seconds
