"""SR760, SR761: documented answers against what the document's own steps expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from runner.contract.breach import where
from runner.lint.claims.agreement import No, unlike
from runner.lint.claims.told import Told
from runner.lint.expected import successes, wants_refusal
from runner.model.claim import Answer
from runner.model.finding import Finding
from runner.model.json import JSON, Path
from runner.model.spec import Expectation
from runner.query import QueryError, compile_query
from runner.schema import SchemaError, compile_schema
from runner.shown import shown

_NEARLY = 0.6
_SHORT = 80


def expected(page: Told) -> Iterator[Finding]:
    """A documented success. A step that another one satisfies is about that one."""
    answers = [fact for _claim, fact in page.facts(Answer) if fact.has_body and not fact.is_error]
    for answer, refused in unlike(answers, page.calls):
        no = refused[0][0]
        message = f"step `{no.step.id}` expects another answer: {no.result.message}"
        yield page.in_body("SR760", answer, _path_of(no.wanted, answer.body), message, hint=_mend(no))


def statuses(page: Told) -> Iterator[Finding]:
    """The status above a documented success, where each step says which one it wants."""
    told = [(claim, fact) for claim, fact in page.facts(Answer) if fact.statuses and not fact.is_error]
    documented = {status for _claim, fact in told for status in fact.statuses}
    wanted = [(step, set(successes(step))) for step in page.calls if not wants_refusal(step)]
    if not all(codes for _step, codes in wanted):
        return
    for claim, fact in told:
        # What another block is about may be all that the steps show.
        strange = [(step, codes) for step, codes in wanted if codes.isdisjoint(documented)]
        if strange and all(codes.isdisjoint(fact.statuses) for _step, codes in wanted):
            step, codes = strange[0]
            message = (
                f"step `{step.id}` expects {_listed(codes)}, and {_listed(fact.statuses)} is documented here"
            )
            line = step.place_at("expect", "status").line
            hint = f"line {line} says what the step expects: mend one of the two"
            place = fact.status_place or claim.place
            yield page.finding("SR760", place, message, hint=hint, width=3)


def _listed(codes: Iterable[int]) -> str:
    return " or ".join(map(str, sorted(codes)))


def errors(page: Told) -> Iterator[Finding]:
    """A documented error. Not every one has its step: only one that nearly fits can be about it."""
    answers = [fact for _claim, fact in page.facts(Answer) if fact.has_body and fact.is_error]
    for answer, refused in unlike(answers, page.calls):
        near = next((nos for nos in refused if all(_is_near(no, answer.body) for no in nos)), None)
        if near is None:
            continue
        no = near[0]
        path = _path_of(no.wanted, answer.body)
        at, ours, theirs = next(_differences(_at(answer.body, path), _equal(no.wanted), path))
        message = f"step `{no.step.id}` expects `{where(at)}` to be {shown(theirs, longest=_SHORT)}"
        hint = f"here it is {shown(ours, longest=_SHORT)}; {_mend(no)}"
        yield page.in_body("SR761", answer, at, message, hint=hint)


def _mend(no: No) -> str:
    return f"line {no.wanted.place.line} says what the step expects: mend one of the two"


# ---- where they differ


def _path_of(wanted: Expectation, body: JSON) -> Path:
    """What of the body an expectation is about."""
    try:
        if wanted.kind == "schema":
            found = compile_schema(wanted.wanted).violations(body)
            return found[0].path if found else ()
        return compile_query(wanted.subject).plain or ()
    except (QueryError, SchemaError):
        return ()


def _equal(wanted: Expectation) -> JSON:
    return wanted.wanted.get("equals") if isinstance(wanted.wanted, Mapping) else None


def _is_near(no: No, body: JSON) -> bool:
    """Whether it wants nearly what is there: the same keys, and texts that are alike."""
    only_equal = isinstance(no.wanted.wanted, Mapping) and [*no.wanted.wanted] == ["equals"]
    if no.wanted.kind != "body" or not only_equal:
        return False
    path = _path_of(no.wanted, body)
    there = _at(body, path)
    differing = [(ours, theirs) for _path, ours, theirs in _differences(there, _equal(no.wanted), path)]
    return bool(differing) and all(_is_alike(ours, theirs) for ours, theirs in differing)


def _at(body: JSON, path: Path) -> JSON:
    for part in path:
        if isinstance(body, Mapping) and part in body:
            body = body[str(part)]
        elif isinstance(body, list) and isinstance(part, int) and part < len(body):
            body = body[part]
        else:
            return None
    return body


def _differences(ours: JSON, theirs: JSON, path: Path) -> Iterator[tuple[Path, JSON, JSON]]:
    """The innermost values that differ; objects with other keys differ as a whole."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping) and ours.keys() == theirs.keys():
        for key in ours:
            yield from _differences(ours[key], theirs[key], (*path, key))
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _differences(one, other, (*path, index))
    elif ours != theirs:
        yield path, ours, theirs


def _is_alike(one: JSON, other: JSON) -> bool:
    both_texts = isinstance(one, str) and isinstance(other, str)
    return both_texts and SequenceMatcher(None, str(one), str(other)).ratio() >= _NEARLY


RULES = (expected, statuses, errors)
