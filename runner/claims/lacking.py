"""Words about what a request lacks: parameters that are left out, ids that mean nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from runner.claims.names import Names, is_id
from runner.claims.reason import Reason
from runner.model.claim import Condition, When

_NAME = r"[A-Za-z_][\w.\[\]-]*"
_MISSING: Final = (
    re.compile(rf"\bmissing (?:(?:the|a|required|mandatory) )*(?:parameters?:? )?(?P<name>{_NAME})"),
    re.compile(
        rf"(?P<name>{_NAME})(?: parameter| field)? "
        r"(?:is|are|was) (?:missing|not sent|not given|left out|absent)"
    ),
    re.compile(rf"\bwithout (?:the |an? )?(?P<name>{_NAME})"),
)
#: Words that name no parameter, though one may have the same name.
_GENERIC: Final = frozenset(
    {"body", "field", "fields", "parameter", "parameters", "params", "token", "value", "values"}
)
_WRITTEN_LIKE_ONE: Final = re.compile(r"[a-z][a-z\d]*(?:_[a-z\d]+)+|[a-z]+(?:[A-Z][a-z\d]*)+")
_SOMETHING: Final = re.compile(
    r"\bmissing (?:(?:required|mandatory|query|body|request|some) )*(?:param(?:eter)?s?|fields)\b(?!: )|"
    r"\b(?:mandatory|required) parameters? (?:is|are) missing|\bparameters? (?:is |are )?missing|"
    r"^something is missing",
    re.IGNORECASE,
)
_BOTH: Final = re.compile(r"\bboth (?:are |parameters are )?missing\b|\bmissing both\b", re.IGNORECASE)
_PAIR = 2

_UNKNOWN: Final = frozenset({400, 404, 410, 422, 428})
"""The statuses that are given to ids which do not exist."""
_UNKNOWN_NAME: Final = re.compile(
    rf"\b(?:invalid|unknown|non-?existent|wrong|incorrect) (?P<name>{_NAME})", re.IGNORECASE
)
_THAT_IS_NOT: Final = re.compile(rf"(?P<name>{_NAME}) (?:that|which) (?:does not|doesn't) exist\b")
_NO_NOUN = r"(?:for|in|of|on|at|to|with|by|has|that|which|is|are|was|exists?|or|and)\b"
_NOUN = rf"[a-z]+(?: (?!{_NO_NOUN})[a-z]+)?"
_UNKNOWN_NOUN: Final = (
    re.compile(rf"\b(?:no such|unknown) (?P<nouns>{_NOUN}(?:(?:, | or |, or (?:no such )?){_NOUN}){{0,8}})"),
    re.compile(
        rf"(?P<nouns>(?:{_NOUN}(?: or |, )){{0,8}}{_NOUN}) "
        r"(?:was |is |were )?(?:not found|doesn't exist|does not exist|not exists?)\b"
    ),
)
_BETWEEN: Final = re.compile(r", or no such |, or |, | or ")
_NO_SUCH: Final = re.compile(rf"\bno (?P<noun>[a-z]+) has this (?P<name>{_NAME})")
_SOME_ID: Final = re.compile(r"^unknown(?=,|$)|\bunknown ids?\b", re.IGNORECASE)
_NOTHING_SAID: Final = re.compile(r"(?:not found)?", re.IGNORECASE)
_FILLERS: Final = frozenset({"a", "an", "id", "no", "such", "the", "uid"})


def left_out(reason: Reason) -> Iterator[Condition]:
    """`Missing booking_id`, `the revision is missing`, `both missing`, `missing parameters`."""
    words, names = reason.words[:1].lower() + reason.words[1:], reason.names
    for pattern in _MISSING:
        for match in pattern.finditer(words):
            name = match["name"].rstrip(".")
            known = names.parameter(name) if name not in _GENERIC else ""
            # What is written like a parameter, and is none, may be another's name: the answer tells.
            if known or (_WRITTEN_LIKE_ONE.fullmatch(name) and not names.is_known(name)):
                yield Condition(When.LEFT_OUT, known or name)
    if _BOTH.search(words) and len(names.required) == _PAIR:
        yield Condition(When.LEFT_OUT, ",".join(names.required))
    if _SOMETHING.search(words):
        yield from (Condition(When.LEFT_OUT, name) for name in names.required)


def unknown_id(reason: Reason) -> Iterator[Condition]:
    """`Invalid booking_id`, `no such booking`, `no booking has this number`, `matter or staff not found`.

    With a status that ids which do not exist are seldom given, it is a guess.
    """
    if not reason.may_depend_on_request:
        return
    is_plain = reason.status in _UNKNOWN or _SOME_ID.search(reason.words) is not None
    for name in filter(None, _unknown_names(reason)):
        yield Condition(When.UNKNOWN, name, is_guess=not is_plain)
    for name in filter(None, _invalid_names(reason)):
        yield Condition(When.UNKNOWN, name, is_guess=reason.status != HTTPStatus.NOT_FOUND)


def _invalid_names(reason: Reason) -> Iterator[str]:
    """What is called invalid is unknown where that is not found; elsewhere it may be, if it is an id."""
    names = reason.names
    for match in _UNKNOWN_NAME.finditer(reason.words):
        found = names.id_of(match["name"]) or names.parameter(match["name"])
        if reason.status == HTTPStatus.NOT_FOUND or is_id(found):
            yield found


def _unknown_names(reason: Reason) -> Iterator[str]:
    words, names = reason.words, reason.names
    yield from (names.parameter(match["name"]) for match in _THAT_IS_NOT.finditer(words))
    for match in _NO_SUCH.finditer(words.lower()):
        by_id = match["name"] in ("id", "uid")
        yield names.id_of(match["noun"]) if by_id else names.parameter(match["name"])
    for pattern in _UNKNOWN_NOUN:
        for match in pattern.finditer(words.lower()):
            yield from (_id_of(noun, names) for noun in _BETWEEN.split(match["nouns"]))
    if _SOME_ID.search(words):
        yield names.main_id
    if reason.status == HTTPStatus.NOT_FOUND and _NOTHING_SAID.fullmatch(words) and names.path:
        yield names.main_id


def _id_of(noun: str, names: Names) -> str:
    """`the payment request` -> `payment_request_uid`; `staff member` -> `staff_id`."""
    parts = [word for word in noun.split() if word not in _FILLERS]
    nouns = [" ".join(parts), *parts[-1:]]
    if parts[1:] == ["member"]:
        nouns.append(parts[0])
    return next(filter(None, map(names.id_of, nouns)), "")
