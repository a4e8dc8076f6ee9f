"""Secrets out of everything that is shown, in the forms that they take."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from urllib.parse import quote, quote_plus, urlencode

import pytest

from runner.model.http import FilePart, Request, Response
from runner.model.json import JSON
from runner.step.redact import Redactor
from runner.step.telltale import is_secret_name

_RANDOM = Random(5)
_ALPHABETS = (
    "abcdefghijkmnopqrstuvwxyz0123456789",
    "ABCDEFabcdef0189+/=_-.",
    "äöüß日本語🙂 \"'\\<>&%+/",
    "pass word;,=&?#",
)
SECRETS = ["".join(_RANDOM.choice(_ALPHABETS[n % 4]) for _ in range(8 + n * 3)) for n in range(20)]

FORMS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "in a url": lambda s: quote(s, safe=""),
    "in a path": quote,
    "in a form": quote_plus,
    "in a query": lambda s: urlencode({"q": s}),
    "json": json.dumps,
    "json with its own letters": lambda s: json.dumps(s, ensure_ascii=False),
    "hexadecimal": lambda s: s.encode().hex(),
    "base64": lambda s: base64.b64encode(s.encode()).decode(),
    "base64 for urls": lambda s: base64.urlsafe_b64encode(s.encode()).decode(),
    "basic, one before": lambda s: base64.b64encode(b"u" + s.encode() + b"tail").decode(),
    "basic, two before": lambda s: base64.b64encode(b"u:" + s.encode()).decode(),
    "basic, three before": lambda s: base64.b64encode(b"me:" + s.encode() + b"x").decode(),
    "basic for urls": lambda s: base64.urlsafe_b64encode(b"user:" + s.encode()).decode(),
}


def redactor() -> Redactor:
    one = Redactor()
    for number, secret in enumerate(SECRETS):
        one.learn(f"s{number}", secret)
    return one


ALL = redactor()


@pytest.mark.parametrize("form", FORMS)
def test_no_secret_shows_in_any_of_its_forms(form: str) -> None:
    for number, secret in enumerate(SECRETS):
        written = FORMS[form](secret)
        text = ALL.text(f"before {written} after")
        assert f"‹s{number}›" in text, (form, secret, text)
        assert secret not in text
        # What is left of an encoded form are its first and last characters, mixed with their neighbours.
        rest = text.removeprefix("before ").removesuffix(" after").replace(f"‹s{number}›", "")
        assert len(rest) <= 12, (form, secret, rest)


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_shows_wherever_in_an_exchange_it_stands(secret: str) -> None:
    request = Request(
        "POST",
        f"https://api.test/{quote(secret, safe='')}?q={quote_plus(secret)}",
        headers=(("Authorization", f"Bearer {secret}"), ("X-Other", f"a {secret} b")),
        content=json.dumps({"a": secret}, ensure_ascii=False).encode(),
    )
    response = Response(
        200, (("Set-Cookie", f"t={secret}"), ("X-Echo", secret)), json.dumps([secret]).encode()
    )
    told = repr(ALL.exchange(request, response)) + repr(ALL.exchange(request, None))
    assert secret not in told
    assert repr(secret)[1:-1] not in told
    assert quote(secret, safe="") not in told


def test_a_secret_inside_another_is_not_left_half() -> None:
    one = Redactor()
    one.learn("short", "abcdefgh")
    one.learn("long", "abcdefgh-and-more")
    assert one.text("abcdefgh-and-more abcdefgh") == "‹long› ‹short›"


def test_a_secret_of_less_than_six_characters_is_not_looked_for() -> None:
    one = Redactor()
    one.learn("tiny", "admin")
    assert one.text("the admin page") == "the admin page"


def test_half_of_a_surrogate_pair_can_be_a_secret() -> None:
    one = Redactor()
    one.learn("odd", "secret\ud800token")
    assert one.text("a secret\ud800token") == "a ‹odd›"
    assert one.text(json.dumps("secret\ud800token")) == '"‹odd›"'


@pytest.mark.parametrize("length", [12, 1000, 8000])
@pytest.mark.parametrize("copies", [1, 12])
def test_texts_are_masked_before_they_are_cut(length: int, copies: int) -> None:
    """Wherever the cut falls, no half of a secret stays at the edge."""
    secret = "".join(Random(length).choices("abcdefghijklmnopqrstuvwxyz", k=length))
    one = Redactor()
    one.learn("t", secret)
    for before in (
        0,
        64 * 1024 - length // 2,
        64 * 1024 - 6,
        64 * 1024,
        72 * 1024 - length // 2,
        72 * 1024 - 7,
    ):
        text = "." * before + secret * copies + "." * 70_000
        shown = one.exchange(
            Request("POST", "/", content=text.encode()), Response(200, content=text.encode())
        )
        for body in (shown.request_body, shown.response_body):
            assert len(body) <= 64 * 1024
            assert not set(body) & set(secret.replace("t", "")), before
            assert body.count("t") == body.count("‹t›")


def test_a_short_text_is_not_cut() -> None:
    body = "é" * 60_000
    shown = Redactor().exchange(Request("GET", "/"), Response(200, content=body.encode()))
    assert (shown.response_body, shown.response_size) == (body, 120_000)


# ---- by name


@pytest.mark.parametrize(
    "name",
    [
        "token",
        "accessToken",
        "client_secret",
        "PASSWORD",
        "passwd",
        "api_key",
        "apikey",
        "Authorization",
        "cookie",
        "session_id",
        "sessionid",
    ],
)
def test_some_names_are_secret(name: str) -> None:
    assert is_secret_name(name)
    assert Redactor().variable(name, '"abc"') == "‹secret›"


@pytest.mark.parametrize("name", ["booking_id", "key", "user", "session", "note"])
def test_other_names_are_not(name: str) -> None:
    assert not is_secret_name(name)
    assert Redactor().variable(name, '"abc"') == '"abc"'


@pytest.mark.parametrize("shown", ["null", '""'])
def test_that_there_is_no_secret_is_no_secret(shown: str) -> None:
    assert Redactor().variable("token", shown) == shown


@pytest.mark.parametrize(
    "name", ["Authorization", "Proxy-Authorization", "Cookie", "SET-COOKIE", "x-api-key"]
)
def test_some_headers_are_secret_whatever_they_hold(name: str) -> None:
    shown = Redactor().exchange(
        Request("GET", "/", ((name, "abc"),)), Response(200, ((name, "abc"), ("X-A", "abc")))
    )
    assert shown.request_headers == ((name, "‹secret›"),)
    assert shown.response_headers == ((name, "‹secret›"), ("X-A", "abc"))


def test_a_known_token_in_a_header_is_shown_as_whose_it_is() -> None:
    one = Redactor()
    one.learn("staff", "s3cret-token")
    shown = one.exchange(Request("GET", "/", (("Authorization", "Bearer s3cret-token"),)), None)
    assert shown.request_headers == (("Authorization", "Bearer ‹staff›"),)


def test_multipart_bodies_are_shown_by_their_parts() -> None:
    one = Redactor()
    one.learn("staff", "s3cret-token")
    request = Request(
        "POST", "/", fields=(("a", "s3cret-token"),), files=(FilePart("f", "a.png", b"x" * 2000),)
    )
    assert one.exchange(request, None).request_body == "a=‹staff›\nf=@a.png (2.0 kB)"


def test_secrets_can_be_learnt_from_many_threads() -> None:
    one = Redactor()
    names = [f"secret-{n:03}-of-many" for n in range(200)]
    with ThreadPoolExecutor(8) as crew:
        list(crew.map(lambda name: one.learn(name[7:10], name), names))
    assert one.text(" ".join(names)) == " ".join(f"‹{name[7:10]}›" for name in names)


def test_what_its_author_calls_a_secret_is_one_in_every_text_of_it() -> None:
    redactor = Redactor()
    value: JSON = {"keys": ["first-key", {"b": "second-key"}], "n": 123456, "short": "ab"}
    redactor.learn_variable("session", value, secret=True)
    assert redactor.text("x first-key y second-key 123456") == "x ‹session› y ‹session› ‹session›"
    assert redactor.variable("session", '"abc"') == "‹secret›"
    assert redactor.variable("session.short", '"abc"') == "‹secret›"
    assert redactor.variable("sessions", '"ab"') == '"ab"'


def test_what_its_author_calls_a_secret_may_be_short_and_is_masked_where_it_stands_alone() -> None:
    redactor = Redactor()
    redactor.learn_variable("pin", "4711", secret=True)
    redactor.learn_variable("pin_too", "ab", secret=True)
    told = 'pin=4711 {"pin":"4711","no":14711,"id":"x4711"} a-4711-b ab'
    assert redactor.text(told) == 'pin=‹pin› {"pin":"‹pin›","no":14711,"id":"x4711"} a-‹pin›-b ab'


@pytest.mark.parametrize("length", range(6, 16))
def test_half_of_a_secret_does_not_stay_where_a_message_was_cut(length: int) -> None:
    redactor = Redactor()
    redactor.learn("door", "open-sesame-now")
    cut = "open-sesame-now"[:length]
    assert redactor.text(f'got "{cut}… and "opening…') == 'got "‹door›… and "opening…'


def test_what_its_author_does_not_call_a_secret_is_none_whatever_its_name() -> None:
    redactor = Redactor()
    redactor.learn_variable("session_id", "a-room-in-the-calendar", secret=False)
    assert redactor.text("a-room-in-the-calendar") == "a-room-in-the-calendar"
    assert redactor.variable("session_id", '"abc"') == '"abc"'
    redactor.learn_variable("session_id", "another-long-value")
    assert redactor.text("another-long-value") == "‹session_id›"
