"""Response codes: the statuses of the table, and their codes, against those that came."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from runner.model.claim import Claim, Code, Condition, Topic, When, is_kin
from runner.model.verdict import State, Verdict
from runner.proof.dossier import Dossier
from runner.proof.judging import (
    Judging,
    alike,
    broken,
    fault,
    holds,
    says_nothing,
    seen_in,
    status_of,
    unchecked,
)
from runner.proof.likeness import words_in
from runner.proof.probe import Unasked
from runner.proof.sighting import Sighting


def judge_code(claim: Claim, fact: Code, dossier: Dossier) -> Judging:
    """Whether the status comes, with the codes that go with it, and when the words say so."""
    same = [each for each in _pool(claim, fact, dossier) if each.status == fact.status]
    others: list[tuple[Condition, Sighting]] = []
    for condition in fact.conditions:
        asked = yield condition
        if isinstance(asked, Unasked):
            met = alike(condition, dossier.every) if condition.when is When.LEFT_OUT else []
            if not met:
                continue
            asked = next((each for each in met if each.status == fact.status), met[0])
        if asked.status == fact.status:
            same, others = same or [asked], []
            break
        if not (same and says_nothing(condition, asked)):
            others.append((condition, asked))
    unseen = None if same else _unseen(claim, fact, dossier)
    strange = _on_another_occasion(others, dossier)
    if strange is not None and (unseen is None or unseen.state is not State.BROKEN):
        return _other_status(claim, fact, dossier, *strange)
    if unseen is not None:
        return unseen
    lacking = [word for word in fact.words if not _carried(word, same)]
    if not lacking:
        return holds(claim, f"{status_of(same[0])}, {seen_in(same[0])}")
    return _lacking(claim, fact, dossier, lacking, same)


def _on_another_occasion(
    others: Sequence[tuple[Condition, Sighting]], dossier: Dossier
) -> tuple[Condition, Sighting] | None:
    """A condition that shows the words to be wrong; None where they may be right.

    Several conditions are several readings of the same words, and some are guesses: that none fits proves
    nothing, unless what came has no row at all. This is the one that should have it, then.
    """
    certain = [each for each in others if not each[0].is_guess]
    if len(certain) == 1:
        return certain[0]
    listed = {fact.status for claim, fact in dossier.facts(Code) if claim.topic is Topic.RESPONSE_CODES}
    is_listed = any(sighting.status in listed for _condition, sighting in others)
    return others[0] if others and not is_listed else None


def _other_status(
    claim: Claim, fact: Code, dossier: Dossier, condition: Condition, came: Sighting
) -> Verdict:
    by = f"{condition}: {status_of(came)}"
    message = f"{fact.status} does not come when the words say so; {by}"
    return broken(claim, by, fault("SR813", claim, dossier, message, spot=(str(condition),)))


def _pool(claim: Claim, fact: Code, dossier: Dossier) -> list[Sighting]:
    """Issues may be about any request of the document; tables are about its endpoint, or a role there."""
    if fact.role:
        return [each for each in dossier.every if is_kin(each.role, fact.role)]
    if claim.topic is Topic.RESPONSE_CODES:
        return list(dossier.every)
    return [*dossier.every, *(each for each in dossier.sightings if each.home == dossier.spec.file)]


def _unseen(claim: Claim, fact: Code, dossier: Dossier) -> Verdict:
    operation = dossier.operation
    if not dossier.every:
        return unchecked(claim, dossier.why_no_target)
    if operation is None or not operation.replies:
        return unchecked(claim, f"no answer with {fact.status} was seen")
    known = ", ".join(reply.status for reply in operation.replies)
    if operation.reply_to(fact.status) is None:
        message = f"{fact.status} does not come, and {operation.document.name} does not know it: {known}"
        return broken(
            claim, "neither seen nor documented", fault("SR821", claim, dossier, message, spot=("status",))
        )
    strange = [word for word in fact.words if not _stands_in(word, _promised(fact, dossier))]
    if strange and _promised(fact, dossier):
        return _not_carried(claim, fact, dossier, strange[0], "neither seen nor documented")
    return unchecked(claim, f"no answer with {fact.status} was seen; the OpenAPI document has it")


def _lacking(
    claim: Claim, fact: Code, dossier: Dossier, lacking: Sequence[str], same: Sequence[Sighting]
) -> Verdict:
    promised = _promised(fact, dossier)
    strange = [word for word in lacking if not _stands_in(word, promised)]
    if not strange:
        return unchecked(claim, f"no answer carries `{lacking[0]}`; the OpenAPI document has it")
    elsewhere = next((each for each in dossier.every if _carried(strange[0], [each])), None)
    by = (
        f"it comes with {status_of(elsewhere)}, {seen_in(elsewhere)}" if elsewhere else "no answer carries it"
    )
    if elsewhere is None and dossier.operation is None:
        return unchecked(claim, f"no answer with {same[0].status} carries `{strange[0]}`")
    return _not_carried(claim, fact, dossier, strange[0], by)


def _not_carried(claim: Claim, fact: Code, dossier: Dossier, word: str, by: str) -> Verdict:
    message = f"no answer with {fact.status} carries `{word}`: {by}"
    column = dossier.line(claim.place).find(word)
    place = claim.place if column < 0 else type(claim.place)(claim.place.file, claim.place.line, column + 1)
    return broken(
        claim, by, fault("SR822", claim, dossier, message, place=place, width=len(word), spot=("word",))
    )


def _carried(word: str, sightings: Sequence[Sighting]) -> bool:
    return any(_stands_in(word, text) for each in sightings for text in _said(each))


def _stands_in(word: str, text: str) -> bool:
    """As a whole word: `POLICY_VIOLATION` is not in `BOOKING_POLICY_VIOLATION`."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _said(sighting: Sighting) -> Iterator[str]:
    yield from words_in(sighting.body)
    yield from words_in(sighting.sent)
    yield sighting.request.url


def _promised(fact: Code, dossier: Dossier) -> str:
    """What the OpenAPI document says of the status, as one text."""
    operation = dossier.operation
    reply = operation.reply_to(fact.status) if operation else None
    if reply is None:
        return ""
    said = [example.value for media in reply.media for example in media.examples]
    said += [media.schema.value for media in reply.media if media.schema]
    return json.dumps([reply.node.value, *said], default=str)
