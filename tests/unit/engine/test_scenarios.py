"""The outcome table of the format, cell by cell, through the engine; and what stands around it."""

from __future__ import annotations

import pytest

from runner.model.events import SpecFinished, SpecStarted, StepFinished, StepStarted
from runner.model.http import Request, Response
from runner.model.result import Outcome
from runner.model.spec import OnFail, Role
from runner.model.trouble import Cause
from runner.plan import Selection
from support.bench import (
    ENVIRONMENT,
    document,
    library_of,
    make_bench,
    run_document,
    scenarios_of,
    spec_of,
)
from support.senders import Api, FakeClock, answer, fault, html

# ---- the table: 17 faults x 5 spellings of onFail x 2 positions

UNASKED = ("error", False, "error", False, "not run")
"""Step, tolerated, spec, verified, and what becomes of the later step: the same in every column."""

TABLE = {
    # fault                    absent / abort                  skip                             continue / warn
    "connection refused": (UNASKED, UNASKED, UNASKED),
    "no such host": (UNASKED, UNASKED, UNASKED),
    "timeout": (UNASKED, UNASKED, UNASKED),
    "tls": (UNASKED, UNASKED, UNASKED),
    "broken answer": (UNASKED, UNASKED, UNASKED),
    "undefined variable": (UNASKED, UNASKED, UNASKED),
    "missing token": (UNASKED, UNASKED, UNASKED),
    "401": (UNASKED, UNASKED, UNASKED),
    "403": (UNASKED, UNASKED, UNASKED),
    "429": (UNASKED, UNASKED, UNASKED),
    "500": (UNASKED, UNASKED, UNASKED),
    "503": (UNASKED, UNASKED, UNASKED),
    "status": (
        ("failed", False, "failed", False, "not run"),
        ("skipped", False, "passed", None, "passed"),
        ("failed", True, "passed", None, "passed"),
    ),
    "body": (
        ("failed", False, "failed", False, "not run"),
        ("skipped", False, "passed", None, "passed"),
        ("failed", True, "passed", None, "passed"),
    ),
    "not JSON": (
        ("failed", False, "failed", False, "not run"),
        ("failed", False, "failed", False, "not run"),
        ("failed", True, "passed", None, "passed"),
    ),
    "nothing to extract": (
        ("failed", False, "failed", False, "not run"),
        ("skipped", False, "passed", None, "passed"),
        ("failed", True, "passed", None, "passed"),
    ),
    "null to extract": (
        ("failed", False, "failed", False, "not run"),
        ("skipped", False, "passed", None, "passed"),
        ("failed", True, "passed", None, "passed"),
    ),
}
VERIFIED = {"set-up": True, "test": False}
"""Where the table says None: the Test Request ran in full and passed only if the fault was before it."""

COLUMNS = {"": 0, "onFail: abort": 0, "onFail: skip": 1, "onFail: continue": 2, "onFail: warn": 2}

FAULTS: dict[str, tuple[str, Response | Exception]] = {
    "connection refused": ("", fault(Cause.CONNECTION, "connection refused")),
    "no such host": ("", fault(Cause.CONNECTION, "no such host")),
    "timeout": ("", fault(Cause.TIMEOUT)),
    "tls": ("", fault(Cause.TLS)),
    "broken answer": ("", fault(Cause.PROTOCOL)),
    "undefined variable": ("params: {a: '{{nobody_sets_this}}'}", answer()),
    "missing token": ("token: admin", answer()),
    "401": ("", answer(401)),
    "403": ("", answer(403)),
    "429": ("", answer(429)),
    "500": ("", answer(500)),
    "503": ("", answer(503)),
    "status": ("", answer(404)),
    "body": ("expect: {body: {'$.a': 1}}", answer(body={"a": 2})),
    "not JSON": ("expect: {body: {'$.a': 1}}", html("<h1>Log in</h1>")),
    "nothing to extract": ("extract: {a: '$.items[0].id'}", answer(body={"items": []})),
    "null to extract": ("extract: {a: $.id}", answer(body={"id": None})),
}


