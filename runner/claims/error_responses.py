"""Claims about refusals: a heading with the status and the reason, and the JSON that comes with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from runner.claims.conditions import conditions_of
from runner.claims.evidence import completed
from runner.claims.example import NoJson, example_of, gist, is_example
from runner.claims.names import Names
from runner.claims.passage import Part, Passage
from runner.claims.sentence import unmarked
from runner.claims.tables import Row, rows_of
from runner.load.markdown import Fence, Heading
from runner.load.prose import Table, Text
from runner.model.claim import Answer, Claim, Condition

_HEAD: Final = re.compile(
    r"(?:HTTP )?`?(?P<status>[1-5]\d\d)`?(?!\w|\.\d)\s*(?P<phrase>[A-Za-z' -]*?)\s*"
    r"(?:$|(?:[-–—:]|(?=\())\s*(?P<reason>.*))"
)
_IN_TITLE: Final = re.compile(r"\b[1-5]\d\d\b")


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What words say of a refusal: `404 Not Found - No such booking`."""

    status: int
    reason: str
    conditions: tuple[Condition, ...] = field(default=())

    def says(self, body: str = "") -> str:
        with_body = f" with {body}" if body else ""
        return f"{self.status}{with_body}" + (f": {self.reason}" if self.reason else "")

    @property
    def bare(self) -> Answer:
        return Answer((self.status,), None, has_body=False, is_error=True, conditions=self.conditions)


def read(passage: Passage, names: Names) -> Iterator[Claim]:
    """The claims of a section about error responses."""
    for part in passage.parts():
        heading = part.heading or (passage.heading if _IN_TITLE.search(passage.heading.title) else None)
        refusal = _refusal_of(heading.title, names) if heading else None
        if heading and refusal:
            yield from _refused(passage, heading, _explained(refusal, part, names), part, names)
        elif part.heading:
            yield passage.under(part.heading, part.heading.title, why_not="the heading names no status")
        else:
            yield from _listed(passage, part, names)


def _refusal_of(words: str, names: Names, reason: str = "") -> _Refusal | None:
    head = _HEAD.search(words)
    if head is None:
        return None
    status = int(head["status"])
    why = reason or (head["reason"] or head["phrase"]).strip()
    return _Refusal(status, why, conditions_of(why, status, names))


def _explained(refusal: _Refusal, part: Part, names: Names) -> _Refusal:
    """Where the reason does not tell when it comes, the words below it may."""
    if refusal.conditions:
        return refusal
    texts = [unmarked(block.text) for block in part.blocks if isinstance(block, Text) and not block.is_item]
    found = (condition for text in texts for condition in conditions_of(text, refusal.status, names))
    return _Refusal(refusal.status, refusal.reason, tuple(dict.fromkeys(found)))


# ---- headings


def _refused(
    passage: Passage, heading: Heading, refusal: _Refusal, part: Part, names: Names
) -> Iterator[Claim]:
    bodies = [block for block in part.blocks if isinstance(block, Fence) and is_example(block)]
    if not bodies:
        yield passage.under(heading, refusal.says(), refusal.bare)
    for number, code in enumerate(bodies):
        says, fact, why_not = _with_body(passage, refusal, code, names)
        if number == 0:
            yield passage.under(heading, says, fact, why_not=why_not)
        else:
            place = passage.body_of(code)
            yield passage.claim(place, says, fact, why_not=why_not)


def _with_body(
    passage: Passage, refusal: _Refusal, code: Fence, names: Names
) -> tuple[str, Answer | None, str]:
    try:
        example = example_of(code, file=passage.spec.file)
    except NoJson as fault:
        return refusal.says("a body"), None, str(fault)
    fact = Answer(
        (refusal.status,),
        example.value,
        marks=example.marks,
        first_line=code.line,
        last_line=max(code.last_line - 1, code.line),
        is_error=True,
        conditions=completed(refusal.conditions, refusal.reason, example.value, names),
    )
    return refusal.says(gist(example.value)), fact, ""


# ---- lists and tables


def _listed(passage: Passage, part: Part, names: Names) -> Iterator[Claim]:
    for block in part.blocks:
        match block:
            case Text():
                yield _bullet(passage, block, names)
            case Table():
                yield from (_row(passage, row, names) for row in rows_of(block))
            case Fence() if is_example(block):
                place = passage.body_of(block)
                yield passage.claim(place, "a body", why_not="no status stands above it")


def _bullet(passage: Passage, text: Text, names: Names) -> Claim:
    if not text.is_item:
        return passage.unclear(text, "the words give no answer of their own")
    words = unmarked(text.text)
    refusal = _refusal_of(words, names) if _HEAD.match(words) else None
    if refusal is None:
        return passage.unclear(text, "the words name no status")
    return passage.in_words(text, 0, len(text.text), refusal.says(), refusal.bare)


def _row(passage: Passage, row: Row, names: Names) -> Claim:
    cell = row.cell("status") or row.cells[0]
    said = unmarked(cell.text)
    refusal = _refusal_of(said, names, row.text("meaning") or unmarked(row.rest("status")))
    if refusal is None:
        return passage.in_cell(cell, said, why_not="the row names no status")
    return passage.in_cell(cell, refusal.says(), refusal.bare)
