"""How a selection is cut: a partition, equal, and the same everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.model.about import Past, Turn
from runner.model.scenario import Scenario
from runner.plan.shards import Bond, cut, recorded
from support.build import make_invalid, make_planned, make_scenario, make_spec

STEPS = (make_planned(),)
AT = datetime(2026, 11, 28, tzinfo=UTC)


def scenario(name: str, *seconds: float, example: str = "", idle: bool = False) -> Scenario:
    turns = tuple(Turn("run", AT, "passed", seconds=each) for each in seconds)
    made = make_scenario(make_spec(file=name), steps=() if idle else STEPS, example=example)
    return replace(made, key=f"{name} › {example}" if example else name, past=Past(turns))


def about(name: str, endpoint: str, *seconds: float) -> Scenario:
    """A document of an endpoint."""
    return replace(scenario(name, *seconds), spec=make_spec(endpoint, file=name))


def shares(scenarios: Sequence[Scenario], total: int) -> list[list[str]]:
    """What each shard runs."""
    numbers = cut(scenarios, total)
    return [
        [each.key for each, number in zip(scenarios, numbers, strict=True) if number == shard]
        for shard in range(1, total + 1)
    ]


NAMES = st.lists(st.text("abc/ü \ud800", min_size=1, max_size=6), unique=True, max_size=40)
TOTALS = st.integers(1, 12)
SECONDS = st.floats(0, 600, allow_nan=False)


@st.composite
def selections(draw: st.DrawFn, *, timed: bool = False) -> list[Scenario]:
    """Files in some order, some with examples, with or without a past."""
    found = []
    for name in draw(NAMES):
        for example in draw(st.sampled_from([("",), ("", "One"), ("One", "Two")])):
            past = draw(st.lists(SECONDS, max_size=3)) if timed else []
            found.append(scenario(name, *past, example=example, idle=draw(st.booleans())))
    return found


# ---- always


@settings(deadline=None)
@given(st.booleans().flatmap(lambda timed: selections(timed=timed)), TOTALS)
def test_each_scenario_is_in_one_shard_and_those_of_a_file_are_in_the_same(
    scenarios: list[Scenario], total: int
) -> None:
    numbers = cut(scenarios, total)
    assert len(numbers) == len(scenarios)
    assert set(numbers) <= set(range(1, total + 1))
    together = {(each.document, number) for each, number in zip(scenarios, numbers, strict=True)}
    assert len(together) == len({each.document for each in scenarios})


@settings(deadline=None)
@given(st.booleans().flatmap(lambda timed: selections(timed=timed)), TOTALS, st.randoms())
def test_the_order_of_the_selection_does_not_matter(
    scenarios: list[Scenario], total: int, random: object
) -> None:
    shuffled = list(scenarios)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands in a random.Random
    before = {each.key: number for each, number in zip(scenarios, cut(scenarios, total), strict=True)}
    after = {each.key: number for each, number in zip(shuffled, cut(shuffled, total), strict=True)}
    assert before == after


@settings(deadline=None)
@given(st.booleans().flatmap(lambda timed: selections(timed=timed)))
def test_one_shard_is_the_whole(scenarios: list[Scenario]) -> None:
    assert set(cut(scenarios, 1)) <= {1}


def test_nothing_is_cut_into_nothing() -> None:
    assert cut([], 4) == ()


# ---- without durations


@settings(deadline=None)
@given(selections(), TOTALS)
def test_without_a_record_all_have_equally_many_files(scenarios: list[Scenario], total: int) -> None:
    files = dict(zip((each.document for each in scenarios), cut(scenarios, total), strict=True))
    sizes = Counter(dict.fromkeys(range(1, total + 1), 0)) + Counter(files.values())
    counts = [sizes[number] for number in range(1, total + 1)]
    assert max(counts) - min(counts) <= 1


@settings(deadline=None)
@given(selections(), TOTALS, st.text("xyz", min_size=1, max_size=6))
def test_a_new_file_moves_fewer_of_the_others_than_there_are_shards(
    scenarios: list[Scenario], total: int, name: str
) -> None:
    before = dict(zip((each.document for each in scenarios), cut(scenarios, total), strict=True))
    more = [*scenarios, scenario(name)]
    after = dict(zip((each.document for each in more), cut(more, total), strict=True))
    assert sum(before[name] != after[name] for name in before) < total


def test_the_cut_is_the_same_on_every_machine() -> None:
    """Written down: were it to change, shards of two versions would not belong together."""
    names = [f"specs/{letter}.md" for letter in "abcdefgh"]
    assert cut([scenario(name) for name in names], 3) == (2, 3, 1, 2, 2, 1, 3, 1)


# ---- by durations


@settings(deadline=None)
@given(selections(timed=True), TOTALS)
def test_no_shard_has_more_to_do_than_another_by_more_than_one_file(
    scenarios: list[Scenario], total: int
) -> None:
    if not recorded(scenarios):
        return
    known = sorted(median(each) for each in scenarios if each.past.turns)
    usual = known[(len(known) - 1) // 2]
    files: dict[str, float] = {}
    for each in scenarios:
        cost = 0.0 if not each.steps else median(each) if each.past.turns else usual
        files[each.document] = files.get(each.document, 0) + max(cost, 0.001)
    loads = dict.fromkeys(range(1, total + 1), 0.0)
    for document, number in dict(
        zip((each.document for each in scenarios), cut(scenarios, total), strict=True)
    ).items():
        loads[number] += files[document]
    assert max(loads.values()) - min(loads.values()) <= max(files.values()) + 0.001


def median(scenario: Scenario) -> float:
    ordered = sorted(turn.seconds for turn in scenario.past.turns)
    return ordered[(len(ordered) - 1) // 2]


@pytest.mark.parametrize(
    ("seconds", "total", "expected"),
    [
        ({"a": [9], "b": [5], "c": [4], "d": [1]}, 2, [["a", "d"], ["b", "c"]]),
        ({"a": [1], "b": [1], "c": [1]}, 3, [["a"], ["b"], ["c"]]),
        ({"a": [9, 1, 2], "b": [3]}, 2, [["b"], ["a"]]),  # the median of 9, 1, 2 is 2
        ({"slow": [10], "quick": [2], "new": []}, 2, [["slow"], ["quick", "new"]]),  # the median is 2
        ({"a": [3], "b": [3]}, 4, [["a"], ["b"], [], []]),
        ({"a": [0], "b": [0], "c": [0], "d": [0]}, 2, [["a", "c"], ["b", "d"]]),
    ],
)  # fmt: skip
def test_all_take_equally_long(
    seconds: dict[str, list[float]], total: int, expected: list[list[str]]
) -> None:
    assert shares([scenario(name, *past) for name, past in seconds.items()], total) == expected


def test_parked_documents_cost_nothing_and_yet_are_shared_out() -> None:
    parked = [scenario(f"p{number}", 60, idle=True) for number in range(4)]
    found = shares([scenario("a", 5), scenario("b", 5), *parked], 2)
    assert [len(share) for share in found] == [3, 3]


def test_what_is_known_is_counted() -> None:
    assert recorded([scenario("a", 1), scenario("b"), scenario("c", 0)]) == 2


# ---- documents that stay together


@settings(deadline=None)
@given(
    st.booleans().flatmap(lambda timed: selections(timed=timed)), TOTALS, st.randoms(use_true_random=False)
)
def test_documents_of_an_endpoint_can_be_kept_in_one_shard(
    scenarios: list[Scenario], total: int, random: Random
) -> None:
    of = {each.document: f"GET /{random.randrange(5)}" for each in scenarios}
    scenarios = [replace(each, spec=make_spec(of[each.document], file=each.file)) for each in scenarios]
    numbers = cut(scenarios, total, Bond.ENDPOINT)
    together = {(of[each.document], number) for each, number in zip(scenarios, numbers, strict=True)}
    assert len(together) == len(set(of.values()))


@pytest.mark.parametrize("past", [[], [1.0]], ids=["unknown", "recorded"])
def test_an_endpoint_is_the_same_whatever_its_parameters_are_called(past: list[float]) -> None:
    pair = [about("a", "GET /items/{id}", *past), about("b", "GET /items/{item_id}", *past)]
    rest = [about("c", "POST /items/{id}", *past), about("d", "GET /items", *past)]
    first, second, *others = cut([*pair, *rest], 3, Bond.ENDPOINT)
    assert first == second
    assert sorted({first, *others}) == [1, 2, 3]


def test_documents_without_an_endpoint_are_not_alike() -> None:
    broken = [replace(scenario(name), spec=make_invalid(file=name)) for name in "ab"]
    assert sorted(cut(broken, 2, Bond.ENDPOINT)) == [1, 2]