@pytest.mark.parametrize("position", ["set-up", "test"])
@pytest.mark.parametrize("on_fail", COLUMNS)
@pytest.mark.parametrize("name", TABLE)
def test_the_outcome_table(name: str, on_fail: str, position: str) -> None:
    keys, what = FAULTS[name]
    faulty = f"- id: faulty\n  method: GET\n  path: /faulty\n  {keys}\n  {on_fail}\n"
    later = "- {id: later, method: GET, path: /later}\n"
    text = document(later, setup=faulty) if position == "set-up" else document(faulty + later)
    api = Api({"GET /faulty": what, "GET /later": answer()})  # type: ignore[dict-item]  # all are StepErrors
    step, tolerated, spec, verified, then = TABLE[name][COLUMNS[on_fail]]

    ran = run_document(text, make_bench(api))

    assert ran.steps["faulty"].outcome == step
    assert ran.steps["faulty"].tolerated is tolerated
    assert ran.result.outcome == spec
    assert ran.result.verified is (VERIFIED[position] if verified is None else verified)
    word = {"failed": "failed", "error": "could not be tested"}.get(step, "")
    late = ran.steps["later"]
    if then == "not run":
        assert (late.outcome, late.blocked) == (Outcome.SKIPPED, True)
        assert late.reason == f"not run: faulty {word}"
        assert "GET /later" not in api.lines
    else:
        assert (late.outcome, late.blocked) == (Outcome.PASSED, False)


@pytest.mark.parametrize("on_fail", COLUMNS)
@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_refusal_that_the_step_expects_is_a_pass(status: int, on_fail: str) -> None:
    text = document(f"- id: one\n  method: GET\n  path: /a\n  expect: {{status: {status}}}\n  {on_fail}")
    ran = run_document(text, make_bench(Api({"GET /a": answer(status)})))
    assert (ran.result.outcome, ran.result.verified) == (Outcome.PASSED, True)


@pytest.mark.parametrize(
    ("on_fail", "outcome", "reason"),
    [
        ("skip", Outcome.SKIPPED, "nothing here today"),
        ("continue", Outcome.FAILED, "no step of the test passed"),
    ],
)
def test_where_no_step_of_the_test_passed_nothing_is_green(
    on_fail: str, outcome: Outcome, reason: str
) -> None:
    text = document(
        f"- {{id: one, method: GET, path: /a, onFail: {on_fail}, skipReason: nothing here today}}",
        setup="- {id: fine, method: GET, path: /fine}",
    )
    ran = run_document(text, make_bench(Api({"GET /fine": answer()})))
    assert (ran.result.outcome, ran.result.reason, ran.result.verified) == (outcome, reason, False)


def test_a_skip_without_the_authors_words_says_what_failed() -> None:
    ran = run_document(document("- {id: one, method: GET, path: /a, onFail: skip}"))
    assert ran.result.reason == "expected status 2xx, got 404 Not Found"


def test_a_skipped_step_in_the_test_request_keeps_the_spec_from_being_verified() -> None:
    text = document(
        "- {id: one, method: GET, path: /a}\n- {id: two, method: GET, path: /missing, onFail: skip}"
    )
    ran = run_document(text, make_bench(Api({"GET /a": answer()})))
    assert (ran.result.outcome, ran.result.verified) == (Outcome.PASSED, False)


# ---- the third row: a value that an earlier step should have set

NEEDS = "- id: needs\n  method: GET\n  path: /items/{{booking_id}}"


def _sets(on_fail: str) -> str:
    return (
        "- id: sets\n  method: GET\n  path: /bookings\n  extract: {booking_id: '$.items[0].id'}\n"
        f"  onFail: {on_fail}\n  skipReason: No booking to cancel\n"
    )


@pytest.mark.parametrize("variables", [{}, {"booking_id": "from-the-environment"}])
@pytest.mark.parametrize(
    ("on_fail", "outcome", "reason"),
    [
        ("skip", Outcome.SKIPPED, "No booking to cancel"),
        ("continue", Outcome.FAILED, "`{{booking_id}}` has no value: `sets` (line 7) failed"),
    ],
)
def test_a_value_that_was_not_set_stops_the_spec_and_nothing_stands_in(
    on_fail: str, outcome: Outcome, reason: str, variables: dict[str, str]
) -> None:
    api = Api({"GET /bookings": answer(body={"items": []}), "*": answer()})
    text = document(f"{NEEDS}\n- {{id: after, method: GET, path: /after}}", setup=_sets(on_fail))
    ran = run_document(text, make_bench(api, variables=variables, overrides=variables))
    assert (ran.result.outcome, ran.result.reason) == (outcome, reason)
    assert not ran.result.verified
    assert ran.steps["needs"].outcome is Outcome.SKIPPED
    assert ran.steps["needs"].blocked
    assert ran.steps["after"].reason == "not run: needs was skipped"
    assert api.lines == ["GET /bookings"]


