"""Fields that a document names in passing: in its summary, beside an example, in a known issue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from runner.claims.fields import Named, named_in_passing
from runner.claims.names import Names
from runner.claims.passage import Passage
from runner.claims.sentence import Sentence
from runner.claims.uid_resolution import says
from runner.load.prose import Text
from runner.model.claim import Claim, Source
from runner.model.spec import Endpoint

_ANSWERS: Final = frozenset({"answer", "response", "result"})


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
        beside = () if home else tuple(dict.fromkeys(each.title for each in passage.spec.sections))
        source = Source(field.is_the, home, field.query, is_loose=True, beside=beside if field.is_the else ())
        yield passage.in_words(text, field.start, field.start + field.width, says(source), source)


def _home(field: Named, passage: Passage, names: Names) -> tuple[Endpoint, ...]:
    """The endpoint of the document, where the field is of its answer, or of what its path ends in."""
    is_own = field.owner in _ANSWERS or field.owner in names.nouns[:1]
    return (passage.spec.endpoint,) if is_own else ()
