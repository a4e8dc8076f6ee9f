"""Claims about what comes back when all is well: JSON examples, with the statuses of their titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from runner.claims.example import NoJson, example_of, gist, is_example
from runner.claims.fields import subjects_in
from runner.claims.mentions import mentioned
from runner.claims.names import Names
from runner.claims.passage import Part, Passage
from runner.claims.sentence import sentences_of, unmarked
from runner.claims.titles import statuses_in
from runner.load.markdown import Fence, Heading
from runner.load.prose import Text
from runner.model.claim import Answer, Claim, Condition, When

_REQUEST: Final = re.compile(r"\brequest\b", re.IGNORECASE)
_ANSWER: Final = re.compile(r"\b(?:response|answer|returns?|result)", re.IGNORECASE)
_CONDITIONAL: Final = re.compile(r"(?:when|if|in case|unless)\b", re.IGNORECASE)
_FIRST_ERROR: Final = 400


def read(passage: Passage, names: Names) -> Iterator[Claim]:
    """The claims of a section about the expected answer."""
    shown = [block for block in passage.blocks if isinstance(block, Fence) and is_example(block)]
    if not shown:
        yield from _bare(passage, passage.heading)
    for part in passage.parts():
        if part.heading is not None and not any(block in shown for block in part.blocks):
            yield from _bare(passage, part.heading)
        yield from _part(passage, names, part)


def _bare(passage: Passage, heading: Heading) -> Iterator[Claim]:
    """A status without a body: `204 No Content`."""
    statuses = statuses_in(heading.title)
    if statuses and max(statuses) < _FIRST_ERROR:
        fact = Answer(statuses, None, has_body=False)
        yield passage.under(heading, _said(statuses), fact)


def _part(passage: Passage, names: Names, part: Part) -> Iterator[Claim]:
    headings = [heading for heading in (part.heading, passage.heading) if heading]
    heading = next((each for each in headings if statuses_in(each.title)), None)
    lead = part.heading.title if part.heading else ""
    for block in part.blocks:
        match block:
            case Text():
                lead = unmarked(block.text)
                told = [
                    claim
                    for each in sentences_of(block.text)
                    for claim in mentioned(passage, names, block, each, find=subjects_in)
                ]
                yield from told
                if not told and not lead.endswith(":"):
                    yield passage.unclear(block, "the words tell what the answer means, and not what comes")
            case Fence() if is_example(block):
                yield _example(passage, block, heading, lead)
                lead = ""


def _said(statuses: tuple[int, ...]) -> str:
    return "/".join(map(str, statuses)) or "a success"


def _example(passage: Passage, code: Fence, heading: Heading | None, lead: str) -> Claim:
    """A body that is shown, with the statuses of the heading."""
    place = passage.body_of(code)
    statuses = statuses_in(heading.title) if heading else ()
    said = _said(statuses)
    why_not = _why_not(lead)
    try:
        example = example_of(code, file=passage.spec.file)
    except NoJson as fault:
        return passage.claim(place, f"{said} with a body", why_not=str(fault))
    says = f"{said} with {gist(example.value)}"
    if why_not:
        return passage.claim(place, says, why_not=why_not)
    is_error = bool(statuses) and min(statuses) >= _FIRST_ERROR
    fact = Answer(
        statuses,
        example.value,
        marks=example.marks,
        first_line=code.line,
        last_line=max(code.last_line - 1, code.line),
        is_error=is_error,
        conditions=(Condition(When.AS_IT_IS),) if is_error else (),
        status_place=passage.in_heading(heading, str(statuses[0])) if heading and statuses else None,
    )
    return passage.claim(place, says, fact)


def _why_not(lead: str) -> str:
    """Why an example is not what the Test Request is answered with, by what stands before it."""
    if _REQUEST.search(lead) and not _ANSWER.search(lead):
        return "this is what is sent, not what comes back"
    if _CONDITIONAL.match(lead):
        return "it comes under a condition that no request here is known to meet"
    return ""
