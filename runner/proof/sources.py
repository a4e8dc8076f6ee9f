"""Where ids come from: fields of other answers, and the steps of options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from runner.contract.reach import Reach
from runner.model.claim import Claim, Condition, Provider, Source, When
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.result import Outcome, SpecResult
from runner.model.spec import Endpoint, Extraction
from runner.model.verdict import Verdict
from runner.proof.dossier import Dossier
from runner.proof.fields import Walk, follow, keys_of
from runner.proof.judging import Judging, broken, fault, holds, seen_in, status_of, unchecked
from runner.proof.probe import Unasked
from runner.proof.sighting import Sighting
from runner.query import Query, QueryError, compile_query

_NOT_FOR_IT = frozenset({400, 401, 403, 404})
"""What an id that is none, or is another one's, is answered with; else it is known, and in another state."""


def judge_source(claim: Claim, fact: Source, dossier: Dossier) -> Verdict:
    """Whether the endpoint answers with something at the path; and that it is what steps take for it."""
    if fact.is_loose and fact.query:
        return _same_as_taken(claim, fact, dossier) or _somewhere(claim, fact, dossier)
    answers = _successes(_answers(fact, dossier))
    if not answers:
        return _by_document(claim, fact, dossier)
    if not fact.query:
        return holds(claim, f"{_listed(fact)}: {status_of(answers[0])}")
    try:
        found = _holder_of(compile_query(fact.query), answers)
    except QueryError as error:
        return unchecked(claim, f"`{fact.query}` cannot be read: {error}")
    if found is not None:
        return holds(claim, f"`{fact.query}` is there, {seen_in(found)}")
    return _nothing_there(claim, fact, dossier, answers)


def _answers(fact: Source, dossier: Dossier) -> Iterator[Sighting]:
    """All that came from its endpoints; from wherever, where it names none."""
    if not fact.endpoints:
        yield from dossier.sightings
    for endpoint in fact.endpoints:
        yield from dossier.seen(endpoint)


def _listed(fact: Source) -> str:
    return " or ".join(map(str, fact.endpoints))


def _successes(sightings: Iterable[Sighting]) -> list[Sighting]:
    return [each for each in sightings if each.is_success and each.body is not None]


def _holder_of(query: Query, answers: Sequence[Sighting]) -> Sighting | None:
    return next((each for each in answers if any(value is not None for value in query.find(each.body))), None)


def _nothing_there(claim: Claim, fact: Source, dossier: Dossier, answers: Sequence[Sighting]) -> Verdict:
    of = f"of {_listed(fact)}" if fact.endpoints else "that came"
    message = f"`{fact.query}` finds nothing in the answers {of} ({seen_in(answers[0])})"
    by = f"nothing at `{fact.query}`"
    return broken(claim, by, fault("SR861", claim, dossier, message, spot=(fact.name, fact.query)))


def _by_document(claim: Claim, fact: Source, dossier: Dossier) -> Verdict:
    """Where nobody asked, the OpenAPI documents may tell."""
    known = [found for endpoint in fact.endpoints if (found := dossier.promises_of(endpoint))]
    files = " and ".join(dict.fromkeys(each.operation.document.name for each in known))
    if known and not fact.query and fact.is_loose:
        return holds(claim, f"documented in {files}")
    if fact.query and any(each.reach(fact.query) is Reach.THERE for each in known):
        return holds(claim, f"documented in {files}")
    denied = [fact.query and each.denies(fact.query, is_loose=fact.is_loose) for each in known]
    if not known or len(known) < len(fact.endpoints) or not all(denied):
        return unchecked(claim, f"no step calls {_listed(fact)} and succeeds")
    message = f"`{fact.query}` is not in the answer of {_listed(fact)} as {files} documents it"
    return broken(claim, message, fault("SR861", claim, dossier, message, spot=(fact.name, fact.query)))


# ---- fields that prose names without saying where in an answer they stand


