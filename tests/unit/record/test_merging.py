"""Shards put together are the run that they were cut from, and nothing else can be put together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.errors import UsageError
from runner.model.about import About, Parts
from runner.model.contract import Documented
from runner.model.result import Outcome, RunResult, SpecResult
from runner.model.spec import InvalidSpec, Spec
from runner.record import Piece, Run, merged, read_record, record_lines
from runner.report.closing import closing
from runner.report.failure import block_text
from runner.report.junit import to_xml
from support import stories
from support.build import (
    make_exchange,
    make_invalid,
    make_run,
    make_scenario,
    make_spec,
    make_spec_result,
    make_step_result,
)
from support.golden import steady
from support.shards import AT, shards_of, written_and_read


def keyed(spec: SpecResult, number: int) -> SpecResult:
    return replace(spec, scenario=replace(spec.scenario, key=f"specs/{number}.md"))


def a_run() -> RunResult:
    findings = stories.invalid().scenario.findings
    invalid = make_scenario(make_invalid(file="specs/bad.md", findings=findings), findings=findings)
    specs = (
        stories.passing(1),
        stories.failing_body(),
        stories.flaky(),
        stories.skipped(),
        stories.invalid(),
        make_spec_result(Outcome.ERROR, scenario=invalid),
        stories.undefined_variable(),
        stories.passing(2),
    )
    return make_run(*(keyed(spec, number) for number, spec in enumerate(specs)))


RUN = replace(a_run(), about=About(AT, "1.2", "1a2b3c4d", "main"))
WHOLE = written_and_read(RUN).result
NUMBERS = (1, 2, 3, 1, 2, 3, 1, 2)


def pieces_of(runs: Sequence[RunResult]) -> list[Piece]:
    return [Piece(f"shards/{number}", written_and_read(run)) for number, run in enumerate(runs, 1)]


PIECES = pieces_of(shards_of(RUN, NUMBERS, 3))


def refusal(*pieces: Piece) -> str:
    with pytest.raises(UsageError) as caught:
        merged(pieces, run_id="merged")
    first, *rest = caught.value.what.splitlines()
    assert first == "these runs do not belong together"
    return "\n".join(rest)


def changed(piece: Piece, about: About | None = None, *, environment: str = "") -> Piece:
    """The same shard with something else about it."""
    result = piece.run.result
    result = replace(result, about=about or result.about, environment=environment or result.environment)
    return replace(piece, run=replace(piece.run, result=result))


def test_what_the_shards_were_held_against_is_told_once() -> None:
    items, orders = (Documented(f"GET /{name}", "a.yaml", ("200",)) for name in ("items", "orders"))
    told = [(items,), (items, orders), ()]
    pieces = [
        replace(each, run=replace(each.run, result=replace(each.run.result, documented=documented)))
        for each, documented in zip(PIECES, told, strict=True)
    ]
    assert merged(pieces, run_id="merged").documented == (items, orders)


# ---- what belongs together


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=len(RUN.specs), max_size=len(RUN.specs)), st.randoms())
def test_however_it_was_cut_the_whole_comes_out(numbers: list[int], random: object) -> None:
    pieces = pieces_of(shards_of(RUN, numbers, 5))
    random.shuffle(pieces)  # type: ignore[attr-defined]  # hypothesis hands in a random.Random
    found = merged(pieces, run_id="merged")
    assert found.specs == tuple(
        replace(spec, worker=each.worker) for spec, each in zip(WHOLE.specs, found.specs, strict=True)
    )
    assert steady(to_xml(found, describe=block_text)) == steady(to_xml(WHOLE, describe=block_text))
    assert closing(found, width=100, quiet=False) == closing(
        replace(WHOLE, seconds=found.seconds), width=100, quiet=False
    )
    assert list(record_lines(read_record(record_lines(found)).result)) == list(record_lines(found))


def test_it_knows_what_all_of_them_know() -> None:
    found = merged(PIECES, run_id="merged")
    assert (found.run_id, found.environment, found.selected, found.interrupted) == ("merged", "staging", 8, 0)
    assert found.about == About(AT, "1.2", "1a2b3c4d", "main", suite="5u1te", parts=Parts(3))
    assert found.seed == 0  # each had its own
    assert found.base_url == RUN.base_url


def test_what_they_do_not_agree_in_is_left_out() -> None:
    first, *others = (piece.run.result for piece in PIECES)
    found = merged(
        pieces_of(
            [replace(first, base_url="http://other", about=replace(first.about, branch="fix")), *others]
        ),
        run_id="x",
    )
    assert (found.base_url, found.about.branch, found.about.commit) == ("", "", "1a2b3c4d")


def test_of_several_that_were_interrupted_the_first_says_by_what() -> None:
    first, second, third = (piece.run.result for piece in PIECES)
    found = merged(
        pieces_of([first, replace(second, interrupted=15), replace(third, interrupted=2)]), run_id="x"
    )
    assert found.interrupted == 15


def test_all_times_count_from_the_start_of_the_first() -> None:
    step = replace(
        make_step_result(
            exchange=replace(make_exchange(), began=1.0), earlier=[replace(make_exchange(503), began=0.6)]
        ),
        began=0.5,
    )
    blocked = replace(make_step_result(Outcome.SKIPPED, blocked=True), seconds=0.0)
    spec = replace(make_spec_result(steps=[step, blocked]), began=0.25)
    one, two = (
        replace(
            keyed(spec, number),
            scenario=replace(make_scenario(make_spec(file=f"{number}.md")), key=f"{number}.md"),
        )
        for number in (0, 1)
    )
    late, early = shards_of(make_run(one, two, seconds=5.0), (1, 2), 2, apart=-10.0)
    found = merged(pieces_of([late, early]), run_id="x")
    assert found.about.at == AT - timedelta(seconds=10)
    assert found.seconds == 15.0
    after = found.specs[0]
    assert after.began == 10.25
    assert (after.steps[0].began, after.steps[1].began) == (10.5, 0.0)
    assert after.steps[0].exchange is not None
    assert after.steps[0].exchange.began == 11.0
    assert after.steps[0].earlier[0].began == 10.6
    assert found.specs[1].began == 0.25


def test_each_worker_keeps_to_itself() -> None:
    runs = [
        replace(
            run, jobs=2, specs=tuple(replace(spec, worker=place % 2) for place, spec in enumerate(run.specs))
        )
        for run in shards_of(RUN, NUMBERS, 3)
    ]
    found = merged(pieces_of(runs), run_id="x")
    assert found.jobs == 6
    assert [spec.worker for spec in found.specs] == [0, 2, 4, 1, 3, 5, 0, 2]


def test_a_whole_run_alone_is_what_it_was() -> None:
    found = merged([Piece("whole", Run(WHOLE))], run_id="x")
    assert found.specs == WHOLE.specs
    assert found.about.parts == Parts(1)
    broken = merged([Piece("whole", Run(WHOLE, ended=False))], run_id="x")
    assert broken.about.parts == Parts(1, broken=(1,))


def test_a_shard_that_was_left_nothing_belongs_to_it_all_the_same() -> None:
    pieces = pieces_of(shards_of(RUN, (1,) * 8, 2))
    found = merged(pieces, run_id="x")
    assert len(found.specs) == 8
    assert found.about.parts == Parts(2)
    assert merged(pieces[:1], run_id="x").about.parts == Parts(2, missing=(2,))


def test_of_nothing_comes_nothing() -> None:
    assert merged(pieces_of(shards_of(make_run(), (), 2)), run_id="x").specs == ()


# ---- what is missing


def test_the_specs_of_a_shard_that_is_missing_are_errors() -> None:
    found = merged([PIECES[0], PIECES[2]], run_id="x")
    assert found.about.parts == Parts(3, missing=(2,))
    assert [spec.scenario.key for spec in found.specs] == [spec.scenario.key for spec in WHOLE.specs]
    lost = [spec for spec, number in zip(found.specs, NUMBERS, strict=True) if number == 2]
    assert {spec.outcome for spec in lost} == {Outcome.ERROR}
    assert {spec.reason for spec in lost} == {"not run: shard 2/3 left no record"}
    for spec, before in zip(found.specs, WHOLE.specs, strict=True):
        assert (spec.scenario.title, spec.scenario.file, spec.scenario.domain) == (
            before.scenario.title, before.scenario.file, before.scenario.domain
        )  # fmt: skip
    kept = [spec for spec, number in zip(found.specs, NUMBERS, strict=True) if number != 2]
    assert [spec.outcome for spec in kept] == [
        spec.outcome for spec, number in zip(WHOLE.specs, NUMBERS, strict=True) if number != 2
    ]


def test_their_errors_have_one_root() -> None:
    shown = closing(merged(PIECES[:1], run_id="x"), width=100, quiet=False)
    text = "\n".join("".join(span.text for span in row) for row in shown)
    assert text.count("error[interrupted]: not run: shard 2/3 left no record") == 1
    assert text.count("error[interrupted]: not run: shard 3/3 left no record") == 1


def test_a_document_of_which_only_the_name_is_known_is_not_for_that_an_invalid_one() -> None:
    known = keyed(stories.passing(1), 0)
    unread = keyed(make_spec_result(Outcome.ERROR, scenario=make_scenario(make_invalid(file="bad.md"))), 1)
    (_, last) = pieces_of(shards_of(make_run(known, unread, known), (1, 1, 2), 2))
    outline, nothing, _ = (spec.scenario for spec in merged([last], run_id="x").specs)
    assert isinstance(outline.spec, Spec)
    assert (outline.title, outline.file) == ("GET /clients/1", "specs/clients/get_client_1.md")
    assert isinstance(nothing.spec, InvalidSpec)
    assert (nothing.title, nothing.file) == ("bad.md", "bad.md")


def test_a_document_whose_steps_others_used_is_known_in_full() -> None:
    owner = make_spec("GET /used", file="specs/used.md", text="# used\n")
    planned = replace(make_step_result().planned, owner=owner)
    user = keyed(make_spec_result(steps=[replace(make_step_result(), planned=planned)]), 1)
    used = replace(make_spec_result(scenario=make_scenario(owner)))
    used = replace(used, scenario=replace(used.scenario, key="specs/used.md"))
    (first, _) = pieces_of(shards_of(make_run(user, used), (1, 2), 2))
    found = merged([first], run_id="x")
    assert getattr(found.specs[1].scenario.spec, "text", "") == "# used\n"
    again = written_and_read(found).result
    assert again.specs[0].steps[0].planned.owner.text == "# used\n"


@pytest.mark.parametrize("lines", [1, 4, 6])
def test_of_a_shard_that_was_killed_what_was_over_is_kept(lines: int) -> None:
    killed = written_and_read(PIECES[1].run.result, lines=lines)
    found = merged([PIECES[0], Piece("killed", killed), PIECES[2]], run_id="x")
    assert found.about.parts == Parts(3, broken=(2,))
    lost = [spec for spec, number in zip(found.specs, NUMBERS, strict=True) if number == 2]
    assert [spec.outcome for spec in lost] == [spec.outcome for spec in killed.result.specs]
    assert Outcome.ERROR in {spec.outcome for spec in lost}
    # Also where their documents were not written down yet.
    assert [spec.scenario.title for spec in found.specs] == [spec.scenario.title for spec in WHOLE.specs]


# ---- what does not


def shard_about(piece: Piece) -> About:
    return piece.run.result.about


def test_runs_of_other_environments_versions_commits_and_numbers_are_told_apart() -> None:
    first, second, third = PIECES
    told = refusal(first, changed(second, environment="prod"), third)
    assert told == "shards/1 ran in `staging`, shards/2 in `prod`"
    told = refusal(first, changed(second, replace(shard_about(second), version="1.3", commit="9f8e7d6c5b4a")))
    assert told.splitlines() == [
        "shards/1 was made by steprun 1.2, shards/2 by 1.3",
        "shards/1 is of commit 1a2b3c4, shards/2 of 9f8e7d6",
    ]
    (other, *_) = pieces_of(shards_of(RUN, NUMBERS, 4))
    assert refusal(first, replace(other, name="other")) == "shards/1 is one of 3 shards, other one of 4"


def test_a_commit_that_nobody_knows_is_no_other() -> None:
    first, *others = PIECES
    merged([changed(first, replace(shard_about(first), commit="")), *others], run_id="x")


def test_another_selection_is_told_by_a_spec() -> None:
    first, second, _ = PIECES
    fewer = pieces_of(
        [
            replace(run, about=replace(run.about, suite="other"))
            for run in shards_of(replace(RUN, specs=RUN.specs[:-1]), NUMBERS[:-1], 3)
        ]
    )
    expected = "was to share `specs/7.md` with the others, and"
    assert f"shards/1 {expected} fewer does not know it" in refusal(first, replace(fewer[1], name="fewer"))
    assert f"shards/2 {expected} fewer does not know it" in refusal(replace(fewer[0], name="fewer"), second)


def test_another_cut_is_told_by_a_spec_and_why() -> None:
    moved = (1, 2, 3, 1, 2, 3, 2, 1)
    others = pieces_of(
        [replace(run, about=replace(run.about, suite="other")) for run in shards_of(RUN, moved, 3)]
    )
    told = refusal(PIECES[0], others[1], others[2])
    assert told.startswith(
        "shards/1 leaves `specs/6.md` to shard 1, and shards/2 to shard 2: they know other durations"
    )
    assert len(told.splitlines()) == 2


def test_other_texts_of_the_same_documents_are_told() -> None:
    first, second, _ = PIECES
    told = refusal(first, changed(second, replace(shard_about(second), suite="other")))
    assert told == "shards/1 and shards/2 read other texts of the same documents, or other steps of them"


def test_the_same_shard_twice_is_told() -> None:
    first, second, third = PIECES
    assert (
        refusal(first, second, third, replace(second, name="again"))
        == "shards/2 and again are both shard 2/3"
    )


def test_whole_runs_and_merged_ones_are_no_shards() -> None:
    whole = Piece("whole", Run(WHOLE))
    assert (
        refusal(PIECES[0], whole)
        == "whole is no shard, but a whole run: `--shard 1/3` makes the first of three"
    )
    assert len(refusal(whole, whole).splitlines()) == 2
    again = Piece("again", Run(merged(PIECES[:2], run_id="x")))
    for pieces in ([again], [again, PIECES[2]]):
        assert "again is merged already: name the shards that it was made from" in refusal(*pieces)


def test_a_record_whose_inside_does_not_fit_is_told() -> None:
    """Somebody edited it."""
    lines = list(record_lines(PIECES[1].run.result))
    head = json.loads(lines[0])
    head["about"]["shard"]["places"] = [0, 1, 2]
    edited = read_record([f"{json.dumps(head)}\n", *lines[1:]])
    told = refusal(PIECES[0], Piece("edited", edited))
    assert told == "edited does not have the specs that shard 2/3 should have"


def test_all_that_is_wrong_is_told_at_once() -> None:
    first, second, third = PIECES
    told = refusal(
        first,
        changed(second, environment="prod"),
        changed(third, environment="qa"),
        Piece("whole", Run(WHOLE)),
    )
    names = [line.split()[0] for line in told.splitlines()]
    assert names == ["whole", "shards/1", "shards/1"]
    assert all(before != after for before, after in pairwise(told.splitlines()))
