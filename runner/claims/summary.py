"""Claims that a summary makes in passing: fields of answers, and statuses with their occasions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from runner.claims.known_issues import issues_in
from runner.claims.mentions import mentioned
from runner.claims.names import Names
from runner.claims.passage import Passage
from runner.claims.sentence import sentences_of
from runner.load.prose import Text
from runner.model.claim import Claim, Topic, When

#: Summaries also tell what once happened, to whom; these occasions are about any call.
_PLAIN: Final = frozenset({When.REPEATED, When.LEFT_OUT})


def read(passage: Passage, names: Names) -> Iterator[Claim]:
    """What it says plainly; all else is prose, and nobody's claim."""
    own = replace(passage, topic=Topic.SUMMARY)
    for text in passage.blocks:
        if not isinstance(text, Text):
            continue
        for sentence in sentences_of(text.text):
            if sentence.is_hedged:
                continue
            for issue in issues_in(sentence.plain, own, names):
                if issue.condition.when in _PLAIN:
                    yield own.in_words(text, sentence.start, sentence.end, sentence.plain, issue)
            yield from mentioned(own, names, text, sentence)
