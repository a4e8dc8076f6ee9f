"""`expect.headers`: the operators of `expect.body`, applied to header values; names in any case."""

from __future__ import annotations

from runner.model.http import Response
from runner.model.json import JSON
from runner.model.result import CheckResult
from runner.model.spec import Expectation
from runner.shown import shown
from runner.step.checks.operators import Matches, failures


def check_headers(expectation: Expectation, response: Response) -> CheckResult:
    """`subject`: the header's name; `wanted`: operators. Numbers are compared as the text that is sent."""
    value = response.header(expectation.subject)
    matches: list[JSON] = [] if value is None else [value]
    wrong = _wrong(matches, expectation.wanted)
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


_ORDER = frozenset({"gt", "gte", "lt", "lte"})
_TEXTS = frozenset({"equals", "not", "contains", "in", "one_of"})


def _wrong(matches: list[JSON], operators: JSON) -> list[str]:
    assert isinstance(operators, dict)
    wrong: list[str] = []
    for name, wanted in operators.items():
        found = [_as_number(value) for value in matches] if name in _ORDER and _is_number(wanted) else matches
        wrong += failures(Matches(tuple(found)), {name: _as_sent(wanted) if name in _TEXTS else wanted})
    return wrong


def _as_sent(wanted: JSON) -> JSON:
    """`Content-Length: 12` is written as a number and sent as a text."""
    if isinstance(wanted, list):
        return [_as_sent(item) for item in wanted]
    return str(wanted) if _is_number(wanted) else wanted


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _as_number(value: JSON) -> JSON:
    """`X-Total-Count: {gte: 1}` asks for more than an order of texts."""
    try:
        return float(str(value))
    except ValueError:
        return value
