"""Specs and a selection as scenarios."""

from __future__ import annotations

import pytest

from runner.model.scenario import Scenario
from runner.model.spec import InvalidSpec, OnFail
from runner.plan import Selection, parse_selector
from support.bench import document, scenarios_of, spec_of

TEXT = """\
---
endpoint: POST /a
---
# A

Words before everything.

## Prerequisites

Words.

```yaml
steps:
  - id: find
    method: GET
    path: /find

  - id: again
    method: GET
    path: /again
```

## Test Request
```yaml
steps:
  - {id: act, method: POST, path: /act}
  - id: look
    method: GET
    path: /look
```

## Error cases
Some words.
```yaml
steps:
  - {id: act, method: POST, path: /wrong}
  - {id: more, method: POST, path: /more}
```
### Another
```yaml
steps:
  - {id: other, method: POST, path: /other}
```

## Cleanup
```yaml
steps:
  - {id: tidy, method: DELETE, path: /tidy}
```
"""
FILE = "/project/specs/a.md"
SPEC = spec_of(TEXT, file="specs/a.md")


def scenarios(*selectors: str, examples: bool = False) -> list[tuple[str, list[str], bool]]:
    selection = Selection(selectors=tuple(parse_selector(text) for text in selectors), examples=examples)
    return [_told(item) for item in scenarios_of(SPEC, selection=selection)]


def _told(item: Scenario) -> tuple[str, list[str], bool]:
    return item.example, [step.step.id for step in item.steps], item.complete


WHOLE = ("", ["find", "again", "act", "look", "tidy"], True)
ERRORS = ("Error cases", ["act", "more"], True)
ANOTHER = ("Another", ["other"], True)


def test_a_spec_is_one_scenario_and_its_examples_are_only_run_when_asked_for() -> None:
    assert scenarios() == [WHOLE]
    assert scenarios(examples=True) == [WHOLE, ERRORS, ANOTHER]
    assert scenarios(FILE) == [WHOLE]
    assert scenarios(FILE, f"{FILE}:13") == [WHOLE]
    assert scenarios("POST /a") == [WHOLE]


FIND = ("", ["find", "tidy"], False)
AGAIN = ("", ["find", "again", "tidy"], False)
ACT = ("", ["find", "again", "act", "tidy"], False)
LOOK = ("", ["find", "again", "act", "look", "tidy"], True)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("8", [AGAIN]),  # the heading
        ("10", [AGAIN]),  # prose under it
        ("13", [AGAIN]),  # `steps:`
        ("14", [FIND]),
        ("16", [FIND]),
        ("17", [AGAIN]),  # the empty line between two steps means the block
        ("18", [AGAIN]),
        ("20", [AGAIN]),
        ("23", [LOOK]),
        ("26", [ACT]),
        ("29", [LOOK]),
        ("32", [ERRORS]),
        ("33", [ERRORS]),
        ("36", [("Error cases", ["act"], False)]),
        ("37", [ERRORS]),
        ("42", [ANOTHER]),
        ("48", [LOOK]),
        (":find", [FIND]),
        (":act", [ACT]),  # also the id of an example
        (":test-request/act", [ACT]),
        (":Test Request/act", [ACT]),
        (":error-cases/act", [("Error cases", ["act"], False)]),
        (":another/other", [ANOTHER]),
        (":prerequisites/", [AGAIN]),
        (":prerequisites", [AGAIN]),
        (":Error cases", [ERRORS]),
        (":error-cases/", [ERRORS]),
        (":tidy", [LOOK]),
    ],
)
def test_a_selector_means_everything_up_to_its_step_and_the_clean_up(
    selector: str, expected: list[tuple[str, list[str], bool]]
) -> None:
    assert scenarios(f"{FILE}:{selector}") == expected


def test_several_selectors_mean_everything_up_to_the_last_of_them() -> None:
    assert scenarios(f"{FILE}::find", f"{FILE}::test-request/act") == [ACT]
    assert scenarios(f"{FILE}::find", f"{FILE}::another/other") == [FIND, ANOTHER]
    assert scenarios(f"{FILE}:33", f"{FILE}::another/other", f"{FILE}::find") == [FIND, ERRORS, ANOTHER]
    assert scenarios(f"{FILE}::act", f"{FILE}:33") == [ACT, ERRORS]


@pytest.mark.parametrize(
    "selector",
    [f"{FILE}:2", f"{FILE}:6", f"{FILE}::nobody", f"{FILE}::test-request/find", f"{FILE}::nowhere/"],
)
def test_a_selector_that_means_no_step_is_an_error_that_lists_them(selector: str) -> None:
    (scenario,) = scenarios_of(SPEC, selection=Selection(selectors=(parse_selector(selector),)))
    (finding,) = scenario.findings
    assert finding.message == f"`{selector}` means no step"
    assert not scenario.complete
    assert "prerequisites/find, prerequisites/again, test-request/act" in finding.hint


def test_a_narrowed_scenario_is_not_complete() -> None:
    (scenario,) = scenarios_of(SPEC, selection=Selection(selectors=(parse_selector(f"{FILE}::find"),)))
    assert not scenario.complete


def test_names_are_unique_in_a_scenario() -> None:
    twice = document("- {id: one, method: GET, path: /a}") + (
        "## Test Request\n```yaml\nsteps:\n  - {id: one, method: GET, path: /a}\n  - {id: two, method: GET, path: /a}\n```\n"
    )
    (scenario,) = scenarios_of(twice)
    assert [step.name for step in scenario.steps] == [
        "Test Request › one",
        "Test Request › one (2)",
        "Test Request › two",
    ]


def test_scenarios_are_in_the_order_of_the_files_also_those_that_cannot_run() -> None:
    fine, broken, parked = (
        document("- {id: one, method: GET, path: /a}"),
        document("- {id: one}"),
        document("- {id: one, method: GET, path: /a}", front="skip: true"),
    )
    found = scenarios_of(fine, broken, parked, fine)
    assert [item.file for item in found] == [f"specs/00{n}.md" for n in range(1, 5)]
    assert [bool(item.findings) for item in found] == [False, True, False, False]
    assert [item.skip_reason for item in found] == ["", "", "skip: true", ""]
    assert isinstance(found[1].spec, InvalidSpec)


def test_nothing_to_test_is_an_error_that_points_at_the_endpoint() -> None:
    (scenario,) = scenarios_of(document(setup="- {id: one, method: GET, path: /a}"))
    (finding,) = scenario.findings
    assert (finding.rule, finding.place.line) == ("SR220", 2)
    assert finding.message.startswith("no executable steps")


def test_a_test_request_without_steps_tests_nothing() -> None:
    empty = document("[]", setup="- {id: one, method: GET, path: /a}")
    (scenario,) = scenarios_of(empty)
    assert [finding.rule for finding in scenario.findings] == ["SR220"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", OnFail.ABORT),
        ("onFail: abort", OnFail.ABORT),
        ("onFail: skip", OnFail.SKIP),
        ("onFail: continue", OnFail.CONTINUE),
        ("onFail: warn", OnFail.CONTINUE),
    ],
)
def test_on_fail_as_it_is_meant(written: str, meant: OnFail) -> None:
    (scenario,) = scenarios_of(document(f"- id: one\n  method: GET\n  path: /a\n  {written}"))
    assert scenario.steps[0].on_fail is meant
