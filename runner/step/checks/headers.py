"""`expect.headers`: the operators of `expect.body`, applied to header values; names in any case."""

from __future__ import annotations

from runner.model.http import Response
from runner.model.json import JSON
from runner.model.result import CheckResult
from runner.model.spec import Expectation
from runner.step.checks.operators import Matches, failures
from runner.step.shown import shown


def check_headers(expectation: Expectation, response: Response) -> CheckResult:
    """`subject`: the header's name; `wanted`: operators. Numbers are compared as the text that is sent."""
    value = response.header(expectation.subject)
    matches: list[JSON] = [] if value is None else [value]
    wrong = failures(Matches(tuple(matches)), _as_sent(expectation.wanted))
    found = "no such header" if value is None else shown(value)
    wanted = " and ".join(wrong)
    message = f"header `{expectation.subject}`: expected {wanted}, got {found}" if wrong else "as expected"
    return CheckResult(
        kind="headers",
        passed=not wrong,
        message=message,
        place=expectation.place,
        subject=expectation.subject,
        wanted=wanted,
        found=found,
    )


def _as_sent(operators: JSON) -> JSON:
    """`Content-Length: 12` is written as a number and sent as a text."""
    if not isinstance(operators, dict):
        return operators
    return {
        name: str(value)
        if name in ("equals", "not", "contains") and isinstance(value, int) and not isinstance(value, bool)
        else value
        for name, value in operators.items()
    }