def test_a_name_that_nobody_sets_is_an_error() -> None:
    api = Api()
    ran = run_document(document(NEEDS), make_bench(api))
    assert ran.result.outcome is Outcome.ERROR
    assert ran.steps["needs"].outcome is Outcome.ERROR
    trouble = ran.steps["needs"].trouble
    assert trouble
    assert trouble.cause is Cause.UNDEFINED
    assert api.asked == []


def test_a_name_that_nobody_sets_weighs_more_than_one_that_a_skipped_step_did_not_set() -> None:
    text = document(f"{NEEDS}/{{{{nobody}}}}", setup=_sets("skip"))
    ran = run_document(text, make_bench(Api({"GET /bookings": answer(body={})})))
    assert ran.result.outcome is Outcome.ERROR
    assert [trouble.cause for trouble in ran.steps["needs"].troubles] == [
        Cause.UNDEFINED,
        Cause.SOURCE_SKIPPED,
    ]


def test_a_default_covers_a_value_that_was_not_set() -> None:
    api = Api({"GET /bookings": answer(body={}), "*": answer()})
    text = document(
        "- id: needs\n  method: GET\n  path: /items\n  params: {a: \"{{ booking_id | default('none') }}\"}",
        setup=_sets("skip"),
    )
    ran = run_document(text, make_bench(api, variables={"booking_id": "no stand-in"}))
    assert ran.result.outcome is Outcome.PASSED
    assert api.lines[-1] == "GET /items?a=none"


def test_a_step_that_sets_the_value_after_all_makes_it_good() -> None:
    api = Api({"GET /bookings": answer(body={}), "POST /bookings": answer(body={"id": 7}), "*": answer()})
    setup = _sets("skip") + "- {id: makes, method: POST, path: /bookings, extract: {booking_id: $.id}}"
    ran = run_document(document(NEEDS, setup=setup), make_bench(api))
    assert ran.result.outcome is Outcome.PASSED
    assert api.lines[-1] == "GET /items/7"


def test_what_a_tolerated_step_did_extract_can_be_used() -> None:
    api = Api({"GET /bookings": answer(body={"items": [{"id": 7}]}), "*": answer()})
    setup = _sets("continue") + "  expect: {body: {'$.total': 1}}"
    ran = run_document(document(NEEDS, setup=setup), make_bench(api))
    assert ran.steps["sets"].tolerated
    assert (ran.result.outcome, api.lines[-1]) == (Outcome.PASSED, "GET /items/7")


def test_what_a_skipped_step_did_extract_cannot_be_used() -> None:
    api = Api({"GET /bookings": answer(body={"items": [{"id": 7}]}), "*": answer()})
    setup = _sets("skip") + "  expect: {body: {'$.total': 1}}"
    ran = run_document(document(NEEDS, setup=setup), make_bench(api))
    assert ran.result.outcome is Outcome.SKIPPED


def test_a_step_that_failed_and_was_tolerated_withdraws_what_an_earlier_one_extracted() -> None:
    api = Api(
        {"GET /old": answer(body={"items": [{"id": 1}]}), "GET /bookings": answer(body={}), "*": answer()}
    )
    old = "- {id: old, method: GET, path: /old, extract: {booking_id: '$.items[0].id'}}\n"
    ran = run_document(document(NEEDS, setup=old + _sets("continue")), make_bench(api))
    assert ran.result.outcome is Outcome.FAILED


# ---- clean-up

MAKE = "- {id: make, method: POST, path: /items, extract: {item_id: $.id}}\n"
CHECK = "- {id: check, method: GET, path: /check}\n"
REMOVE = "- {id: remove, method: DELETE, path: '/items/{{item_id}}', token: staff}\n"


