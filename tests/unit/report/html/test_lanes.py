from __future__ import annotations

from dataclasses import replace

import pytest

from runner.model.result import Outcome, SpecResult
from runner.report.html.lanes import lanes_of
from support.build import make_run, make_spec_result


def spec(began: float, seconds: float, *, worker: int = 0, outcome: Outcome = Outcome.PASSED) -> SpecResult:
    return replace(make_spec_result(outcome, seconds=seconds), began=began, worker=worker)


def test_each_worker_has_a_lane_and_each_spec_its_time_in_it() -> None:
    run = make_run(spec(0.0, 1.0), spec(0.5, 1.5, worker=3), spec(1.0, 0.5, outcome=Outcome.FAILED))
    first, second = lanes_of(run).lanes
    assert [(bar.x, bar.width, bar.word, bar.number) for bar in first] == [
        (0.0, 500.0, "passed", 0),
        (500.0, 250.0, "failed", 2),
    ]
    assert [(bar.x, bar.width) for bar in second] == [(250.0, 750.0)]
    assert first[0].title == "POST /bookings/cancel: passed, 1.00s"


def test_what_is_too_thin_to_be_told_apart_is_one_bar_of_the_worst() -> None:
    specs = [spec(number * 0.0001, 0.0001) for number in range(50)]
    specs[7] = spec(7 * 0.0001, 0.0001, outcome=Outcome.ERROR)
    (lane,) = lanes_of(make_run(*specs, spec(5.0, 5.0))).lanes
    assert len(lane) < 20
    assert sum(bar.word == "error" for bar in lane) == 1
    (bad,) = [bar for bar in lane if bar.word == "error"]
    assert bad.number == 7


def test_ten_thousand_specs_are_a_picture_that_a_browser_can_draw() -> None:
    specs = [spec(number * 0.01, 0.009, worker=number % 8) for number in range(10_000)]
    assert sum(map(len, lanes_of(make_run(*specs)).lanes)) < 8_001


@pytest.mark.parametrize(
    ("seconds", "ticks"),
    [
        (0.008, ["1 ms", "2 ms", "3 ms", "4 ms", "5 ms", "6 ms", "7 ms", "8 ms"]),
        (1.0, ["200 ms", "400 ms", "600 ms", "800 ms", "1 s"]),
        (45.0, ["10 s", "20 s", "30 s", "40 s"]),
        (7200.0, ["1000 s", "2000 s", "3000 s", "4000 s", "5000 s", "6000 s", "7000 s"]),
    ],
)
def test_ticks_are_round(seconds: float, ticks: list[str]) -> None:
    assert [text for _, text in lanes_of(make_run(spec(0.0, seconds))).ticks] == ticks


def test_where_nothing_was_measured_there_is_nothing_to_draw() -> None:
    assert lanes_of(make_run()).lanes == ()
    assert lanes_of(make_run(spec(0.0, 0.0))).lanes == ()
