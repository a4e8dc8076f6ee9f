"""`expect.max_ms`: how long the answer may take."""

from __future__ import annotations

from runner.errors import StepError
from runner.model.http import Response
from runner.model.result import CheckResult
from runner.model.spec import Expectation
from runner.model.trouble import Cause
from runner.shown import shown


def check_max_ms(expectation: Expectation, response: Response) -> CheckResult:
    """`wanted`: milliseconds from the start of the request to the last byte of the answer.

    Raises StepError (REQUEST) when a variable gave something else.
    """
    took = response.seconds * 1000
    limit = _number(expectation)
    passed = took <= limit
    found, wanted = f"{took:.0f} ms", f"at most {limit:g} ms"
    message = f"took {found}" if passed else f"expected an answer within {limit:g} ms, it took {found}"
    return CheckResult("max_ms", passed, message, expectation.place, wanted=wanted, found=found)


def _number(expectation: Expectation) -> int | float:
    wanted = expectation.wanted
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        return wanted
    try:
        return float(str(wanted))
    except ValueError:
        what = f"`expect.max_ms` is a number of milliseconds, not {shown(wanted)}"
        raise StepError(what, cause=Cause.REQUEST, place=expectation.place) from None