@pytest.mark.parametrize(
    ("turn", "outcome"),
    [
        (answer(), Outcome.PASSED),
        (answer(404), Outcome.FAILED),
        (answer(500), Outcome.ERROR),
        (fault(Cause.CONNECTION), Outcome.ERROR),
        (fault(Cause.INTERRUPTED), Outcome.ERROR),
    ],
)
def test_clean_up_always_runs(turn: Response, outcome: Outcome) -> None:
    api = Api({"POST /items": answer(201, {"id": 5}), "GET /check": turn, "DELETE /items/5": answer(204)})
    ran = run_document(document(CHECK, setup=MAKE, cleanup=REMOVE), make_bench(api))
    assert ran.result.outcome is outcome
    assert ran.steps["remove"].outcome is Outcome.PASSED
    assert api.lines[-1] == "DELETE /items/5"


def test_clean_up_runs_after_an_interruption_and_is_given_little_time() -> None:
    stop: list[int] = []

    def interrupting(_request: object) -> Response:
        stop.append(2)
        return answer(201, {"id": 5})

    api = Api({"POST /items": interrupting, "*": answer()})
    ran = run_document(
        document(CHECK, setup=MAKE, cleanup=REMOVE),
        make_bench(api, interrupted=lambda: stop[0] if stop else 0),
    )
    assert api.lines == ["POST /items", "DELETE /items/5"]
    assert [request.timeout for request in api.asked] == [30.0, 1.5]
    assert (ran.result.outcome, ran.result.reason) == (Outcome.ERROR, "interrupted")
    assert ran.steps["check"].reason == "not run: interrupted"
    assert not ran.result.verified


@pytest.mark.parametrize("on_fail", ["abort", "continue", "skip"])
def test_what_was_never_made_is_not_cleaned_up(on_fail: str) -> None:
    api = Api({"GET /check": answer()})
    make = f"- {{id: make, method: POST, path: /items, onFail: {on_fail}, extract: {{item_id: $.id}}}}\n"
    ran = run_document(document(CHECK, setup=make, cleanup=REMOVE), make_bench(api))
    remove = ran.steps["remove"]
    assert (remove.outcome, remove.blocked) == (Outcome.SKIPPED, True)
    assert remove.reason.startswith("nothing to clean up: ")
    assert "DELETE" not in " ".join(api.lines)


def test_what_a_step_that_was_not_reached_would_have_made_is_not_cleaned_up() -> None:
    api = Api({"POST /items": answer(201, {"id": 5})})
    ran = run_document(
        document(MAKE, setup=CHECK, cleanup=REMOVE), make_bench(api, variables={"item_id": "precious"})
    )
    assert (ran.result.outcome, ran.steps["remove"].outcome) == (Outcome.FAILED, Outcome.SKIPPED)
    assert api.lines == ["GET /check"]


def test_what_was_made_is_cleaned_up_also_when_a_later_step_failed_to_read_it_again() -> None:
    api = Api(
        {"POST /items": answer(201, {"id": 5}), "GET /again": answer(body={}), "DELETE /items/5": answer(204)}
    )
    again = "- {id: again, method: GET, path: /again, extract: {item_id: $.id}}"
    ran = run_document(document(again, setup=MAKE, cleanup=REMOVE), make_bench(api))
    assert ran.result.outcome is Outcome.FAILED
    assert api.lines[-1] == "DELETE /items/5"


@pytest.mark.parametrize("turn", [answer(404), answer(500), fault(Cause.TIMEOUT)])
def test_a_clean_up_step_that_fails_does_not_stop_the_next_one(turn: Response) -> None:
    cleanup = "- {id: first, method: DELETE, path: /first}\n- {id: second, method: DELETE, path: /second}"
    api = Api({"GET /check": answer(), "DELETE /first": turn, "DELETE /second": answer()})
    ran = run_document(document(CHECK, cleanup=cleanup), make_bench(api))
    assert ran.steps["second"].outcome is Outcome.PASSED
    assert ran.result.outcome in (Outcome.FAILED, Outcome.ERROR)
    assert not ran.result.verified


def test_a_clean_up_failure_that_the_author_tolerates_leaves_the_spec_verified() -> None:
    cleanup = "- {id: first, method: DELETE, path: /first, onFail: continue}"
    ran = run_document(document(CHECK, cleanup=cleanup), make_bench(Api({"GET /check": answer()})))
    assert (ran.result.outcome, ran.result.verified) == (Outcome.PASSED, True)


