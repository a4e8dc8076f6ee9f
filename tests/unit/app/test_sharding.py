from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from runner.app.run import run
from runner.app.sharding import Part, part_of
from runner.cli.exits import of_run
from runner.model.about import Listed, Past, Shard, Turn
from runner.model.scenario import Scenario
from runner.plan.shards import Bond
from support.build import make_invalid, make_planned, make_scenario, make_spec
from support.project import Project, order
from support.senders import Api

NAMES = ("a", "b", "c", "d", "e")


def scenario(name: str, *, text: str = "---\nstatus: pending\n---\nprose\n", steps: int = 1) -> Scenario:
    spec = make_spec(f"GET /{name}", file=f"specs/{name}.md", text=text)
    return replace(make_scenario(spec, steps=[make_planned()] * steps), key=f"specs/{name}.md")


SELECTION = tuple(scenario(name) for name in NAMES)


def part(
    scenarios: Sequence[Scenario] = SELECTION, number: int = 1, total: int = 2, environment: str = "test"
) -> Part:
    return part_of(scenarios, shard=Shard(number, total), environment=environment)


def test_the_parts_are_the_whole() -> None:
    parts = [part(number=number, total=3) for number in (1, 2, 3)]
    assert sorted(place for each in parts for place in each.shard.places) == [0, 1, 2, 3, 4]
    for each in parts:
        assert each.scenarios == tuple(SELECTION[place] for place in each.shard.places)
        assert each.shard.whole == parts[0].shard.whole
        assert each.suite == parts[0].suite


def test_each_knows_of_the_others_what_there_is_to_say_of_them() -> None:
    bad = replace(
        make_scenario(make_invalid(file="bad.md", endpoint="GET /x")),
        key="specs/bad.md",
        example="One",
        variant="b",
    )
    assert part([bad], total=1).shard.whole == (
        Listed("specs/bad.md", file="bad.md", endpoint="GET /x", example="One", variant="b"),
    )
    assert part([SELECTION[0]], total=1).shard.whole[0].file == ""  # its key says it


@pytest.mark.parametrize(
    "other",
    [
        lambda: part(SELECTION[1:]),
        lambda: part((*SELECTION[::-1],)),
        lambda: part(total=3),
        lambda: part(environment="prod"),
        lambda: part((scenario("a", text="---\nstatus: pending\n---\nother prose\n"), *SELECTION[1:])),
        lambda: part((scenario("a", steps=2), *SELECTION[1:])),
        lambda: part((replace(SELECTION[0], steps=(), skip_reason="parked"), *SELECTION[1:])),
    ],
    ids=["fewer", "order", "total", "environment", "text", "steps", "parked"],
)
def test_what_makes_another_whole_makes_another_suite(other: Callable[[], Part]) -> None:
    assert other().suite != part().suite


def test_what_a_run_writes_into_a_document_does_not() -> None:
    verified = scenario("a", text="---\nstatus: verified\nverifiedAt: 2026-11-28\n---\nprose\n")
    assert part((verified, *SELECTION[1:])).suite == part().suite


def test_other_durations_make_another_suite_where_they_make_another_cut() -> None:
    def timed(*seconds: float) -> list[Scenario]:
        at = datetime(2026, 11, 28, tzinfo=UTC)
        pasts = (Past((Turn("run", at, "passed", seconds=each),)) for each in seconds)
        return [replace(each, past=past) for each, past in zip(SELECTION, pasts, strict=True)]

    assert part(timed(1, 1, 1, 1, 1)).suite == part(timed(1.01, 1.01, 1.01, 1.01, 1.01)).suite
    assert part(timed(1, 1, 1, 1, 9)).suite != part(timed(1, 1, 1, 1, 1)).suite
    assert (
        part(timed(1, 1, 1, 1, 9)).note == "1/2 has 1 of 5 specs, shared out by the recorded durations of 5"
    )


@pytest.mark.parametrize(
    ("scenarios", "number", "note"),
    [
        (SELECTION, 1, "1/9 has 1 of 5 specs, shared out evenly (no durations are recorded)"),
        (SELECTION[:2], 2, "none is left for 2/9: the others have 2 specs in 2 files, and decide"),
        ((), 2, ""),
    ],
)
def test_the_footer_says_how_it_was_cut(scenarios: Sequence[Scenario], number: int, note: str) -> None:
    assert part(scenarios, number, 9).note == note


def test_the_footer_says_what_stays_together() -> None:
    items = [replace(scenario(name), spec=make_spec("GET /items", file=f"specs/{name}.md")) for name in NAMES]
    first, second = (
        part_of(items, shard=Shard(number, 2), environment="test", bond=Bond.ENDPOINT) for number in (1, 2)
    )
    assert first.note == (
        "1/2 has 5 of 5 specs, shared out evenly (no durations are recorded), those of an endpoint together"
    )
    assert second.note == "none is left for 2/2: the others have 5 specs of 1 endpoint, and decide"


# ---- runs


def outcome(project: Project, **words: object) -> tuple[int, list[str]]:
    result = run(order(**words), project.around()).result
    return of_run(result), [spec.scenario.key for spec in result.specs]


def test_the_runs_of_all_shards_run_everything_once(project: Project, api: Api) -> None:
    for name in "abcde":
        project.spec(name=f"{name}.md")
    parts = [outcome(project, shard=Shard(number, 3)) for number in (1, 2, 3)]
    assert {code for code, _ in parts} == {0}
    assert sorted(key for _, keys in parts for key in keys) == [f"specs/{name}.md" for name in "abcde"]
    assert len(api.asked) == 5


def test_a_shard_that_is_left_nothing_is_no_failure_and_says_why(project: Project, api: Api) -> None:
    project.spec()
    found = [outcome(project, shard=Shard(number, 2)) for number in (1, 2)]
    assert sorted(found) == [(0, []), (0, ["specs/a.md"])]
    assert "shard 2/2 · 0 specs of 1" in project.said
    assert "the others have 1 spec in 1 file, and decide" in project.said
    junit = (project.root / "reports" / "junit.xml").read_text()
    assert "<error" not in junit
    assert "none is left for shard 2/2" in junit


def test_a_shard_of_a_selection_that_is_empty_verified_nothing(project: Project, api: Api) -> None:
    project.spec()
    assert outcome(project, shard=Shard(1, 2), keyword="nowhere") == (5, [])


def test_a_shard_in_which_all_are_skipped_verified_nothing(project: Project, api: Api) -> None:
    project.spec(front="status: skipped")
    codes = {outcome(project, shard=Shard(number, 2))[0] for number in (1, 2)}
    assert codes == {0, 5}
