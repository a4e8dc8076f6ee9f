from __future__ import annotations

import json
import re

import pytest

from runner.model.json import JSON
from runner.proof.sample import json_text, trimmed, veiled


@pytest.mark.parametrize(
    ("came", "documented", "sample"),
    [
        ([1, 2, 3], [9], [1]),
        ([1, 2, 3], [], [1, 2, 3]),
        ([1, 2, 3], None, [1, 2, 3]),
        ([1], [1, 2], [1]),
        ({"a": [1, 2], "b": [1, 2]}, {"a": [9]}, {"a": [1], "b": [1, 2]}),
        ([{"a": [1, 2]}, {"a": [3, 4]}], [{"a": [9]}, {}], [{"a": [1]}, {"a": [3]}]),
        ("x", [1], "x"),
        ({"a": [1, 2]}, "x", {"a": [1, 2]}),
    ],
)
def test_lists_are_no_longer_than_documented(came: JSON, documented: JSON, sample: JSON) -> None:
    assert trimmed(came, documented) == sample


def mask(text: str) -> str:
    return text.replace("s3cret", "‹staff›").replace("424242", "‹pin›")


@pytest.mark.parametrize(
    ("came", "documented", "shown"),
    [
        ("a s3cret", None, "a ‹staff›"),
        ({"s3cret": [{"a": "s3cret"}]}, None, {"‹staff›": [{"a": "‹staff›"}]}),
        (424242, None, "‹pin›"),
        ([424242, 1, 1.5, True, None], None, ["‹pin›", 1, 1.5, True, None]),
        ({"access_token": "fresh"}, {"access_token": "abc"}, {"access_token": "abc"}),
        ({"access_token": "fresh"}, {"access_token": 1}, {"access_token": "‹secret›"}),
        ({"access_token": "fresh"}, None, {"access_token": "‹secret›"}),
        ({"access_token": ""}, None, {"access_token": ""}),
        ({"token": {"id": "s3cret"}}, None, {"token": {"id": "‹staff›"}}),
        ([{"password": "x"}, {"password": "y"}], [{"password": "…"}], [{"password": "…"}, {"password": "…"}]),
    ],
)
def test_no_secret_is_documented(came: JSON, documented: JSON, shown: JSON) -> None:
    assert veiled(came, documented, mask) == shown


def test_the_text_of_a_body_is_json_that_a_file_can_hold() -> None:
    body = {"ü": ["\ud83d", "a\nb", "😀"]}
    text = json_text(body)
    assert json.loads(text.encode().decode()) == body
    assert text.split("\n")[1] == '  "ü": ['


def test_nothing_in_a_documented_body_is_hidden() -> None:
    body = {"a\u202e": ["\x9b2J\x7f", "\u200b\u2066", "\U000e0041", "\u2028", "👩\u200d👧"]}
    text = json_text(body)
    assert json.loads(text) == body
    assert not re.search("[\x7f-\x9f\u200b\u2028\u202e\u2066\U000e0041]", text)
    assert "👩\u200d👧" in text
