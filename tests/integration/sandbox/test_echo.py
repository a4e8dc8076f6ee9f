from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from integration.sandbox.conftest import World

ECHO = "/__sandbox/echo"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_it_says_what_was_sent(sandbox: World, method: str) -> None:
    headers = {"X-Twice": "a", "Content-Type": "text/plain"}
    answer = sandbox.request(method, f"{ECHO}/b/c%20d?e=f%26&e=", headers=headers, content="gü")
    said = answer.json()
    assert answer.status_code == 200
    assert (said["method"], said["path"], said["query"]) == (method, "/b/c d", "e=f%26&e=")
    assert (said["headers"]["x-twice"], said["headers"]["content-type"]) == ("a", "text/plain")
    assert (said["body"], said["json"]) == ("gü", None)


def test_a_header_that_is_sent_twice_is_joined(sandbox: World) -> None:
    answer = sandbox.client.get(ECHO, headers=[("X-Twice", "a"), ("x-twice", "b")])
    assert answer.json()["headers"]["x-twice"] == "a, b"


@pytest.mark.parametrize(
    ("path", "below"), [("", ""), ("/", "/"), ("/a", "/a"), ("/a/", "/a/"), ("//a", "//a")]
)
def test_the_path_is_what_stands_below_it(sandbox: World, path: str, below: str) -> None:
    assert sandbox.request("GET", ECHO + path).json()["path"] == below


@pytest.mark.parametrize("body", ['{"a":[1,null]}', "[]", "7", "true", '"\\ud800"', '{"\\u00fc":1.5}'])
def test_json_is_there_as_json(sandbox: World, body: str) -> None:
    said = sandbox.request("POST", f"{ECHO}/x", content=body)
    assert said.text.endswith(f'"json":{body}}}')


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"1e999", b"NaN", b"9" * 5000, b"[" * 100_000, b"[" * 900 + b"]" * 900],
)
def test_nothing_that_comes_breaks_it(sandbox: World, body: bytes) -> None:
    answer = sandbox.request("POST", f"{ECHO}/%ff?%zz&{'a' * 1000}", content=body)
    assert answer.status_code == 200
    assert answer.json()["body"] == body.decode(errors="replace")


def test_it_is_no_call_of_the_api(sandbox: World) -> None:
    sandbox.control("faults", fault="status=503")
    assert sandbox.request("GET", ECHO).status_code == 200
    assert sandbox.control("requests") == {"requests": []}