def test_a_clean_up_with_a_name_that_nobody_sets_is_an_error() -> None:
    ran = run_document(document(CHECK, cleanup=REMOVE), make_bench(Api({"GET /check": answer()})))
    assert ran.steps["remove"].outcome is Outcome.ERROR
    assert ran.result.outcome is Outcome.ERROR


# ---- what is known before anything is sent


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("status: skipped", "status: skipped"),
        ("status: skip", "status: skipped"),
        ("status: deprecated\nskipReason: gone in May", "gone in May"),
        ("skip: true", "skip: true"),
        ("skip: true\nskip_reason: no test data", "no test data"),
    ],
)
def test_a_parked_spec_is_skipped_with_the_authors_words_and_forced_it_runs(front: str, reason: str) -> None:
    api = Api({"GET /check": answer()})
    text = document(CHECK, front=front)
    ran = run_document(text, make_bench(api))
    assert (ran.result.outcome, ran.result.reason, ran.result.steps) == (Outcome.SKIPPED, reason, ())
    assert api.asked == []
    (forced,) = scenarios_of(text, selection=Selection(force=True))
    assert run_document(forced, make_bench(api)).result.outcome is Outcome.PASSED


@pytest.mark.parametrize("status", ["pending", "verified", "failed"])
def test_other_states_run(status: str) -> None:
    ran = run_document(document(CHECK, front=f"status: {status}"), make_bench(Api({"*": answer()})))
    assert ran.result.verified


def test_an_invalid_spec_is_an_error_with_all_its_faults() -> None:
    api = Api()
    ran = run_document(document("- {id: one, method: GET, path: x}\n- {id: two, path: /a}"), make_bench(api))
    assert ran.result.outcome is Outcome.ERROR
    assert len(ran.result.troubles) == 2
    assert {trouble.cause for trouble in ran.result.troubles} == {Cause.INVALID}
    assert api.asked == []


def test_a_spec_without_a_test_to_run_is_an_error() -> None:
    ran = run_document(document(setup=CHECK), make_bench(Api({"*": answer()})))
    assert ran.result.outcome is Outcome.ERROR
    assert "no executable steps" in ran.result.reason


# ---- order, events, surroundings


def test_set_up_comes_first_and_clean_up_last_wherever_they_stand() -> None:
    text = """\
---
endpoint: GET /a
---
## Cleanup
```yaml
steps: [{id: c, method: GET, path: /c}]
```
## Test Request
```yaml
steps: [{id: t1, method: GET, path: /t1}]
```
### Again
```yaml
steps: [{id: t2, method: GET, path: /t2}]
```
## Prerequisites
```yaml
steps: [{id: p1, method: GET, path: /p1}, {id: p2, method: GET, path: /p2}]
```
## Notes
```yaml
steps: [{id: never, method: GET, path: /never}]
```
"""
    api = Api({"*": answer()})
    run_document(text, make_bench(api))
    assert api.lines == ["GET /p1", "GET /p2", "GET /t1", "GET /t2", "GET /c"]


def test_events_tell_each_turn_in_order_and_passed_over_steps_without_a_start() -> None:
    ran = run_document(document(CHECK + "- {id: later, method: GET, path: /x}"))
    assert [type(event) for event in ran.events] == [
        SpecStarted,
        StepStarted,
        StepFinished,
        StepFinished,
        SpecFinished,
    ]
    last = ran.events[-1]
    assert isinstance(last, SpecFinished)
    assert last.result == ran.result


def test_cookies_are_forgotten_when_the_spec_is_over() -> None:
    gone: list[str] = []
    run_document(document(CHECK), make_bench(forget=gone.append))
    assert gone == ["run-0000"]


def test_an_example_is_never_verified() -> None:
    scenarios = scenarios_of(document(CHECK, example=CHECK), selection=Selection(examples=True))
    api = Api({"*": answer()})
    results = [run_document(scenario, make_bench(api)).result for scenario in scenarios]
    assert [(result.outcome, result.verified) for result in results] == [
        (Outcome.PASSED, True),
        (Outcome.PASSED, False),
    ]


