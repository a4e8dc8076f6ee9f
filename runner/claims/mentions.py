"""Fields that a document names in passing: in its summary, beside an example, in a known issue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from runner.claims.fields import Named, named_in_passing
from runner.claims.names import Names
from runner.claims.passage import Passage
from runner.claims.sentence import Sentence, unmarked
from runner.claims.tables import rows_of
from runner.claims.uid_resolution import query_of, says
from runner.load.prose import Table, Text
from runner.model.claim import Claim, Source
from runner.model.spec import Endpoint

_ANSWERS: Final = frozenset({"answer", "response", "result"})
_OF_ANOTHER: Final = re.compile(r"`(?P<path>[^`]+)` of (?:an?|the|any|each) ")


def mentioned(
    passage: Passage,
    names: Names,
    text: Text,
    sentence: Sentence,
    find: Callable[[Sentence], Iterable[Named]] = named_in_passing,
) -> Iterator[Claim]:
    """The claims that a sentence makes about fields: that they come, and what they are."""
    for field in find(sentence):
        home = _home(field, passage, names)
        # Where it does not say whose field it is, the steps that take it for something tell.
        beside = _titles(passage) if field.is_the and not home else ()
        source = Source(field.is_the, home, field.query, is_loose=True, beside=beside)
        yield passage.in_words(text, field.start, field.start + field.width, says(source), source)


def described(passage: Passage, names: Names) -> Iterator[Claim]:
    """Where parameters come from, by their descriptions in a table: `uid` of a booking in the list."""
    for block in passage.blocks:
        for row in rows_of(block) if isinstance(block, Table) else ():
            name, cell = row.cell("name"), row.cell("meaning")
            found = _OF_ANOTHER.match(cell.text) if name and cell else None
            parameter = names.parameter(unmarked(name.text)) if name and found else ""
            if cell and found and parameter and (query := query_of(found["path"])):
                source = Source(parameter, (), query, is_loose=True, beside=_titles(passage))
                place = passage.place(cell.line, cell.column + found.start("path"))
                yield passage.claim(place, says(source), source, width=len(found["path"]))


def _titles(passage: Passage) -> tuple[str, ...]:
    """Of all its sections with steps."""
    return tuple(dict.fromkeys(each.title for each in passage.spec.sections))


def _home(field: Named, passage: Passage, names: Names) -> tuple[Endpoint, ...]:
    """The endpoint of the document, where the field is of its answer, or of what its path ends in."""
    is_own = field.owner in _ANSWERS or field.owner in names.nouns[:1]
    return (passage.spec.endpoint,) if is_own else ()
