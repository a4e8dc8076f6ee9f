"""Claims about known issues: what is answered, and when, where the words give both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from runner.claims.conditions import conditions_of
from runner.claims.elsewhere import ENDPOINT, endpoint_of
from runner.claims.names import Names
from runner.claims.passage import Passage
from runner.claims.roles import holders_in
from runner.claims.sentence import HEDGED, sentences_of, unmarked
from runner.load.prose import Text
from runner.model.claim import Claim, Code, Condition, Issue, When
from runner.model.spec import Endpoint

_STATUS: Final = re.compile(r"(?<![\w.])(?:HTTP )?([45]\d\d)(?!\w|\.\d)")
_NOT: Final = re.compile(
    r"\b(?:not|instead of|rather than|is not)\s+(?:a |an |the )?[1-5]\d\d\b", re.IGNORECASE
)
_CLAUSE: Final = re.compile(r"[,;:]\s|\s+[–—-]\s+|\s+(?:and|but)\s+")
_REFUSED: Final = re.compile(r"\bis refused\b(?! when| if| unless)")
_ANY_REFUSAL: Final = 400
_CODE = r"`([A-Z][A-Z\d]*(?:_[A-Z\d]+)*|[a-z]+(?:_[a-z\d]+)+)`"
_CODE_BEFORE: Final = re.compile(rf"{_CODE} (?:with |and )?$")
_CODE_BEHIND: Final = re.compile(rf"^ (?:with )?{_CODE}")
_TITLE: Final = re.compile(r"^issue\s*:\s*", re.IGNORECASE)


def read(passage: Passage, names: Names) -> Iterator[Claim]:
    """The claims of a section about known issues."""
    for part in passage.parts():
        texts = [block for block in part.blocks if isinstance(block, Text)]
        if part.heading is not None:
            title = _TITLE.sub("", part.heading.title)
            issues, why_not = _issues(title, texts, passage, names)
            for fact in issues:
                yield passage.under(part.heading, title, fact, why_not=why_not)
        else:
            for item in _items(texts):
                issues, why_not = _issues("", item, passage, names)
                if issues == [None]:
                    statuses = list(_statuses(item, passage))
                    if statuses:
                        yield from statuses
                        continue
                for fact in issues:
                    says = unmarked(" ".join(text.text for text in item))
                    end = len(item[0].text)
                    yield passage.in_words(item[0], 0, end, says, fact, why_not=why_not)


def _statuses(item: Sequence[Text], passage: Passage) -> Iterator[Claim]:
    """Where the words do not say when: that an answer with this status comes, and with this code."""
    words = " ".join(text.text for text in item)
    if HEDGED.search(unmarked(words)):
        return
    denied = {found.end() for text in item for found in _NOT.finditer(text.text)}
    for text in item:
        for found in _STATUS.finditer(text.text):
            if found.end() not in denied:
                codes = tuple(_codes_beside(text.text, found))
                says = f"{found[1]} comes" + "".join(f", with {code}" for code in codes)
                start = found.end() - len(found[1])
                yield passage.in_words(text, start, found.end(), says, Code(int(found[1]), codes))


def _codes_beside(text: str, status: re.Match[str]) -> Iterator[str]:
    """A code in backticks right behind a status, or right before it."""
    before, behind = _CODE_BEFORE.search(text[: status.start()]), _CODE_BEHIND.match(text[status.end() :])
    yield from (found[1] for found in (before, behind) if found is not None)


def _items(texts: Sequence[Text]) -> Iterator[list[Text]]:
    """One for each bullet and paragraph; what a colon announces belongs to it."""
    item: list[Text] = []
    for text in texts:
        announced = bool(item) and item[0].text.rstrip("*").endswith(":")
        if item and not (text.is_item and announced):
            yield item
            item = []
        item.append(text)
    if item:
        yield item


def _issues(
    title: str, texts: Sequence[Text], passage: Passage, names: Names
) -> tuple[list[Issue | None], str]:
    """What an item comes to; one None, and why, where that is nothing."""
    words = " ".join(text.text for text in texts)
    if HEDGED.search(unmarked(words)):
        return [None], _why_not(f"{title} {words}")
    said = (title, *(sentence.plain for sentence in sentences_of(words)))
    found = dict.fromkeys(issue for plain in said for issue in _of_sentence(plain, passage, names))
    issues = [issue for issue in found if issue.statuses] or list(found)
    return ([*issues], "") if issues else ([None], _why_not(f"{title} {words}"))


def _of_sentence(said: str, passage: Passage, names: Names) -> Iterator[Issue]:
    affirmed = _NOT.sub("", said)
    statuses = tuple(dict.fromkeys(int(number) for number in _STATUS.findall(affirmed)))
    if not statuses:
        if _REFUSED.search(affirmed) and Condition(When.REPEATED) in conditions_of(
            affirmed, _ANY_REFUSAL, names
        ):
            yield Issue(None, Condition(When.REPEATED), ())
        return
    endpoint = _endpoint(affirmed, passage)
    parts = [affirmed] if len(statuses) == 1 else _CLAUSE.split(affirmed)
    for part in parts:
        own = [int(number) for number in _STATUS.findall(part)]
        if len(own) == 1:
            for condition in _conditions(ENDPOINT.sub("", part), own[0], names):
                yield Issue(endpoint, condition, (own[0],))


def _endpoint(sentence: str, passage: Passage) -> Endpoint | None:
    """The endpoint that is named before the first status; None: that of the document."""
    found, status = ENDPOINT.search(sentence), _STATUS.search(sentence)
    if not found or not status or found.start() > status.start():
        return None
    endpoint = endpoint_of(found)
    return None if endpoint == passage.spec.endpoint else endpoint


def _conditions(clause: str, status: int, names: Names) -> Iterator[Condition]:
    """What the clause says plainly; roles need not be refused elsewhere in the document."""
    roles = [role for holders in holders_in(clause) for role, _word in holders.roles]
    if roles:
        yield from (Condition(When.ROLE, role) for role in roles)
        return
    for found in conditions_of(clause, status, names):
        # That it is done already is all that an issue has to say; an id may be wrong in other ways.
        if found.when is not When.ROLE and (not found.is_guess or found.when is When.REPEATED):
            yield found


def _why_not(words: str) -> str:
    if not _STATUS.search(_NOT.sub("", words)):
        return "the words name no status of a refusal"
    if HEDGED.search(unmarked(words)):
        return "the words leave open when it is so"
    return "no request can be derived from the words"
