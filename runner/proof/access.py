"""Access claims: each role against the Test Request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runner.model.claim import EVERYBODY_ELSE, Access, Claim, Condition, When, is_kin
from runner.model.spec import Endpoint
from runner.model.verdict import Verdict
from runner.proof.dossier import Dossier
from runner.proof.judging import REFUSALS, Asked, Judging, broken, fault, holds, seen_in, status_of, unchecked
from runner.proof.probe import Unasked
from runner.proof.sighting import Sighting


def judge_access(
    claim: Claim, fact: Access, dossier: Dossier, *, elsewhere: Endpoint | None = None
) -> Judging:
    """Whether a role is let in, or refused, as the document says; at its own endpoint, or at another one."""
    endpoint = None if elsewhere == dossier.spec.endpoint else elsewhere
    every = dossier.every if endpoint is None else tuple(dossier.seen(endpoint))
    if fact.role == EVERYBODY_ELSE:
        return _everybody_else(claim, fact, dossier, every)
    seen = [each for each in every if each.role == fact.role]
    if fact.allowed:
        return (yield from _allowed(claim, fact, dossier, seen, endpoint))
    return (yield from _refused(claim, fact, dossier, seen, endpoint))


def _allowed(
    claim: Claim, fact: Access, dossier: Dossier, seen: list[Sighting], endpoint: Endpoint | None
) -> Judging:
    let_in = next((each for each in seen if each.is_success), None)
    if let_in is not None:
        return holds(claim, f"{status_of(let_in)}, {seen_in(let_in)}")
    first: Sighting | None = None
    asked: Asked | None = None
    for condition in _ways_in(fact.role, dossier, endpoint):
        asked = yield condition
        if isinstance(asked, Unasked):
            break
        if asked.is_success:
            return holds(claim, f"{condition}: {status_of(asked)}")
        first = first or asked
    if first is None:
        # What was seen will do where nothing can be asked: nobody with this token got in.
        if not seen or any(each.status not in REFUSALS for each in seen):
            return unchecked(claim, asked.why if isinstance(asked, Unasked) else dossier.why_no_target)
        first = seen[0]
    if first.status in REFUSALS:
        at = f" by {endpoint}" if endpoint else ""
        message = f"`{fact.role}` should be let in{at}, and is refused: {status_of(first)}"
        return broken(claim, status_of(first), fault("SR801", claim, dossier, message, spot=(fact.role,)))
    return unchecked(
        claim, f"{_request_to(endpoint)} with this token gives {status_of(first)}: neither in nor refused"
    )


def _request_to(endpoint: Endpoint | None) -> str:
    return f"{endpoint}" if endpoint else "the Test Request"


def _ways_in(role: str, dossier: Dossier, endpoint: Endpoint | None) -> Iterator[Condition]:
    """The request as it is; then the Test Request with what the role's own options give."""
    yield Condition(When.ROLE, role, endpoint=endpoint)
    if endpoint is not None:
        return
    for title, result in dossier.options.items():
        tokens = [each.planned.step.token for each in result.steps]
        calls_itself = any(each.planned.step.path == dossier.spec.endpoint.path for each in result.steps)
        if role in tokens and not calls_itself:
            yield Condition(When.ROLE, role, through=title)


def _refused(
    claim: Claim, fact: Access, dossier: Dossier, seen: list[Sighting], endpoint: Endpoint | None
) -> Judging:
    let_in = next((each for each in seen if each.is_success), None)
    if let_in is not None:
        return _security(claim, fact, dossier, f"{status_of(let_in)}, {seen_in(let_in)}")
    condition = Condition(When.ROLE, fact.role, endpoint=endpoint)
    asked = yield condition
    if isinstance(asked, Unasked):
        return _by_seen(claim, fact, dossier, seen, asked.why)
    if asked.is_success:
        return _security(claim, fact, dossier, status_of(asked))
    wanted = fact.statuses or REFUSALS
    if asked.status in wanted:
        return holds(claim, f"{condition}: {status_of(asked)}")
    if fact.statuses or asked.status in REFUSALS:
        return _other_refusal(claim, fact, dossier, status_of(asked))
    said = " or ".join(map(str, wanted))
    return unchecked(claim, f"{_request_to(endpoint)} with this token gives {status_of(asked)}, not {said}")


def _by_seen(claim: Claim, fact: Access, dossier: Dossier, seen: list[Sighting], why: str) -> Verdict:
    """What was seen will do where nothing can be asked."""
    wanted = fact.statuses or REFUSALS
    refused = next((each for each in seen if each.status in wanted), None)
    if refused is not None:
        return holds(claim, f"{status_of(refused)}, {seen_in(refused)}")
    other = next((each for each in seen if each.status in REFUSALS), None)
    if other is None:
        return unchecked(claim, why)
    return _other_refusal(claim, fact, dossier, f"{status_of(other)}, {seen_in(other)}")


def _other_refusal(claim: Claim, fact: Access, dossier: Dossier, by: str) -> Verdict:
    said = " or ".join(map(str, fact.statuses or REFUSALS))
    message = f"`{fact.role}` should be refused with {said}, and gets {by}"
    return broken(claim, by, fault("SR803", claim, dossier, message, spot=(fact.role,)))


def _security(claim: Claim, fact: Access, dossier: Dossier, by: str) -> Verdict:
    message = f"SECURITY: `{fact.role}` should be refused, and is let in: {by}"
    hint = "close the endpoint to this role, or say in the document that it may call it"
    return broken(claim, by, fault("SR802", claim, dossier, message, hint=hint, spot=(fact.role,)))


def _everybody_else(claim: Claim, fact: Access, dossier: Dossier, every: Sequence[Sighting]) -> Verdict:
    let_in_by_all = {other.role for _claim, other in dossier.facts(Access) if other.allowed}
    named = fact.beside or let_in_by_all
    others = [each for each in every if each.role and not any(is_kin(each.role, role) for role in named)]
    let_in = next((each for each in others if each.is_success), None)
    if let_in is not None:
        message = (
            f"SECURITY: `{let_in.role}` is not among those who may call, and is let in, {seen_in(let_in)}"
        )
        hint = "name the role among those who may call, or close the endpoint to it"
        return broken(
            claim, status_of(let_in), fault("SR802", claim, dossier, message, hint=hint, spot=("*",))
        )
    refused = sorted({each.role for each in others if each.status in REFUSALS})
    if refused:
        return holds(claim, f"refused: {', '.join(refused)}")
    return unchecked(claim, "no token of another role was sent")
