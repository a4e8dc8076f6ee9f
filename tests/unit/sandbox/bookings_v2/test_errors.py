from __future__ import annotations

import json

import pytest

from runner.sandbox.bookings_v2.errors import error


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("BAD_REQUEST", "INVALID_ARGUMENT"),
        ("FOREIGN_HOST", "INVALID_ARGUMENT"),
        ("RATE_LIMITED", "RESOURCE_EXHAUSTED"),
        ("NOT_FOUND", "NOT_FOUND"),
    ],
)
def test_errors_of_any_api_are_named_in_the_manner_of_this_one(code: str, said: str) -> None:
    answer = error(400, code, "text")
    assert json.loads(answer.body) == {
        "message": "text",
        "details": {"applicationError": {"code": said, "description": "text", "data": {}}},
    }


def test_an_error_of_the_server_has_no_body() -> None:
    answer = error(500, "SANDBOX_FAILURE", "The sandbox itself failed")
    assert (answer.status, answer.body, answer.headers) == (500, b"", ())
