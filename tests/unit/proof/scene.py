"""Scenes for judges: documents that were run against a scripted API, and what is asked afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from runner.contract.holding import Contract, Terms
from runner.engine.scenarios import run_scenario
from runner.model.claim import Claim, Code, Fact, Topic
from runner.model.http import Request, Response
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.spec import Spec
from runner.model.verdict import Verdict
from runner.plan import Selection
from runner.proof import Asked, Dossier, Probe, Sighting, Unasked, Witness, prove
from support.bench import make_bench, scenarios_of
from support.openapi import PROJECT, catalogue
from support.senders import Answer, Api

FILE = "specs/001.md"
NOT_ASKED = "nobody was asked"


def claim(fact: Fact | None, *, line: int = 1, column: int = 1, width: int = 4, why_not: str = "") -> Claim:
    """A claim that stands in the first document."""
    topic = Topic.RESPONSE_CODES if isinstance(fact, Code) else Topic.KNOWN_ISSUES
    return Claim(topic, Place(FILE, line, column), "it says so", fact, why_not, width)


def dossier_of(
    *texts: str,
    answers: Mapping[str, Answer | Sequence[Answer]],
    claims: Sequence[Claim | Fact] = (),
    openapi: str = "",
    variables: Mapping[str, JSON] | None = None,
) -> Dossier:
    """What is known of the first document once all were run, with their examples."""
    contract = None
    if openapi:
        known = catalogue({"swagger/items.yaml": openapi})
        contract = Contract(lambda: known, Terms(root=PROJECT))
    witness = Witness(contract.hold if contract else lambda _planned, _request, _response: None)
    bench = replace(make_bench(Api(answers), variables=variables), hold=witness.hold)
    scenarios = scenarios_of(*texts, selection=Selection(examples=True))
    results = [run_scenario(at, each, bench, lambda _event: None) for at, each in enumerate(scenarios)]
    own = [result for result in results if result.scenario.file == FILE]
    spec = own[0].scenario.spec
    assert isinstance(spec, Spec)
    return Dossier(
        spec=spec,
        claims=tuple(each if isinstance(each, Claim) else claim(each) for each in claims),
        sightings=tuple(witness),
        main=next((each for each in own if not each.scenario.example), None),
        options={each.scenario.example: each for each in own if each.scenario.example},
        contract=contract,
    )


def asker(answers: Mapping[str, Response]) -> Callable[[Sequence[Probe]], list[Asked]]:
    """Answers probes by the words of their condition."""

    def ask(probes: Sequence[Probe]) -> list[Asked]:
        return [_came(probe, answers.get(str(probe.condition))) for probe in probes]

    return ask


def _came(probe: Probe, response: Response | None) -> Asked:
    if response is None:
        return Unasked(NOT_ASKED)
    planned = next(each for each in probe.scenario.steps if each.step is probe.step)
    role = planned.step.token or "staff"
    return Sighting(
        planned,
        Request(planned.step.method, f"https://api.test{planned.step.path}", jar=f"run/{role}"),
        response,
    )


def judged(dossier: Dossier, answers: Mapping[str, Response] | None = None) -> list[Verdict]:
    """The verdicts on its claims, then on what its tables leave out."""
    (verdicts,) = prove([dossier], asker(answers or {}))
    return verdicts


def told(verdict: Verdict) -> tuple[str, str, list[str]]:
    """A verdict in words: its state, how it was found out, and the codes of what is wrong."""
    return verdict.state.value, verdict.by, [finding.rule for finding in verdict.findings]
