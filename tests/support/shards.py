"""A run, cut into shards as if each had run by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from runner.model.about import Listed, Shard
from runner.model.result import RunResult
from runner.record import Run, read_record, record_lines

AT = datetime(2026, 11, 28, 20, 15, tzinfo=UTC)


def shards_of(run: RunResult, numbers: Sequence[int], total: int, *, apart: float = 0.0) -> list[RunResult]:
    """One run for each shard, each begun `apart` seconds after the one before; `numbers` says who has what."""
    whole = tuple(
        Listed(
            key=spec.scenario.key,
            file=spec.scenario.file,
            endpoint=str(spec.scenario.spec.endpoint),
            domain=spec.scenario.domain,
            example=spec.scenario.example,
            variant=spec.scenario.variant,
            shard=number,
        )
        for spec, number in zip(run.specs, numbers, strict=True)
    )
    return [
        replace(
            run,
            run_id=f"{shard:08x}",
            seed=shard,
            specs=tuple(run.specs[place] for place in places),
            selected=len(places),
            about=replace(
                run.about,
                at=AT + timedelta(seconds=apart * (shard - 1)),
                shard=Shard(shard, total, places, whole),
                suite="5u1te",
            ),
        )
        for shard in range(1, total + 1)
        for places in [tuple(place for place, number in enumerate(numbers) if number == shard)]
    ]


def written_and_read(run: RunResult, *, lines: int | None = None) -> Run:
    """The run as its record tells of it, or the first lines of that."""
    return read_record(list(record_lines(run))[:lines])
