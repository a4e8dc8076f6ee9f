"""Claims about who may call: sentences, bullets and tables of tokens, and the front matter's list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from runner.claims.access import said_of_access, statuses_at, statuses_of, verdict_of
from runner.claims.passage import Passage
from runner.claims.roles import holders_in, named, roles_of
from runner.claims.rosters import enlisted
from runner.claims.sentence import Sentence, sentences_of, unmarked
from runner.claims.tables import Row, rows_of
from runner.load.prose import Table, Text
from runner.model.claim import Access, Caller, Claim, Code, Topic
from runner.model.spec import Spec

#: In a summary only what says plainly who may call is taken for a claim.
_PLAINLY: Final = re.compile(
    r"\bavailable (?:for|to|with(?:out)?)\b|\brequires? an? |\btokens are (?:also )?(?:supported|accepted)",
    re.IGNORECASE,
)

_OF_ITSELF: Final = re.compile(r"this (?:document|page|spec|scenario)\b", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"\(([^()]*)\)")


def read(passage: Passage) -> Iterator[Claim]:
    """The claims of a section about authentication, or of what a summary says about it."""
    texts = [block for block in passage.blocks if isinstance(block, Text)]
    told = [claim for text in texts for claim in _told(passage, text)]
    yield from enlisted(told, [role for text in texts for role in _mentioned(text)])
    for block in passage.blocks:
        if isinstance(block, Table) and not passage.in_passing:  # it may well tell of some roles only
            for row in rows_of(block):
                yield from _row(passage, row)


def listed(spec: Spec) -> Iterator[Claim]:
    """The roles that the front matter lists: all of them may call."""
    yield from enlisted(list(_listed(spec)), is_of_tokens=True)


def _listed(spec: Spec) -> Iterator[Claim]:
    several = isinstance(spec.front.get("tokens"), list)
    for index, role in enumerate(spec.tokens):
        place = spec.place_at("tokens", index) if several else spec.place_at("tokens")
        fact = Access(role, allowed=True)
        yield Claim(Topic.AUTHENTICATION, place, _says(fact), fact, width=len(role))


def _mentioned(text: Text) -> Iterator[str]:
    """The roles of a text whatever it says of them, but for whom the document itself chose."""
    for sentence in sentences_of(text.text):
        if not _OF_ITSELF.match(sentence.plain):
            yield from (role for holders in holders_in(sentence.plain) for role, _word in holders.roles)
            for other_name in _IN_BRACKETS.findall(sentence.plain):
                yield from other_name.lower().split()


def _says(fact: Access) -> str:
    if fact.allowed:
        return f"{named(fact.role)}: works"
    said = " or ".join(map(str, fact.statuses))
    return f"{named(fact.role)}: refused" + (f" with {said}" if said else "")


def says_of_caller(fact: Caller) -> str:
    """Who may call another endpoint, for lists."""
    return f"{fact.endpoint}: {_says(fact.access)}"


# ---- tables


def _row(passage: Passage, row: Row) -> Iterator[Claim]:
    who = row.cell("role") or row.cells[0]
    verdict = row.text("works") or row.text("status")
    notes = unmarked(row.rest("role", "works"))
    allowed = verdict_of(verdict)
    for role, words in roles_of(who.text):
        place = passage.place(who.line, who.column + max(who.text.find(words), 0))
        says, why_not, fact = f"{named(role) or words}: {verdict or notes or '?'}", "", None
        if not role:
            why_not = "the words name no role"
        elif allowed is None:
            why_not = f"`{verdict}` leaves it open" if verdict else "the row does not say whether it works"
        else:
            fact = Access(role, allowed, () if allowed else statuses_of(f"{verdict} {notes}"))
            says = _says(fact)
        yield passage.claim(place, says, fact, width=len(words), why_not=why_not)
        if allowed and role:
            yield from _refusals(passage, row, role)


def _refusals(passage: Passage, row: Row, role: str) -> Iterator[Claim]:
    """What is said beside of a role that may call: `others are answered with 404`."""
    who = row.cell("role") or row.cells[0]
    for cell in row.cells:
        for status, index in statuses_at(cell.text) if cell is not who else ():
            place = passage.place(cell.line, cell.column + index)
            fact = Code(status, role=role)
            yield passage.claim(place, f"{named(role)}: {status} comes", fact, width=len(str(status)))


# ---- sentences and bullets


def _told(passage: Passage, text: Text) -> Iterator[Claim]:
    sentences = list(sentences_of(text.text))
    if text.is_item and len(sentences) > 1 and (bullet := list(_bullet(passage, text, sentences))):
        yield from bullet
        return
    found = [
        (sentence, list(_accesses(passage, text, sentence)))
        for sentence in sentences
        if _counts(passage, sentence)
    ]
    if passage.in_passing:
        yield from (claim for _sentence, claims in found for claim in claims)
    elif any(claims for _sentence, claims in found):
        for sentence, claims in found:
            yield from claims or [_unclear(passage, text, sentence)]
    else:
        yield passage.unclear(text, _why_not(unmarked(text.text)))


def _counts(passage: Passage, sentence: Sentence) -> bool:
    """Whether it can claim anything: a label does not, and in a summary only plain words do."""
    is_label = sentence.raw.endswith(("**:", ":**"))
    return not is_label and bool(not passage.in_passing or _PLAINLY.search(sentence.plain))


def _accesses(passage: Passage, text: Text, sentence: Sentence) -> Iterator[Claim]:
    for said in said_of_access(sentence.plain):
        start = sentence.find(said.word)
        yield passage.in_words(text, start, start + len(said.word), _says(said.access), said.access)


def _unclear(passage: Passage, text: Text, sentence: Sentence) -> Claim:
    why_not = _why_not(sentence.plain)
    return passage.in_words(text, sentence.start, sentence.end, sentence.plain, why_not=why_not)


def _why_not(plain: str) -> str:
    if next(holders_in(plain), None) is None:
        return "the words name no role"
    return "the words do not say plainly who may call"


def _bullet(passage: Passage, text: Text, sentences: Sequence[Sentence]) -> Iterator[Claim]:
    """`**Staff tokens**: Recommended`; nothing where the label is none of roles."""
    label, verdict = sentences[0], sentences[1].plain
    holders = next(holders_in(label.plain), None)
    if holders is None or holders.start > 0 or not label.plain.endswith(":"):
        return
    allowed = verdict_of(verdict)
    words = " ".join(sentence.plain for sentence in sentences[1:])
    for role, word in holders.roles:
        start = label.find(word)
        if allowed is None:
            why_not = "the words leave open whether it works"
            yield passage.in_words(
                text, start, start + len(word), f"{named(role)}: {verdict}", why_not=why_not
            )
        else:
            fact = Access(role, allowed, () if allowed else statuses_of(words))
            yield passage.in_words(text, start, start + len(word), _says(fact), fact)
