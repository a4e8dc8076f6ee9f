"""The gate: whether what a run came to is good enough, rule by rule."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from runner.model.about import Shard
from runner.model.result import Outcome, RunResult, SpecResult
from runner.model.trouble import Cause
from runner.record import Run
from runner.report.words import count, signal_name

_BAD = frozenset({Outcome.FAILED, Outcome.ERROR})


@dataclass(frozen=True, slots=True)
class Limits:
    """What is asked of a run; None asks nothing."""

    max_failures: int | None = None
    """Errors count, too; those in quarantine do not."""
    min_pass_rate: Fraction | None = None
    """Of those that were not skipped."""
    no_new_failures: bool = False
    max_flaky: int | None = None
    max_skipped: Fraction | None = None
    """Of all."""

    @property
    def is_none(self) -> bool:
        """Whether nothing is asked."""
        return self == Limits()


@dataclass(frozen=True, slots=True)
class Base:
    """The failures that there were before."""

    name: str
    """Where they are known from, as shown to people."""
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule says of a run."""

    rule: str
    """As the option is called."""
    is_open: bool
    said: str
    found: float
    limit: float
    """Rates in percent."""
    specs: tuple[SpecResult, ...] = ()
    """Those that it is about; of an open one, nobody needs to look at them."""


def judge(run: Run, limits: Limits, base: Base | None = None) -> tuple[Ruling, ...]:
    """The rulings of all rules that are asked for; without any, that nothing may fail.

    Two are always asked: that the run came to its end, and that something passed.
    """
    if limits.is_none:
        limits = Limits(max_failures=0)
    return tuple(_rulings(run, limits, base))


def known_failures(run: Run) -> frozenset[str]:
    """The keys of those that failed. What was cut short did not: nobody knows whether it would have."""
    return frozenset(
        spec.scenario.key for spec in run.result.specs if spec.outcome in _BAD and not _was_cut_short(spec)
    )


def _was_cut_short(spec: SpecResult) -> bool:
    told = [trouble for step in spec.steps for trouble in step.troubles] + list(spec.troubles)
    return all(trouble.cause is Cause.INTERRUPTED for trouble in told)


def _rulings(run: Run, limits: Limits, base: Base | None) -> Iterator[Ruling]:
    specs = run.result.specs
    bad = tuple(spec for spec in specs if spec.outcome in _BAD and not spec.quarantined)
    yield _finished(run)
    yield _verified(run.result)
    if limits.max_failures is not None:
        yield _at_most("max-failures", bad, limits.max_failures, aside=_quarantined(specs))
    if limits.no_new_failures:
        yield _new(bad, base)
    if limits.min_pass_rate is not None:
        yield _pass_rate(run.result, bad, limits.min_pass_rate)
    if limits.max_flaky is not None:
        yield _at_most("max-flaky", tuple(spec for spec in specs if spec.flaky), limits.max_flaky)
    if limits.max_skipped is not None:
        yield _skipped(run.result, limits.max_skipped)


def _finished(run: Run) -> Ruling:
    """What was not looked at cannot be good enough."""
    why = list(_unfinished(run))
    said = "; ".join(why) or f"{count(len(run.result.specs), 'spec')}, nothing is missing"
    return Ruling("finished", not why, said, len(why), 0)


def _unfinished(run: Run) -> Iterator[str]:
    result, about = run.result, run.result.about
    if not run.ended:
        yield "the run broke off, or still goes on"
    if result.interrupted:
        yield f"the run was interrupted by {signal_name(result.interrupted)}"
    if about.shard and about.shard.total > 1:
        yield f"this is shard {about.shard} only: `steprun merge` puts them together"
    if about.parts:
        total = about.parts.total
        yield from (f"shard {Shard(number, total)} left no record" for number in about.parts.missing)
        yield from (f"shard {Shard(number, total)} broke off" for number in about.parts.broken)
    untold = [spec for spec in result.specs if _had_no_turn(spec)]
    if untold and not result.interrupted:
        yield f"{count(len(untold), 'spec')} {untold[0].reason}"


def _had_no_turn(spec: SpecResult) -> bool:
    """Nobody wanted it skipped."""
    return spec.outcome is Outcome.SKIPPED and not spec.steps and not spec.scenario.skip_reason


def _verified(result: RunResult) -> Ruling:
    passed = result.count(Outcome.PASSED)
    return Ruling("verified", passed > 0, f"{passed} passed" if passed else "no spec passed", passed, 1)


def _at_most(rule: str, specs: tuple[SpecResult, ...], limit: int, *, aside: str = "") -> Ruling:
    found = len(specs)
    said = f"{found}, at most {limit} allowed{aside}"
    return Ruling(rule, found <= limit, said, found, limit, specs)


def _quarantined(specs: Collection[SpecResult]) -> str:
    number = sum(spec.quarantined for spec in specs)
    return f"; {number} more in quarantine" if number else ""


def _new(bad: tuple[SpecResult, ...], base: Base | None) -> Ruling:
    """Whatever the base does not know is new."""
    if base is None:
        new = tuple(spec for spec in bad if not spec.scenario.past.failing)
        told = any(spec.scenario.past.turns for spec in bad)
        against = "by the history" if told or not bad else "no history is known of them"
    else:
        new = tuple(spec for spec in bad if spec.scenario.key not in base.keys)
        against = f"compared with {base.name}"
    still = f", and {len(bad) - len(new)} that were there before" if len(bad) > len(new) else ""
    return Ruling("no-new-failures", not new, f"{len(new)} new{still} ({against})", len(new), 0, new)


def _pass_rate(result: RunResult, bad: tuple[SpecResult, ...], least: Fraction) -> Ruling:
    passed = result.count(Outcome.PASSED)
    counted = passed + len(bad)
    rate = Fraction(passed, counted) if counted else Fraction(0)
    said = (
        f"{percent(rate)} of {count(counted, 'spec')} that were not skipped, at least {percent(least)} asked"
    )
    return Ruling("min-pass-rate", rate >= least, said, float(rate * 100), float(least * 100), bad)


def _skipped(result: RunResult, most: Fraction) -> Ruling:
    skipped = tuple(spec for spec in result.specs if spec.outcome is Outcome.SKIPPED)
    rate = Fraction(len(skipped), len(result.specs)) if result.specs else Fraction(0)
    said = f"{percent(rate, up=True)} of {count(len(result.specs), 'spec')}, at most {percent(most)} allowed"
    return Ruling("max-skipped", rate <= most, said, float(rate * 100), float(most * 100), skipped)


def percent(rate: Fraction, *, up: bool = False) -> str:
    """With two decimals at most, and never on the wrong side of a limit by rounding."""
    hundredths = -int(-rate * 10_000 // 1) if up else int(rate * 10_000 // 1)
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".") + "%"
