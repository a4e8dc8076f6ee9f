"""Error responses: the documented status and body against what really comes when something is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from runner.claims.evidence import names_another
from runner.contract.breach import where
from runner.model.claim import Answer, Claim, Condition, Parameter, Required, When
from runner.model.finding import Finding
from runner.model.verdict import Verdict
from runner.proof.dossier import Dossier
from runner.proof.expected import against_contract, place_in
from runner.proof.judging import (
    Judging,
    alike,
    broken,
    fault,
    holds,
    says_nothing,
    seen_in,
    shown_without,
    status_of,
    unchecked,
)
from runner.proof.likeness import Difference, by_words, resembles
from runner.proof.probe import Unasked
from runner.proof.sighting import Sighting

_MOST = 6


def judge_error(claim: Claim, fact: Answer, dossier: Dossier) -> Judging:
    """Whether an answer with this status and body comes, and when it should."""
    same = [each for each in dossier.every if each.status in fact.statuses]
    met = next((each for each in same if _is_like(fact, each)), None)
    if met is not None:
        return (yield from _when(claim, fact, dossier, same))
    reasons: list[str] = []
    for condition in fact.conditions:
        asked = yield condition
        if isinstance(asked, Unasked):
            reasons.append(asked.why)
        elif asked.status in fact.statuses and _is_like(fact, asked):
            return holds(claim, f"{condition}: {status_of(asked)}")
        elif asked.status in fact.statuses and (not condition.is_guess or _resembles(fact, asked)):
            return _twin(claim, fact, dossier) or _other_body(claim, fact, dossier, asked, str(condition))
        elif condition.is_guess:
            reasons.append(f"{condition}: {status_of(asked)}")
        else:
            return _other_status(claim, fact, dossier, asked, str(condition))
    return _by_likeness(claim, fact, dossier, same, reasons)


def _when(claim: Claim, fact: Answer, dossier: Dossier, same: Sequence[Sighting]) -> Judging:
    """It comes; and if the words say plainly when, it has to come then."""
    met = next(each for each in same if _is_like(fact, each))
    others: list[tuple[Condition, Sighting]] = []
    for condition in fact.conditions:
        if condition.is_guess:
            continue
        asked = yield condition
        if isinstance(asked, Unasked):
            seen = _seen_under(condition, fact, dossier)
            if seen is None:
                continue
            asked = seen
        if asked.status in fact.statuses and _is_like(fact, asked):
            return holds(claim, f"{condition}: {status_of(asked)}")
        if not says_nothing(condition, asked):
            others.append((condition, asked))
    # Several conditions are several readings of the same words: that none fits proves nothing.
    if len(others) != 1 or sum(not condition.is_guess for condition in fact.conditions) != 1:
        return holds(claim, f"{status_of(met)}, {seen_in(met)}")
    condition, asked = others[0]
    came = f"{condition}: {status_of(asked)}"
    difference = next(by_words(fact.body, asked.body), None) if asked.status in fact.statuses else None
    if difference is not None:
        came += f", and `{where(difference.path)}` is {difference.found}"
    message = f"this answer comes ({seen_in(met)}), but not when the words say so; {came}"
    return broken(claim, came, fault("SR813", claim, dossier, message, spot=(str(condition),)))


def _seen_under(condition: Condition, fact: Answer, dossier: Dossier) -> Sighting | None:
    """What the run showed of a condition that nothing could be asked under.

    That all is well without it says something only of what is never required, or not named by this answer.
    """
    if condition.when is not When.LEFT_OUT:
        return None
    refused = [each for each in alike(condition, dossier.every) if each.demands(condition.what)]
    if refused:
        return next((each for each in refused if _is_like(fact, each)), refused[0])
    rows = [row for _claim, row in dossier.facts(Parameter)]
    is_free = any(row.name == condition.what and row.required is Required.NO for row in rows)
    if is_free or names_another(fact.body, condition, (row.name for row in rows)):
        return shown_without(condition, dossier)
    return None


def _is_like(fact: Answer, sighting: Sighting) -> bool:
    return not fact.has_body or not any(by_words(fact.body, sighting.body))


def _resembles(fact: Answer, sighting: Sighting) -> bool:
    return fact.has_body and resembles(fact.body, sighting.body)


def _by_likeness(
    claim: Claim, fact: Answer, dossier: Dossier, same: Sequence[Sighting], reasons: Sequence[str]
) -> Verdict:
    """What can be said where the words do not tell when it comes."""
    twin = _twin(claim, fact, dossier)
    if twin is not None:
        return twin
    others = [other for _claim, other in dossier.facts(Answer) if other.is_error and other is not fact]
    unclaimed = [each for each in same if not any(_is_like(other, each) for other in others)]
    near = next((each for each in unclaimed if _resembles(fact, each)), None)
    if near is not None:
        return _other_body(claim, fact, dossier, near, seen_in(near))
    forbidden = list(against_contract(claim, fact, same, dossier)) if fact.has_body and same else []
    if forbidden:
        return broken(claim, "not as the OpenAPI document has it", *forbidden[:_MOST])
    if reasons:
        return unchecked(claim, reasons[0])
    return unchecked(claim, "no answer like it was seen, and the words do not tell when it comes")


def _twin(claim: Claim, fact: Answer, dossier: Dossier) -> Verdict | None:
    """The same body with another status, where it has one that says something."""
    if not fact.body:
        return None
    for each in dossier.every:
        if each.body is not None and each.status not in fact.statuses and _is_like(fact, each):
            return _other_status(claim, fact, dossier, each, seen_in(each))
    return None


def _other_status(claim: Claim, fact: Answer, dossier: Dossier, came: Sighting, when: str) -> Verdict:
    said = " or ".join(map(str, fact.statuses))
    message = f"documented: {said}; {when}: {status_of(came)}"
    return broken(
        claim,
        f"{when}: {status_of(came)}",
        fault(
            "SR811", claim, dossier, message, place=fact.status_place, width=_width(fact), spot=("status",)
        ),
    )


def _width(fact: Answer) -> int:
    """Of a status that stands apart from the claim."""
    return len(str(fact.statuses[0])) if fact.status_place else 0


def _other_body(claim: Claim, fact: Answer, dossier: Dossier, came: Sighting, when: str) -> Verdict:
    differences = list(by_words(fact.body, came.body))
    findings = [_finding(each, claim, fact, dossier, when) for each in differences[:_MOST]]
    return broken(claim, f"{when}: {status_of(came)} with another body", *findings, came=came.body)


def _finding(difference: Difference, claim: Claim, fact: Answer, dossier: Dossier, when: str) -> Finding:
    place, width = place_in(fact, difference.path, dossier)
    at = where(difference.path)
    message = {
        "missing": f"`{at}` does not come",
        "extra": f"`{at}` comes ({difference.found}), and is not documented",
    }.get(difference.kind, f"`{at}` is documented as {difference.wanted}, and is {difference.found}")
    hint = "`steprun verify --update` rewrites the block"
    return fault(
        "SR812",
        claim,
        dossier,
        f"{message} ({when})",
        hint=hint,
        place=place,
        width=width,
        spot=difference.path,
    )