def test_seconds_are_measured() -> None:
    clock = FakeClock()
    ran = run_document(
        document("- {id: one, method: GET, path: /a, sleep: 1500}"),
        make_bench(Api({"*": answer()}), clock=clock),
    )
    assert (ran.result.seconds, clock.sleeps) == (1.5, [1.5])


# ---- reuse

FIND = document(
    "- {id: find, method: GET, path: /find, extract: {found: $.id}}",
    setup="- {id: prepare, method: GET, path: '/prepare/{{who}}'}",
    cleanup="- {id: tidy, method: GET, path: /tidy}",
    endpoint="GET /find",
)


def test_use_runs_set_up_and_test_of_the_other_spec_in_place_and_takes_over_what_it_extracts() -> None:
    api = Api({"GET /find": answer(body={"id": 9}), "*": answer()})
    text = document(
        "- {id: one, method: GET, path: '/one/{{found}}'}",
        setup="- {id: reuse, use: GET /find, with: {who: '{{random_number}}x'}}",
    )
    ran = run_document(text, make_bench(api), library=library_of(spec_of(FIND, file="specs/find.md")))
    assert [line.partition("x")[0].rstrip("0123456789") for line in api.lines] == [
        "GET /prepare/",
        "GET /find",
        "GET /one/",
    ]
    assert api.lines[-1] == "GET /one/9"
    assert [path.name for path in ran.result.reused] == ["find.md"]
    assert ran.result.verified
    assert [step.planned.name for step in ran.result.steps] == [
        "Prerequisites › reuse › prepare",
        "Prerequisites › reuse › find",
        "Test Request › one",
    ]
    (used,) = [item for item in ran.steps["one"].used if item.name == "found"]
    assert used.origin == "extracted by find, specs/find.md:12"


def test_a_spec_that_was_reused_and_did_not_pass_is_not_counted() -> None:
    api = Api({"GET /find": answer(404), "*": answer()})
    text = document(CHECK, setup="- {id: reuse, use: GET /find, with: {who: me}, onFail: continue}")
    ran = run_document(text, make_bench(api), library=library_of(spec_of(FIND, file="specs/find.md")))
    assert (ran.result.outcome, ran.result.reused) == (Outcome.PASSED, ())


def test_with_values_are_handed_on_through_specs_in_specs() -> None:
    outer = document(
        "- {id: middle, use: GET /find, with: {who: 'mid-{{name}}'}}",
        endpoint="GET /outer",
    )
    api = Api({"GET /find": answer(body={"id": 9}), "*": answer()})
    library = library_of(spec_of(FIND, file="specs/find.md"), spec_of(outer, file="specs/outer.md"))
    text = document("- {id: one, use: GET /outer, with: {name: ada}}")
    ran = run_document(text, make_bench(api, variables={"name": "of the environment"}), library=library)
    assert api.lines == ["GET /prepare/mid-ada", "GET /find"]
    assert [path.name for path in ran.result.reused] == ["find.md"]


def test_a_name_without_a_value_in_with_is_an_error_that_points_at_it() -> None:
    text = document("- id: one\n  use: GET /find\n  with:\n    who: '{{nobody}}'")
    api = Api()
    ran = run_document(text, make_bench(api), library=library_of(spec_of(FIND, file="specs/find.md")))
    trouble = ran.result.steps[0].trouble
    assert trouble
    assert str(trouble.place) == "specs/001.md:10:12"
    assert (ran.result.outcome, api.asked) == (Outcome.ERROR, [])


def test_a_spec_is_counted_once_and_not_when_a_spec_it_uses_did_not_pass() -> None:
    outer = document(
        "- {id: own, method: GET, path: /own}",
        setup="- {id: middle, use: GET /find, with: {who: me}, onFail: continue}",
        endpoint="GET /outer",
    )
    library = library_of(spec_of(FIND, file="specs/find.md"), spec_of(outer, file="specs/outer.md"))
    text = document("- {id: one, use: GET /outer}\n- {id: two, use: GET /outer}")
    fine = run_document(text, make_bench(Api({"*": answer(body={"id": 1})})), library=library)
    assert [path.name for path in fine.result.reused] == ["find.md", "outer.md"]
    api = Api({"GET /find": answer(404), "*": answer()})
    assert run_document(text, make_bench(api), library=library).result.reused == ()


