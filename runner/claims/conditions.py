"""Words that say when an answer comes, as conditions: all rules, and those about the whole request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from runner.claims.callers import refused_caller
from runner.claims.lacking import left_out, unknown_id
from runner.claims.names import Names
from runner.claims.reason import Reason, Rule
from runner.model.claim import Condition, When

#: The standard phrase before what is really said: `Not Found - Missing query parameters`.
_PHRASE: Final = re.compile(
    r"(?:success|bad request|unauthori[sz]ed|forbidden|not found|conflict|gone|too many requests|"
    r"unprocessable (?:entity|content)|precondition (?:required|failed)|unsupported media type|"
    r"(?:internal )?server error)\s*[-–—:]\s*",
    re.IGNORECASE,
)
_AGAIN: Final = re.compile(
    r"\b(?:repeat(?:ing|ed) (?:the |this )?(?:call|request)|(?:a|the) (?:second|repeated) (?:call|request)|"
    r"call(?:ing|ed)? (?:it )?(?:twice|again)|sent (?:just )?as before|sent (?:again|twice))\b",
    re.IGNORECASE,
)
_DONE: Final = re.compile(
    r"\b(?:already (?P<late>[a-z]+)|"
    r"(?P<early>[a-z]+)(?:, [a-z]+){0,6}(?: or [a-z]+)? (?:already|before|twice|again))\b",
    re.IGNORECASE,
)
_OVER: Final = re.compile(r"\b(?:is|was) over\b|\bover before\b", re.IGNORECASE)
_STALE: Final = re.compile(
    r"\bnot the (?:current|present|latest) (?:one|revision|version)\b|\banother (?:revision|version)\b",
    re.IGNORECASE,
)
_NO_OBJECT: Final = re.compile(r"\b(?:no|not an?) JSON object\b", re.IGNORECASE)
_ENDING: Final = frozenset({"cancel", "decline", "reject", "complete", "close", "delete"})
_LONG: Final = 5
"""Letters of a word that its other forms begin with; shorter words begin too much."""


def conditions_of(words: str, status: int, names: Names) -> tuple[Condition, ...]:
    """When an answer with this status comes, as far as the words are certain, likeliest first."""
    said = words.strip()
    reason = Reason(_PHRASE.sub("", said) or said, status, names)
    found: dict[Condition, Condition] = {}
    for condition in (each for rule in RULES for each in rule(reason)):
        if condition not in found or not condition.is_guess:
            found[condition] = condition
    return tuple(found.values())


def _repeated(reason: Reason) -> Iterator[Condition]:
    if not reason.may_depend_on_request:
        return
    words, names = reason.words, reason.names
    if names.is_stale_when_repeated and not _AGAIN.search(words):
        comes = reason.status == HTTPStatus.CONFLICT and _STALE.search(words) is not None
    else:
        is_over = _OVER.search(words) is not None and bool(names.acts & _ENDING)
        comes = _AGAIN.search(words) is not None or is_over or _is_done(words, names)
    if comes:
        yield Condition(When.REPEATED, is_guess=True)


def _is_done(words: str, names: Names) -> bool:
    """Whether what the endpoint does is said to be done: `already cancelled`, `rejecting twice`."""
    said = [(match["late"] or match["early"]).lower() for match in _DONE.finditer(words)]
    acts = [act[:_LONG] for act in names.acts if len(act) >= _LONG]
    return any(word.startswith(act) for word in said for act in acts)


def _no_object(reason: Reason) -> Iterator[Condition]:
    if _NO_OBJECT.search(reason.words):
        yield Condition(When.NO_OBJECT, is_guess=not reason.is_refusal)


RULES: Final[tuple[Rule, ...]] = (left_out, unknown_id, refused_caller, _repeated, _no_object)
