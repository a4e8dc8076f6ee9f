"""Fields of answers in the words of prose: `data.booking.id`, "each booking's `uid` is a `booking_id`"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from runner.claims.elsewhere import ENDPOINT
from runner.claims.sentence import Sentence
from runner.claims.uid_resolution import query_of

_STEP = r"[A-Za-z_]\w*(?:\[\d*\])?"
_FIELD: Final = re.compile(rf"(?:\$\.)?{_STEP}(?:\.{_STEP})*")
_FILE: Final = re.compile(r"\.(?:md|ya?ml|json|txt|py|com|org|net)$", re.IGNORECASE)
_SPAN: Final = re.compile(r"`(?P<path>[^`]*)`")
#: Behind the field itself may stand where it is: "the `id` field in each appointment is the `booking_id`".
_IS_THE: Final = re.compile(
    r"`(?P<path>[^`]+)`[^`]{0,60}?\b(?:is|are)(?: also)? (?:the|an?|its|your) `(?P<name>[A-Za-z_]\w*)`"
)
_IT_IS: Final = re.compile(r"\b[Ii]t is `(?P<path>[^`]+)`")
_ITS: Final = re.compile(r"\bits `(?P<path>[A-Za-z_]\w*)`")
_VERB = (
    r"(?:answers?|responds?|contains?|returns?|gives?|holds?|names?|shows?|lists?|says?|describes?|carr(?:y|ies)|"
    r"stands?|looks? at|read|see)\b"
)
_SAYS: Final = re.compile(rf"\b{_VERB}", re.IGNORECASE)
_MAY_SAY: Final = re.compile(
    rf"\b(?:may|might|can|could|sometimes|occasionally|possibly|perhaps)(?: \w+)? {_VERB}", re.IGNORECASE
)

_OWNER = r"\b(?:[Tt]he|[Aa]n?|[Ee]ach|[Ee]very) (?P<owner>[a-z]+)"
#: Whose field it is: `each room's`, right before it.
_POSSESSOR: Final = re.compile(rf"{_OWNER}['’]s $")
#: `The answer says x`, `a booking calls it y`.
_CALLED: Final = re.compile(
    rf"{_OWNER}(?: of (?:the|this) call)? (?:says|(?:calls|names|spells) it) `(?P<path>[^`]+)`"
)
#: What a field does and a value does not: `next_page` is null, `duration` counts minutes.
_SUBJECT: Final = re.compile(
    r"(?:^|; )`(?P<path>[^`]+)` (?:is null|is written|counts|holds|names|says|lists|has (?:one|an?))\b"
)


@dataclass(frozen=True, slots=True)
class Named:
    """One field that a sentence says to be there."""

    query: str
    start: int
    """Where it stands in the text."""
    width: int
    is_the: str = ""
    """The name of which it is said to be the value; empty: none is."""
    owner: str = ""
    """The noun for what has it: `answer`, `room`; empty: none is said."""


def fields_in(sentence: Sentence, wanted: str = "") -> Iterator[Named]:
    """The fields that a sentence is about: those it calls something; and all paths, where it says what comes.

    `wanted` is what `it` means: the one name that the heading asks for.
    """
    if _MAY_SAY.search(sentence.plain):
        return
    taken: set[int] = set()
    for found in (*_IS_THE.finditer(sentence.raw), *(_IT_IS.finditer(sentence.raw) if wanted else ())):
        start = found.start("path")
        if _is_field(found["path"]) and start not in taken:
            taken.add(start)
            yield _named(sentence, start, found["path"], found.groupdict().get("name", wanted))
    if not _SAYS.search(sentence.plain):
        return
    paths = (found for found in _SPAN.finditer(sentence.raw) if "." in found["path"])
    for found in (*paths, *_ITS.finditer(sentence.raw)):
        if _is_field(found["path"]) and found.start("path") not in taken:
            yield _named(sentence, found.start("path"), found["path"])


def named_in_passing(sentence: Sentence) -> Iterator[Named]:
    """The fields that a sentence plainly gives to something, wherever in a document it stands."""
    if _MAY_SAY.search(sentence.plain):
        return
    for found in _IS_THE.finditer(sentence.raw):
        owner = _POSSESSOR.search(sentence.raw[: found.start()])
        if _is_field(found["path"]):
            named = _named(sentence, found.start("path"), found["path"], found["name"])
            yield replace(named, owner=owner["owner"] if owner else "")
    for found in _CALLED.finditer(sentence.raw):
        if _is_field(found["path"]):
            yield replace(_named(sentence, found.start("path"), found["path"]), owner=found["owner"])


def subjects_in(sentence: Sentence) -> Iterator[Named]:
    """The fields of which a sentence beside an example says what they tell."""
    for found in _SUBJECT.finditer(sentence.raw):
        if _is_field(found["path"]):
            yield replace(_named(sentence, found.start("path"), found["path"]), owner="answer")


def _is_field(words: str) -> bool:
    is_path = _FIELD.fullmatch(words) and not _FILE.search(words)
    return bool(is_path and not ENDPOINT.search(words) and query_of(words))


def _named(sentence: Sentence, start: int, path: str, is_the: str = "") -> Named:
    return Named(query_of(path), sentence.start + start, len(path), is_the)
