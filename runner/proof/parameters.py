"""Parameters: whether the endpoint has them, of which type, and whether it really requires them."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from runner.contract.promises import path_variables, same_type
from runner.model.claim import Claim, Condition, Parameter, Required, When, Where
from runner.model.finding import Finding
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.verdict import State, Verdict
from runner.proof.dossier import Dossier
from runner.proof.judging import Asked, Judging, broken, fault, holds, seen_in, status_of, unchecked
from runner.proof.likeness import texts_of
from runner.proof.probe import Unasked
from runner.proof.sighting import Sighting
from runner.shown import kind_of, shown

_WORSE = 500


def judge_parameter(claim: Claim, fact: Parameter, dossier: Dossier) -> Judging:
    """Everything that its row says."""
    if not dossier.every:
        return unchecked(claim, dossier.why_no_target)
    wrong = [*_existence(claim, fact, dossier), *_type(claim, fact, dossier)]
    if wrong:
        return broken(claim, wrong[0].message, *wrong)
    if _is_of_path(fact, dossier):
        if fact.required is Required.NO:
            return _required_after_all(claim, fact, dossier, "it is part of the path")
        return holds(claim, "it is part of the path")
    match fact.required:
        case Required.YES:
            return (yield from _required(claim, fact, dossier))
        case Required.NO:
            return (yield from _optional(claim, fact, dossier))
    known = _types_of(fact, dossier)
    if known or _sent(fact, dossier):
        return holds(claim, "documented" if known else "sent")
    return unchecked(claim, "when it is required is not said in words that can be checked")


# ---- whether there is such a parameter


def _existence(claim: Claim, fact: Parameter, dossier: Dossier) -> Iterator[Finding]:
    variables = path_variables(dossier.spec.endpoint.path, dossier.promises)
    if fact.where is Where.PATH and fact.name not in variables:
        there = ", ".join(f"`{name}`" for name in variables) or "no variable"
        message = f"`{fact.name}` is not in the path of the endpoint, which has {there}"
        yield fault("SR835", claim, dossier, message, spot=(fact.name, "path"))
        return
    if fact.name in variables or _sent(fact, dossier) or _types_of(fact, dossier) is not None:
        return
    known = dossier.promises.beside(fact) if dossier.promises else []
    if known:
        message = f"`{fact.name}` is sent by no step, and the OpenAPI document does not have it"
        hint = f"documented: {', '.join(known[:12])}"
        yield fault("SR835", claim, dossier, message, hint=hint, spot=(fact.name, "there"))


def _is_of_path(fact: Parameter, dossier: Dossier) -> bool:
    variables = path_variables(dossier.spec.endpoint.path, dossier.promises)
    return fact.where in (Where.PATH, Where.UNSAID) and fact.name in variables


# ---- its type


def _type(claim: Claim, fact: Parameter, dossier: Dossier) -> Iterator[Finding]:
    if not fact.types:
        return
    spot = (fact.name, "type")
    place, width = fact.type_place, _cell_at(fact.type_place, dossier)
    said = " or ".join(fact.types)
    for sighting in dossier.every:
        if not sighting.is_success:
            continue
        for value in _values(fact, sighting):
            if value is not None and not _is_of(value, fact.types, as_text=_as_text(fact, sighting)):
                message = (
                    f"`{fact.name}` is documented as {said}, and sent as {kind_of(value)}: {shown(value)}"
                )
                yield fault("SR833", claim, dossier, message, place=place, width=width, spot=spot)
                return
    known = (_types_of(fact, dossier) or frozenset()) - {"null"}
    if known and not any(same_type(kind, other) for kind in fact.types for other in known):
        theirs = " or ".join(sorted(known))
        message = f"`{fact.name}` is documented as {said} here, and as {theirs} in the OpenAPI document"
        yield fault("SR833", claim, dossier, message, place=place, width=width, spot=spot)


def _is_of(value: JSON, types: tuple[str, ...], *, as_text: bool) -> bool:
    if as_text and isinstance(value, str):
        return any(_fits_as_text(value, kind) for kind in types)
    return any(same_type(kind, kind_of(value)) for kind in types)


def _fits_as_text(text: str, kind: str) -> bool:
    if kind == "integer":
        return text.lstrip("-").isdecimal()
    if kind == "boolean":
        return text.lower() in {"true", "false"}
    if kind == "number":
        return text.replace(".", "", 1).lstrip("-").isdecimal()
    return True


def _types_of(fact: Parameter, dossier: Dossier) -> frozenset[str] | None:
    return dossier.promises.types_of(fact) if dossier.promises else None


# ---- what is sent


def _sent(fact: Parameter, dossier: Dossier) -> bool:
    return any(True for each in dossier.every for _value in _values(fact, each))


def _values(fact: Parameter, sighting: Sighting) -> Iterator[JSON]:
    """What a request sends under the name."""
    if fact.where in (Where.QUERY, Where.UNSAID):
        yield from sighting.in_query(fact.name)
    if fact.where in (Where.BODY, Where.UNSAID):
        yield from sighting.in_body(fact.name)
    if fact.where is Where.HEADER:
        yield from sighting.in_headers(fact.name)


def _as_text(fact: Parameter, sighting: Sighting) -> bool:
    """Whether it is sent where all is text: anywhere but in JSON."""
    return (
        fact.where is Where.QUERY
        or sighting.sent is None
        or not any(True for _value in sighting.in_body(fact.name))
    )


# ---- whether it is required


def _required(claim: Claim, fact: Parameter, dossier: Dossier) -> Judging:
    condition = Condition(When.LEFT_OUT, fact.name)
    asked = yield condition
    if isinstance(asked, Unasked):
        seen = _required_by_target(claim, fact, dossier, asked.why)
        emptied = (yield from _with_empty_holder(fact)) if seen.state is State.UNCHECKED else None
        if emptied is None:
            return seen
        condition, asked = emptied
    if asked.is_success:
        return _not_required(claim, fact, dossier, f"{condition}: {status_of(asked)}")
    # Required here, but the document itself does without it elsewhere.
    without = _success_without(fact, dossier)
    if without is not None:
        return _not_required(claim, fact, dossier, f"without it: {status_of(without)}, {seen_in(without)}")
    if asked.status >= _WORSE:
        return unchecked(claim, f"{condition}: {status_of(asked)}, which says nothing")
    return holds(claim, f"{condition}: {status_of(asked)}")


def _with_empty_holder(fact: Parameter) -> Generator[Condition, Asked, tuple[Condition, Sighting] | None]:
    """Where what holds the parameter is not sent: an empty one. A refusal counts if it names the former."""
    above, _dot, name = fact.name.rpartition(".")
    if not above:
        return None
    condition = Condition(When.EMPTY, above)
    asked = yield condition
    if isinstance(asked, Unasked):
        return None
    told = asked.is_success or any(name in text for text in texts_of(asked.body))
    return (condition, asked) if told else None


def _required_by_target(claim: Claim, fact: Parameter, dossier: Dossier, why: str) -> Verdict:
    """A success without it shows as well that it is not required, unless what holds it is missing, too."""
    without = _success_without(fact, dossier)
    refused = _refused_without(fact, dossier)
    if without is None and refused is not None:
        return holds(claim, f"without it: {status_of(refused)}, {seen_in(refused)}")
    if without is None:
        return unchecked(claim, why)
    return _not_required(claim, fact, dossier, f"without it: {status_of(without)}")


def _success_without(fact: Parameter, dossier: Dossier) -> Sighting | None:
    above = fact.name.rpartition(".")[0]
    for each in dossier.own:
        holder = not above or any(each.in_body(above))
        if each.is_success and holder and not any(True for _value in _values(fact, each)):
            return each
    return None


def _refused_without(fact: Parameter, dossier: Dossier) -> Sighting | None:
    """A refusal that names the parameter, of a request that did not send it."""
    return next((each for each in dossier.every if each.misses(fact.name)), None)


def _not_required(claim: Claim, fact: Parameter, dossier: Dossier, by: str) -> Verdict:
    return _otherwise(claim, fact, dossier, ("SR831", f"`{fact.name}` is not required: {by}"), by)


def _optional(claim: Claim, fact: Parameter, dossier: Dossier) -> Judging:
    condition = Condition(When.LEFT_OUT, fact.name)
    asked = yield condition
    demanding = next((each for each in dossier.every if each.demands(fact.name)), None)
    if demanding is not None:
        by = f"without it: {status_of(demanding)}, {seen_in(demanding)}"
        return _required_after_all(claim, fact, dossier, by)
    if isinstance(asked, Unasked):
        if _success_without(fact, dossier) is not None:
            return holds(claim, "left out, and it worked")
        refused = _refused_without(fact, dossier)
        if refused is not None:
            by = f"without it: {status_of(refused)}, {seen_in(refused)}"
            return _required_after_all(claim, fact, dossier, by)
        emptied = yield from _with_empty_holder(fact)
        if emptied is None:
            return unchecked(claim, asked.why)
        condition, asked = emptied
    if asked.is_success:
        return holds(claim, f"{condition}: {status_of(asked)}")
    if asked.status >= _WORSE:
        return unchecked(claim, f"{condition}: {status_of(asked)}, which says nothing")
    return _required_after_all(claim, fact, dossier, f"{condition}: {status_of(asked)}")


def _required_after_all(claim: Claim, fact: Parameter, dossier: Dossier, by: str) -> Verdict:
    return _otherwise(claim, fact, dossier, ("SR832", f"`{fact.name}` is required after all: {by}"), by)


def _otherwise(claim: Claim, fact: Parameter, dossier: Dossier, said: tuple[str, str], by: str) -> Verdict:
    """With the code and the words of what is wrong about the word that says whether it is required."""
    code, message = said
    place, width = fact.required_place, _cell_at(fact.required_place, dossier)
    spot = (fact.name, "required")
    return broken(claim, by, fault(code, claim, dossier, message, place=place, width=width, spot=spot))


def _cell_at(place: Place | None, dossier: Dossier) -> int:
    """How wide the text of a table's cell is."""
    return len(dossier.line(place)[place.column - 1 :].partition("|")[0].rstrip()) if place else 0
