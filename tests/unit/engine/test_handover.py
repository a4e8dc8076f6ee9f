"""What steps are handed: by `variables:` of their block, by `with:` of a `use`, by their `cases:`."""

from __future__ import annotations

import pytest

from runner.model.result import Outcome
from support.bench import document, library_of, make_bench, run_document, spec_of
from support.senders import Api, answer


def asked(text: str, **words: object) -> list[str]:
    api = Api({"*": answer(body={"id": 9, "list": [1]})})
    ran = run_document(text, make_bench(api, **words))  # type: ignore[arg-type]  # words of the case
    assert ran.result.outcome is Outcome.PASSED, ran.result
    return api.lines


# ---- variables


def test_variables_are_computed_in_order_and_hold_for_later_blocks_too() -> None:
    text = document(
        "- {id: one, method: GET, path: '/one/{{b}}'}",
        setup="- {id: zero, method: GET, path: '/zero/{{a}}'}",
        variables="{a: x, b: '{{a}}y', c: {deep: ['{{b}}']}}",
        cleanup="- {id: tidy, method: GET, path: '/tidy/{{c.deep.0}}'}",
    )
    assert asked(text) == ["GET /zero/x", "GET /one/xy", "GET /tidy/xy"]


def test_variables_are_computed_when_their_block_begins() -> None:
    text = document(
        "- {id: one, method: GET, path: '/one/{{next}}'}",
        setup="- {id: zero, method: GET, path: /zero, extract: {id: $.id}}",
    ).replace(
        "## Test Request\n```yaml\n", "## Test Request\n```yaml\nvariables: {next: '{{ id | plus(1) }}'}\n"
    )
    assert asked(text) == ["GET /zero", "GET /one/10"]


def test_the_command_line_wins_over_variables_and_they_win_over_the_environment() -> None:
    text = document("- {id: one, method: GET, path: '/{{a}}/{{b}}'}", variables="{a: doc, b: doc}")
    assert asked(text, variables={"a": "env", "b": "env"}, overrides={"b": "cli"}) == ["GET /doc/cli"]


def test_a_variable_without_a_value_is_an_error_that_points_at_it() -> None:
    text = document("- {id: one, method: GET, path: /a}", variables="{a: 1, b: '{{nobody}}'}")
    api = Api()
    ran = run_document(text, make_bench(api))
    trouble = ran.result.steps[0].trouble
    assert trouble
    assert (str(trouble.place), trouble.message) == ("specs/001.md:6:23", "`{{nobody}}` has no value")
    assert (ran.result.outcome, api.asked) == (Outcome.ERROR, [])


def test_clean_up_of_what_a_block_that_never_began_would_have_named_has_nothing_to_do() -> None:
    text = document(
        "- {id: one, method: GET, path: '/one'}",
        setup="- {id: zero, method: GET, path: /zero}",
        cleanup="- {id: tidy, method: DELETE, path: '/{{made}}'}",
    ).replace("## Test Request\n```yaml\n", "## Test Request\n```yaml\nvariables: {made: x}\n")
    api = Api({"GET /zero": answer(404)})
    ran = run_document(text, make_bench(api))
    assert api.lines == ["GET /zero"]
    assert ran.steps["tidy"].reason.startswith("nothing to clean up")


def test_a_reused_document_has_its_own_variables_and_with_wins_over_them() -> None:
    inner = spec_of(
        document(
            "- {id: ask, method: GET, path: '/{{a}}/{{b}}'}", variables="{a: in, b: in}", endpoint="GET /i"
        ),
        file="specs/inner.md",
    )
    text = document(
        "- {id: one, use: GET /i, with: {b: '{{a}}!'}}\n- {id: two, method: GET, path: '/{{a}}'}",
        variables="{a: out}",
    )
    api = Api({"*": answer()})
    run_document(text, make_bench(api), library=library_of(inner))
    assert api.lines == ["GET /in/out%21", "GET /out"]


def test_where_variables_cannot_be_computed_nothing_older_stands_in_for_them_in_the_clean_up() -> None:
    text = document(
        "- {id: one, method: GET, path: /one}",
        setup="- {id: zero, method: GET, path: /zero, extract: {made: $.id}}",
        cleanup="- {id: tidy, method: DELETE, path: '/{{room}}'}\n- {id: too, method: DELETE, path: '/{{made}}/{{told}}'}",
    ).replace(
        "## Test Request\n```yaml\n",
        "## Test Request\n```yaml\nvariables: {made: '{{nobody}}', room: x, told: y}\n",
    )
    api = Api({"*": answer(body={"id": 9})})
    ran = run_document(text, make_bench(api, variables={"room": "env"}, overrides={"told": "cli"}))
    assert api.lines == ["GET /zero", "DELETE /9/cli"]
    reason = "nothing to clean up: `{{room}}` has no value: `variables:`, line 11 could not be computed"
    assert ran.steps["tidy"].reason == reason


def test_variables_of_a_used_document_that_never_ran_are_missed_by_nobody_else() -> None:
    inner = spec_of(
        document("- {id: ask, method: GET, path: /in}", variables="{room: in}", endpoint="GET /i"),
        file="specs/inner.md",
    )
    text = document(
        "- {id: one, method: GET, path: /one}\n- {id: two, use: GET /i}",
        variables="{room: out}",
        cleanup="- {id: tidy, method: DELETE, path: '/{{room}}'}",
    )
    api = Api({"GET /one": answer(404), "*": answer()})
    run_document(text, make_bench(api), library=library_of(inner))
    assert api.lines == ["GET /one", "DELETE /out"]


