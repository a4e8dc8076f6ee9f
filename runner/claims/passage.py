"""A passage: the blocks of a document that stand under one heading which says what they claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from runner.claims.sentence import unmarked
from runner.claims.titles import ASIDES, OPENINGS, topic_of
from runner.load.markdown import Fence, Heading
from runner.load.prose import Block, Cell, Text, blocks_of
from runner.model.claim import Claim, Fact, Topic
from runner.model.place import Place
from runner.model.spec import Spec

_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Part:
    """What stands below one heading of a passage."""

    heading: Heading | None
    """None: below the deciding one itself."""
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks about one topic, in their order, headings below the deciding one among them."""

    topic: Topic
    heading: Heading
    """The one that decides."""
    above: tuple[Heading, ...]
    """The headings that it stands under, outermost first."""
    blocks: tuple[Block, ...]
    spec: Spec
    in_passing: bool = False
    """Whether the heading announces something else, so that only plain words count."""

    def parts(self) -> Iterator[Part]:
        """What stands below the deciding heading itself, then below each heading in it."""
        heading: Heading | None = None
        blocks: list[Block] = []
        for block in self.blocks:
            if isinstance(block, Heading):
                yield Part(heading, tuple(blocks))
                heading, blocks = block, []
            else:
                blocks.append(block)
        yield Part(heading, tuple(blocks))

    def place(self, line: int, column: int = 1) -> Place:
        """A place in its file."""
        return Place(self.spec.file, line, column)

    def body_of(self, code: Fence) -> Place:
        """Where the content of a fence begins, which need not exist."""
        return self.place(min(code.line, len(self.spec.lines)), code.indent + 1)

    def claim(
        self, place: Place, says: str, fact: Fact | None = None, *, width: int = 1, why_not: str = ""
    ) -> Claim:
        """A claim of this passage."""
        return Claim(self.topic, place, shortened(says) or "nothing", fact, why_not, max(width, 1))

    def in_cell(self, cell: Cell, says: str, fact: Fact | None = None, *, why_not: str = "") -> Claim:
        """A claim that a cell of a table makes."""
        place = self.place(cell.line, cell.column)
        return self.claim(place, says, fact, width=len(cell.text), why_not=why_not)

    def in_words(
        self, text: Text, start: int, end: int, says: str, fact: Fact | None = None, *, why_not: str = ""
    ) -> Claim:
        """A claim that the words from `start` to `end` of a text make."""
        line, column = text.at(start)
        row_ends = (begin - 1 for begin, _column in text.starts if begin > start)
        width = min(end, next(row_ends, end)) - start
        return self.claim(self.place(line, column), says, fact, width=width, why_not=why_not)

    def under(self, heading: Heading, says: str, fact: Fact | None = None, *, why_not: str = "") -> Claim:
        """A claim that a heading makes."""
        source = self.spec.lines[heading.line - 1]
        column = len(source) - len(source.lstrip("# ")) + 1
        width = len(source.rstrip()) - column + 1
        return self.claim(self.place(heading.line, column), says, fact, width=width, why_not=why_not)

    def in_heading(self, heading: Heading, word: str) -> Place:
        """Where a word of a heading stands; where the heading does, if it is written otherwise there."""
        return self.place(heading.line, max(self.spec.lines[heading.line - 1].find(word), 0) + 1)

    def unclear(self, text: Text, why_not: str) -> Claim:
        """A text that says something which cannot be checked."""
        return self.in_words(text, 0, len(text.text), unmarked(text.text), why_not=why_not)


def passages_of(spec: Spec) -> Iterator[Passage]:
    """The passages of a document that claim something; the innermost heading with a known title decides."""
    for (topic, chain), members in groupby(_announced(spec), key=lambda item: item[:2]):
        if chain:
            *above, heading = chain
            blocks = tuple(block for _topic, _chain, block in members if block is not heading)
            yield Passage(
                topic or Topic.AUTHENTICATION, heading, tuple(above), blocks, spec, in_passing=topic is None
            )


def shortened(words: str) -> str:
    """The start of a text, for lists."""
    said = " ".join(words.split())
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1].rstrip()}…"


def _announced(spec: Spec) -> Iterator[tuple[Topic | None, tuple[Heading, ...], Block]]:
    """Each block, with the chain down to the heading that decides its topic; an empty one where none does."""
    blocks = blocks_of(spec.text)
    titles = [block for block in blocks if isinstance(block, Heading) and block.level == 1]
    chain: tuple[Heading, ...] = ()
    for block in blocks:
        if isinstance(block, Heading):
            chain = (*(above for above in chain if above.level < block.level), block)
        # The one title of a document is its name, not a section.
        sections = chain[1:] if titles[:1] == list(chain[:1]) and len(titles) == 1 else chain
        yield (*_deciding(sections), block)


def _deciding(chain: tuple[Heading, ...]) -> tuple[Topic | None, tuple[Heading, ...]]:
    if any(ASIDES.match(heading.title) for heading in chain):
        return None, ()
    for length in range(len(chain), 0, -1):
        title = chain[length - 1].title
        topic = topic_of(title)
        if topic is not None:
            return topic, chain[:length]
        if length == 1 and len(chain) == 1 and OPENINGS.match(title):
            return None, chain
    return None, ()
