"""`expect.body`: JSONPath -> operators."""

from __future__ import annotations

from runner.model.http import NotJSON, Response
from runner.model.result import CheckResult
from runner.model.spec import Expectation
from runner.query import QueryError, compile_query
from runner.shown import kind_of, shown
from runner.step.checks.operators import Matches, failures

_NO_BODY = {"exists": False}
"""Of the path `$`: there is nothing at all. Otherwise a body that is not JSON has failed already."""


def check_body(expectation: Expectation, response: Response) -> CheckResult:
    """`subject`: the JSONPath; `wanted`: operators."""
    subject = expectation.subject
    if subject.strip() == "$" and expectation.wanted == _NO_BODY and not response.content:
        return _result(expectation)
    try:
        query = compile_query(subject)
        found = query.find(response.json)
    except (NotJSON, QueryError) as fault:
        return _result(expectation, message=f"`{subject}`: {fault}", found=str(fault))
    wrong = failures(Matches(tuple(found)), expectation.wanted)
    if not wrong:
        return _result(expectation)
    if isinstance(expectation.wanted, dict) and "count" in expectation.wanted:
        got = f"{len(found)} of them" + (f", first {shown(found[0])}" if found else "")
    elif found:
        text = shown(found[0])
        got = f"{text} ({kind_of(found[0])})" if _differs_by_type(expectation, text) else text
    else:
        reached, there = query.dead_end(response.json)
        got = f"nothing: `{reached}` is {shown(there)}"
    wanted = " and ".join(wrong)
    return _result(
        expectation, message=f"`{subject}`: expected {wanted}, got {got}", wanted=wanted, found=got
    )


def _result(expectation: Expectation, *, message: str = "", wanted: str = "", found: str = "") -> CheckResult:
    return CheckResult(
        kind="body",
        passed=not message,
        message=message or "as expected",
        place=expectation.place,
        subject=expectation.subject,
        wanted=wanted,
        found=found,
    )


def _differs_by_type(expectation: Expectation, text: str) -> bool:
    """3 and "3" look alike; the message must not."""
    wanted = expectation.wanted
    if not isinstance(wanted, dict) or "equals" not in wanted:
        return False
    return shown(wanted["equals"]).strip('"') == text.strip('"')
