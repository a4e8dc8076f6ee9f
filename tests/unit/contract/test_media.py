from __future__ import annotations

import pytest

from runner.contract.media import is_json, media_for
from runner.contract.operation import Media


@pytest.mark.parametrize(
    ("documented", "kind", "found"),
    [
        (["application/json"], "application/json", "application/json"),
        (["Application/JSON; charset=utf-8"], "application/json", "Application/JSON; charset=utf-8"),
        (["application/json"], "application/JSON;charset=UTF-8", "application/json"),
        (["a/b; v=1", "a/b; v=2"], "a/b; q=x; v=2", "a/b; v=2"),
        (["a/b; v=1"], "a/b; v=2", "a/b; v=1"),
        (["*/*", "application/*", "application/*+json"], "application/hal+json", "application/*+json"),
        (["*/*", "application/*"], "application/hal+json", "application/*"),
        (["*/*", "application/*"], "text/plain", "*/*"),
        (["*"], "", "*"),
        (["application/json"], "application/hal+json", None),
        (["application/hal+json"], "application/json", None),
        (["application/json"], "", None),
        (["text/*"], "application/json", None),
        ([], "application/json", None),
    ],
)
def test_which_content_type_is_meant(documented: list[str], kind: str, found: str | None) -> None:
    media = media_for([Media(each, None) for each in documented], kind)
    assert (media.type if media else None) == found


def test_where_no_type_is_said_any_json_is_meant() -> None:
    guessed = Media("application/json", None, guessed=True)
    assert media_for([guessed], "application/problem+json") is guessed
    assert media_for([guessed], "text/html") is None
    said = Media("application/problem+json", None)
    assert media_for([guessed, said], "application/problem+json") is said


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("application/json", True), ("APPLICATION/HAL+JSON; v=1", True), ("text/json-ish", False), ("", False)],
)
def test_what_is_json(kind: str, expected: bool) -> None:
    assert is_json(kind) is expected