def test_on_fail_of_the_use_step_wins_over_that_of_the_steps_it_stands_for() -> None:
    api = Api({"GET /find": answer(404), "*": answer()})
    text = document(
        CHECK, setup="- {id: reuse, use: GET /find, with: {who: me}, onFail: skip, skipReason: no luck}"
    )
    ran = run_document(text, make_bench(api), library=library_of(spec_of(FIND, file="specs/find.md")))
    assert ran.steps["find"].planned.on_fail is OnFail.SKIP
    assert ran.steps["find"].reason == "no luck"
    assert {step.planned.role for step in ran.result.steps[:2]} == {Role.SETUP}


def test_the_environment_is_the_benchs() -> None:
    api = Api({"*": answer()})
    run_document(document(CHECK), make_bench(api))
    assert api.asked[0].url.startswith(ENVIRONMENT.base_url)


# ---- secrets that are learnt late


def test_what_a_later_step_calls_a_secret_is_masked_in_the_steps_before_it() -> None:
    api = Api(
        {
            "GET /first": answer(200, {"note": "see s3cret-door-key"}),
            "GET /second": answer(200, {"key": "s3cret-door-key"}),
        }
    )
    told = run_document(
        document(
            """
            - {id: first, method: GET, path: /first, expect: {body: {$.note: other}}, onFail: continue}
            - {id: second, method: GET, path: /second, extract: {door: {path: $.key, secret: true}}}
            """
        ),
        make_bench(api),
    )
    first = told.steps["first"]
    assert "s3cret-door-key" not in repr(told.result.steps)
    assert first.exchange is not None
    assert first.exchange.response_body == '{"note": "see ‹door›"}'
    assert "‹door›" in first.checks[-1].message


def test_what_the_last_attempt_tells_is_masked_in_those_before_it() -> None:
    answers = iter(
        [answer(503, {"hint": "s3cret-door-key"}), answer(200, {"access_token": "s3cret-door-key"})]
    )
    told = run_document(
        document("- {id: one, method: GET, path: /a, retry: {times: 2, interval_ms: 0}}"),
        make_bench(lambda _request: next(answers)),
    )
    (step,) = told.result.steps
    assert len(step.earlier) == 1
    assert step.earlier[0].response_body == '{"hint": "‹access_token›"}'


def test_cookies_of_one_spec_are_nothing_to_the_next() -> None:
    def send(request: Request) -> Response:
        return Response(200, (("Set-Cookie", "sid=c0okie-of-it-777"),), b'{"a": "c0okie-of-it-777"}')

    bench = make_bench(send)
    told = run_document(document("- {id: one, method: GET, path: /a}"), bench)
    exchange = told.steps["one"].exchange
    assert exchange is not None
    assert exchange.response_body == '{"a": "‹sid›"}'
    assert bench.redactor.text("c0okie-of-it-777") == "c0okie-of-it-777"


def test_what_cannot_be_computed_is_told_without_the_secret_in_it() -> None:
    bench = make_bench(variables={"door": "s3cret-door-key"})
    bench.redactor.learn_variable("door", "s3cret-door-key", secret=True)
    told = run_document(
        document("- {id: one, method: GET, path: '/{{ now_datetime | shift(door) }}'}"), bench
    )
    assert told.outcomes == ["error"]
    assert "‹door›" in repr(told.result.steps)
    assert "s3cret-door-key" not in repr(told.result.steps)


def test_what_the_author_says_is_no_secret_is_shown_whatever_the_answer_calls_it() -> None:
    api = Api({"*": answer(200, {"token": "a-room-in-the-calendar", "other_token": "an0ther-0123"})})
    told = run_document(
        document(
            """
            - {id: one, method: GET, path: /a, extract: {room: {path: $.token, secret: false}}}
            - {id: two, method: GET, path: "/b?token={{room}}"}
            """
        ),
        make_bench(api),
    )
    for exchange in (step.exchange for step in told.result.steps):
        assert exchange is not None
        assert exchange.response_body == '{"token": "a-room-in-the-calendar", "other_token": "‹other_token›"}'
    assert told.steps["one"].extracted[0].value == '"a-room-in-the-calendar"'
    assert told.steps["two"].used[0].value == '"a-room-in-the-calendar"'
