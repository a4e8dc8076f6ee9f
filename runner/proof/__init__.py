"""Claims, put to the proof: evidence of a run, requests derived from claims, verdicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from runner.model.claim import (
    Access,
    Answer,
    Caller,
    Claim,
    Code,
    Condition,
    Discrepancy,
    Issue,
    Parameter,
    Provider,
    Source,
)
from runner.model.verdict import State, Verdict
from runner.proof.access import judge_access
from runner.proof.change import CannotAsk
from runner.proof.codes import judge_code
from runner.proof.dossier import Dossier
from runner.proof.errors import judge_error
from runner.proof.expected import judge_expected
from runner.proof.issues import judge_discrepancy, judge_issue
from runner.proof.judging import Asked, Judging, unchecked
from runner.proof.parameters import judge_parameter
from runner.proof.probe import Probe, Unasked, probe_for
from runner.proof.sample import json_text, veiled
from runner.proof.sighting import Sighting, Witness
from runner.proof.sources import judge_provider, judge_source
from runner.proof.subject import judge_subject
from runner.proof.tables import judge_tables

__all__ = [
    "Asked",
    "Asker",
    "Dossier",
    "Probe",
    "Sighting",
    "Unasked",
    "Witness",
    "json_text",
    "prove",
    "veiled",
]

Asker: TypeAlias = Callable[[Sequence[Probe]], Sequence[Asked]]
"""Sends probes; an answer, or why there is none, for each of them."""


def prove(dossiers: Sequence[Dossier], ask: Asker) -> list[list[Verdict]]:
    """A verdict on every claim, in the order of the dossiers and their claims.

    What the run showed is looked at first; what it did not show is asked for, all documents at once.
    """
    bench = _Bench(ask)
    verdicts: list[list[Verdict | None]] = [[None for _claim in each.claims] for each in dossiers]
    # What was asked for some claims shows something about others: each look knows what those before learnt.
    for look in (_at_first, _at_statuses, _once_more):
        wiser = [replace(each, sightings=(*each.sightings, *bench.learnt)) for each in dossiers]
        turns = [
            [_Turn(each, look(claim, known, each)) for claim, known in zip(each.claims, row, strict=True)]
            for each, row in zip(wiser, verdicts, strict=True)
        ]
        verdicts = bench.judged(turns)
    told = [[verdict for verdict in row if verdict] for row in verdicts]
    return [
        [*row, *judge_subject(dossier), *judge_tables(dossier, row)]
        for dossier, row in zip(dossiers, told, strict=True)
    ]


def _at_first(claim: Claim, _verdict: Verdict | None, dossier: Dossier) -> Judging | Verdict | None:
    """Everything but the statuses of tables; a parked document is left in peace."""
    if dossier.is_parked:
        return unchecked(claim, claim.why_not or dossier.why_no_target)
    return _judging(claim, dossier)


def _at_statuses(claim: Claim, verdict: Verdict | None, dossier: Dossier) -> Judging | Verdict | None:
    if verdict is None and isinstance(claim.fact, Code):
        return judge_code(claim, claim.fact, dossier)
    return verdict or unchecked(claim, claim.why_not)


def _once_more(claim: Claim, verdict: Verdict | None, dossier: Dossier) -> Judging | Verdict | None:
    """Errors that nobody knew how to bring about; something else may have."""
    open_still = verdict is not None and verdict.state is State.UNCHECKED and not dossier.is_parked
    if open_still and isinstance(claim.fact, Answer) and claim.fact.is_error:
        return judge_error(claim, claim.fact, dossier)
    return verdict


def _judging(claim: Claim, dossier: Dossier) -> Judging | Verdict | None:
    """By whoever knows about such claims; nobody does about codes, as long as not all is asked."""
    judge = _JUDGES.get(type(claim.fact))
    return judge(claim, claim.fact, dossier) if judge else None


def _judge_answer(claim: Claim, fact: Answer, dossier: Dossier) -> Judging | Verdict:
    return judge_error(claim, fact, dossier) if fact.is_error else judge_expected(claim, fact, dossier)


def _judge_caller(claim: Claim, fact: Caller, dossier: Dossier) -> Judging:
    return judge_access(claim, fact.access, dossier, elsewhere=fact.endpoint)


_JUDGES: Mapping[type[object], Callable[..., Judging | Verdict]] = MappingProxyType(
    {
        Access: judge_access,
        Answer: _judge_answer,
        Caller: _judge_caller,
        Discrepancy: judge_discrepancy,
        Issue: judge_issue,
        Parameter: judge_parameter,
        Provider: judge_provider,
        Source: judge_source,
    }
)


class _Turn:
    """A judging under way, and what it wants to know."""

    def __init__(self, dossier: Dossier, judging: Judging | Verdict | None) -> None:
        self.dossier = dossier
        self.wants: Condition | None = None
        self.verdict = judging if isinstance(judging, Verdict) else None
        self._judging = None if isinstance(judging, Verdict) else judging

    @property
    def question(self) -> _Question | None:
        """What it wants to know; None: nothing more."""
        return None if self.wants is None else (self.dossier.spec.file, self.wants)

    def go_on(self, asked: Asked | None = None) -> None:
        """With what it wanted to know; with nothing to begin with."""
        if self._judging is None:
            return
        try:
            self.wants = next(self._judging) if asked is None else self._judging.send(asked)
        except StopIteration as done:
            self.wants, self.verdict = None, done.value


_Question: TypeAlias = tuple[str, Condition]


class _Bench:
    """Lets many judgings go on side by side, and asks what they want to know, each question once."""

    def __init__(self, ask: Asker) -> None:
        self._ask = ask
        self._known: dict[_Question, Asked] = {}
        self.learnt: list[Sighting] = []

    def judged(self, rows: Sequence[Sequence[_Turn]]) -> list[list[Verdict | None]]:
        """The verdicts of all rows of turns."""
        turns = [turn for row in rows for turn in row]
        for turn in turns:
            turn.go_on()
        while waiting := {turn: question for turn in turns if (question := turn.question)}:
            self._learn({question: turn.dossier for turn, question in waiting.items()})
            for turn, question in waiting.items():
                turn.go_on(self._known[question])
        return [[turn.verdict for turn in row] for row in rows]

    def _learn(self, questions: Mapping[_Question, Dossier]) -> None:
        probes: dict[_Question, Probe] = {}
        for question, dossier in questions.items():
            if question in self._known:
                continue
            try:
                probes[question] = probe_for(question[1], dossier)
            except CannotAsk as fault:
                self._known[question] = Unasked(str(fault))
        if probes:
            for question, came in zip(probes, self._ask(tuple(probes.values())), strict=True):
                asked = replace(came, under=str(question[1])) if isinstance(came, Sighting) else came
                self._known[question] = asked
                self.learnt += [asked] if isinstance(asked, Sighting) else []
