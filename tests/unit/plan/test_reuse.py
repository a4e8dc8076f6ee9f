"""`use:` - another spec in place of a step."""

from __future__ import annotations

import pytest

from runner.model.scenario import Giver, PlannedStep, Scenario
from runner.model.spec import Loaded, OnFail, Role
from runner.plan import Selection, parse_selector
from support.bench import document, library_of, loaded_of, scenarios_of


def step(name: str) -> str:
    return f"- {{id: {name}, method: GET, path: /{name}}}\n"


def use(target: str, name: str = "reuse", more: str = "") -> str:
    return f"- {{id: {name}, use: '{target}'{more}}}\n"


def spec(file: str, test: str, *, setup: str = "", cleanup: str = "") -> Loaded:
    name = file.removesuffix(".md")
    return loaded_of(
        document(test, setup=setup, cleanup=cleanup, endpoint=f"GET /{name}"), file=f"specs/{file}"
    )


FIND = spec("find.md", step("find"), setup=step("before"), cleanup=step("tidy"))


def plan(main: Loaded, *others: Loaded) -> Scenario:
    (scenario,) = scenarios_of(main, library=library_of(main, *others))
    return scenario


def ids(steps: tuple[PlannedStep, ...]) -> list[str]:
    return [item.step.id for item in steps]


@pytest.mark.parametrize("target", ["GET /find", "find.md", "specs/find.md"])
def test_set_up_and_test_of_the_other_spec_stand_in_place_of_the_step(target: str) -> None:
    scenario = plan(spec("a.md", step("act"), setup=step("first") + use(target) + step("last")), FIND)
    assert ids(scenario.steps) == ["first", "before", "find", "last", "act"]
    reused = scenario.steps[1]
    assert (reused.owner, reused.role, reused.section) == (FIND, Role.SETUP, "Prerequisites")
    assert [item.id for item in reused.via] == ["reuse"]
    assert reused.name == "Prerequisites › reuse › before"


def test_a_used_spec_may_use_others() -> None:
    middle = spec("middle.md", step("mid"), setup=use("GET /find", "inner"))
    scenario = plan(spec("a.md", use("GET /middle", "outer")), FIND, middle)
    assert [item.name for item in scenario.steps] == [
        "Test Request › outer › inner › before",
        "Test Request › outer › inner › find",
        "Test Request › outer › mid",
    ]
    assert [item.id for item in scenario.steps[0].via] == ["outer", "inner"]
    assert scenario.steps[0].owner is FIND


def test_with_values_go_to_the_first_step() -> None:
    scenario = plan(spec("a.md", use("GET /find", more=", with: {a: 1, b: '{{x}}'}")), FIND)
    assert [item.values for item in scenario.steps[0].given] == [{"a": 1, "b": "{{x}}"}]
    assert scenario.steps[1].given == ()


def test_the_wishes_of_the_use_step_win() -> None:
    scenario = plan(spec("a.md", use("GET /find", more=", onFail: skip, skipReason: none today")), FIND)
    assert {(item.on_fail, item.skip_reason) for item in scenario.steps} == {(OnFail.SKIP, "none today")}
    plain = plan(spec("a.md", use("GET /find")), FIND)
    assert {item.on_fail for item in plain.steps} == {OnFail.ABORT}


def test_variables_of_both_documents_are_handed_over_from_the_outside_in() -> None:
    inner = loaded_of(
        document("- {id: ask, method: GET, path: /x}", variables="{b: 2}", endpoint="GET /inner"),
        file="specs/inner.md",
    )
    outer = loaded_of(
        document(use("GET /inner", more=", with: {w: 1}") + step("last"), variables="{a: 1, c: 3}"),
        file="specs/a.md",
    )
    first, last = plan(outer, inner).steps
    assert [(item.giver, dict(item.values), item.file) for item in first.given] == [
        (Giver.VARIABLES, {"a": 1}, "specs/a.md"),
        (Giver.VARIABLES, {"c": 3}, "specs/a.md"),
        (Giver.WITH, {"w": 1}, "specs/a.md"),
        (Giver.VARIABLES, {"b": 2}, "specs/inner.md"),
    ]
    assert last.given == ()


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("prerequisites", ["before"]),
        ("test-request", ["find"]),
        ("Test Request/find", ["find"]),
        ("cleanup/tidy", ["tidy"]),
        ("cleanup/", ["tidy"]),
        ("tidy", ["tidy"]),
    ],
)
@pytest.mark.parametrize("target", ["find.md", "GET /find"])
def test_a_part_of_the_other_spec_can_be_meant(target: str, part: str, expected: list[str]) -> None:
    assert ids(plan(spec("a.md", use(f"{target}::{part}")), FIND).steps) == expected


def test_a_part_that_is_not_there_is_a_finding_that_lists_what_is() -> None:
    (finding,) = plan(spec("a.md", use("find.md::test-request/fnd")), FIND).findings
    assert finding.message == "`::test-request/fnd` means no step of specs/find.md"
    assert "test-request/find" in finding.hint


