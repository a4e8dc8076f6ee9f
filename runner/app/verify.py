"""`verify`: a run, and then every claim of its documents put to the proof."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from runner.app.linting import lint
from runner.app.order import Order, Surroundings
from runner.app.run import Ran, closed, follow
from runner.app.stage import Stage, stage
from runner.claims import claims_of
from runner.engine.attempt import internal
from runner.engine.bench import Bench
from runner.engine.run import run_plan
from runner.load.frontmatter import NotEditable
from runner.load.rules import RULES as OF_LOADING
from runner.model.claim import Answer, Claim, Provider, facts_of
from runner.model.environment import Environment
from runner.model.events import Event, RunFinished
from runner.model.finding import Finding, Severity
from runner.model.result import Outcome, RunResult, SpecResult
from runner.model.scenario import Scenario
from runner.model.spec import Spec
from runner.model.trouble import Cause, Trouble
from runner.model.verdict import State, Verdict
from runner.plan.shards import Bond
from runner.proof import Asked, Dossier, Probe, Unasked, Witness, json_text, prove, veiled
from runner.proof.safety import may_change
from runner.report.frame import finding_text
from runner.report.seal import seal
from runner.report.splice import difference, rewrite
from runner.report.terminal import Screen, line, wants_colour
from runner.report.update import updates
from runner.step.retouch import retouched

Claims: TypeAlias = Mapping[str, tuple[Claim, ...]]
"""Those of each document, by its file."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the author allows beyond a run."""

    allow_mutating: bool = False
    """Whether requests that may change something are derived where that matters to somebody."""
    update: bool = False
    """Whether documented bodies are rewritten from those that came."""
    seal: bool = False
    """Whether a block in each document says what was proven of it."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Whether steps that the author did not order may change something; and if not, in which words."""

    is_given: bool
    refusal: str

    @classmethod
    def of(cls, environment: Environment, terms: Terms) -> Permit:
        """Where all may go, or the author allows it."""
        refusal = f"it may change something in `{environment.name}`: --allow-mutating allows that"
        return cls(environment.throwaway or terms.allow_mutating, refusal)


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of it."""

    ran: Ran
    is_flawed: bool
    """Whether lint finds an error, even where all that was asked is as documented."""


def verify(order: Order, around: Surroundings, terms: Terms) -> Verified:
    """Lint the specs, run them with their options, and check what they claim.

    Raises UsageError, SettingsError, PluginError before anything is sent.
    """
    claims: dict[str, tuple[Claim, ...]] = {}

    def to_run(scenarios: Sequence[Scenario], environment: Environment) -> tuple[Scenario, ...]:
        claims.update(claims_in(scenarios))
        return tuple(_to_run(scenarios, claims, Permit.of(environment, terms), everything=order.examples))

    with stage(
        replace(order, examples=True), around, lasting=True, narrowed=to_run, bond=Bond.ENDPOINT
    ) as staged:
        # Where spec runs are not kept apart, what one finds another would use up at the same time.
        ready = replace(staged, pace=replace(staged.pace, in_turn=True))
        is_flawed = _tell_flaws(order, around, frozenset(each.spec.path for each in ready.scenarios))
        permit = Permit.of(ready.bench.environment, terms)
        witness = Witness(ready.bench.hold)
        bench = replace(ready.bench, hold=witness.hold)
        events = run_plan(ready.scenarios, bench, ready.pace, ready.about)
        ran = follow(_proven(events, ready, witness, permit, claims), ready.reporters, ready.veil)
        faults = () if ran.result.interrupted else tuple(_written(ran.result, ready, around, terms))
        ran = replace(ran, faults=(*ran.faults, *map(ready.veil.text, faults)))
    return Verified(closed(ran, ready), is_flawed)


def _tell_flaws(order: Order, around: Surroundings, paths: frozenset[Path]) -> bool:
    """Say what lint finds in what runs, but for what keeps a document from that: the run says so itself."""
    found = [item for item in lint(order, around, only=paths).findings if item.rule not in OF_LOADING]
    told = {Severity.ERROR} if order.verbosity < 0 else {Severity.ERROR, Severity.WARNING}
    screen = Screen(around.stdout, colour=wants_colour(around.stdout, around.environ, order.colour))
    for item in found:
        if item.severity in told:
            screen.write([*finding_text(item, width=around.width), line()])
    return any(item.severity is Severity.ERROR for item in found)


def _written(result: RunResult, ready: Stage, around: Surroundings, terms: Terms) -> Iterator[str]:
    """Write into the documents what is allowed to be; yields what could not be written."""
    for each in result.specs:
        spec = each.scenario.spec
        if not each.claims or not isinstance(spec, Spec):
            continue
        changes = updates(each) if terms.update else []
        if changes:
            told = (line(ready.veil.text(text)) for text in ("", *difference(spec, changes)))
            Screen(around.stdout, colour=False).write(told)
        was_run = each.steps and each.scenario.complete and not each.scenario.example
        try:
            changes += [seal(result, each, at=datetime.now(UTC))] if terms.seal and was_run else []
            if changes:
                rewrite(spec, changes, root=ready.settings.root)
        except NotEditable as refusal:
            yield f"{spec.file} stays as it is: {refusal.reason}"


def claims_in(scenarios: Sequence[Scenario]) -> Claims:
    """What all documents claim that could be read."""
    specs = {each.file: each.spec for each in scenarios}
    return {file: claims_of(spec) for file, spec in specs.items() if isinstance(spec, Spec)}


def _to_run(
    scenarios: Sequence[Scenario], claims: Claims, permit: Permit, *, everything: bool
) -> Iterator[Scenario]:
    """The scenarios of a run that also shows what its options are good for.

    Of the blocks that only illustrate, those that a claim is about, unless all are wanted, or the author
    named them; those that need a permit and have none are skipped, and say why.
    """
    whole = {each.file for each in scenarios if not each.example}
    for each in scenarios:
        if each.example and not everything and each.file in whole:
            provided = {fact.title for _claim, fact in facts_of(claims.get(each.file, ()), Provider)}
            if each.example not in provided:
                continue
        if each.example and each.steps and not permit.is_given and may_change(each.steps):
            yield replace(each, steps=(), skip_reason=permit.refusal)
        else:
            yield each


def _proven(
    events: Iterable[Event], ready: Stage, witness: Witness, permit: Permit, claims: Claims
) -> Iterator[Event]:
    """The events of the run; the last one with the verdicts."""
    began = ready.bench.clock.ticks()
    for event in events:
        if isinstance(event, RunFinished) and not event.result.interrupted:
            known = ready.bench.redactor.mark()
            try:
                judged = _put_to_proof(event.result, ready, witness, permit, claims)
            except Exception as fault:  # noqa: BLE001 - of ours: what the run showed is to be told all the same
                judged = _broken(event.result, internal(fault, ready.bench))
            late = ready.bench.redactor.since(known)
            yield RunFinished(
                replace(
                    judged,
                    specs=retouched(judged.specs, late),
                    seconds=ready.bench.clock.ticks() - began,
                    interrupted=ready.bench.interrupted(),
                )
            )
        else:
            yield event


def _put_to_proof(
    result: RunResult, ready: Stage, witness: Witness, permit: Permit, claims: Claims
) -> RunResult:
    dossiers = dossiers_of(result, ready, witness, claims)
    verdicts = prove(dossiers, Asker(ready, permit).ask)
    by_file = {
        each.spec.file: tuple(_masked(verdict, ready.bench) for verdict in row)
        for each, row in zip(dossiers, verdicts, strict=True)
    }
    return _judged(result, by_file)


def _broken(result: RunResult, trouble: Trouble) -> RunResult:
    """The run, when its claims could not be judged: that must not look like a success."""
    first, *others = result.specs
    first = replace(first, outcome=Outcome.ERROR, troubles=(*first.troubles, trouble), verified=False)
    return replace(result, specs=(first, *others))


def dossiers_of(result: RunResult, ready: Stage, witness: Witness, claims: Claims) -> list[Dossier]:
    """One for each document that could be read, in the order of the files."""
    seen = tuple(witness)
    by_spec: dict[str, list[SpecResult]] = {}
    for each in result.specs:
        by_spec.setdefault(each.scenario.file, []).append(each)
    return [
        Dossier(
            spec=spec,
            claims=claims[spec.file],
            sightings=seen,
            main=next((each for each in passes if not each.scenario.example), None),
            options={each.scenario.example: each for each in passes if each.scenario.example},
            contract=ready.contract,
        )
        for passes in by_spec.values()
        if isinstance(spec := passes[0].scenario.spec, Spec)
    ]


# ---- asking


class Asker:
    """Runs probes on the bench of the run."""

    def __init__(self, ready: Stage, permit: Permit) -> None:
        self._ready = ready
        self._permit = permit

    def ask(self, probes: Sequence[Probe]) -> list[Asked]:
        """What came of each of them."""
        allowed = [probe for probe in probes if self._permit.is_given or not probe.is_mutating]
        witness = Witness(lambda _planned, _request, _response: None)
        # A run of its own: where spec runs are kept apart, these are kept apart from those before.
        bench = replace(
            self._ready.bench, hold=witness.hold, contract_decides=False, run_id=secrets.token_hex(4)
        )
        pace = replace(self._ready.pace, max_failures=0)
        results: Sequence[SpecResult] = ()
        for event in run_plan([probe.scenario for probe in allowed], bench, pace):
            if isinstance(event, RunFinished):
                results = event.result.specs
        came = {
            id(probe): witness.last_of(probe.step) or Unasked(_why_not(probe, each))
            for probe, each in zip(allowed, results, strict=True)
        }
        return [came.get(id(probe), Unasked(self._permit.refusal)) for probe in probes]


def _why_not(probe: Probe, result: SpecResult) -> str:
    """Why a probe got no answer."""
    step = next((each for each in result.steps if each.planned.step is probe.step), None)
    if step is not None and step.trouble is not None:
        return step.trouble.message
    culprit = result.culprit
    if culprit is not None:
        said = culprit.trouble.message if culprit.trouble else culprit.reason
        return f"its set-up did not get that far: {culprit.planned.step.id}: {said}"
    return (step.reason if step else result.reason) or "it was not run"


# ---- what it means for the run


def _masked(verdict: Verdict, bench: Bench) -> Verdict:
    """The verdict without the secrets that answers may have brought into it."""
    mask = bench.redactor.text
    findings = tuple(
        replace(
            item, message=mask(item.message), hint=mask(item.hint), line=bench.redactor.in_place(item.line)
        )
        for item in verdict.findings
    )
    fact = verdict.claim.fact
    came = ""
    if verdict.came:
        documented = fact.body if isinstance(fact, Answer) else None
        came = json_text(veiled(json.loads(verdict.came), documented, mask))
    return replace(verdict, by=mask(verdict.by), findings=findings, came=came)


def _judged(result: RunResult, verdicts: Mapping[str, tuple[Verdict, ...]]) -> RunResult:
    """Each document's verdicts stand with its first pass: that through its test, where that was wanted."""
    left = dict(verdicts)
    specs = tuple(_with_claims(each, left.pop(each.scenario.file, ())) for each in result.specs)
    return replace(result, specs=specs)


def _with_claims(result: SpecResult, verdicts: tuple[Verdict, ...]) -> SpecResult:
    """A document of which a claim is broken is not verified, whatever its steps say."""
    wrong = [
        item
        for verdict in verdicts
        if verdict.state is State.BROKEN
        for item in verdict.findings
        if item.severity is Severity.ERROR
    ]
    result = replace(result, claims=verdicts)
    if not wrong or result.outcome in (Outcome.FAILED, Outcome.ERROR):
        return result
    return replace(
        result, outcome=Outcome.FAILED, verified=False, troubles=(*result.troubles, *map(_trouble, wrong))
    )


def _trouble(finding: Finding) -> Trouble:
    return Trouble(Cause.CLAIM, finding.message, finding.hint, finding.place, finding.width)
