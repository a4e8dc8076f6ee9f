from __future__ import annotations

from email.utils import parsedate_to_datetime

import pytest
from integration.sandbox.conftest import serving_world

from runner.sandbox import SandboxSettings

APPOINTMENTS = "/platform/v1/scheduling/appointments"


def test_a_hasty_caller_is_told_to_wait_and_others_are_not() -> None:
    with serving_world(SandboxSettings(limits="realistic")) as sandbox:
        answers = [sandbox.get(APPOINTMENTS) for _ in range(12)]
        assert [answer.status_code for answer in answers[:8]] == [200] * 8
        refused = answers[-1]
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert refused.json() == {
            "status": "Error",
            "error": "Too many requests",
            "error_code": "RATE_LIMITED",
        }
        assert sandbox.get(APPOINTMENTS, "app").status_code == 200  # another caller
        assert sandbox.get(APPOINTMENTS, None).status_code == 401  # nobody in particular
        assert sandbox.post("/platform/v1/clients").status_code == 201  # a write
        assert sandbox.control("health")["status"] == "ok"
        statuses = [record["status"] for record in sandbox.control("requests")["requests"]]
        assert statuses.count(429) >= 3


def test_retry_after_can_be_a_date_of_the_sandbox() -> None:
    with serving_world(SandboxSettings(limits="realistic", retry_after="http-date")) as sandbox:
        refused = [sandbox.get(APPOINTMENTS) for _ in range(12)][-1]
        date = parsedate_to_datetime(refused.headers["date"])
        assert (parsedate_to_datetime(refused.headers["retry-after"]) - date).total_seconds() == 1


@pytest.mark.parametrize("form", ["seconds", "http-date"])
def test_by_default_nobody_is_too_fast(form: str) -> None:
    with serving_world(SandboxSettings(retry_after=form)) as sandbox:  # type: ignore[arg-type]  # a parameter is a str
        assert {sandbox.get(APPOINTMENTS).status_code for _ in range(30)} == {200}
