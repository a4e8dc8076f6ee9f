"""Claims about ways to a variable: step blocks that give it, and fields of other answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from runner.claims.known_issues import ENDPOINT
from runner.claims.names import Names
from runner.claims.passage import Passage
from runner.claims.sentence import Sentence, sentences_of, unmarked
from runner.claims.uid_resolution import query_of, says
from runner.load.markdown import Fence
from runner.load.prose import Table, Text
from runner.model.claim import Claim, Provider, Source
from runner.model.spec import Endpoint, Role, Section

_HOW_TO: Final = re.compile(r"how to (?:obtain|get|find|acquire)\s+(?P<names>.*)", re.IGNORECASE)
_WORD: Final = re.compile(r"[A-Za-z_]\w*")
_VARIABLE: Final = re.compile(r"\{\{\s*([A-Za-z_]\w*)")
_SAYS: Final = re.compile(
    r"\b(?:answers?|responds?|contains?|returns?|gives?|holds?|names?)\b", re.IGNORECASE
)
_FIELD: Final = re.compile(r"`((?:\$\.)?[A-Za-z_]\w*(?:\[\d*\])?(?:\.[A-Za-z_]\w*(?:\[\d*\])?)*)`")
_WHICH: Final = re.compile(
    r"`(?P<path>[^`]+)`,?\s+(?:field\s+)?(?:which |that )?(?:is|are) the `(?P<name>\w+)`"
)
_SPANS: Final = re.compile(r"`([^`]*)`")


def read(passage: Passage, _names: Names) -> Iterator[Claim]:
    """The claims of a section about an option, or about how to obtain something."""
    steps = [_section(passage, block) for block in passage.blocks if isinstance(block, Fence)]
    sections = [section for section in steps if section is not None]
    for section in sections:
        yield _provider(passage, section, shares=len(sections) > 1)
    for block in () if sections else passage.blocks:
        if isinstance(block, Text):
            yield from _told(passage, block)
        elif isinstance(block, Table):
            why = "a table of words, and of no endpoints"
            yield passage.in_cell(
                block.header[0], unmarked(" | ".join(cell.text for cell in block.header)), why_not=why
            )


def _section(passage: Passage, code: Fence) -> Section | None:
    """The step block that a fence holds."""
    lines = (code.line - 1, code.line)
    found = (section for section in passage.spec.sections if section.place.line in lines)
    return next((section for section in found if section.role is Role.EXAMPLE), None)


def _provider(passage: Passage, section: Section, *, shares: bool) -> Claim:
    names = _names_of(passage)
    if shares:  # blocks under one heading share its names
        given = {extraction.name for step in section.steps for extraction in step.extractions}
        names = tuple(name for name in names if name in given)
    fact = Provider(section.title, names)
    what = f" gives {_listed(names)}" if names else ": its steps work"
    return passage.claim(section.place, f"{section.title}{what}", fact, width=3)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _names_of(passage: Passage) -> tuple[str, ...]:
    """The variables that the heading `How to Obtain ...` names, as the steps call them."""
    for heading in reversed((*passage.above, passage.heading)):
        match = _HOW_TO.match(heading.title)
        if match:
            known = {_folded(name): name for name in _variables(passage)}
            words = _WORD.findall(match["names"])
            return tuple(dict.fromkeys(known[_folded(word)] for word in words if _folded(word) in known))
    return ()


def _variables(passage: Passage) -> Iterator[str]:
    """The names that steps of the document take out of answers, or put into requests."""
    yield from _VARIABLE.findall(passage.spec.text)
    for step in passage.spec.steps(*Role):
        yield from (extraction.name for extraction in step.extractions)


def _folded(name: str) -> str:
    return name.replace("_", "").lower()


# ---- fields of other answers


def _told(passage: Passage, text: Text) -> Iterator[Claim]:
    found: list[Claim] = []
    endpoint: Endpoint | None = None
    for sentence in sentences_of(text.text):
        sources = list(_sources(sentence, passage, endpoint))
        found += [
            passage.in_words(text, sentence.start, sentence.end, says(source), source) for source in sources
        ]
        endpoint = next(iter(_endpoints(sentence.raw)), endpoint)
    yield from found
    if not found:
        why = "no field of its answer is named" if endpoint else "no endpoint is named, and no steps"
        yield passage.unclear(text, why)


def _endpoints(words: str) -> list[Endpoint]:
    return [Endpoint(match[1], match[2].partition("?")[0].rstrip(".")) for match in ENDPOINT.finditer(words)]


def _sources(sentence: Sentence, passage: Passage, before: Endpoint | None) -> Iterator[Source]:
    endpoints = _endpoints(sentence.raw)
    which = list(_WHICH.finditer(sentence.raw))
    if which:
        endpoint = endpoints[0] if endpoints else before
        for match in which:
            query = query_of(match["path"])
            if endpoint and query:
                yield Source(match["name"], endpoint, query)
        return
    if not endpoints or not _SAYS.search(sentence.plain):
        return
    fields = [
        span for span in _SPANS.findall(sentence.raw)
        if not ENDPOINT.search(span) and _FIELD.fullmatch(f"`{span}`") and "." in span
    ]  # fmt: skip
    yield from _paired(endpoints, fields, _wanted(passage))


def _wanted(passage: Passage) -> tuple[str, ...]:
    """The names in the heading `How to Obtain ...`, as they are written there."""
    for heading in reversed((*passage.above, passage.heading)):
        match = _HOW_TO.match(heading.title)
        if match:
            return tuple(
                word for word in _WORD.findall(match["names"]) if word not in ("and", "or", "the", "a")
            )
    return ()


def _paired(endpoints: list[Endpoint], fields: list[str], wanted: tuple[str, ...]) -> Iterator[Source]:
    """Which field of which answer is which name, where there is but one way to see it."""
    if len(wanted) == 1 and len(fields) == len(endpoints):
        pairs = zip(endpoints, fields, strict=True)
        yield from (Source(wanted[0], endpoint, query_of(path)) for endpoint, path in pairs)
    elif len(wanted) == 1 and len(fields) == 1:
        yield from (Source(wanted[0], endpoint, query_of(fields[0])) for endpoint in endpoints)
    elif len(endpoints) == 1:
        for name in wanted:
            fitting = [path for path in fields if _folded(path.replace(".", "")).endswith(_folded(name))]
            if len(fitting) == 1:
                yield Source(name, endpoints[0], query_of(fitting[0]))