@pytest.mark.parametrize("grown", ["'<<{0}>><<{0}>>'", "['<<{0}>>', '<<{0}>>']", "['<<{0}>>']"])
def test_variables_of_variables_are_an_error_before_they_take_all_memory(grown: str) -> None:
    rows = ", ".join(f"a{number + 1}: {grown.format(f'a{number}')}" for number in range(250))
    text = document("- {id: one, method: GET, path: /one}", variables=f"{{a0: x, {rows}}}")
    ran = run_document(text, make_bench(api := Api()))
    trouble = ran.result.steps[0].trouble
    assert trouble
    assert "has too many levels, or makes more than 16,777,216 characters" in trouble.message
    assert api.asked == []


# ---- cases


CASES = "- {id: one, cases: [{name: low, n: 1}, {n: 2, role: client}], method: GET, path: '/{{n}}'}"


def test_a_step_runs_once_for_each_case_and_reports_say_which() -> None:
    api = Api({"*": answer()})
    ran = run_document(document(CASES), make_bench(api))
    assert api.lines == ["GET /1", "GET /2"]
    names = [step.planned.name for step in ran.result.steps]
    assert names == ["Test Request › one [low]", "Test Request › one [2]"]
    (used,) = ran.result.steps[1].used
    assert (used.name, used.value, used.origin) == ("n", "2", "case `2`, line 7")


def test_the_values_of_a_case_are_gone_after_it() -> None:
    text = document(f"{CASES}\n- {{id: two, method: GET, path: '/after/{{{{n}}}}'}}")
    assert asked(text, variables={"n": "env"})[-1] == "GET /after/env"


def test_a_case_that_fails_stops_the_others_unless_the_author_wants_to_go_on() -> None:
    api = Api({"GET /1": answer(404), "*": answer()})
    ran = run_document(document(CASES), make_bench(api))
    assert ran.outcomes == ["failed", "skipped"]
    tolerant = CASES.replace("method:", "onFail: continue, method:")
    assert run_document(document(tolerant), make_bench(api)).outcomes == ["failed", "passed"]


def test_values_of_a_case_may_speak_of_variables_and_their_lack_points_at_the_case() -> None:
    text = document(
        "- id: one\n  cases:\n    - {n: '{{a}}'}\n    - {n: '{{b}}'}\n  method: GET\n  path: '/{{n}}'"
    )
    api = Api({"*": answer()})
    ran = run_document(text, make_bench(api, variables={"a": 1}))
    trouble = ran.result.steps[1].trouble
    assert api.lines == ["GET /1"]
    assert trouble
    assert str(trouble.place) == "specs/001.md:10:14"


def test_the_role_of_a_step_can_be_that_of_its_case() -> None:
    text = document(
        "- {id: one, cases: [{role: staff}, {role: client}, {role: none}], token: '{{role}}', method: GET, path: /a}"
    )
    api = Api({"*": answer()})
    ran = run_document(text, make_bench(api))
    assert [request.jar.rpartition("/")[2] for request in api.asked] == ["staff", "client", "none"]
    assert [step.planned.step.token for step in ran.result.steps] == ["staff", "client", "none"]


@pytest.mark.parametrize("role", ["''", "null"])
def test_a_case_without_a_role_is_an_error_and_not_the_default_role(role: str) -> None:
    text = document(f"- {{id: one, cases: [{{role: {role}}}], token: '{{{{role}}}}', method: GET, path: /a}}")
    ran = run_document(text, make_bench(api := Api()))
    assert (ran.outcomes, api.asked) == (["error"], [])


def test_what_a_case_extracts_stays() -> None:
    text = document(
        "- {id: one, cases: [{n: 1}, {n: 2}], method: GET, path: '/{{n}}', extract: {id: $.id, ids: {path: '$.list[*]', all: true}}}\n"
        "- {id: two, method: GET, path: '/{{id}}/{{ids.0}}'}"
    )
    assert asked(text)[-1] == "GET /9/1"


def test_every_case_can_extract_under_a_name_of_its_own() -> None:
    text = document(
        "- {id: one, cases: [{name: low}, {name: high}], method: GET, path: '/{{case}}', extract: {'{{case}}_id': $.id}}\n"
        "- {id: two, method: GET, path: '/{{low_id}}/{{high_id}}'}"
    )
    assert asked(text) == ["GET /low", "GET /high", "GET /9/9"]


def test_what_a_case_that_failed_would_have_extracted_is_withheld() -> None:
    text = document(
        "- {id: one, onFail: skip, cases: [{name: low}, {name: high}], method: GET, path: '/{{case}}', extract: {'{{case}}_id': $.id}}\n"
        "- {id: two, method: GET, path: '/{{low_id}}'}\n- {id: three, method: GET, path: '/{{high_id}}'}"
    )
    api = Api({"GET /high": answer(404), "*": answer(body={"id": 9})})
    ran = run_document(text, make_bench(api, variables={"high_id": "env"}))
    assert api.lines == ["GET /low", "GET /high", "GET /9"]
    assert ran.outcomes == ["passed", "skipped", "passed", "skipped"]
