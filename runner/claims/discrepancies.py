"""Claims about where the API departs from its OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from runner.claims.conditions import conditions_of
from runner.claims.names import Names
from runner.claims.passage import Passage
from runner.claims.sentence import HEDGED, unmarked
from runner.claims.tables import Row, rows_of
from runner.load.prose import Table, Text
from runner.model.claim import Answer, Claim, Condition, Discrepancy, When

_KINDS = r"required_field|missing_field|validation_rule"
_ASPECT: Final = re.compile(rf"(?:{_KINDS})\s*:\s*(?P<name>[\w.\[\]-]+)")
_KIND: Final = re.compile(rf"(?:{_KINDS})$")
_STATUS: Final = re.compile(r"(?<![\w.])[45]\d\d(?!\w|\.\d)")
_SUCCESS: Final = re.compile(r"(?<![\w.])2\d\d(?!\w|\.\d)")
_OF_STATUS: Final = re.compile(
    r"\b(?:response|success|http)?[ _]?status\b(?! of)|\b(?:response|status) code\b", re.IGNORECASE
)
_NEEDED: Final = re.compile(
    r"(?:it )?(?:is )?(?:actually )?(?:required|mandatory)\b|.*\bmust be (?:sent|present|provided)\b",
    re.IGNORECASE,
)
_SPARED: Final = re.compile(
    r"(?:it )?(?:is )?(?:actually )?(?:optional|not required)\b|.*\b(?:can|may) be (?:omitted|left out)\b",
    re.IGNORECASE,
)
_UNDOCUMENTED: Final = re.compile(
    r"(?:it is )?(?:not (?:documented|listed|mentioned)|undocumented|missing|absent)\b", re.IGNORECASE
)
_NOT_THERE: Final = re.compile(
    r"\b(?:invalid|non-?existent|unknown|not found|doesn't exist|does not exist)", re.IGNORECASE
)
_LEFT_OUT: Final = re.compile(
    r"\b(?:missing|left out|omitted|not (?:sent|provided|given)|absent|without)\b", re.IGNORECASE
)


def read(passage: Passage, names: Names) -> Iterator[Claim]:
    """The claims of a section about discrepancies."""
    for block in passage.blocks:
        if isinstance(block, Table):
            for row in rows_of(block):
                yield _row(passage, row, names)
        elif isinstance(block, Text) and not block.text.endswith(":"):
            yield passage.unclear(block, "no request can be derived from the words")


def _row(passage: Passage, row: Row, names: Names) -> Claim:
    cell = row.cell("aspect") or row.cells[0]
    aspect = unmarked(cell.text)
    actual = row.text("actual")
    about = f"{aspect}: {row.text('name')}" if _KIND.match(aspect) and row.text("name") else aspect
    says = f"{about}: {actual}"
    match = _ASPECT.match(about)
    if match is None and (statuses := _successes(aspect, actual)):
        return passage.in_cell(cell, says, Answer(statuses, None, has_body=False))
    if match is None:
        return passage.in_cell(cell, says, why_not="the aspect is none of a single parameter")
    fact = _fact(match["name"], actual, names)
    if _is_absent(match, row):
        name = names.parameter(match["name"]) or match["name"]
        fact = replace(fact or Discrepancy(name), is_absent=True)
    if fact is None:
        return passage.in_cell(cell, says, why_not="no request can be derived from the words")
    return passage.in_cell(cell, says, fact)


def _successes(aspect: str, actual: str) -> tuple[int, ...]:
    """With which statuses a success really comes, where the row is about the status of answers."""
    is_about_it = _OF_STATUS.search(aspect) and not HEDGED.search(actual)
    return tuple(int(found) for found in _SUCCESS.findall(actual)) if is_about_it else ()


def _fact(name: str, actual: str, names: Names) -> Discrepancy | None:
    statuses = tuple(dict.fromkeys(map(int, _STATUS.findall(actual))))
    required = True if _NEEDED.match(actual) else False if _SPARED.match(actual) else None
    condition = None
    if statuses and not HEDGED.search(actual):
        condition = _condition(name, actual, statuses[0], names)
    if condition is None and required is None:
        return None
    return Discrepancy(names.parameter(name) or name, required, condition, statuses if condition else ())


def _is_absent(match: re.Match[str], row: Row) -> bool:
    """`missing_field: x`, which the OpenAPI document is said not to have."""
    return match[0].startswith("missing_field") and bool(_UNDOCUMENTED.match(row.text("documented")))


def _condition(name: str, actual: str, status: int, names: Names) -> Condition | None:
    full = names.parameter(name) or name
    if _NOT_THERE.search(actual):
        return Condition(When.UNKNOWN, full)
    if _LEFT_OUT.search(actual):
        return Condition(When.LEFT_OUT, full)
    return next((found for found in conditions_of(actual, status, names) if not found.is_guess), None)
