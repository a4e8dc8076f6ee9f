"""The words under `expect:`. One file each; this table is the only place that knows them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from runner.errors import StepError
from runner.model.http import Response
from runner.model.result import CheckResult
from runner.model.spec import Expectation
from runner.model.trouble import Cause
from runner.pattern import PatternError
from runner.step.checks.body import check_body
from runner.step.checks.headers import check_headers
from runner.step.checks.schema import check_schema
from runner.step.checks.status import check_status
from runner.step.checks.timing import check_max_ms

Check: TypeAlias = Callable[[Expectation, Response], CheckResult]

BUILT_IN: Mapping[str, Check] = MappingProxyType(
    {
        "status": check_status,
        "headers": check_headers,
        "body": check_body,
        "schema": check_schema,
        "max_ms": check_max_ms,
    }
)


def judge(
    expectations: tuple[Expectation, ...], response: Response, checks: Mapping[str, Check]
) -> tuple[CheckResult, ...]:
    """Every expectation, judged; one that fails does not hide the next.

    Raises StepError (REQUEST) for an expectation that cannot be judged.
    """
    return tuple(_judged(item, response, checks[item.kind]) for item in expectations)


def _judged(item: Expectation, response: Response, check: Check) -> CheckResult:
    try:
        return check(item, response)
    except PatternError as fault:
        raise StepError(fault.message, cause=Cause.REQUEST, hint=fault.hint, place=item.place) from None
