"""Expected responses: the documented body against those that came, and against the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runner.contract.breach import where
from runner.model.claim import Answer, Claim, Topic
from runner.model.finding import Finding
from runner.model.json import Path
from runner.model.place import Place
from runner.model.verdict import Verdict
from runner.proof.dossier import Dossier
from runner.proof.judging import broken, fault, holds, seen_in, status_of, unchecked
from runner.proof.likeness import Difference, by_shape
from runner.proof.sample import trimmed
from runner.proof.sighting import Sighting

_RULES = {"missing": "SR804", "type": "SR805", "extra": "SR806"}
_MOST = 12


def judge_expected(claim: Claim, fact: Answer, dossier: Dossier) -> Verdict:
    """Whether keys and types of the documented body come, with values that the OpenAPI document allows."""
    answers, by = _answers(fact, dossier)
    others = [] if answers else _with_another_status(fact, dossier)
    if others:
        answers, by = others, f"{status_of(others[0])}, {seen_in(others[0])}"
    if not answers:
        return unchecked(claim, by)
    wrong = [_other_status(claim, fact, dossier, others[0])] if others else []
    if not fact.has_body:
        return broken(claim, by, *wrong) if wrong else holds(claim, by)
    promised = list(against_contract(claim, fact, answers, dossier))
    differences = list(by_shape(fact.body, [each.body for each in answers]))
    found = [_finding(each, claim, fact, dossier) for each in differences if each.kind != "extra"][:_MOST]
    notes = [_finding(each, claim, fact, dossier) for each in differences if each.kind == "extra"]
    found += (item for item in promised if not _said(item, found))
    if found:
        return broken(claim, by, *wrong, *found, came=trimmed(answers[0].body, fact.body))
    return broken(claim, by, *wrong) if wrong else holds(claim, by, *notes[:_MOST])


def _said(item: Finding, found: Sequence[Finding]) -> bool:
    return any(other.place == item.place for other in found)


def _answers(fact: Answer, dossier: Dossier) -> tuple[list[Sighting], str]:
    """The answers that the body is held against, and how many they are; or why there are none."""

    def fits(sighting: Sighting) -> bool:
        right = sighting.status in fact.statuses if fact.statuses else sighting.is_success
        return right and (sighting.body is not None or not fact.has_body)

    own = [each for each in dossier.own if fits(each)]
    if own:
        return own, _counted(len(own))
    other = [each for each in dossier.every if fits(each)]
    if other:
        homes = ", ".join(dict.fromkeys(each.home for each in other[:3]))
        return other, f"{_counted(len(other))} in {homes}"
    wanted = " or ".join(map(str, fact.statuses)) or "a success"
    return [], f"no answer with {wanted} was seen" if dossier.every else dossier.why_no_target


def _with_another_status(fact: Answer, dossier: Dossier) -> list[Sighting]:
    """The document's own successes, where none has the documented status, nor that of another block."""
    if not fact.statuses:
        return []
    told = {
        status
        for claim, other in dossier.facts(Answer)
        if other is not fact and not other.is_error and claim.topic is Topic.EXPECTED_RESPONSE
        for status in other.statuses
    }
    came = [each for each in dossier.own if each.is_success]
    if any(each.status in fact.statuses for each in came):
        return []
    return [each for each in came if each.status not in told]


def _other_status(claim: Claim, fact: Answer, dossier: Dossier, came: Sighting) -> Finding:
    said = " or ".join(map(str, fact.statuses))
    message = f"documented: {said}; what comes is {status_of(came)} ({seen_in(came)})"
    return fault(
        "SR808",
        claim,
        dossier,
        message,
        hint="write the status that comes, or mend the endpoint",
        place=fact.status_place,
        width=len(str(fact.statuses[0])),
        spot=("status",),
    )


def _counted(number: int) -> str:
    return f"{number} answer{'s' if number > 1 else ''}"


def place_in(fact: Answer, path: Path, dossier: Dossier) -> tuple[Place, int]:
    """Where in the documented body a key stands, and how wide it is; the nearest one above it that does."""
    place = fact.place_at(dossier.spec.file, path)
    rest = dossier.line(place)[place.column - 1 :]
    width = rest.find('"', 1) + 1 if fact.marks and rest.startswith('"') else 1
    return place, max(width, 1)


def _finding(difference: Difference, claim: Claim, fact: Answer, dossier: Dossier) -> Finding:
    place, width = place_in(fact, difference.path, dossier)
    at = where(difference.path)
    message = {
        "missing": f"`{at}` does not come; there is {difference.found}",
        "type": f"`{at}` is documented as {difference.wanted}, and comes as {difference.found}",
        "extra": f"`{at}` comes ({difference.found}), and is not documented",
    }[difference.kind]
    code = _RULES[difference.kind]
    hint = "" if difference.kind == "extra" else "`steprun verify --update` rewrites the block"
    spot = (*difference.path, difference.kind)
    return fault(code, claim, dossier, message, hint=hint, place=place, width=width, spot=spot)


def against_contract(
    claim: Claim, fact: Answer, answers: Sequence[Sighting], dossier: Dossier
) -> Iterator[Finding]:
    """What the OpenAPI document does not allow in the documented body, though the answers keep to it.

    Where they do not, the document may well be right, and the contract tells who is not.
    """
    promises = dossier.promises
    if promises is None:
        return
    statuses = [each.status for each in answers]
    everywhere = {
        _anywhere(path) for each in answers for path, *_words in promises.forbidden(each.body, statuses)
    }
    for path, says, pointer in promises.forbidden(fact.body, statuses):
        if _anywhere(path) in everywhere:
            continue
        place, width = place_in(fact, path, dossier)
        message = f"the documented body is not what the OpenAPI document allows: {says}"
        yield fault(
            "SR807",
            claim,
            dossier,
            message,
            hint=f"promised in {pointer}",
            place=place,
            width=width,
            spot=path,
        )


def _anywhere(path: Path) -> Path:
    """The path in any item of its lists."""
    return tuple("*" if isinstance(part, int) else part for part in path)
