"""Who a sentence lets in, and whom it turns away: the table of phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from runner.claims.roles import EXPIRED, Holders, holders_in
from runner.claims.sentence import HEDGED
from runner.model.claim import ANONYMOUS, EVERYBODY_ELSE, STRANGER, Access

#: What follows a list of tokens.
_LET_IN: Final = re.compile(
    r" (?:are |is |will be )?(?:also )?"
    r"(?:supported|accepted|allowed|permitted|authori[sz]ed|recommended|works?)\b"
)
_TURNED_AWAY: Final = re.compile(
    r" (?:will |are |is |would )?(?:also )?(?:receive|get|be (?:refused|rejected|answered)|refused|rejected|"
    r"denied|answered|not (?:supported|accepted|allowed|permitted)|cannot|fail)s?\b"
)
_BY_A_WAY: Final = re.compile(r"[ ,]*\(?(?:only )?via\b")
_ONLY_BEHIND: Final = re.compile(r" only\b(?=\s*(?:[.,;:)]|$))")
#: What stands before a list of tokens.
_OPEN_TO: Final = re.compile(
    r"\b(?:available|open|accepts?|requires?|needs?|allows?|supports?|works?|callable|restricted|limited)\b"
    r"(?: only)?(?: for| to| with)?[\w ,]{0,300}$",
    re.IGNORECASE,
)
_CLOSED: Final = re.compile(
    r"\b(?:not|never|isn't)\s+(?:available|open|callable|accept\w*|work\w*|support\w*)", re.IGNORECASE
)
_ONLY_BEFORE: Final = re.compile(
    r"\bonly\b(?: (?:accepts?|allows?|available|open|works?))?(?: for| to| with)? *$", re.IGNORECASE
)
_JOINED: Final = re.compile(r",?(?: and| or)?(?: with| for)? ?")
_WITHOUT: Final = re.compile(r"\bwithout (?:an? |any )?(?:token|authentication)", re.IGNORECASE)
_THE_REST: Final = re.compile(
    r"\b(?:everybody else|everyone else|(?:all |any )?other (?:tokens?(?: types?)?|roles|callers))\b"
    r"(?= (?:is|are|gets?|receives?|will))",
    re.IGNORECASE,
)
#: A token that is no good, as the subject of a sentence, and whose it is.
_NO_GOOD: Final = (
    (
        re.compile(
            r"\b(?:token (?:that|which) is (?:not valid|invalid|unknown)|(?:invalid|unknown) token)\b"
        ),
        STRANGER,
    ),
    (re.compile(r"\b(?:token (?:that|which) (?:has|is) expired|expired token)\b"), EXPIRED),
)
_YES: Final = re.compile(
    r"✅|✔|☑|(?:yes|y|true|works?|allowed|supported|full(?: access)?|ok|always|recommended|required|accepted|"
    r"also (?:supported|authori[sz]ed|accepted|allowed))\b",
    re.IGNORECASE,
)
_NO: Final = re.compile(
    r"❌|✗|✘|🚫|(?:no|n|false|never|denied|refused|rejected|forbidden|"
    r"not (?:allowed|supported|accepted|permitted))\b",
    re.IGNORECASE,
)
_STATUS: Final = re.compile(
    r"(?:\breturns?|\bwith|\bgets?|\breceives?|\banswered|\bHTTP|→|->|^)(?: an?| the)?(?: HTTP| status)* "
    r"?([45]\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is said about access, and the word that says about whom."""

    access: Access
    word: str


def verdict_of(words: str) -> bool | None:
    """`✅`, `Recommended`, `No`: whether it works; None where the words leave it open."""
    if "⚠" in words or HEDGED.search(words):
        return None
    if _NO.match(words):
        return False
    return True if _YES.match(words) else None


def statuses_of(words: str) -> tuple[int, ...]:
    """With which statuses the words say that it is refused."""
    return tuple(dict.fromkeys(status for status, _index in statuses_at(words.strip())))


def statuses_at(words: str) -> Iterator[tuple[int, int]]:
    """The same, each with the index of its number."""
    yield from ((int(match[1]), match.start(1)) for match in _STATUS.finditer(words))


def said_of_access(plain: str) -> Iterator[Said]:
    """What a sentence without marks says plainly; nothing where it hedges."""
    if HEDGED.search(plain):
        return
    nobody = _WITHOUT.search(plain)
    if nobody and _is_open(plain[: nobody.start()]):
        yield Said(Access(ANONYMOUS, allowed=True), "without")
    yield from _of_lists(plain)
    for pattern, role in _NO_GOOD:
        found = pattern.search(plain)
        if found and _TURNED_AWAY.match(plain[found.end() :]):
            yield Said(Access(role, allowed=False, statuses=statuses_of(plain[found.end() :])), "token")
    rest = _THE_REST.search(plain)
    if rest and _TURNED_AWAY.match(plain[rest.end() :]):
        statuses = statuses_of(plain[rest.end() :])
        yield Said(Access(EVERYBODY_ELSE, allowed=False, statuses=statuses), rest[0].split()[0])


def _of_lists(plain: str) -> Iterator[Said]:
    was_open, done = False, 0
    for holders in holders_in(plain):
        before, after = plain[done : holders.start], plain[holders.end :]
        done = holders.end
        joined = was_open and _JOINED.fullmatch(before) is not None
        was_open = False
        if _BY_A_WAY.match(after):  # which way a request takes is not the document's to choose
            continue
        if _TURNED_AWAY.match(after):
            yield from _each(holders, allowed=False, statuses=statuses_of(after))
        elif joined or _LET_IN.match(after) or _is_open(plain[: holders.start]):
            was_open = True
            yield from _each(holders, allowed=True)
            if _ONLY_BEHIND.match(after) or _ONLY_BEFORE.search(before):
                beside = frozenset(role for role, _word in holders.roles)
                yield Said(Access(EVERYBODY_ELSE, allowed=False, beside=beside), "only")


def _each(holders: Holders, *, allowed: bool, statuses: tuple[int, ...] = ()) -> Iterator[Said]:
    for role, word in holders.roles:
        yield Said(Access(role, allowed, statuses), word)


def _is_open(before: str) -> bool:
    return bool(_OPEN_TO.search(before)) and not _CLOSED.search(before)
