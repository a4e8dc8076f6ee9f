from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import pytest
from integration.sandbox.conftest import serving_world

from runner.sandbox import SandboxSettings

if TYPE_CHECKING:
    import httpx

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


def refused(answers: list[httpx.Response], text: str) -> int:
    """How many were told to wait, in the shape of the customer bookings API."""
    late = [answer for answer in answers if answer.status_code == 429]
    for answer in late:
        assert answer.json()["errors"] == [
            {"status": "429", "code": "rate_limited", "title": "Rate limited", "detail": text}
        ]
        assert answer.headers["content-type"] == "application/vnd.api+json"
        assert answer.headers["retry-after"] == "1"
    return len(late)


def test_whoever_repeats_himself_is_told_to_wait() -> None:
    with serving_world(SandboxSettings(limits="realistic")) as sandbox:
        path = f"/api/v1/services/{sandbox.ids['cb_service_basic_id']}"
        same = [sandbox.get(path, "customer") for _ in range(8)]
        assert [answer.status_code for answer in same] == [200] * 4 + [429] * 4
        assert refused(same, "Too many identical requests") == 4
        others = [
            sandbox.get(path, "customer_b"),
            sandbox.get(path, None),
            sandbox.call("HEAD", path, "customer"),
        ]
        assert [answer.status_code for answer in others] == [200] * 3
        assert sandbox.get(path, "customer", include="add_ons").status_code == 200
        bodies = [sandbox.post("/api/v1/bookings/instant", "customer", n=n % 2) for n in range(10)]
        assert [answer.status_code for answer in bodies] == [422] * 8 + [429] * 2


@pytest.mark.parametrize(
    ("role", "reads", "writes"), [("customer", 150, 60), (None, 150, 60), ("admin", 400, 100)]
)
def test_reads_and_writes_have_limits_by_role(role: str | None, reads: int, writes: int) -> None:
    with serving_world(SandboxSettings(limits="realistic")) as sandbox:
        for method, most in (("GET", reads), ("POST", writes)):
            # Time goes on meanwhile, and a bucket fills: a few more than its size may pass.
            answers = [
                sandbox.call(method, "/api/v1/bookings/by-number", role, params={"n": str(n)})
                for n in range(most + 30)
            ]
            assert all(answer.status_code != 429 for answer in answers[:most])
            assert refused(answers, "Too many requests") > 0
