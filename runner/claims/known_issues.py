"""Claims about known issues: what is answered, and when, where the words give both."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import Final

from runner.claims.authentication import says_of_caller
from runner.claims.conditions import conditions_of
from runner.claims.elsewhere import ENDPOINT, endpoint_of, endpoints_in, said_of_callers
from runner.claims.mentions import mentioned
from runner.claims.names import Names
from runner.claims.passage import Passage
from runner.claims.roles import holders_in
from runner.claims.sentence import HEDGED, Sentence, sentences_of, unmarked
from runner.load.markdown import Heading
from runner.load.prose import Text
from runner.model.claim import ANONYMOUS, STRANGER, Answer, Caller, Claim, Code, Condition, Issue, When
from runner.model.spec import Endpoint

_STATUS: Final = re.compile(
    r"(?<![\w.])(?:HTTP )?([45]\d\d)(?!\w|\.\d)|"
    # Numbers of the other classes may be of anything, unless they are said to be answered.
    r"\b(?:is|are|with|answers?|returns?|gives?|gets?|status|HTTP) (?:an? |the )?(2\d\d)(?!\w|\.\d)"
    r"(?! (?!is|was|as|comes)[a-z]+s\b)"
)
_NOT: Final = re.compile(
    r"\b(?:not|instead of|rather than|is not)\s+(?:a |an |the )?[1-5]\d\d\b", re.IGNORECASE
)
_CLAUSE: Final = re.compile(r"[,;:]\s|\s+[–—-]\s+|\s+(?:and|but)\s+")
_REFUSED: Final = re.compile(r"\bis refused\b(?! when| if| unless)")
_REQUIRED: Final = re.compile(
    r"`(?P<name>[^`]+)` is (?:always )?(?P<word>required|mandatory|optional|not required)\b"
)
_CONDITIONAL: Final = re.compile(r"\b(?:when|if|for|unless|only|where)\b", re.IGNORECASE)
_SUCCESS: Final = re.compile(
    r"\bsuccess(?:es)? (?:is|are|answers?|returns?|comes? (?:with|as)) (?:an? |the )?(2\d\d)(?!\w)",
    re.IGNORECASE,
)
_THIS: Final = re.compile(r"\bthis (?:endpoint|call|operation|method)\b", re.IGNORECASE)
_ANY_REFUSAL: Final = 400
_CODE = r"`([A-Z][A-Z\d]*(?:_[A-Z\d]+)*|[a-z]+(?:_[a-z\d]+)+)`"
_CODE_BEFORE: Final = re.compile(rf"{_CODE} (?:with |and )?$")
_CODE_BEHIND: Final = re.compile(rf"^ (?:with )?{_CODE}")
_METHODS = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS"
_METHOD: Final = re.compile(
    rf"\b(?P<asked>{_METHODS})(?: (?:is|was) answered)? with (?:an? )?\d{{3}}\b|"
    rf"\b\d{{3}} (?:for|to|with) (?:an? |the )?(?P<answered>{_METHODS})\b(?! /)"
)
_TITLE: Final = re.compile(r"^issue\s*:\s*", re.IGNORECASE)


def read(passage: Passage, names: Names) -> Iterator[Claim]:
    """The claims of a section about known issues."""
    for part in passage.parts():
        texts = [block for block in part.blocks if isinstance(block, Text)]
        if part.heading is not None:
            yield from _Item(passage, names, texts, part.heading).claims()
        else:
            for item in _items(texts):
                yield from _Item(passage, names, item).claims()


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


class _Item:
    """One issue: a bullet, a paragraph, or what stands below a heading."""

    def __init__(
        self, passage: Passage, names: Names, texts: Sequence[Text], heading: Heading | None = None
    ) -> None:
        self._passage = passage
        self._names = names
        self._texts = texts
        self._heading = heading
        self._title = _TITLE.sub("", heading.title) if heading else ""
        self._words = " ".join(text.text for text in texts)

    def claims(self) -> Iterator[Claim]:
        """All that it says; what of it cannot be read, where something can."""
        issues = self._issues()
        for fact in issues:
            yield self._as_a_whole(fact)
        covered = {status for fact in issues for status in fact.statuses}
        about = _endpoints(self._title)
        read: list[Claim] = []
        unread: list[Claim] = []
        for text in self._texts:
            for sentence in sentences_of(text.text):
                about = _endpoints(sentence.raw) or about
                found = list(self._sentence(text, sentence, covered, about))
                read += found
                if not found and not _is_label(sentence) and not self._is_covered(sentence, issues):
                    unread.append(_unread(self._passage, text, sentence))
        yield from read
        if issues or read:
            yield from unread
        else:
            yield self._as_a_whole(None, _why_not(f"{self._title} {self._words}"))

    def _as_a_whole(self, fact: Issue | None, why_not: str = "") -> Claim:
        if self._heading is not None:
            return self._passage.under(self._heading, self._title, fact, why_not=why_not)
        first = self._texts[0]
        return self._passage.in_words(first, 0, len(first.text), unmarked(self._words), fact, why_not=why_not)

    def _issues(self) -> list[Issue]:
        """What is answered, and when; without a status only where none has one."""
        said = (self._title, *(each.plain for each in sentences_of(self._words) if not each.is_hedged))
        found = dict.fromkeys(
            issue for plain in said for issue in issues_in(plain, self._passage, self._names)
        )
        return [issue for issue in found if issue.statuses] or list(found)

    def _is_covered(self, sentence: Sentence, issues: Sequence[Issue]) -> bool:
        """Whether issues say what the sentence does, perhaps together with what announces it."""
        announced = f"{unmarked(self._texts[0].text)} {sentence.plain}"
        said = (sentence.plain, announced) if len(self._texts) > 1 else (sentence.plain,)
        return any(
            issue in issues for words in said for issue in issues_in(words, self._passage, self._names)
        )

    # ---- what a sentence says beside

    def _sentence(
        self, text: Text, sentence: Sentence, covered: Container[int], about: Sequence[Endpoint]
    ) -> Iterator[Claim]:
        if sentence.is_hedged:
            return
        successes = list(_SUCCESS.finditer(text.text, sentence.start, sentence.end))
        for found in successes:
            fact = Answer((int(found[1]),), None, has_body=False)
            yield self._passage.in_words(text, found.start(1), found.end(1), f"a success is {found[1]}", fact)
        if not successes:
            yield from self._statuses(text, sentence, covered)
        yield from self._required(text, sentence)
        yield from self._callers(text, sentence, about)
        yield from mentioned(self._passage, self._names, text, sentence)

    def _statuses(self, text: Text, sentence: Sentence, covered: Container[int]) -> Iterator[Claim]:
        """Where the words do not say when: that an answer with this status comes, and with this code."""
        denied = {found.end() for found in _NOT.finditer(text.text)}
        for found in _STATUS.finditer(text.text, sentence.start, sentence.end):
            number = found[1] or found[2]
            if found.end() not in denied and int(number) not in covered:
                start = found.end() - len(number)
                codes = tuple(_codes_beside(text.text, start, found.end()))
                says = f"{number} comes" + "".join(f", with {code}" for code in codes)
                yield self._passage.in_words(text, start, found.end(), says, Code(int(number), codes))

    def _required(self, text: Text, sentence: Sentence) -> Iterator[Claim]:
        """`x` is required: without it comes a refusal, whatever its status; `x` is optional: a success."""
        found = _REQUIRED.search(sentence.raw)
        name = self._names.parameter(found["name"]) if found else ""
        if found and name and not _CONDITIONAL.search(sentence.plain) and not _numbers(sentence.plain):
            start = sentence.start + found.start("name")
            is_free = found["word"] in ("optional", "not required")
            fact = Issue(None, Condition(When.LEFT_OUT, name), (), is_success=is_free)
            says = f"`{name}` is {'optional' if is_free else 'required'}"
            yield self._passage.in_words(text, start, start + len(found["name"]), says, fact)

    def _callers(self, text: Text, sentence: Sentence, about: Sequence[Endpoint]) -> Iterator[Claim]:
        """Who may call the one endpoint that the sentence is about, by itself or by those before."""
        is_about = bool(_endpoints(sentence.raw)) or _THIS.search(sentence.plain)
        endpoints = about or [self._passage.spec.endpoint]
        if is_about and len(endpoints) == 1 and not _numbers(sentence.plain):
            for said in said_of_callers(sentence.plain):
                start = sentence.find(said.word)
                fact = Caller(endpoints[0], said.access)
                yield self._passage.in_words(text, start, start + len(said.word), says_of_caller(fact), fact)


def issues_in(said: str, passage: Passage, names: Names) -> Iterator[Issue]:
    """What a sentence without marks says to be answered, and when."""
    affirmed = _NOT.sub("", said)
    mentions = _numbers(affirmed)
    if not mentions:
        refused = _REFUSED.search(affirmed)
        if refused and Condition(When.REPEATED) in conditions_of(affirmed, _ANY_REFUSAL, names):
            yield Issue(None, Condition(When.REPEATED), ())
        return
    endpoint = _endpoint(affirmed, passage)
    for part in [affirmed] if len(mentions) == 1 else _CLAUSE.split(affirmed):
        own = _numbers(part)
        if len(own) == 1 and (method := _other_method(part, passage)):
            yield Issue(Endpoint(method, passage.spec.endpoint.path), Condition(When.AS_IT_IS), (own[0],))
        elif len(own) == 1:
            for condition in _conditions(ENDPOINT.sub("", part), own[0], names):
                yield Issue(endpoint, condition, (own[0],))


def _other_method(clause: str, passage: Passage) -> str:
    """With which the same path is called: `HEAD with 405`, `a 405 for HEAD`; empty: none is named."""
    found = _METHOD.search(clause)
    method = (found["asked"] or found["answered"]) if found else ""
    return "" if method == passage.spec.endpoint.method else method


def _endpoint(sentence: str, passage: Passage) -> Endpoint | None:
    """The endpoint that is named before the first status; None: that of the document."""
    found, status = ENDPOINT.search(sentence), _STATUS.search(sentence)
    if not found or not status or found.start() > status.start():
        return None
    endpoint = endpoint_of(found)
    return None if endpoint == passage.spec.endpoint else endpoint


def _numbers(words: str) -> list[int]:
    """The statuses that words affirm."""
    return [int(one or other) for one, other in _STATUS.findall(_NOT.sub("", words))]


def _endpoints(words: str) -> list[Endpoint]:
    return list(dict.fromkeys(endpoints_in(words)))


def _is_label(sentence: Sentence) -> bool:
    """Whether it only announces others: `**Not idempotent**:`."""
    return sentence.raw.rstrip("*").endswith(":")


def _codes_beside(text: str, start: int, end: int) -> Iterator[str]:
    """A code in backticks right behind a status, or right before it."""
    before, behind = _CODE_BEFORE.search(text[:start]), _CODE_BEHIND.match(text[end:])
    yield from (found[1] for found in (before, behind) if found is not None)


def _conditions(clause: str, status: int, names: Names) -> Iterator[Condition]:
    """What the clause says plainly; roles need not be refused elsewhere in the document."""
    roles = [role for holders in holders_in(clause) for role, _word in holders.roles]
    if roles:
        yield from (Condition(When.ROLE, role) for role in roles)
        return
    for found in conditions_of(clause, status, names):
        # That it is done already is all that an issue has to say; an id may be wrong in other ways.
        if found.when is When.ROLE:
            is_told = found.what in (ANONYMOUS, STRANGER)
        else:
            is_told = not found.is_guess or found.when is When.REPEATED
        if is_told:
            yield found


def _unread(passage: Passage, text: Text, sentence: Sentence) -> Claim:
    why_not = _why_not(sentence.raw)
    return passage.in_words(text, sentence.start, sentence.end, sentence.plain, why_not=why_not)


def _why_not(words: str) -> str:
    if not _numbers(words):
        return "the words name no status of a refusal"
    if HEDGED.search(unmarked(words)):
        return "the words leave open when it is so"
    return "no request can be derived from the words"
