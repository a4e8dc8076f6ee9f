"""What is refused before anything is sent; the rest is tests/integration/test_http.py."""

from __future__ import annotations

import contextlib

import pytest

from runner.adapters.http import HttpSender
from runner.errors import StepError
from runner.model.http import Request
from runner.model.trouble import Cause

URL = "http://127.0.0.1:1/a"


def refused(request: Request) -> StepError:
    with (
        contextlib.closing(HttpSender(allow_hosts=frozenset({"127.0.0.1"}))) as sender,
        pytest.raises(StepError) as caught,
    ):
        sender(request)
    assert caught.value.cause is Cause.REQUEST
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    "value",
    [
        "s3cret\r\nX-Evil: 1",
        "s3cret\n",
        "s3cret\r",
        "s3cret\x00",
        "s3cret 日本",
        "s3cret\x7f",
        "s3cret\ud800",
    ],
)
def test_header_values_that_cannot_be_sent_are_refused_by_name_only(value: str) -> None:
    fault = refused(Request("GET", URL, headers=(("Authorization", value),)))
    assert "`Authorization`" in fault.what
    assert "s3cret" not in fault.what + fault.hint


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\r\nb", "é", "a\x00"])
def test_header_names_that_cannot_be_sent_are_refused(name: str) -> None:
    fault = refused(Request("GET", URL, headers=((name, "s3cret"),)))
    assert "s3cret" not in fault.what
    assert "\n" not in fault.what


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("content-length", "1"),
        ("Content-Length", "99"),
        ("Content-Length", "x"),
        ("Transfer-Encoding", "chunked"),
    ],
)
def test_headers_that_say_otherwise_than_the_body_are_refused(name: str, value: str) -> None:
    fault = refused(Request("POST", URL, headers=((name, value),), content=b"body"))
    assert f"`{name}`" in fault.what


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("ftp://127.0.0.1/", "not one of http:// or https://"),
        ("file:///etc/passwd", "not one of http:// or https://"),
        ("/only/a/path", "not one of http:// or https://"),
        ("//127.0.0.1/", "not one of http:// or https://"),
        ("", "not one of http:// or https://"),
        ("http:///a", "not one of http:// or https://"),
        ("http://127.0.0.1:99999/", "port is not one of 1 to 65535"),
        ("http://127.0.0.1/\r\nX: s3cret", "cannot be read"),
        ("http://[::1/", "cannot be read"),
        ("http://" + "a" * 70000, "cannot be read"),
        ("http://me:s3cret@127.0.0.1/", "carries a user name or password"),
        ("http://127.0.0.1@evil.example/", "carries a user name or password"),
        ("http://evil.example/?token=s3cret", "host evil.example is not in allow_hosts"),
        ("http://evil.example:8080/", "host evil.example:8080 is not in allow_hosts"),
        ("http://2130706433/", "host 2130706433 is not in allow_hosts"),
        ("http://127.1/", "host 127.1 is not in allow_hosts"),
        ("http://0x7f000001/", "host 0x7f000001 is not in allow_hosts"),
        ("http://127.0.0.1.evil.example/", "is not in allow_hosts"),
        ("http://[::ffff:127.0.0.1]/", "is not in allow_hosts"),
    ],
)
def test_urls_are_checked_as_they_would_be_sent(url: str, what: str) -> None:
    fault = refused(Request("GET", url))
    assert what in fault.what
    assert "s3cret" not in fault.what + fault.hint
    if "allow_hosts" in what:
        assert "steprun.yaml" in fault.hint
        assert fault.key


@pytest.mark.parametrize("method", ["", "GÉT", "GET /", "GET\r\n"])
def test_a_method_that_is_no_word_is_refused(method: str) -> None:
    assert "method" in refused(Request(method, URL)).what
