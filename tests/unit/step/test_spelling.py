"""Ways to spell a secret; that none of them shows is tested in test_redact.py."""

from __future__ import annotations

import time

import pytest

from runner.step.spelling import Spelling, spellings


def found(secret: str, text: str) -> set[str]:
    lowered = text.lower()
    return {
        text[start:end]
        for spelling in spellings(secret)
        if spelling.needle in lowered
        for start, end in spelling.spans(text, lowered)
    }


@pytest.mark.parametrize(
    "text",
    [
        'a"b c&d',
        "a%22b+c%26d",
        "a%2522b%20c%2526d",
        r"a\"b c\u0026d",
        "a&quot;b&#32;c&amp;amp;d",
        r"A\x22B\x20C&D",
    ],
)
def test_each_character_may_be_escaped_in_its_own_way(text: str) -> None:
    assert found('a"b c&d', f"x {text} y") == {text}


def test_what_is_only_alike_is_another_text() -> None:
    assert found('a"b c&d', 'a"b  c&d a"bc&d a b c&d') == set()


def test_the_other_encoding_of_headers_counts() -> None:
    assert found("pässword", "cORzc3dvcmQ=") == {"cORzc3dvcm"}  # what is left holds two bits of it
    assert found("pässword", "p%E4ssword") == {"p%E4ssword"}


def test_letters_that_change_their_length_in_small_do_not_move_anything() -> None:
    text = "İİİ s3cret-token İ"
    assert found("s3cret-token", text) == {"s3cret-token"}


def test_a_very_long_text_of_escapes_is_found_in_pieces() -> None:
    secret = "日本語🙂" * 500
    began = time.thread_time()
    text = secret + " and more"
    covered = sorted(span for spelling in spellings(secret) for span in spelling.spans(text, text.lower()))
    assert covered[0][0] == 0
    assert covered[-1][1] == len(secret)
    assert time.thread_time() - began < 5


def test_a_text_full_of_escapes_does_not_take_long() -> None:
    spelling = next(spellings('"\\" and \\ more'))
    text = "\\" * 60_000
    began = time.thread_time()
    assert list(spelling.spans(text, text)) == []
    assert time.thread_time() - began < 5


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("got s3cret-", 4),
        ("got s3cr", 4),
        ("got s3c", -1),
        ("got S3CRET-TOK", 4),
        ("s3cret-token and s3cret-t", 17),
        ("s3cret-tolen", -1),
        ("", -1),
    ],
)
def test_the_beginning_that_an_end_cuts_off_is_known(text: str, start: int) -> None:
    spelling: Spelling = next(spellings("s3cret-token"))
    assert spelling.half(text) == start
