"""A plan from start to end: order, workers, early ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from time import sleep

import pytest

from runner.engine.bench import Bench, Tickets
from runner.engine.run import Pace, run_plan
from runner.model.about import Past, Quarantine, Turn
from runner.model.events import (
    Event,
    RunFinished,
    RunStarted,
    SpecFinished,
    SpecStarted,
    StepFinished,
    StepStarted,
)
from runner.model.http import Request, Response
from runner.model.result import Outcome, RunResult
from runner.model.scenario import Scenario
from runner.model.trouble import Cause
from runner.plan import Selection
from support.bench import ENVIRONMENT, document, make_bench, scenarios_of
from support.senders import NOW, Api, FakeClock, answer, fault


def spec(number: int, keys: str = "") -> str:
    return document(
        f"- id: one\n  method: GET\n  path: /{number}/one\n  {keys}\n- {{id: two, method: GET, path: /{number}/two}}",
        cleanup=f"- {{id: tidy, method: GET, path: /{number}/tidy}}",
    )


def run(bench: Bench, *texts: str, jobs: int = 1, max_failures: int = 0) -> tuple[list[Event], RunResult]:
    events = list(run_plan(scenarios_of(*texts), bench, Pace(jobs, max_failures)))
    last = events[-1]
    assert isinstance(last, RunFinished)
    return events, last.result


def of(index: int, events: list[Event]) -> Iterator[str]:
    for event in events:
        match event:
            case SpecStarted() | SpecFinished() if event.index == index:
                yield type(event).__name__
            case StepStarted() if event.index == index:
                yield f"start {event.planned.step.id}"
            case StepFinished() if event.index == index:
                yield f"end {event.result.planned.step.id}"
            case _:
                pass


WHOLE = [
    "SpecStarted",
    "start one",
    "end one",
    "start two",
    "end two",
    "start tidy",
    "end tidy",
    "SpecFinished",
]


def hasty(seed: int) -> Callable[[Request], Response]:
    random = Random(seed)

    def send(_request: Request) -> Response:
        sleep(random.random() / 1000)
        return answer()

    return send


@pytest.mark.parametrize("jobs", [1, 8])
def test_results_are_in_the_order_of_the_files_and_events_in_that_of_each_spec(jobs: int) -> None:
    events, result = run(make_bench(Api({"*": hasty(jobs)})), *map(spec, range(20)), jobs=jobs)
    assert isinstance(events[0], RunStarted)
    assert (events[0].scenarios, events[0].steps, events[0].jobs) == (20, 60, jobs)
    assert [item.scenario.file for item in result.specs] == [f"specs/{n:03d}.md" for n in range(1, 21)]
    for index in range(20):
        assert list(of(index, events)) == WHOLE
    assert (result.count(Outcome.PASSED), result.selected, result.seed, result.run_id) == (20, 20, 7, "run")


def test_with_one_job_one_spec_follows_the_other() -> None:
    api = Api({"*": answer()})
    run(make_bench(api), spec(1), spec(2))
    assert api.lines == [f"GET /{n}/{word}" for n in (1, 2) for word in ("one", "two", "tidy")]


def test_a_hundred_specs_with_eight_jobs() -> None:
    def moody(request: Request) -> Response:
        sleep(Random(request.url).random() / 1000)
        return answer(404 if request.url.endswith("7/one") else 200)

    events, result = run(make_bench(Api({"*": moody})), *map(spec, range(100)), jobs=8)
    expected = [Outcome.FAILED if n % 10 == 7 else Outcome.PASSED for n in range(100)]
    assert [item.outcome for item in result.specs] == expected
    assert sum(isinstance(event, SpecFinished) for event in events) == 100
    assert isinstance(events[-1], RunFinished)


def test_no_more_workers_than_specs() -> None:
    events, _ = run(make_bench(Api({"*": answer()})), spec(1), jobs=8)
    assert isinstance(events[0], RunStarted)
    assert events[0].jobs == 1


def test_an_empty_plan_ends_at_once() -> None:
    events, result = run(make_bench())
    assert [type(event) for event in events] == [RunStarted, RunFinished]
    assert result.specs == ()


def test_after_enough_failures_nothing_new_is_started_and_the_rest_says_why() -> None:
    api = Api({"GET /1/one": answer(404), "GET /2/one": fault(Cause.TIMEOUT), "*": answer()})
    events, result = run(make_bench(api), *map(spec, range(5)), max_failures=2)
    assert [item.outcome.value for item in result.specs] == [
        "passed",
        "failed",
        "error",
        "skipped",
        "skipped",
    ]
    assert {item.reason for item in result.specs[3:]} == {"not run: stopped after 2 that did not pass"}
    assert list(of(4, events)) == ["SpecFinished"]
    assert not any("/3/" in line or "/4/" in line for line in api.lines)


def test_skips_do_not_count_as_failures() -> None:
    api = Api({"*": answer()})
    parked = document("- {id: one, method: GET, path: /a}", front="skip: true")
    _, result = run(make_bench(api), parked, parked, spec(1), max_failures=1)
    assert [item.outcome.value for item in result.specs] == ["skipped", "skipped", "passed"]


def test_an_interruption_keeps_what_was_done_and_starts_nothing_new() -> None:
    stop: list[int] = []

    def interrupting(_request: Request) -> Response:
        stop.append(15)
        return answer()

    api = Api({"GET /1/one": interrupting, "*": answer()})
    _, result = run(make_bench(api, interrupted=lambda: stop[0] if stop else 0), *map(spec, range(4)))
    assert [item.outcome.value for item in result.specs] == ["passed", "error", "skipped", "skipped"]
    assert result.specs[1].reason == "interrupted"
    assert [step.outcome.value for step in result.specs[1].steps] == ["passed", "skipped", "passed"]
    assert {item.reason for item in result.specs[2:]} == {"not run: interrupted"}
    assert (result.interrupted, result.selected) == (15, 4)
    assert api.lines[-2:] == ["GET /1/one", "GET /1/tidy"]


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_bug_in_one_spec_does_not_take_the_others_along(jobs: int) -> None:
    def buggy(request: Request) -> Response:
        if "/1/" in request.url:
            raise ZeroDivisionError("staff-s3cret-token")
        return answer()

    _, result = run(make_bench(Api({"*": buggy})), *map(spec, range(3)), jobs=jobs)
    assert [item.outcome.value for item in result.specs] == ["passed", "error", "passed"]
    culprit = result.specs[1].culprit
    assert culprit is not None
    (trouble,) = culprit.troubles
    assert trouble.cause is Cause.INTERNAL
    assert trouble.message == "internal error: ZeroDivisionError: ‹staff›"
    assert "test_run.py" in trouble.hint


def test_every_spec_run_and_role_has_cookies_of_its_own() -> None:
    api = Api({"*": answer()})
    run(make_bench(api), spec(0, "token: client"), spec(1, "token: none"))
    assert [request.jar for request in api.asked] == [
        "run-0000/client", "run-0000/staff", "run-0000/staff",
        "run-0001/none", "run-0001/staff", "run-0001/staff",
    ]  # fmt: skip


def test_the_run_is_timed_and_named() -> None:
    clock = FakeClock()
    _, result = run(make_bench(Api({"*": answer()}), clock=clock), spec(1, "sleep: 2500"))
    assert (result.started, result.seconds) == (NOW, 2.5)
    assert (result.environment, result.base_url) == (ENVIRONMENT.name, ENVIRONMENT.base_url)


# ---- names that must differ, and those that must not

UNIQUE = document("- {id: one, method: GET, path: '/{{unique_id}}/{{timestamp}}/{{spec_run_id}}/{{run_id}}'}")
MADE_UP = document("- {id: one, method: GET, path: '/{{random_string}}/{{random_email}}/{{random_number}}'}")


def test_unique_ids_differ_between_specs_that_run_side_by_side() -> None:
    api = Api({"*": answer()})
    run(make_bench(api), *[UNIQUE] * 40, jobs=8)
    ids = [line.split("/")[1:] for line in api.lines]
    assert len({unique for unique, *_ in ids}) == 40
    assert all(unique == stamp for unique, stamp, *_ in ids)
    assert len({spec_run for *_, spec_run, _ in ids}) == 40
    assert {run_id for *_, run_id in ids} == {"run"}


def test_unique_ids_are_epoch_milliseconds_that_only_rise_when_a_clock_is_set_back() -> None:
    clock = FakeClock()
    bench = make_bench(clock=clock)
    first = bench.unique()
    assert first == int(NOW.timestamp() * 1000)
    clock.moment -= timedelta(milliseconds=1)
    assert bench.unique() == first + 1
    tickets = Tickets()
    assert [tickets.after(wanted) for wanted in (5, 5, 9, 3)] == [5, 6, 9, 10]


def test_a_seed_repeats_the_made_up_values_and_another_one_does_not() -> None:
    def sent(seed: int, jobs: int) -> list[str]:
        api = Api({"*": answer()})
        run(make_bench(api, seed=seed), MADE_UP, MADE_UP, jobs=jobs)
        return sorted(api.lines)

    assert sent(1, 1) == sent(1, 2)
    assert not set(sent(1, 1)) & set(sent(2, 1))
    assert len(set(sent(1, 1))) == 2


def test_shuffled_specs_start_in_an_order_that_the_seed_repeats_and_are_reported_in_that_of_the_files() -> (
    None
):
    def started(seed: int) -> list[int]:
        scenarios = scenarios_of(*(spec(number) for number in range(12)))
        events = list(run_plan(scenarios, make_bench(Api(), seed=seed), Pace(1, shuffle=True)))
        last = events[-1]
        assert isinstance(last, RunFinished)
        assert [result.scenario for result in last.result.specs] == list(scenarios)
        return [event.index for event in events if isinstance(event, SpecStarted)]

    assert started(1) == started(1)
    assert sorted(started(1)) == list(range(12))
    assert len({tuple(started(seed)) for seed in range(5)}) > 1


def test_what_one_spec_was_told_is_masked_in_what_another_one_showed_before() -> None:
    api = Api(
        {
            "GET /first": answer(200, {"a": "s3cret-door-key"}),
            "GET /second": answer(200, {"a": "s3cret-door-key"}),
        }
    )
    scenarios = scenarios_of(
        document("- {id: one, method: GET, path: /first}"),
        document("- {id: two, method: GET, path: /second, extract: {door: {path: $.a, secret: true}}}"),
        document("- {id: three, method: GET, path: /third}"),
    )
    events = list(run_plan(scenarios, make_bench(api), Pace(jobs=1)))
    told = [event.result for event in events if isinstance(event, SpecFinished)]
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert "s3cret-door-key" in repr(told[0].steps)  # nobody knew
    assert "s3cret-door-key" not in repr([spec.steps for spec in finished.result.specs])
    assert finished.result.specs[2] is told[2]


# ---- the past


def failed_before(scenario: Scenario) -> Scenario:
    return replace(scenario, past=Past((Turn("r", NOW, "failed"),)))


@pytest.mark.parametrize("shuffle", [False, True])
def test_what_failed_before_may_come_first_and_reports_keep_the_order_of_the_files(shuffle: bool) -> None:
    api = Api({"*": answer()})
    scenarios = list(scenarios_of(*map(spec, range(6))))
    for number in (1, 4):
        scenarios[number] = failed_before(scenarios[number])
    pace = Pace(jobs=1, shuffle=shuffle, failed_first=True)
    *_, last = run_plan(scenarios, make_bench(api), pace)
    assert isinstance(last, RunFinished)
    begun = [line.split("/")[1] for line in api.lines if line.endswith("/one")]
    assert set(begun[:2]) == {"1", "4"}
    assert sorted(begun[2:]) == ["0", "2", "3", "5"]
    assert shuffle or begun == ["1", "4", "0", "2", "3", "5"]
    assert [result.scenario for result in last.result.specs] == scenarios


def test_what_is_in_quarantine_does_not_stop_the_run() -> None:
    quarantine = Quarantine(date(2026, 12, 31), "later")
    scenarios = [replace(each, quarantine=quarantine) for each in scenarios_of(spec(0), spec(1))]
    scenarios += scenarios_of(spec(2), spec(3))
    *_, last = run_plan(scenarios, make_bench(Api()), Pace(jobs=1, max_failures=1))
    assert isinstance(last, RunFinished)
    assert [result.outcome.value for result in last.result.specs] == ["failed", "failed", "failed", "skipped"]


def test_passes_through_one_document_go_in_turn_where_that_is_wanted_and_documents_side_by_side() -> None:
    texts = [
        document("- {id: one, method: GET, path: /one}", example="- {id: two, method: GET, path: /two}")
        for _number in range(6)
    ]
    scenarios = scenarios_of(*texts, selection=Selection(examples=True))
    bench = make_bench(hasty(7))
    events = list(run_plan(scenarios, bench, Pace(8, in_turn=True)))
    order = [event for event in events if isinstance(event, SpecStarted | SpecFinished)]
    for file in {each.file for each in scenarios}:
        own = [
            (type(event).__name__, scenarios[event.index].example)
            for event in order
            if scenarios[event.index].file == file
        ]
        assert own == [
            ("SpecStarted", ""),
            ("SpecFinished", ""),
            ("SpecStarted", "Example"),
            ("SpecFinished", "Example"),
        ]
    assert isinstance(events[0], RunStarted)
    assert events[0].jobs == 6


def test_a_pass_that_is_not_wanted_any_more_is_told_also_in_the_middle_of_a_row() -> None:
    text = document("- {id: one, method: GET, path: /one}", example="- {id: two, method: GET, path: /two}")
    scenarios = scenarios_of(text, text, selection=Selection(examples=True))
    last = list(run_plan(scenarios, make_bench(Api()), Pace(1, max_failures=1, in_turn=True)))[-1]
    assert isinstance(last, RunFinished)
    assert [each.outcome for each in last.result.specs] == [Outcome.FAILED, *[Outcome.SKIPPED] * 3]
    assert last.result.specs[-1].reason == "not run: stopped after 1 that did not pass"
