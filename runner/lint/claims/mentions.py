"""SR775: endpoints that the prose mentions in passing, and that nobody has by this name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from runner.contract.catalogue import How, Match
from runner.contract.holding import Contract
from runner.contract.segments import segments_of
from runner.lint.claims.told import Told
from runner.lint.documented import contract_of
from runner.lint.likeness import misspelt
from runner.model.finding import Finding
from runner.model.place import Place

_MENTION = re.compile(r"`(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (/[^\s`?#]*)[^\s`]*`")
_ON_PURPOSE = re.compile(r"\b(?:405|no|not|never|without|instead of)\b|n't\b", re.IGNORECASE)
"""Such a line may well be about a method that is not there."""


def mentions(page: Told) -> Iterator[Finding]:
    """Only slips: what is like nothing that is known may be of another API."""
    contract = contract_of(page)
    if contract is None or not _MENTION.search(page.spec.text):
        return
    fenced = {line for fence in page.fences for line in range(fence.line, fence.last_line + 1)}
    for number, line in enumerate(page.lines, start=1):
        for found in _MENTION.finditer(line) if number not in fenced else ():
            method, path = found[1], found[2]
            meant = _meant(page, contract, method, path, line)
            if meant:
                place = Place(page.spec.file, number, found.start() + 2)
                message = f"there is no `{method} {path}`, but `{meant}`"
                hint = "mend the words, if that is what is meant"
                yield page.finding("SR775", place, message, hint=hint, width=len(found[0]) - 2)


def _meant(page: Told, contract: Contract, method: str, path: str, line: str) -> str:
    """What is surely meant; empty where it is known itself, or like nothing."""
    match = contract.find(method, path, page.spec)
    if match.operation or contract.is_internal(path) or page.context.library(f"{method} {path}", page.spec):
        return ""
    if match.how is How.METHOD:
        return "" if _ON_PURPOSE.search(line) else match.rivals[0].key
    return next((key for key in match.nearest if _is_slip(match, f"{method} {path}", key)), "")


def _is_slip(match: Match, said: str, key: str) -> bool:
    """Whether capitals, or a letter in one part of the path, make all the difference."""
    (method, _, path), (other, _, known) = said.partition(" "), key.partition(" ")
    ours, theirs = segments_of(path), segments_of(known)
    if method != other or len(ours) != len(theirs):
        return False
    unlike = [
        (one.text, two.text)
        for one, two in zip(ours, theirs, strict=True)
        if one.text != two.text and not (one.names and two.names)
    ]
    return match.case_only or (len(unlike) == 1 and misspelt(unlike[0][0], [unlike[0][1]]) != "")


RULES = (mentions,)
