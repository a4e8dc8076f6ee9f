"""SR765 to SR767: the table of response codes against steps, OpenAPI documents and documented errors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from runner.lint.claims.told import Told
from runner.lint.expected import expected_statuses
from runner.model.claim import Answer, Claim, Code, Discrepancy, Topic
from runner.model.finding import Finding

_NOT_ALLOWED = 405
"""Said of a method that is not documented, which is as it should be."""
_WHOLE_CLASS = re.compile(r"\b[1-5]xx\b", re.IGNORECASE)


def expected(page: Told) -> Iterator[Finding]:
    """What a step takes for an answer, and readers are not told of."""
    listed = _listed(page)
    if not listed:
        return
    for step in page.calls:
        strange = [str(status) for status in expected_statuses(step) if status not in listed]
        if strange:
            message = f"{' or '.join(strange)} is not in the table of response codes"
            hint = f"add a row to it (line {_first_line(page)}), or do not expect it"
            yield page.about("SR765", step, ("expect", "status"), message, hint=hint)


def unknown(page: Told) -> Iterator[Finding]:
    """Documents seldom list how they refuse, so this is said softly."""
    operation = page.promises.operation if page.promises else None
    if operation is None or not operation.replies:
        return
    known = ", ".join(sorted(reply.status for reply in operation.replies))
    admitted = {status for _claim, fact in page.facts(Discrepancy) for status in fact.statuses}
    for claim, fact in _rows(page):
        if operation.reply_to(fact.status) is None and fact.status not in {_NOT_ALLOWED, *admitted}:
            message = f"{fact.status} is not among the statuses of {operation.document.name}"
            yield page.against("SR766", claim, message, hint=f"documented: {known}")


def errors(page: Told) -> Iterator[Finding]:
    """What is described at length and missing in the list."""
    listed = _listed(page)
    for claim, fact in page.facts(Answer) if listed else ():
        strange = [status for status in fact.statuses if status not in listed]
        if fact.is_error and len(strange) == len(fact.statuses):
            message = f"{' or '.join(map(str, strange))} is not in the table of response codes"
            yield page.against("SR767", claim, message, hint=f"add a row to it (line {_first_line(page)})")


def _listed(page: Told) -> set[int]:
    """The statuses of the table; none where it has classes of them."""
    rows = [claim for claim in page.claims if claim.topic is Topic.RESPONSE_CODES]
    if any(claim.fact is None and _WHOLE_CLASS.search(claim.says) for claim in rows):
        return set()
    return {fact.status for _claim, fact in _rows(page)}


def _first_line(page: Told) -> int:
    return next(claim.place.line for claim, _fact in _rows(page))


def _rows(page: Told) -> Iterator[tuple[Claim, Code]]:
    """Those of the table; issues name statuses, too."""
    return ((claim, fact) for claim, fact in page.facts(Code) if claim.topic is Topic.RESPONSE_CODES)


RULES = (expected, unknown, errors)
