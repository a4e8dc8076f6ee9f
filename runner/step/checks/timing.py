"""`expect.max_ms`: how long the answer may take."""

from __future__ import annotations

from runner.model.http import Response
from runner.model.result import CheckResult
from runner.model.spec import Expectation


def check_max_ms(expectation: Expectation, response: Response) -> CheckResult:
    """`wanted`: milliseconds from the start of the request to the last byte of the answer."""
    took = response.seconds * 1000
    limit = expectation.wanted
    assert isinstance(limit, int | float)
    passed = took <= limit
    found, wanted = f"{took:.0f} ms", f"at most {limit} ms"
    message = f"took {found}" if passed else f"expected an answer within {limit} ms, it took {found}"
    return CheckResult("max_ms", passed, message, expectation.place, wanted=wanted, found=found)
