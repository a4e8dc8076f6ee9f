from __future__ import annotations

import base64
import gzip
import json
from dataclasses import replace
from typing import Any

from runner.report.html.packing import Packed, pack
from support.build import make_exchange, make_run, make_step_result
from support.runs import many, mixed

PLENTY = 10_000_000


def opened(packed: Packed) -> list[Any]:
    return [json.loads(gzip.decompress(base64.b64decode(parcel))) for parcel in packed.parcels]


def test_everything_is_packed_where_there_is_room() -> None:
    packed = pack(many(120), room=PLENTY)
    assert sorted(number for numbers in packed.contents for number in numbers) == list(range(120))
    assert (packed.lean, packed.left_out) == (0, 0)
    for numbers, told in zip(packed.contents, opened(packed), strict=True):
        assert list(map(int, told["specs"])) == numbers


def test_what_did_not_pass_goes_first() -> None:
    first = pack(many(120), room=PLENTY).contents[0]
    assert list(first[:3]) == [0, 50, 100]


def test_where_there_is_not_the_rest_is_told_in_outline_and_then_not_at_all() -> None:
    run = many(3000)
    packed = pack(run, room=120_000)
    assert sum(map(len, packed.parcels)) <= 120_000
    told = {number: detail for parcel in opened(packed) for number, detail in parcel["specs"].items()}
    lean = [number for number, detail in told.items() if detail.get("lean")]
    assert packed.lean == len(lean) > 0
    assert len(told) + packed.left_out == 3000
    assert not told["0"].get("lean")
    assert told[lean[0]]["steps"][0].keys() <= {"name", "mark", "exchanges"}


def test_no_room_is_no_crash() -> None:
    packed = pack(many(10), room=10)
    assert (packed.parcels, packed.left_out) == ([], 10)


def test_a_scenario_is_never_split_and_may_be_larger_than_a_parcel() -> None:
    huge = make_step_result(exchange=make_exchange(answer="x" * 60_000))
    spec = replace(mixed().specs[0], steps=(huge,) * 8)
    packed = pack(make_run(spec, spec, spec), room=PLENTY)
    assert [len(numbers) for numbers in packed.contents] == [1, 1, 1]


def test_documents_come_with_the_bodies_that_they_show() -> None:
    (told,) = opened(pack(mixed(), room=PLENTY))
    document = told["documents"]["specs/scheduling/post_bookings_cancel.md"]
    assert document["text"].startswith("---")
    assert set(told["documents"]) >= {"specs/used.md"}
    (spec,) = [each for each in mixed().specs if each.scenario.example]
    (alone,) = opened(pack(make_run(spec), room=PLENTY))
    (body,) = alone["documents"][spec.scenario.file]["bodies"]
    assert (body["title"], body["text"]) == ("Expected Response", '{"status": "OK"}\n')


def test_the_same_run_is_packed_into_the_same_bytes() -> None:
    assert pack(mixed(), room=PLENTY) == pack(mixed(), room=PLENTY)
