"""Claims about ways to a variable: step blocks that give it, and fields of other answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from runner.claims.authentication import says_of_caller
from runner.claims.elsewhere import ENDPOINT, endpoint_of, endpoints_in, said_in_brackets, said_of_callers
from runner.claims.fields import Named, fields_in
from runner.claims.names import Names
from runner.claims.passage import Passage
from runner.claims.sentence import Sentence, sentences_of, unmarked
from runner.claims.uid_resolution import says
from runner.load.markdown import Fence
from runner.load.prose import Table, Text
from runner.model.claim import Caller, Claim, Provider, Source
from runner.model.spec import Endpoint, Role, Section

_HOW_TO: Final = re.compile(r"how to (?:obtain|get|find|acquire)\s+(?P<names>.*)", re.IGNORECASE)
_WORD: Final = re.compile(r"[A-Za-z_]\w*")
_NO_NAMES: Final = frozenset({"a", "and", "or", "the"})
_VARIABLE: Final = re.compile(r"\{\{\s*([A-Za-z_]\w*)")


def read(passage: Passage, _names: Names) -> Iterator[Claim]:
    """The claims of a section about an option, or about how to obtain something."""
    steps = [_section(passage, block) for block in passage.blocks if isinstance(block, Fence)]
    sections = [section for section in steps if section is not None]
    for section in sections:
        yield _provider(passage, section, shares=len(sections) > 1)
    yield from _in_heading(passage, sections)
    telling = _Telling(passage, sections)
    for block in passage.blocks:
        if isinstance(block, Text):
            yield from telling.told(block)
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
    return re.sub(r"[^a-z\d]", "", name.lower())


def _in_heading(passage: Passage, sections: Sequence[Section]) -> Iterator[Claim]:
    """Who may go this way, where its steps go to one place."""
    endpoints = _called(sections)
    if len(endpoints) == 1:
        for said in said_in_brackets(passage.heading.title):
            place = passage.in_heading(passage.heading, said.word)
            fact = Caller(endpoints[0], said.access)
            yield passage.claim(place, says_of_caller(fact), fact, width=len(said.word))


def _called(sections: Sequence[Section]) -> list[Endpoint]:
    """The endpoints that steps call, without their queries."""
    called = (
        Endpoint(step.method, step.path.partition("?")[0])
        for section in sections
        for step in section.steps
        if step.use is None
    )
    return list(dict.fromkeys(called))


# ---- what the words beside the steps say


class _Telling:
    """The texts of a passage, each with the endpoints that those before it were about."""

    def __init__(self, passage: Passage, sections: Sequence[Section]) -> None:
        self._passage = passage
        self._sections = sections
        self._about: list[Endpoint] = []
        self._wanted = _wanted(passage)

    def told(self, text: Text) -> Iterator[Claim]:
        """The claims of a text; that it makes none, where that is so."""
        found = [claim for sentence in sentences_of(text.text) for claim in self._sentence(text, sentence)]
        yield from found
        if not found:
            yield self._passage.unclear(text, "the words name no endpoint, and no field of an answer")

    def _sentence(self, text: Text, sentence: Sentence) -> Iterator[Claim]:
        own = endpoints_in(sentence.raw)
        fields = list(fields_in(sentence, self._wanted[0] if len(self._wanted) == 1 else ""))
        told: set[Endpoint] = set()
        for field in fields:
            start, end = field.start, field.start + field.width
            for source in self._sources(field, fields, sentence):
                told.update(source.endpoints)
                yield self._passage.in_words(text, start, end, says(source), source)
        self._about = own or self._about
        for found in ENDPOINT.finditer(sentence.raw):
            if (endpoint := endpoint_of(found)) not in told:
                source = Source("", (endpoint,), "", is_loose=True)
                start, end = sentence.start + found.start(), sentence.start + found.end()
                yield self._passage.in_words(text, start, end, says(source), source)
        yield from self._callers(text, sentence)

    def _callers(self, text: Text, sentence: Sentence) -> Iterator[Claim]:
        about = self._about or _called(self._sections)
        for said in said_of_callers(sentence.plain) if len(about) == 1 else ():
            start = sentence.find(said.word)
            fact = Caller(about[0], said.access)
            yield self._passage.in_words(text, start, start + len(said.word), says_of_caller(fact), fact)

    def _sources(self, field: Named, fields: Sequence[Named], sentence: Sentence) -> Iterator[Source]:
        """In which answers a field is: what several endpoints answer with, each of them does."""
        for endpoints in self._homes(field, fields, sentence):
            here = [each for each in self._sections if not endpoints or self._calls(each, endpoints)]
            beside = [each.title for each in here] if field.is_the or not endpoints else []
            name = field.is_the or self._for(field)
            others = [self._for(each) for each in fields if each is not field]
            yield Source(
                name if field.is_the or name not in others else "",
                tuple(endpoints),
                field.query,
                is_loose=True,
                beside=tuple(dict.fromkeys(beside)),
            )

    def _homes(self, field: Named, fields: Sequence[Named], sentence: Sentence) -> list[list[Endpoint]]:
        own = endpoints_in(sentence.raw)
        if field.is_the:
            before = endpoints_in(sentence.raw[: field.start - sentence.start])
            return [(before or self._about)[-1:]]
        if len(own) > 1 and len(own) == len(fields):
            return [[own[fields.index(field)]]]
        if own and (len(own) == 1 or len(fields) == 1):
            return [[endpoint] for endpoint in own]
        return [own or self._about]

    def _calls(self, section: Section, endpoints: Sequence[Endpoint]) -> bool:
        return any(endpoint in endpoints for endpoint in _called([section]))

    def _for(self, field: Named) -> str:
        """Which of the wanted names a field is for: `booking.id`, or an `id` where only one is wanted."""
        path, last = _folded(field.query), _folded(field.query.rpartition(".")[2])
        fitting = [word for word in self._wanted if path.endswith(_folded(word))]
        if len(self._wanted) == 1 and _folded(self._wanted[0]).endswith(last):
            fitting = [*self._wanted]
        return fitting[0] if len(fitting) == 1 else ""


def _wanted(passage: Passage) -> tuple[str, ...]:
    """The names in the heading `How to Obtain ...`, as they are written there."""
    for heading in reversed((*passage.above, passage.heading)):
        match = _HOW_TO.match(heading.title)
        if match:
            return tuple(word for word in _WORD.findall(match["names"]) if word not in _NO_NAMES)
    return ()