def _somewhere(claim: Claim, fact: Source, dossier: Dossier) -> Verdict:
    """Whether such a field comes at all. That it does not says something where what holds it comes."""
    keys = keys_of(fact.query)
    answers = _successes(_answers(fact, dossier))
    walk = follow(keys, [each.body for each in answers])
    if walk.values:
        return holds(claim, f"`{fact.query}` is there, {seen_in(answers[walk.last])}")
    if fact.endpoints and not answers:
        return _by_document(claim, fact, dossier)
    if walk.is_open:
        return unchecked(claim, f"what should hold `{fact.query}` is empty in the answers that came")
    said = _said_of_holders(keys, walk, answers, dossier)
    if Reach.THERE in said:
        return unchecked(claim, f"`{fact.query}` is documented, and is not in the answers that came")
    if fact.endpoints or said == {Reach.NOT_THERE}:
        return _nothing_there(claim, fact, dossier, answers)
    beside = _successes(_of_steps_beside(fact, dossier))
    if follow(keys, [each.body for each in beside]).at_root:
        return _nothing_there(claim, fact, dossier, beside)
    return unchecked(claim, f"no answer that came has anything like `{fact.query}`")


def _said_of_holders(
    keys: Sequence[str], walk: Walk, answers: Sequence[Sighting], dossier: Dossier
) -> set[Reach]:
    """What the OpenAPI documents say of the field, wherever it should have been."""
    depth = walk.anywhere
    holders = {
        (answers[number].operation, answers[number].status, path)
        for number, path in walk.lacking.get(depth, ())
    }
    found: set[Reach] = set()
    for key, status, path in holders:
        promises = dossier.promises_of(Endpoint(*key.split(" ", 1))) if key else None
        reply = promises.operation.reply_to(status) if promises else None
        if promises and reply:
            found.add(promises.reached((*path, *keys[depth:]), [reply]).reach)
    return found


def _same_as_taken(claim: Claim, fact: Source, dossier: Dossier) -> Verdict | None:
    """Whether it is what steps of the document take for the name; None where they do not tell."""
    keys = keys_of(fact.query)
    other: Verdict | None = None
    for sighting in _successes(_of_own_steps(fact, dossier)) if fact.name else ():
        for item in sighting.planned.step.extractions:
            taken = _taken(item, fact.name, sighting.body)
            there = follow(keys, [sighting.body]).values if taken else []
            by = f"`{item.query}`, {seen_in(sighting)}"
            if any(value in taken for value in there):
                return holds(claim, by)
            if other is None and taken and (there or len(keys) == 1):
                what = "holds something else" if there else "does not come"
                said = fact.query.removeprefix("$.")
                message = f"`{said}` {what}: the steps take `{fact.name}` from `{item.query}`"
                item_fault = fault("SR861", claim, dossier, message, spot=(fact.name, fact.query))
                other = broken(claim, by, item_fault)
    return other


def _taken(item: Extraction, name: str, body: JSON) -> list[JSON]:
    """What an extraction takes out of a body, where it is the one of this name."""
    if item.name.replace("_", "").lower() != name.replace("_", "").lower() or not item.query:
        return []
    try:
        return compile_query(item.query).find(body)
    except QueryError:
        return []


def _of_steps_beside(fact: Source, dossier: Dossier) -> list[Sighting]:
    steps = (
        step for section in dossier.spec.sections if section.title in fact.beside for step in section.steps
    )
    places = {step.place for step in steps}
    return [each for each in dossier.sightings if each.planned.step.place in places]


def _of_own_steps(fact: Source, dossier: Dossier) -> Iterator[Sighting]:
    """What came to the steps beside the words; and to all of the document that ask the same endpoint."""
    yield from _of_steps_beside(fact, dossier)
    if fact.endpoints:
        yield from (each for each in _answers(fact, dossier) if each.home == dossier.spec.file)


# ---- options


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
