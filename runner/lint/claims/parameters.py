"""SR770 to SR774, SR777: tables of parameters against what steps send, and what OpenAPI documents say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from runner.contract.promises import path_variables, same_type
from runner.lint.claims.sending import Gap, names_in_body, names_in_query, plain, sent_as
from runner.lint.claims.told import Told
from runner.lint.expected import wants_refusal
from runner.model.claim import Discrepancy, Parameter, Required, Topic, Where
from runner.model.finding import Finding
from runner.model.json import JSON, Path
from runner.model.spec import Step
from runner.shown import kind_of, shown

_MOST = 12


def required(page: Told) -> Iterator[Finding]:
    """The first step that is to succeed shows how the endpoint is asked. Headers come from elsewhere, too."""
    for step in _successes(page)[:1]:
        for claim, fact in page.facts(Parameter):
            is_open = fact.required is not Required.YES or fact.where is Where.HEADER
            if is_open or _is_of_path(page, fact):
                continue
            if any(value is Gap.LACKING for _path, value in sent_as(step, fact)):
                where, there = (f" in the {fact.where}", " there") if fact.where else ("", "")
                sends = f"step `{step.id}` on line {step.place.line} does not send it{there}"
                message = f"`{fact.name}` is required{where}, and {sends}"
                hint = "send it, or say when it may be left out"
                yield page.in_cell("SR770", claim, fact.required_place, message, hint=hint)


def unlisted(page: Told) -> Iterator[Finding]:
    """What is sent and not described, where the rest is. Said at the first step that does."""
    rows = [fact for _claim, fact in page.facts(Parameter)]
    unread = " ".join(
        claim.says for claim in page.claims if claim.topic is Topic.PARAMETERS and not claim.fact
    )
    names = {plain(fact.name) for fact in rows}
    told: set[str] = set()
    for where, sent in ((Where.QUERY, names_in_query), (Where.BODY, names_in_body)):
        if not _has_table(rows, where):
            continue
        for step in _successes(page):
            for name, path in sent(step):
                bare = plain(name)
                if _is_described(bare, names | told) or re.search(rf"\b{re.escape(name)}\b", unread):
                    continue
                told.add(bare)
                yield _strange(page, step, path, bare, where)


def path_names(page: Told) -> Iterator[Finding]:
    """What the endpoint of the front matter calls otherwise than its table does: one of the two is wrong."""
    ours = path_variables(page.spec.endpoint.path, None)
    theirs = [fact.name for _claim, fact in page.facts(Parameter) if fact.where is Where.PATH]
    strange = [name for name in ours if name not in theirs]
    missing = [name for name in theirs if name not in ours]
    if len(strange) == len(missing) == 1 and len(ours) == len(theirs):
        message = f"the path has `{strange[0]}`, and the table of path parameters `{missing[0]}`"
        yield page.front("SR777", "endpoint", message, hint="give it the same name in both")


def nowhere(page: Told) -> Iterator[Finding]:
    """What no request sends, and no OpenAPI document has either."""
    variables = path_variables(page.spec.endpoint.path, page.promises)
    for claim, fact in page.facts(Parameter):
        if fact.where is Where.PATH and fact.name not in variables:
            there = ", ".join(f"`{name}`" for name in variables) or "no variable"
            message = f"`{fact.name}` is not in the path of the endpoint, which has {there}"
            yield page.against("SR772", claim, message, hint="name it as the path does")
        elif not _is_of_path(page, fact) and not _is_sent(page, fact):
            known = _beside(page, fact)
            if known and page.promises:
                message = f"no step sends `{fact.name}`, and {page.promises.operation.document.name} lacks it"
                hint = f"documented: {', '.join(known[:_MOST])}"
                yield page.against("SR772", claim, message, hint=hint)


def _beside(page: Told, fact: Parameter) -> list[str]:
    """What the OpenAPI document has in its place; nothing where it has it, or need not."""
    if page.promises is None or _is_admitted(page, fact) or page.promises.types_of(fact) is not None:
        return []
    return page.promises.beside(fact)


def types(page: Told) -> Iterator[Finding]:
    """`ids[]` may mean the list or what is in it, so its type says little."""
    for claim, fact in page.facts(Parameter):
        if not fact.types or fact.name.endswith("[]"):
            continue
        said = " or ".join(fact.types)
        wrong = next(_misfits(page, fact), "")
        if wrong:
            message = f"`{fact.name}` is called {said} here, and {wrong}"
            yield page.in_cell("SR773", claim, fact.type_place, message, hint="mend whichever is wrong")


def needs(page: Told) -> Iterator[Finding]:
    """The document may know better than its OpenAPI file; it should say so there."""
    for claim, fact in page.facts(Parameter):
        if page.promises is None or fact.required not in _NEEDS:
            continue
        if _is_of_path(page, fact) or _is_admitted(page, fact):
            continue
        theirs = page.promises.requires(fact)
        if theirs is not None and theirs is not (fact.required is Required.YES):
            document = page.promises.operation.document.name
            message = (
                f"`{fact.name}` is {_NEEDS[fact.required]} here, and {_NEEDS_THERE[theirs]} in {document}"
            )
            hint = "mend one of the two, or list it under `Swagger Discrepancies`"
            yield page.in_cell("SR774", claim, fact.required_place, message, hint=hint)


_NEEDS = {Required.YES: "required", Required.NO: "optional"}
_NEEDS_THERE = {True: "required", False: "optional"}


# ---- where it is sent


def _successes(page: Told) -> list[Step]:
    return [step for step in page.calls if not wants_refusal(step)]


def _is_of_path(page: Told, fact: Parameter) -> bool:
    variables = path_variables(page.spec.endpoint.path, page.promises)
    return fact.where is Where.PATH or (fact.where is Where.UNSAID and fact.name in variables)


def _is_sent(page: Told, fact: Parameter) -> bool:
    return any(value is not Gap.LACKING for step in page.calls for _path, value in sent_as(step, fact))


def _is_admitted(page: Told, fact: Parameter) -> bool:
    """Whether the document itself says that the OpenAPI document is wrong about it."""
    names = {item.parameter for _claim, item in page.facts(Discrepancy)}
    return fact.name in names or fact.name.rpartition(".")[2] in names


def _has_table(rows: list[Parameter], where: Where) -> bool:
    """A table that does not say where may be one of bodies; of queries it is none."""
    places = {fact.where for fact in rows}
    return where in places or (where is Where.BODY and Where.UNSAID in places)


def _is_described(name: str, names: set[str]) -> bool:
    """Whether a table has it, or something inside of it, or that which it is inside of as one."""
    if name in names or any(other.startswith(f"{name}.") for other in names):
        return True
    above = name.rpartition(".")[0]
    while above:
        if above in names:
            return not any(other.startswith(f"{above}.") for other in names)
        above = above.rpartition(".")[0]
    return False


def _strange(page: Told, step: Step, path: Path, name: str, where: Where) -> Finding:
    first = next(claim for claim, fact in page.facts(Parameter) if fact.where in (where, Where.UNSAID))
    message = f"`{name}` is sent in the {where}, and stands in no table of parameters"
    hint = f"add a row for it (line {first.place.line})"
    return page.about("SR771", step, (*path, "?") if path != ("path",) else path, message, hint=hint)


# ---- types


def _misfits(page: Told, fact: Parameter) -> Iterator[str]:
    """What is of another type than the table says."""
    for step in _successes(page):
        for path, value in sent_as(step, fact):
            if not isinstance(value, Gap) and not _fits(value, fact.types, as_text=path[:1] != ("body",)):
                line = step.place_at(*path).line
                yield f"sent as {kind_of(value)} on line {line}: {shown(value, longest=60)}"
    theirs = (page.promises.types_of(fact) if page.promises else None) or frozenset()
    known = sorted(theirs - {"null"})
    if known and page.promises and not any(same_type(kind, other) for kind in fact.types for other in known):
        yield f"{' or '.join(known)} in {page.promises.operation.document.name}"


def _fits(value: JSON, types: tuple[str, ...], *, as_text: bool) -> bool:
    if value is None:
        return True
    if as_text:
        return isinstance(value, list | dict) or any(_reads_as(str(value).lower(), kind) for kind in types)
    return any(same_type(kind, kind_of(value)) for kind in types)


_TEXTS = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(?:\.\d+)?"),
    "boolean": re.compile(r"true|false|0|1"),
}


def _reads_as(text: str, kind: str) -> bool:
    return kind not in _TEXTS or _TEXTS[kind].fullmatch(text) is not None


RULES = (required, unlisted, path_names, nowhere, types, needs)
