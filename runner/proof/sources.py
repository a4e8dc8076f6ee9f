"""Where ids come from: fields of other answers, and the steps of options."""

from __future__ import annotations

from runner.contract.reach import Reach
from runner.model.claim import Claim, Condition, Provider, Source, When
from runner.model.place import Place
from runner.model.result import Outcome, SpecResult
from runner.model.verdict import Verdict
from runner.proof.dossier import Dossier
from runner.proof.judging import Judging, broken, fault, holds, seen_in, status_of, unchecked
from runner.proof.probe import Unasked
from runner.query import QueryError, compile_query

_NOT_FOR_IT = frozenset({400, 401, 403, 404})
"""What an id that is none, or is another one's, is answered with; else it is known, and in another state."""


def judge_source(claim: Claim, fact: Source, dossier: Dossier) -> Verdict:
    """Whether the endpoint answers with something at the path."""
    answers = [each for each in dossier.seen(fact.endpoint) if each.is_success and each.body is not None]
    if not answers:
        return _by_document(claim, fact, dossier)
    if not fact.query:
        return holds(claim, f"{fact.endpoint}: {status_of(answers[0])}")
    try:
        query = compile_query(fact.query)
        found = next(
            (each for each in answers if any(value is not None for value in query.find(each.body))), None
        )
    except QueryError as error:
        return unchecked(claim, f"`{fact.query}` cannot be read: {error}")
    if found is not None:
        return holds(claim, f"`{fact.query}` is there, {seen_in(found)}")
    message = f"`{fact.query}` finds nothing in the answers of {fact.endpoint} ({seen_in(answers[0])})"
    by = f"nothing at `{fact.query}`"
    return broken(claim, by, fault("SR861", claim, dossier, message, spot=(fact.name, fact.query)))


def _by_document(claim: Claim, fact: Source, dossier: Dossier) -> Verdict:
    """Where nobody asked, the OpenAPI document may tell."""
    promises = dossier.promises_of(fact.endpoint)
    reach = promises.reach(fact.query) if promises and fact.query else Reach.UNKNOWN
    if promises is None or reach is Reach.UNKNOWN:
        return unchecked(claim, f"no step calls {fact.endpoint} and succeeds")
    file = promises.operation.document.name
    if reach is Reach.THERE:
        return holds(claim, f"documented in {file}")
    message = f"`{fact.query}` is not in the answer of {fact.endpoint} as {file} documents it"
    return broken(claim, message, fault("SR861", claim, dossier, message, spot=(fact.name, fact.query)))


def judge_provider(claim: Claim, fact: Provider, dossier: Dossier) -> Judging:
    """Whether the steps of an option run, give what they should, and what they give works."""
    result = dossier.options.get(fact.title)
    if result is None or result.outcome is Outcome.SKIPPED:
        return unchecked(claim, (result.reason if result else "") or "its steps were not run")
    culprit = result.culprit
    if result.outcome is not Outcome.PASSED:
        why = culprit.trouble.message if culprit and culprit.trouble else result.reason
        if result.outcome is Outcome.ERROR:
            return unchecked(claim, f"its steps could not be tested: {why}")
        message = f"its steps do not pass: {why}"
        return broken(claim, message, fault("SR851", claim, dossier, message, spot=(fact.title, "passes")))
    given = {item.name for step in result.steps for item in step.extracted}
    lacking = [name for name in fact.names if name not in given]
    if lacking:
        message = f"its steps do not give `{lacking[0]}`; they give {', '.join(sorted(given)) or 'nothing'}"
        return broken(
            claim,
            message,
            fault("SR851", claim, dossier, message, place=_extract_of(result), spot=(fact.title, lacking[0])),
        )
    if any(step.planned.step.path == dossier.spec.endpoint.path for step in result.steps) or not given:
        return holds(claim, "its steps pass")
    return (yield from _works(claim, fact, dossier))


def _works(claim: Claim, fact: Provider, dossier: Dossier) -> Judging:
    """The Test Request after the option's steps; then with the token that they were sent with."""
    asked = yield Condition(When.AS_IT_IS, through=fact.title)
    if isinstance(asked, Unasked):
        return holds(claim, f"its steps pass; {asked.why}")
    role = _role_of(fact, dossier)
    if asked.status in _NOT_FOR_IT and role:
        other = yield Condition(When.ROLE, role, through=fact.title)
        asked = other if not isinstance(other, Unasked) and other.is_success else asked
    if asked.is_success:
        return holds(claim, f"the Test Request with it: {status_of(asked)}")
    if asked.status not in _NOT_FOR_IT:
        return holds(claim, f"its steps pass; the Test Request with what they give: {status_of(asked)}")
    message = f"the Test Request does not work with what it gives: {status_of(asked)}"
    place = _extract_of(dossier.options[fact.title])
    return broken(
        claim, message, fault("SR852", claim, dossier, message, place=place, spot=(fact.title, "works"))
    )


def _extract_of(result: SpecResult) -> Place | None:
    """Where the last of the steps that extract something says what."""
    steps = [step.planned.step for step in result.steps if step.planned.step.extractions]
    return steps[-1].extractions[0].place if steps else None


def _role_of(fact: Provider, dossier: Dossier) -> str:
    steps = dossier.options[fact.title].steps
    return next((step.planned.step.token for step in reversed(steps) if step.planned.step.token), "") or ""
