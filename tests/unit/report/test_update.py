from __future__ import annotations

from dataclasses import replace

import pytest

from runner.claims import claims_of
from runner.model.claim import Answer
from runner.model.result import SpecResult
from runner.model.spec import Spec
from runner.model.verdict import State, Verdict
from runner.report.splice import spliced
from runner.report.update import updates
from support.bench import document, spec_of
from support.build import make_scenario, make_spec_result

CAME = '{\n  "id": 7\n}'


def page(block: str) -> str:
    return document("- {method: POST, path: /items}") + f"\n## Expected Response\n\n{block}\n"


def result_of(text: str, *, came: str = CAME, times: int = 1) -> SpecResult:
    """A document of which another body came than each documented one."""
    spec = spec_of(text, file="specs/a.md")
    verdicts = tuple(
        Verdict(claim, State.BROKEN, "seen", came=came) for claim in claims_of(spec) for _ in range(times)
    )
    return replace(make_spec_result(scenario=make_scenario(spec)), claims=verdicts)


def rewritten(text: str, *, times: int = 1) -> str:
    result = result_of(text.removeprefix("\ufeff").replace("\r\n", "\n"), times=times)
    spec = result.scenario.spec
    assert isinstance(spec, Spec)
    return spliced(text.encode(), spec, updates(result)).decode()


FENCE = '```json\n{"id": "x"}\n```'
INDENTED = '1. An item\n\n   ```json\n   {\n     "id": "x"\n   }\n   ```\n\n2. Another'


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("block", "was", "now"),
    [
        (FENCE, '{"id": "x"}', CAME),
        (INDENTED, '   {\n     "id": "x"\n   }', '   {\n     "id": 7\n   }'),
        ('```json\n{\n\n"id": "x"}\n\n```', '{\n\n"id": "x"}\n', CAME),
    ],
)
def test_the_body_and_nothing_else_is_rewritten(block: str, was: str, now: str, mark: str, end: str) -> None:
    text = mark + page(block).replace("\n", end)
    after = text.replace(was.replace("\n", end), now.replace("\n", end))
    assert rewritten(text) == after
    assert after != text


def test_rewritten_twice_in_a_row_it_stays_as_it_is() -> None:
    once = rewritten(page(FENCE))
    assert rewritten(once) == once


def test_a_body_that_two_claims_are_about_is_rewritten_once() -> None:
    assert rewritten(page(FENCE), times=2) == page(FENCE).replace('{"id": "x"}', CAME)


@pytest.mark.parametrize(
    "block",
    [
        '> ```json\n> {"id":\n>  "x"}\n> ```',
        '```json\n{"id":\n"x"}',
        "- `404`: it is not there",
    ],
)
def test_what_does_not_stand_alone_in_its_lines_is_left_alone(block: str) -> None:
    text = page(block).rstrip("\n")
    assert rewritten(text) == text


def test_what_holds_is_left_alone() -> None:
    assert updates(result_of(page(FENCE), came="")) == []


def test_a_claim_without_lines_is_left_alone() -> None:
    result = result_of(page(FENCE))
    fact = result.claims[0].claim.fact
    assert isinstance(fact, Answer)
    nowhere = replace(result.claims[0].claim, fact=replace(fact, first_line=0))
    verdict = Verdict(nowhere, State.BROKEN, "", came=CAME)
    assert updates(replace(result, claims=(verdict,))) == []
