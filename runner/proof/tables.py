"""Tables and lists, as a whole: what they claim by being lists, that there is nothing else."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Final

from runner.claims.rosters import unnamed
from runner.model.claim import Answer, Claim, Code, Parameter, Topic, Where
from runner.model.finding import Finding
from runner.model.place import Place
from runner.model.verdict import State, Verdict
from runner.proof.dossier import Dossier
from runner.proof.judging import broken, fault, holds, seen_in, status_of, unchecked
from runner.proof.likeness import is_data, texts_at
from runner.proof.sighting import Sighting

_ADD: Final = "add a row for it"
_OCCASIONS: Final = re.compile(r"; |, or ")


def judge_tables(dossier: Dossier, verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    """A verdict on each kind of table that the document has. `verdicts` are those on its claims."""
    if not dossier.is_parked:
        yield from _rosters(dossier, verdicts)
        yield from _parameters(dossier)
        yield from _statuses(dossier, verdicts)


def _rosters(dossier: Dossier, verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    """Whether a list of who may call has all who really may, by another list of the document."""
    works = {id(each.claim): each.by for each in verdicts if each.state is State.HOLDS}
    found: dict[Place, list[Finding]] = {}
    for roster, other, role in unnamed(dossier.claims):
        if id(other) in works:
            place, by = roster.place, works[id(other)]
            message = f"`{role}` works ({by}), as line {other.place.line} says, and is missing here"
            hint = "name all who may call wherever they are listed"
            claim = _nobody_else(place, roster.width)
            item = fault(
                "SR809", claim, dossier, message, hint=hint, place=place, width=roster.width, spot=(role,)
            )
            found.setdefault(place, []).append(item)
    for place, items in found.items():
        yield broken(_nobody_else(place, items[0].width), items[0].message, *items)


def _nobody_else(place: Place, width: int) -> Claim:
    return Claim(Topic.AUTHENTICATION, place, "nobody else may call", width=width, why_not="-")


def _parameters(dossier: Dossier) -> Iterator[Verdict]:
    """Whether the tables have all that the Test Request sends; nothing where there is no such table."""
    target = dossier.target
    if target is None:
        return
    rows = list(dossier.facts(Parameter))
    for where, sent in ((Where.QUERY, _query_names(target)), (Where.BODY, _body_names(target))):
        table = [(claim, fact) for claim, fact in rows if fact.where in (where, Where.UNSAID)]
        if not table or (where is Where.QUERY and all(fact.where is Where.UNSAID for _claim, fact in table)):
            continue
        first = table[0][0]
        names = {fact.name.removesuffix("[]") for _claim, fact in rows}
        strange = [
            name for name in sent if name not in names and not _below(name, names) and not is_data(name)
        ]
        claim = Claim(
            first.topic, first.place, f"nothing else is sent in the {where}", first.fact, width=first.width
        )
        if not strange:
            yield holds(claim, f"{len(sent)} sent")
            continue
        message = f"`{strange[0]}` is sent in the {where}, and is not in the table"
        hint = f"sent by {target.planned.step.id}, {target.place.file}:{target.place.line}"
        yield broken(claim, hint, fault("SR834", claim, dossier, message, hint=hint, spot=tuple(strange)))


def _query_names(target: Sighting) -> list[str]:
    return list(dict.fromkeys(name.removesuffix("[]") for name, _text in target.query))


def _body_names(target: Sighting) -> list[str]:
    if isinstance(target.sent, Mapping):
        return list(target.sent)
    return list(dict.fromkeys(name for name, _text in target.form))


def _below(name: str, names: set[str]) -> bool:
    """Whether the table has something inside of it."""
    return any(other.startswith((f"{name}.", f"{name}[].")) for other in names)


def _statuses(dossier: Dossier, verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    """Whether the table has all statuses that came in the runs of the document; nothing without a table.

    A row that is wrong, or the only one whose status nobody saw, is likely to be the one that should have it.
    """
    rows = [(claim, fact) for claim, fact in dossier.facts(Code) if claim.topic is Topic.RESPONSE_CODES]
    if not rows:
        return
    wrong = {id(each.claim) for each in verdicts if each.state is State.BROKEN}
    seen = {each.status for each in dossier.every}
    suspects = [claim for claim, _fact in rows if id(claim) in wrong]
    suspects = suspects or [claim for claim, fact in rows if fact.status not in seen]
    row = suspects[0] if len(suspects) == 1 else rows[0][0]
    claim = Claim(row.topic, row.place, "no other status", row.fact, width=row.width)
    if not dossier.own:
        yield unchecked(claim, dossier.why_no_target)
        return
    listed = {fact.status for _claim, fact in rows}
    strange = next((each for each in dossier.own if each.status not in listed), None)
    shown = _shown(listed, verdicts)
    doubtful = {fact.status for claim, fact in rows if id(claim) in wrong}
    if strange is not None:
        by = f"{status_of(strange)}, {seen_in(strange)}"
        message = f"{status_of(strange)} comes, and is not in the table ({seen_in(strange)})"
        item = fault("SR823", claim, dossier, message, hint=_ADD, spot=(str(strange.status),))
        yield broken(claim, by, item)
    elif shown is not None:
        status, verdict = shown
        message = (
            f"{status} comes ({verdict.by}), as line {verdict.claim.place.line} says, and is not in the table"
        )
        item = fault("SR823", claim, dossier, message, hint=_ADD, spot=(str(status),))
        yield broken(claim, verdict.by, item)
    else:
        yield holds(claim, f"seen: {', '.join(map(str, sorted({each.status for each in dossier.own})))}")
    yield from _codes([row for row in rows if row[1].status not in doubtful], dossier)


def _shown(listed: Container[int], verdicts: Sequence[Verdict]) -> tuple[int, Verdict] | None:
    """A status that no row has, and of which the document itself shows an answer that really comes."""
    for verdict in verdicts:
        fact = verdict.claim.fact
        if not isinstance(fact, Answer) or not fact.is_error or verdict.state is not State.HOLDS:
            continue
        if fact.statuses and not any(status in listed for status in fact.statuses):
            return fact.statuses[0], verdict
    return None


def _codes(rows: Sequence[tuple[Claim, Code]], dossier: Dossier) -> Iterator[Verdict]:
    """Whether what comes where codes stand is named by a row of its status, where all of these name theirs.

    Rows that name the same code are the likeliest to be wrong; else it is the first.
    """
    for status in dict.fromkeys(fact.status for _claim, fact in rows):
        those = [(claim, fact) for claim, fact in rows if fact.status == status]
        named = [word for _claim, fact in those for word in fact.words]
        if not all(fact.words and _names_all(dossier.line(claim.place)) for claim, fact in those):
            continue
        spots = {spot for each in dossier.every for spot, word in texts_at(each.body) if word in named}
        those_came = (each for each in dossier.own if each.status == status)
        came = ((each, *text) for each in those_came for text in texts_at(each.body))
        strange = next(
            ((each, word) for each, spot, word in came if spot in spots and word not in named), None
        )
        if strange is None:
            continue
        sighting, word = strange
        twins = [claim for claim, fact in those if any(named.count(word) > 1 for word in fact.words)]
        for row in twins or [those[0][0]]:
            claim = Claim(row.topic, row.place, f"no other codes with {status}", row.fact, width=row.width)
            message = f"{status_of(sighting)} comes with `{word}`, which no row names ({seen_in(sighting)})"
            hint = f"named with {status}: {', '.join(dict.fromkeys(named))}"
            item = fault("SR824", claim, dossier, message, hint=hint, spot=(str(status), "codes"))
            yield broken(claim, seen_in(sighting), item)


def _names_all(row: str) -> bool:
    """Whether a row names a code for each occasion of which it tells, with semicolons or `, or` between."""
    return all("`" in part for part in _OCCASIONS.split(row))
