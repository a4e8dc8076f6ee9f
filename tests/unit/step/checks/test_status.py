"""`expect.status`."""

from __future__ import annotations

import pytest

from runner.model.http import Response
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.spec import Expectation
from runner.step.checks.status import check_status

PLACE = Place("a.md", 3, 5)


@pytest.mark.parametrize(
    ("wanted", "status", "passed"),
    [
        (None, 200, True), (None, 204, True), (None, 299, True), (None, 199, False), (None, 302, False), (None, 404, False),
        ([200], 200, True), ([200], 201, False), ([200, 404], 404, True), ([404], 404, True), ([200, 201], 500, False),
        (["200"], 200, True), (["404", 200], 404, True), (["2xx"], 200, False), ([500], 500, True),
    ],
)  # fmt: skip
def test_one_of_the_written_ones_or_else_any_2xx(wanted: JSON, status: int, passed: bool) -> None:
    result = check_status(Expectation("status", wanted, PLACE), Response(status))
    assert (result.passed, result.kind, result.place) == (passed, "status", PLACE)


@pytest.mark.parametrize(
    ("wanted", "status", "message"),
    [
        (None, 404, "expected status 2xx, got 404 Not Found"),
        ([200, 201], 418, "expected status 200 or 201, got 418 I'm a Teapot"),
        ([200], 599, "expected status 200, got 599"),
        ([200], 200, "status 200"),
    ],
)
def test_the_message(wanted: JSON, status: int, message: str) -> None:
    assert check_status(Expectation("status", wanted, PLACE), Response(status)).message == message
