"""The screens of `steprun claims`: what documents claim, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Final

from runner.model.claim import (
    EVERYBODY_ELSE,
    Access,
    Answer,
    Caller,
    Claim,
    Code,
    Condition,
    Discrepancy,
    Fact,
    Issue,
    Parameter,
    Provider,
    Source,
    Topic,
    When,
)
from runner.model.json import JSON
from runner.model.spec import Endpoint
from runner.report.jsonfile import json_page
from runner.report.measure import pad, wrap
from runner.report.terminal import Line, Span, Style, line
from runner.report.words import count

_GUTTER: Final = 6
"""Columns of a line number, and the blanks behind it."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A document and what it claims."""

    file: str
    endpoint: str
    claims: tuple[Claim, ...] = ()
    note: str = ""
    """Why nothing can be read from it."""


def screen(documents: Sequence[Claimed], *, width: int) -> list[Line]:
    """The claims of each document by sections, in the order of its lines; and the totals."""
    lines: list[Line] = []
    for document in documents:
        lines += [*_document(document, width), line()]
    return [*lines, *_totals(documents)]


def as_json(documents: Sequence[Claimed]) -> str:
    """One object."""
    every = [claim for document in documents for claim in document.claims]
    value: JSON = {
        "totals": {"specs": len(documents), **_counted(every)},
        "sections": {
            topic.value: _counted([claim for claim in every if claim.topic is topic]) for topic in Topic
        },
        "specs": [
            {
                "file": document.file,
                "endpoint": document.endpoint,
                "note": document.note,
                "claims": [_object(claim) for claim in document.claims],
            }
            for document in documents
        ],
    }
    return json_page(value)


def how_checked(fact: Fact) -> str:
    """How a claim can be checked: with which request, or by looking at what."""
    sent = ", or ".join(str(condition).removeprefix("sent ") for condition in _conditions(fact))
    match fact:
        case Issue(endpoint=Endpoint() as endpoint):
            return f"looked for where {endpoint} is sent {sent}"
        case Source(endpoints=endpoints):
            where = f"of {' or '.join(map(str, endpoints))}" if endpoints else "that come"
            return f"looked for in the answers {where}"
        case Caller(endpoint, access) if access.role == EVERYBODY_ELSE:
            return f"looked for among those who call {endpoint}"
        case Caller(endpoint, access):
            return f"{endpoint} {Condition(When.ROLE, access.role)}"
        case _:
            return f"sent {sent}" if sent else _LOOKED_AT[type(fact)]


def _conditions(fact: Fact) -> tuple[Condition, ...]:
    """The requests that show whether it is so."""
    match fact:
        case Access(role=role) if role != EVERYBODY_ELSE:
            return (Condition(When.ROLE, role),)
        case Answer(is_error=True, conditions=conditions) | Code(conditions=conditions):
            return conditions
        case Issue(condition=condition) | Discrepancy(condition=Condition() as condition):
            return (condition,)
    return ()


#: What shows whether it is so where no request of its own does.
_LOOKED_AT: Final[Mapping[type[Fact], str]] = MappingProxyType(
    {
        Access: "sent with a token of every other role",
        Answer: "held against the answers that come",
        Code: "looked for among the answers that come",
        Parameter: "held against the OpenAPI document and what is sent",
        Provider: "its steps are run",
        Discrepancy: "held against the OpenAPI document",
    }
)


# ---- for people


def _document(document: Claimed, width: int) -> Iterator[Line]:
    yield line(Span(document.endpoint, Style.STRONG))
    yield line(Span(document.file, Style.FAINT))
    if document.note:
        yield line(Span(f"  cannot be read: {document.note}", Style.ERROR))
    elif not document.claims:
        yield line(Span("  claims nothing", Style.FAINT))
    for topic, claims in groupby(document.claims, key=lambda claim: claim.topic):
        yield line(f"  {topic.value}")
        for claim in claims:
            yield from _claim(claim, width)


def _claim(claim: Claim, width: int) -> Iterator[Line]:
    """The claim, and how it is checked, or why not, on the same line where there is room."""
    mark, style = ("✓", Style.PASSED) if claim.fact else ("-", Style.SKIPPED)
    aside = how_checked(claim.fact) if claim.fact else claim.why_not
    room = max(width - _GUTTER - 3, 30)
    said = wrap(claim.says, room)
    number = f"{claim.place.line:>{_GUTTER - 2}}  "
    fits = len(said[-1]) + len(aside) + 3 <= room
    for index, words in enumerate(said):
        first = index == 0
        behind = Span(f" · {aside}", Style.FAINT) if fits and index == len(said) - 1 else ""
        gutter = Span(number if first else " " * _GUTTER, Style.FAINT)
        yield line(gutter, Span(f"{mark} ", style) if first else "  ", words, behind)
    for words in () if fits else wrap(aside, room - 2):
        yield line(Span(f"{' ' * (_GUTTER + 2)}{words}", Style.FAINT))


def _totals(documents: Sequence[Claimed]) -> Iterator[Line]:
    every = [claim for document in documents for claim in document.claims]
    numbers = Counter(claim.topic for claim in every)
    known = Counter(claim.topic for claim in every if claim.fact)
    names = max((len(topic.value) for topic in numbers), default=0)
    digits = len(str(max(numbers.values(), default=0)))
    for topic in Topic:
        if numbers[topic]:
            said = f"{pad(topic.value, names)}  {numbers[topic]:>{digits}}"
            yield line(Span(f"  {said}, {known[topic]:>{digits}} can be checked", Style.FAINT))
    total = f"{count(len(documents), 'spec')}: {count(len(every), 'claim')}"
    yield line(Span(f"{total}, {sum(known.values())} can be checked", Style.STRONG))


# ---- for programs


def _object(claim: Claim) -> JSON:
    return {
        "section": claim.topic.value,
        "line": claim.place.line,
        "column": claim.place.column,
        "width": claim.width,
        "says": claim.says,
        "checkable": claim.fact is not None,
        "how": how_checked(claim.fact) if claim.fact else "",
        "why_not": claim.why_not,
    }


def _counted(claims: Sequence[Claim]) -> dict[str, int]:
    return {"claims": len(claims), "checkable": sum(claim.fact is not None for claim in claims)}
