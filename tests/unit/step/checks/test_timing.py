"""`expect.max_ms`."""

from __future__ import annotations

import pytest

from runner.errors import StepError
from runner.model.http import Response
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.spec import Expectation
from runner.model.trouble import Cause
from runner.step.checks.timing import check_max_ms


def check(wanted: JSON, seconds: float) -> tuple[bool, str]:
    result = check_max_ms(Expectation("max_ms", wanted, Place("a.md", 1)), Response(200, seconds=seconds))
    return result.passed, result.message


@pytest.mark.parametrize(
    ("wanted", "seconds", "expected"),
    [
        (500, 0.5, (True, "took 500 ms")),
        (500, 0.5011, (False, "expected an answer within 500 ms, it took 501 ms")),
        (0.5, 0.0004, (True, "took 0 ms")),
        ("250", 0.1, (True, "took 100 ms")),
        ("250", 0.3, (False, "expected an answer within 250 ms, it took 300 ms")),
    ],
)
def test_the_answer_must_be_there_in_time(wanted: JSON, seconds: float, expected: tuple[bool, str]) -> None:
    assert check(wanted, seconds) == expected


@pytest.mark.parametrize("wanted", ["soon", "", None, True, [1]])
def test_a_limit_that_a_variable_made_nonsense_of_cannot_be_asked(wanted: JSON) -> None:
    with pytest.raises(StepError, match="is a number of milliseconds") as caught:
        check(wanted, 0.1)
    assert caught.value.cause is Cause.REQUEST
