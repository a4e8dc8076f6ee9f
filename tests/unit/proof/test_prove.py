from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from unit.proof.scene import asker, claim, dossier_of, judged, told

from runner.model.claim import Access, Answer, Code, Condition, Fact, Parameter, Required, When, Where
from runner.model.verdict import State
from runner.proof import Asked, Probe, Unasked, prove
from support.bench import document
from support.senders import answer

TEXT = document("- {method: POST, path: /items, body: {a: 1, b: 2}}")
OK = {"*": answer(200)}


def test_a_claim_without_a_fact_is_not_checked_and_says_why() -> None:
    dossier = dossier_of(TEXT, answers=OK, claims=[claim(None, why_not="the words are unclear")])
    assert told(judged(dossier)[0]) == ("not checked", "the words are unclear", [])


def test_all_that_is_wanted_is_asked_at_once_and_nothing_twice() -> None:
    asked: list[list[str]] = []

    def ask(probes: Sequence[Probe]) -> list[Asked]:
        asked.append([str(probe.condition) for probe in probes])
        return [Unasked("no") for _ in probes]

    row = Parameter("a", Where.BODY, Required.YES)
    claims: list[Fact] = [row, replace(row, name="b"), row, Access("none", allowed=False)]
    dossier = dossier_of(TEXT, answers=OK, claims=claims)
    prove([dossier, dossier], ask)
    assert asked == [["without `a`", "without `b`", "without a token"]]


def test_what_is_known_is_not_asked_again() -> None:
    asked: list[str] = []

    def ask(probes: Sequence[Probe]) -> list[Asked]:
        asked.extend(str(probe.condition) for probe in probes)
        return [Unasked("no") for _ in probes]

    no_token = Condition(When.ROLE, "none")
    claims: list[Fact] = [Access("none", allowed=False), Code(401, conditions=(no_token,))]
    prove([dossier_of(TEXT, answers=OK, claims=claims)], ask)
    assert asked == ["without a token"]


def test_what_cannot_be_asked_is_not() -> None:
    dossier = dossier_of(TEXT, answers=OK, claims=[Parameter("a", Where.BODY, Required.YES)])
    broken = replace(dossier, main=None)
    ((verdict,),) = prove([broken], asker({}))
    assert verdict.state is State.UNCHECKED


def test_verdicts_come_in_the_order_of_the_claims() -> None:
    claims: list[Fact] = [Code(200), Access("staff", allowed=True), Code(404)]
    verdicts = judged(dossier_of(TEXT, answers=OK, claims=claims))
    assert [each.claim.fact for each in verdicts[:3]] == claims
    assert [each.claim.says for each in verdicts[3:]] == ["no other status"]


def test_what_one_claim_asks_for_may_break_another_one() -> None:
    gone = Answer((410,), {"error": "It is gone"}, is_error=True)
    claims: list[Fact] = [gone, Parameter("a", Where.BODY, Required.YES)]
    dossier = dossier_of(TEXT, answers=OK, claims=claims)
    verdicts = judged(dossier, {"without `a`": answer(404, {"error": "It is gone"})})
    assert told(verdicts[0]) == ("broken", "without `a`: 404 Not Found", ["SR811"])


def test_a_parked_document_is_left_in_peace() -> None:
    text = document("- {method: POST, path: /items}", front="skip: true\nskipReason: not now")
    theirs = document("- {method: POST, path: /items}", endpoint="POST /items")
    claims = [claim(Code(404)), claim(Access("staff", allowed=False)), claim(None, why_not="unclear")]
    dossier = dossier_of(text, theirs, answers=OK, claims=claims)
    parked = "the document was skipped: not now"
    assert [told(each) for each in judged(dossier)] == [
        ("not checked", parked, []),
        ("not checked", parked, []),
        ("not checked", "unclear", []),
    ]


def test_findings_of_a_claim_are_told_apart_without_its_words() -> None:
    claims = [Access("staff", allowed=False), Access("client", allowed=False)]
    text = document("- {method: POST, path: /items}\n- {method: POST, path: /items, token: client}")
    verdicts = judged(dossier_of(text, answers=OK, claims=claims))
    marks = [finding.fingerprint for verdict in verdicts for finding in verdict.findings]
    assert len(set(marks)) == len(marks) == 2