def test_the_same_spec_can_be_used_twice() -> None:
    scenario = plan(spec("a.md", use("GET /find", "one") + use("GET /find", "two")), FIND)
    assert ids(scenario.steps) == ["before", "find", "before", "find"]
    assert len({item.name for item in scenario.steps}) == 4


def test_a_use_step_can_be_selected() -> None:
    main = spec("a.md", step("act"), setup=use("GET /find") + step("last"))
    selection = Selection(selectors=(parse_selector("/project/specs/a.md::reuse"),))
    (scenario,) = scenarios_of(main, selection=selection, library=library_of(FIND))
    assert (ids(scenario.steps), scenario.complete) == (["before", "find"], False)


def message(scenario: Scenario) -> str:
    (finding,) = scenario.findings
    assert finding.rule == "SR230"
    assert scenario.steps == ()
    return finding.message


def test_a_cycle_is_an_error_that_names_it() -> None:
    one, two, three = (
        spec(f"{n}.md", use(f"GET /{m}")) for n, m in (("one", "two"), ("two", "three"), ("three", "one"))
    )
    assert message(plan(one, two, three)) == (
        "`use:` goes round in a circle: specs/one.md -> specs/two.md -> specs/three.md -> specs/one.md"
    )


def test_a_cycle_that_does_not_come_back_to_the_start_is_named_alone() -> None:
    main, two, three = (
        spec(f"{n}.md", use(f"GET /{m}")) for n, m in (("main", "two"), ("two", "three"), ("three", "two"))
    )
    assert (
        message(plan(main, two, three))
        == "`use:` goes round in a circle: specs/two.md -> specs/three.md -> specs/two.md"
    )


def test_a_spec_cannot_use_itself() -> None:
    assert message(plan(spec("self.md", use("GET /self")))) == (
        "`use:` goes round in a circle: specs/self.md -> specs/self.md"
    )


def test_a_chain_that_is_too_long_is_refused() -> None:
    chain = [spec(f"n{n}.md", use(f"GET /n{n + 1}")) for n in range(30)]
    assert "specs/n0.md" in message(plan(chain[0], *chain[1:], spec("n30.md", step("end"))))


def test_what_leads_nowhere_points_at_itself() -> None:
    scenario = plan(spec("a.md", "- id: reuse\n  use: GET /nowhere"))
    assert message(scenario) == "`use: GET /nowhere` leads to no spec"
    place = scenario.findings[0].place
    assert (place.line, place.column, scenario.findings[0].width) == (8, 10, len("GET /nowhere"))
    assert scenario.findings[0].line == "    use: GET /nowhere"


def test_what_could_mean_several_specs_is_refused_with_their_names() -> None:
    other = loaded_of(document(step("x"), endpoint="GET /find"), file="specs/other.md")
    scenario = plan(spec("a.md", use("GET /find")), FIND, other)
    assert message(scenario) == "`use: GET /find` could mean specs/find.md and specs/other.md"
    assert scenario.findings[0].hint == "name the file instead"


def test_an_invalid_spec_cannot_be_used_and_says_why() -> None:
    broken = loaded_of(document("- {id: one, path: /a}", endpoint="GET /broken"), file="specs/broken.md")
    said = message(plan(spec("a.md", use("broken.md")), broken))
    assert said.startswith("`use: broken.md`: specs/broken.md:")
    assert "`method` is missing" in said


def test_a_broken_use_in_an_example_spoils_only_the_example() -> None:
    text = document(step("act"), example=use("GET /nowhere"), endpoint="GET /a")
    scenarios = scenarios_of(text, selection=Selection(examples=True))
    assert [bool(item.findings) for item in scenarios] == [False, True]


def test_a_use_step_sleeps_after_the_last_step_it_stands_for() -> None:
    steps = plan(spec("a.md", use("GET /find", more=", sleep: 200")), FIND).steps
    assert [item.step.sleep_ms for item in steps] == [0, 200]


def test_a_use_that_brings_no_step_is_a_finding() -> None:
    bare = loaded_of(document(example=step("x"), endpoint="GET /bare"), file="specs/bare.md")
    said = message(plan(spec("a.md", use("bare.md") + step("act")), bare))
    assert said == "specs/bare.md has no step under `Prerequisites` or `Test Request`"


def test_specs_that_multiply_each_other_are_a_finding_before_they_take_all_memory() -> None:
    twice = [use(f"f{number + 1}.md") + use(f"f{number + 1}.md", "again") for number in range(20)]
    chain = [spec(f"f{number}.md", test) for number, test in enumerate([*twice[:18], step("last")])]
    said = message(plan(chain[0], *chain[1:]))
    assert said == "with this step there are more than 1,000 steps, those of reused specs counted"


def test_the_steps_of_reused_specs_count_for_the_spec_that_uses_them() -> None:
    hundred = spec("hundred.md", "".join(step(f"s{number}") for number in range(100)))
    uses = [use("hundred.md", f"u{number}") for number in range(11)]
    assert len(plan(spec("a.md", "".join(uses[:10])), hundred).steps) == 1000
    finding = plan(spec("a.md", "".join(uses)), hundred).findings[0]
    assert (finding.rule, finding.place.line) == ("SR230", 17)
