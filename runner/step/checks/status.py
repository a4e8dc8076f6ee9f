"""`expect.status`: one number, or a list of which one must match; nothing written means any 2xx."""

from __future__ import annotations

from runner.model.http import Response
from runner.model.result import CheckResult
from runner.model.spec import Expectation


def check_status(expectation: Expectation, response: Response) -> CheckResult:
    """`wanted`: a list of numbers, or None for any 2xx."""
    wanted = expectation.wanted
    found = f"{response.status} {response.reason}".strip()
    if not isinstance(wanted, list):
        passed, text = response.status // 100 == 2, "2xx"  # noqa: PLR2004 - the class of statuses
    else:
        # As text: `--var` gives texts, and a status is a number however it was handed over.
        codes = [str(item) for item in wanted]
        passed, text = str(response.status) in codes, " or ".join(codes)
    message = f"status {response.status}" if passed else f"expected status {text}, got {found}"
    return CheckResult("status", passed, message, expectation.place, wanted=text, found=found)
