from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from runner.claims import claims_of
from runner.load.frontmatter import NotEditable
from runner.model.claim import Claim, Topic
from runner.model.place import Place
from runner.model.result import Outcome, SpecResult
from runner.model.spec import Spec
from runner.model.verdict import State, Verdict
from runner.report.seal import CLOSING, OPENING, seal, seal_text
from runner.report.splice import spliced
from support.bench import document, spec_of
from support.build import make_run, make_scenario, make_spec_result, make_step_result

WHEN = datetime(2026, 11, 21, 8, 1, tzinfo=timezone(timedelta(hours=1)))
TEXT = document("- {method: POST, path: /items}") + "\n## Known Issues\n\n- It is slow: 504.\n"


def result_of(spec: Spec, *states: State, outcome: Outcome = Outcome.PASSED) -> SpecResult:
    claim = Claim(Topic.PARAMETERS, Place(spec.file, 1), "says")
    verdicts = tuple(Verdict(claim, state, "") for state in states)
    steps = [make_step_result(), make_step_result(Outcome.SKIPPED, blocked=True)]
    result = make_spec_result(outcome, scenario=make_scenario(spec), steps=steps)
    return replace(result, claims=verdicts)


def sealed(text: str, *states: State) -> str:
    """The document with its block."""
    spec = spec_of(text.removeprefix("\ufeff").replace("\r\n", "\n"), file="specs/a.md")
    result = result_of(spec, *(states or (State.HOLDS,)))
    return spliced(text.encode(), spec, [seal(make_run(result), result, at=WHEN)]).decode()


def test_an_environment_may_be_called_as_it_likes() -> None:
    result = result_of(spec_of(TEXT), State.HOLDS)
    run = replace(make_run(result), environment=f"`x`\n{CLOSING}\n# A title \x1b[2J\u202e")
    (said,) = [each for each in seal_text(run, result, at=WHEN) if each.startswith("Last run")]
    assert r"against `` `x` <!-- /steprun:proof --> # A title \x1b[2J\u202e ``, in" in said
    assert "\n" not in said


def test_the_block_says_what_was_proven_when_and_where() -> None:
    spec = spec_of(TEXT)
    result = result_of(
        spec, *[State.HOLDS] * 12, *[State.BROKEN] * 2, State.UNCHECKED, outcome=Outcome.FAILED
    )
    assert seal_text(make_run(result), result, at=WHEN) == (
        "<!-- steprun:proof -->",
        "",
        "## Proof",
        "",
        "Last run **failed** on 2026-11-21 07:01 UTC against `staging`, in 1 step.",
        "Claims: 12 hold, 2 broken, 1 not checked. Written by `steprun verify --proof`.",
        "",
        "<!-- /steprun:proof -->",
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(("below", "gap"), [("", "\n\n"), ("\n", "\n"), ("\n\n", ""), ("\n\n\n", "")])
def test_a_document_without_a_block_gets_it_at_its_end(below: str, gap: str, mark: str, end: str) -> None:
    raw = (mark + TEXT.rstrip("\n") + below).replace("\n", end)
    block = "\n".join(seal_text(make_run(), result_of(spec_of(TEXT), State.HOLDS), at=WHEN)) + "\n"
    assert sealed(raw) == raw + (gap + block).replace("\n", end)


def test_a_block_is_replaced_and_never_doubled() -> None:
    once = sealed(TEXT, State.HOLDS)
    twice = sealed(once, State.BROKEN)
    assert twice == once.replace("1 hold, 0 broken", "0 hold, 1 broken") != once
    assert sealed(twice, State.BROKEN) == twice


def test_an_older_block_stays_where_its_author_put_it() -> None:
    old = f"{OPENING}\nold\n{CLOSING}"
    text = TEXT.replace("## Known Issues", f"{old}\n\n## Known Issues")
    new = "\n".join(seal_text(make_run(), result_of(spec_of(TEXT), State.HOLDS), at=WHEN))
    assert sealed(text) == text.replace(old, new)


@pytest.mark.parametrize("fence", ["```", "~~~~markdown"])
def test_marks_that_are_only_shown_are_left_alone(fence: str) -> None:
    shown = f"{fence}\n{OPENING}\nas it looks\n{CLOSING}\n{fence[:4].rstrip('m')}\n"
    text = f"{TEXT}\n## How It Is Kept\n\n{shown}"
    once = sealed(text)
    assert once.startswith(text)
    assert once.count(OPENING) == 2
    assert sealed(once) == once
    assert sealed(f"{text}\n{OPENING}\nold\n{CLOSING}\n") == once


def test_a_block_claims_nothing_itself() -> None:
    assert claims_of(spec_of(sealed(TEXT))) == claims_of(spec_of(TEXT))


@pytest.mark.parametrize(
    "marks", [OPENING, CLOSING, f"{CLOSING}\n{OPENING}", f"{OPENING}\n{OPENING}\n{CLOSING}"]
)
def test_marks_that_are_no_pair_are_left_alone(marks: str) -> None:
    with pytest.raises(NotEditable, match="are not one pair"):
        sealed(f"{TEXT}\n{marks}\n")
