from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pytest

from runner.sandbox.api import RefusedError
from runner.sandbox.bookings_v2.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable


class Colour(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


READERS: dict[str, Callable[[Form], object]] = {
    "text": lambda form: form.text("it"),
    "flag": lambda form: form.flag("it"),
    "whole": lambda form: form.whole("it", 5),
    "int64": lambda form: form.int64("it"),
    "choice": lambda form: form.choice("it", Colour),
    "each": lambda form: form.each("it", Form.text),
}


@pytest.mark.parametrize(
    ("reader", "value", "read"),
    [
        ("text", "x", "x"),
        ("text", "x" * 1000, "x" * 1000),
        ("flag", False, False),
        ("whole", 5, 5),
        ("int64", "9223372036854775807", 2**63 - 1),
        ("choice", "RED", Colour.RED),
        ("each", ["a", "b"], ["a", "b"]),
        ("each", [], []),
    ],
)
def test_what_is_right_is_read(reader: str, value: Any, read: object) -> None:
    form = Form({"it": value})
    assert READERS[reader](form) == read
    form.check()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("values", [{}, {"it": None}])
def test_what_is_null_is_absent(reader: str, values: dict[str, None]) -> None:
    form = Form(values)
    assert not READERS[reader](form)
    assert not form.has("it")
    form.check()


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        ("text", 1),
        ("text", "x" * 1001),
        ("flag", 0),
        ("flag", "true"),
        ("whole", 6),
        ("whole", 0),
        ("whole", 1.0),
        ("whole", "5"),
        ("whole", True),
        ("int64", 2**63),
        ("choice", "red"),
        ("choice", 1),
        ("each", "a"),
        ("each", [1]),
        ("each", {"0": "a"}),
        ("each", ["a"] * 101),
    ],
)
def test_what_is_wrong_reads_like_nothing_and_is_told(reader: str, value: Any) -> None:
    form = Form({"it": value})
    assert not READERS[reader](form)
    with pytest.raises(RefusedError) as refusal:
        form.check()
    assert refusal.value.answer.status == 400


def test_a_form_within_a_form_tells_the_whole_path() -> None:
    form = Form({"outer": {"list": [{"it": 1}, 2]}})
    for inner in form.form("outer").each("list", Form.form):
        inner.text("it")
    with pytest.raises(RefusedError) as refusal:
        form.check()
    body = refusal.value.answer.body.decode()
    assert '"message":"outer.list.1 must be an object, outer.list.0.it must be a string"' in body


def test_of_very_many_mistakes_the_first_are_told() -> None:
    form = Form({str(n): "x" for n in range(500)})
    form.permit()
    with pytest.raises(RefusedError) as refusal:
        form.check()
    told = json.loads(refusal.value.answer.body)["details"]["validationError"]["fieldViolations"]
    assert [each["field"] for each in told] == [str(n) for n in range(100)]
