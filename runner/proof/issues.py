"""Known issues: expected failures, which announce themselves when they are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from runner.model.claim import Claim, Condition, Discrepancy, Issue, Parameter, Required, Topic, When, Where
from runner.model.place import Place
from runner.model.spec import Endpoint
from runner.model.verdict import Verdict
from runner.proof.dossier import Dossier
from runner.proof.judging import (
    Judging,
    alike,
    broken,
    fault,
    holds,
    seen_in,
    shown_without,
    status_of,
    unchecked,
)
from runner.proof.probe import Unasked
from runner.proof.sighting import Sighting

_WORSE = 500


def judge_issue(claim: Claim, fact: Issue, dossier: Dossier) -> Judging:
    """Whether it is still there."""
    if fact.endpoint is not None and fact.endpoint != dossier.spec.endpoint:
        return (yield from _elsewhere(claim, fact, fact.endpoint, dossier))
    said = _Said(fact.statuses, fact.is_success)
    return (yield from _still_so(claim, fact.condition, said, dossier, _code(claim)))


def judge_discrepancy(claim: Claim, fact: Discrepancy, dossier: Dossier) -> Judging:
    """Whether the API still departs from its OpenAPI document."""
    promises, wanted = dossier.promises, fact.required
    item = Parameter(fact.parameter, Where.UNSAID, Required.UNSAID)
    if fact.is_absent and promises is not None:
        if promises.types_of(item) is not None:
            message = f"the discrepancy is gone: the OpenAPI document has `{item.name}`"
            return broken(
                claim, "it has it", fault("SR871", claim, dossier, message, spot=(item.name, "there"))
            )
        if fact.condition is None:
            return holds(claim, "the OpenAPI document does not have it")
    if fact.condition is not None:
        return (yield from _still_so(claim, fact.condition, _Said(fact.statuses), dossier, "SR871"))
    documented = promises.requires(item) if promises else None
    if wanted is None or documented is None:
        return unchecked(claim, "the OpenAPI document says nothing about it")
    if documented == wanted:
        word = "required" if documented else "optional"
        message = f"the discrepancy is gone: the OpenAPI document calls `{fact.parameter}` {word}, too"
        return broken(claim, "it agrees", fault("SR871", claim, dossier, message, spot=(fact.parameter,)))
    condition = Condition(When.LEFT_OUT, fact.parameter)
    asked = yield condition
    if isinstance(asked, Unasked) or asked.status >= _WORSE:
        return holds(claim, "the OpenAPI document says otherwise")
    by = f"{condition}: {status_of(asked)}"
    if asked.is_success is wanted:
        message = f"the discrepancy is gone: `{fact.parameter}` is {'not ' * wanted}required: {by}"
        return broken(claim, by, fault("SR871", claim, dossier, message, spot=(fact.parameter, "sent")))
    return holds(claim, f"the OpenAPI document says otherwise; {by}")


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said to come."""

    statuses: tuple[int, ...]
    is_success: bool = False

    def fits(self, sighting: Sighting) -> bool:
        """Whether it is what came."""
        if self.statuses:
            return sighting.status in self.statuses
        return sighting.is_success is self.is_success

    def __str__(self) -> str:
        return " or ".join(map(str, self.statuses)) or ("a success" if self.is_success else "a refusal")


def _still_so(claim: Claim, condition: Condition, said: _Said, dossier: Dossier, code: str) -> Judging:
    asked = yield condition
    if isinstance(asked, Unasked):
        seen = _by_seen(claim, condition, said, dossier, code)
        shown = None if said.statuses or seen else shown_without(condition, dossier)
        if shown is None:
            return seen or unchecked(claim, asked.why)
        asked = shown
    if said.fits(asked):
        return holds(claim, f"{condition}: {status_of(asked)}")
    return _gone(claim, dossier, f"{condition}: {status_of(asked)}", str(said), code)


def _by_seen(claim: Claim, condition: Condition, said: _Said, dossier: Dossier, code: str) -> Verdict | None:
    """What was seen will do where nothing can be asked."""
    those = alike(condition, dossier.every)
    # Where no status is said, an answer without the parameter will do; others may have any cause.
    is_plain = bool(said.statuses) or condition.when is When.LEFT_OUT
    met = next((each for each in those if is_plain and said.fits(each)), None)
    if met is not None:
        return holds(claim, f"{status_of(met)}, {seen_in(met)}")
    if condition.when is not When.LEFT_OUT or not those:
        return None
    by = f"{condition}: {status_of(those[0])}, {seen_in(those[0])}"
    return _gone(claim, dossier, by, str(said), code)


def _elsewhere(claim: Claim, fact: Issue, endpoint: Endpoint, dossier: Dossier) -> Judging:
    """About another endpoint: what the run met there decides, or a step of the document that calls it."""
    said = _Said(fact.statuses, fact.is_success)
    seen = list(alike(fact.condition, dossier.seen(endpoint)))
    met = next((each for each in seen if said.fits(each)), None)
    if met is not None:
        return holds(claim, f"{status_of(met)}, {seen_in(met)}")
    if seen:
        by = f"{endpoint} {fact.condition}: {status_of(seen[0])}, {seen_in(seen[0])}"
        return _gone(claim, dossier, by, str(said), _code(claim))
    condition = replace(fact.condition, endpoint=endpoint)
    return (yield from _still_so(claim, condition, said, dossier, _code(claim)))


def _code(claim: Claim) -> str:
    """Only an issue is good news when it is not so any more."""
    return "SR841" if claim.topic is Topic.KNOWN_ISSUES else "SR813"


def _gone(claim: Claim, dossier: Dossier, by: str, said: str, code: str) -> Verdict:
    is_gone = code != "SR813"
    message = f"{'it is gone: ' * is_gone}{said} is documented, and {by}"
    hint = "take it out of the document" if is_gone else "say in the document what comes"
    place, width = _said_at(said.split(" or "), claim, dossier)
    return broken(
        claim, by, fault(code, claim, dossier, message, hint=hint, place=place, width=width, spot=(said,))
    )


def _said_at(words: Sequence[str], claim: Claim, dossier: Dossier) -> tuple[Place, int]:
    """Where in the paragraph of the claim one of the words stands first."""
    lines = dossier.spec.lines
    for number in range(claim.place.line, len(lines) + 1):
        line = lines[number - 1]
        found = min(((line.find(word), word) for word in words if word in line), default=None)
        if found is not None:
            return Place(claim.place.file, number, found[0] + 1), len(found[1])
        if not line.strip():
            break
    return claim.place, claim.width
