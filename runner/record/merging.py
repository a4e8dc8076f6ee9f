"""Runs that share a selection, put together: what comes out is the run that they were cut from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from runner.errors import UsageError
from runner.model.about import About, Listed, Parts, Shard
from runner.model.place import Place
from runner.model.result import Exchange, Outcome, RunResult, SpecResult, StepResult
from runner.model.scenario import Scenario
from runner.model.spec import Endpoint, InvalidSpec, Loaded, Spec
from runner.model.trouble import Cause, Trouble
from runner.record.reading import Run

_SHORT = 7


@dataclass(frozen=True, slots=True)
class Piece:
    """A run that is to be part of another one."""

    name: str
    """Where it was found, as shown to people."""
    run: Run

    @property
    def shard(self) -> Shard:
        """Which one it is; a whole run is the only one of its kind."""
        specs = self.run.result.specs
        return self.run.result.about.shard or Shard(1, 1, tuple(range(len(specs))))


def merged(pieces: Sequence[Piece], *, run_id: str) -> RunResult:
    """The whole, in the order of the selection. What a shard leaves out is an error in it.

    Raises UsageError, with everything that does not belong together.
    """
    complaints = [*_unfit(pieces), *_doubles(pieces)]
    if complaints:
        raise UsageError(
            "\n".join(["these runs do not belong together", *complaints]),
            hint="shards of one run have the same specs, environment, commit and number of shards",
        )
    pieces = sorted(pieces, key=lambda piece: piece.shard.number)
    results = [piece.run.result for piece in pieces]
    began = min((result.about.at for result in results if result.about.at), default=None)
    offsets = [_after(result.about.at, began) for result in results]
    first = results[offsets.index(min(offsets))]
    specs = _together(pieces, offsets)
    about = About(
        at=began,
        version=_shared([result.about.version for result in results]),
        commit=_shared([result.about.commit for result in results if result.about.commit]),
        branch=_shared([result.about.branch for result in results if result.about.branch]),
        suite=first.about.suite,
        parts=_parts(pieces),
    )
    seeds = {result.seed for result in results}
    return RunResult(
        environment=first.environment,
        base_url=_shared([result.base_url for result in results if result.base_url]),
        started=first.started,
        seconds=max(offset + result.seconds for offset, result in zip(offsets, results, strict=True)),
        specs=specs,
        seed=first.seed if len(seeds) == 1 else 0,
        run_id=run_id,
        interrupted=next((result.interrupted for result in results if result.interrupted), 0),
        selected=max(len(specs), first.selected),
        jobs=sum(result.jobs for result in results),
        about=about,
        documented=tuple(dict.fromkeys(each for result in results for each in result.documented)),
    )


def _shared(values: Sequence[str]) -> str:
    """What all of them say; nothing where they do not agree."""
    return values[0] if len(set(values)) == 1 else ""


def _after(at: datetime | None, began: datetime | None) -> float:
    return (at - began).total_seconds() if at and began else 0.0


def _parts(pieces: Sequence[Piece]) -> Parts:
    total = pieces[0].shard.total
    there = {piece.shard.number for piece in pieces}
    return Parts(
        total=total,
        missing=tuple(number for number in range(1, total + 1) if number not in there),
        broken=tuple(piece.shard.number for piece in pieces if not piece.run.ended),
    )


# ---- what belongs together


def _unfit(pieces: Sequence[Piece]) -> Iterator[str]:
    """What keeps each of them from being a part of the same as the first one."""
    for piece in pieces:
        about = piece.run.result.about
        if about.parts:
            yield f"{piece.name} is merged already: name the shards that it was made from"
        elif about.shard is None:
            if len(pieces) > 1:
                yield f"{piece.name} is no shard, but a whole run: `--shard 1/3` makes the first of three"
        elif about.shard.places != _places(about.shard):
            yield f"{piece.name} does not have the specs that shard {about.shard} should have"
    shards = [piece for piece in pieces if piece.run.result.about.shard]
    for piece in shards[1:]:
        yield from _unlike(shards[0], piece)


def _places(shard: Shard) -> tuple[int, ...]:
    return tuple(index for index, each in enumerate(shard.whole) if each.shard == shard.number)


def _unlike(one: Piece, other: Piece) -> Iterator[str]:
    """In what they differ; the selection only where nothing else does, for it would differ in any case."""
    mine, theirs = one.run.result, other.run.result
    facts = (
        ("is one of {} shards", "one of {}", one.shard.total, other.shard.total),
        ("ran in `{}`", "in `{}`", mine.environment, theirs.environment),
        ("was made by steprun {}", "by {}", mine.about.version, theirs.about.version),
        ("is of commit {}", "of {}", mine.about.commit[:_SHORT], theirs.about.commit[:_SHORT]),
    )
    differing = [fact for fact in facts if fact[2] != fact[3] and fact[2] and fact[3]]
    for long, short, ours, others in differing:
        yield f"{one.name} {long.format(ours)}, {other.name} {short.format(others)}"
    if not differing and mine.about.suite != theirs.about.suite:
        yield _unlike_selection(one, other)


def _unlike_selection(one: Piece, other: Piece) -> str:
    ours, others = ({each.key: each.shard for each in piece.shard.whole} for piece in (one, other))
    for here, there, keys in (
        (one, other, ours.keys() - others.keys()),
        (other, one, others.keys() - ours.keys()),
    ):
        if keys:
            return (
                f"{here.name} was to share `{min(keys)}` with the others, and {there.name} does not know it"
            )
    moved = sorted(key for key in ours if ours[key] != others[key])
    if moved:
        key = moved[0]
        return (
            f"{one.name} leaves `{key}` to shard {ours[key]}, and {other.name} to shard {others[key]}: "
            "they know other durations; give all of them the same history, or none"
        )
    return f"{one.name} and {other.name} read other texts of the same documents, or other steps of them"


def _doubles(pieces: Sequence[Piece]) -> Iterator[str]:
    """Nobody can say which of two is meant."""
    seen: dict[str, Piece] = {}
    for piece in (each for each in pieces if each.run.result.about.shard):
        before = seen.setdefault(str(piece.shard), piece)
        if before is not piece:
            yield f"{before.name} and {piece.name} are both shard {piece.shard}"


# ---- together


def _together(pieces: Sequence[Piece], offsets: Sequence[float]) -> tuple[SpecResult, ...]:
    """Every scenario of the selection, in its order."""
    found: dict[int, SpecResult] = {}
    workers = 0
    for piece, offset in zip(pieces, offsets, strict=True):
        result = piece.run.result
        for place, spec in zip(piece.shard.places, result.specs, strict=True):
            found[place] = _moved(spec, offset, workers)
        workers += result.jobs
    shard = pieces[0].shard
    documents = _documents(found.values())
    for place, listed in enumerate(shard.whole):
        each = found.get(place) or _not_run(listed, total=shard.total)
        found[place] = _described(each, listed, documents)
    return tuple(found[place] for place in sorted(found))


def _moved(spec: SpecResult, offset: float, workers: int) -> SpecResult:
    """On the clock of the whole, and with a worker of its own. What has no time never began."""
    began = spec.began + offset if spec.began or spec.seconds else 0.0
    steps = tuple(_later(step, offset) for step in spec.steps)
    return replace(spec, began=began, worker=spec.worker + workers, steps=steps)


def _later(step: StepResult, offset: float) -> StepResult:
    return replace(
        step,
        began=step.began + offset if step.began or step.seconds else 0.0,
        exchange=step.exchange and _asked_later(step.exchange, offset),
        earlier=tuple(_asked_later(each, offset) for each in step.earlier),
    )


def _asked_later(exchange: Exchange, offset: float) -> Exchange:
    return replace(exchange, began=exchange.began + offset)


def _documents(specs: Iterable[SpecResult]) -> Mapping[str, Loaded]:
    """Those of which more is known than their names: others may have used their steps."""
    return {step.planned.owner.file: step.planned.owner for spec in specs for step in spec.steps}


def _described(result: SpecResult, listed: Listed, documents: Mapping[str, Loaded]) -> SpecResult:
    """With its document, also where that was never written down."""
    scenario = result.scenario
    if not isinstance(scenario.spec, InvalidSpec) or scenario.spec.findings:
        return result
    document = documents.get(scenario.file) or _outline(listed)
    return replace(result, scenario=replace(scenario, spec=document))


def _not_run(listed: Listed, *, total: int) -> SpecResult:
    """A scenario of a shard that is not there."""
    file = listed.file or _document(listed)
    scenario = Scenario(
        InvalidSpec(file, Path(file), ()), example=listed.example, variant=listed.variant, key=listed.key
    )
    reason = f"not run: shard {listed.shard}/{total} left no record"
    trouble = Trouble(
        Cause.INTERRUPTED,
        reason,
        hint="the log of its job says why; run it again, and merge again",
        place=Place(file, 1),
        key=f"shard {listed.shard}/{total}",
    )
    return SpecResult(scenario, Outcome.ERROR, reason=reason, troubles=(trouble,))


def _outline(listed: Listed) -> Loaded:
    """A document of which only the name is known."""
    file, place = listed.file or _document(listed), Path(_document(listed))
    method, blank, path = listed.endpoint.partition(" ")
    if not blank:
        return InvalidSpec(file, place, (), endpoint=listed.endpoint, domain=listed.domain)
    endpoint = Endpoint(method, path)
    return Spec(file, place, endpoint, title=listed.endpoint, sections=(), text="", domain=listed.domain)


def _document(listed: Listed) -> str:
    return listed.key.removesuffix(f" › {listed.example}") if listed.example else listed.key
