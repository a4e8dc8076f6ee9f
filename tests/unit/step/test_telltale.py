"""What sounds like a secret, and what only looks like one."""

from __future__ import annotations

import base64
import json
import time

import pytest

from runner.model.http import Request, Response
from runner.model.json import JSON
from runner.step.telltale import (
    in_answer,
    in_credentials,
    in_header,
    in_request,
    in_step,
    in_text,
    is_secret_header,
    is_secret_name,
)
from support.bench import document, scenarios_of

UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"


# ---- names


@pytest.mark.parametrize(
    "name",
    [
        "token", "access_token", "refreshToken", "id-token", "clientSecret", "PASSWORD", "new_password", "passwd",
        "db_pwd", "apiKey", "x-api-key", "access_key", "private_key", "credentials", "csrf", "XSRF-TOKEN", "jwt",
        "session_id", "JSESSIONID", "passphrase", "token_id", "user[password]",
    ],
)  # fmt: skip
def test_these_names_are_secret(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "next_page_token", "nextPageToken", "pageToken", "page_token", "continuationToken", "sync_token",
        "token_type", "tokenExpiresAt", "token_endpoint", "authorization_url", "password_changed_at",
        "password_policy", "secret_name", "cookie_policy", "id", "key", "author", "session", "author_id", "",
    ],
)  # fmt: skip
def test_where_a_list_goes_on_and_what_is_said_about_secrets_is_none(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("Authorization", True),
        ("proxy-authorization", True),
        ("X-Auth-Token", True),
        ("X-CSRF-Token", True),
        ("Set-Cookie", True),
        ("WWW-Authenticate", False),
        ("Access-Control-Allow-Credentials", False),
        ("Content-Type", False),
    ],
)
def test_headers_are_secret_by_their_names(name: str, secret: bool) -> None:
    assert is_secret_header(name) is secret


# ---- bodies


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"access_token": "0123456789"}, ["0123456789"]),
        ({"access_token": "012345678"}, []),
        ({"data": [{"user": {"api_key": "k-0123456789"}}]}, ["k-0123456789"]),
        ({"authorization": "Bearer b-0123456789"}, ["b-0123456789"]),
        ({"tokens": ["first-token", "second-token"]}, ["second-token", "first-token"]),
        ({"token": {"raw": "aB3dE6gH9kL2", "expires": "2026-02-02T10:00:00Z", "for": "the whole shop"}}, ["aB3dE6gH9kL2"]),
        ({"fields": [{"name": "password", "value": "hunter2-hunter2"}]}, ["hunter2-hunter2"]),
        ({"body": json.dumps({"inner": {"secret": "s3cret-inside"}})}, ["s3cret-inside"]),
        ({"body": '{"secret": "torn-0123456789'}, []),
        ({"body": '{"a": 1, "secret": "torn-0123456789"'}, ["torn-0123456789"]),
        ({"next": "https://a.test/x?access_token=0123456789ab&page=2"}, ["0123456789ab"]),
        ({"next_page_token": "0123456789ab", "token_type": "authorization_code"}, []),
        ({"password": "is too short (minimum is 8 characters)"}, []),
        ({"token": "https://idp.test/token", "secret": "2026-02-02T10:00:00Z", "jwt": "**********"}, []),
        ({"token": 12345678901, "secret": None, "password": True}, []),
        ({"sessionId": UUID, "session_id": "s3ss10n-of-anna"}, ["s3ss10n-of-anna"]),
    ],
)  # fmt: skip
def test_of_a_body_what_stands_under_a_secret_name(body: JSON, found: list[str]) -> None:
    answer = Response(200, (("Content-Type", "application/json"),), json.dumps(body).encode())
    assert [value for _name, value in in_answer(answer)] == found


@pytest.mark.parametrize(
    ("kind", "body", "found"),
    [
        ("application/x-www-form-urlencoded", "access_token=a%2Fb%2B0123456&scope=all", ["a/b+0123456"]),
        ("text/html", '<input type="hidden" name="csrf_token" value="c5rf-0123456789">', ["c5rf-0123456789"]),
        ("text/html", "<script>var apiKey = 'k-0123456789';</script>", ["k-0123456789"]),
        ("text/xml", "<a><AccessToken>x-0123456789&amp;</AccessToken></a>", ["x-0123456789&"]),
        ("application/json", '{"access_token": "torn-0123456789", "a": ', ["torn-0123456789"]),
        ("text/plain", "postgres://shop:s3cret-pw@db/x", ["s3cret-pw"]),
        ("text/plain", "curl -H 'Authorization: Bearer b-0123456789'", ["b-0123456789"]),
        ("text/plain", "go to /cb?code=aB3dE6gH9kL2mN5p&state=1", ["aB3dE6gH9kL2mN5p"]),
        ("text/plain", "there is nothing = here", []),
    ],
)
def test_of_other_bodies_what_they_say_in_their_own_way(kind: str, body: str, found: list[str]) -> None:
    answer = Response(200, (("Content-Type", kind),), body.encode())
    assert list(dict.fromkeys(value for _name, value in in_answer(answer))) == found


def test_an_author_may_write_a_short_password_and_one_with_blanks() -> None:
    body = {"password": "hunter2", "old_password": "correct horse", "new_password": "secret"}
    request = Request("POST", "/", content=json.dumps(body).encode())
    assert [value for _name, value in in_request(request)] == ["hunter2", "correct horse"]
    assert list(in_answer(Response(200, content=json.dumps(body).encode()))) == []


def test_parts_of_a_form_with_files_count() -> None:
    request = Request("POST", "/", fields=(("api_key", "k-0123456789"), ("note", "0123456789")))
    assert list(in_request(request)) == [("api_key", "k-0123456789")]


# ---- headers and URLs


@pytest.mark.parametrize(
    ("cookie", "found"),
    [
        ("sid=0123456789; Path=/; HttpOnly", ["0123456789"]),
        ("lang=en", []),
        ("theme=a-very-dark-theme-indeed", []),
        ("sid=short", []),
        (f"tenant={UUID}", []),
        (f"connect.sid=s%3A{UUID}", [f"s:{UUID}"]),
        ("x=aB3dE6gH9kL2mN5p", ["aB3dE6gH9kL2mN5p"]),
        ("seen=2026-02-02T10:00:00Z", []),
        ("token=", []),
    ],
)
def test_of_cookies_those_that_open_something(cookie: str, found: list[str]) -> None:
    assert [value for _name, value in in_header("Set-Cookie", cookie)] == found
    pair = cookie.partition(";")[0]
    assert [value for _name, value in in_header("cookie", f"lang=en; {pair}")] == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Bearer 0123456789", ["0123456789"]),
        ("Bearer none", []),
        ('Token token="t-0123456789", nonce="def"', ["t-0123456789"]),
        ("0123456789", ["0123456789"]),
        ("Basic " + base64.b64encode(b"a:b c").decode(), ["YTpiIGM=", "a:b c", "b c"]),
        ("Basic " + base64.b64encode(b"no colon").decode(), ["bm8gY29sb24="]),
        ("Basic ???", []),
        ("Bearer ‹staff›-of-the-shop", []),
        ("", []),
    ],
)
def test_credentials_are_taken_apart(value: str, found: list[str]) -> None:
    assert [text for _name, text in in_credentials(value)] == found


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("/cb?code=aB3dE6gH9kL2mN5p&state=x", ["aB3dE6gH9kL2mN5p"]),
        ("/cb#access_token=t-0123456789&token_type=bearer", ["t-0123456789"]),
        ("/files?sig=aB3dE6gH9kL2mN5p%3D&key=short", ["aB3dE6gH9kL2mN5p="]),
        ("/list?page_token=0123456789&q=a=b", []),
        ("/list?token={{mine}}-0123456789", []),
        ("https://anna:pa55word@api.test/", ["pa55word"]),
    ],
)
def test_a_redirect_tells_what_its_url_says(url: str, found: list[str]) -> None:
    assert [value for _name, value in in_answer(Response(302, (("Location", url),)))] == found
    assert [value for _name, value in in_request(Request("GET", url))] == found


# ---- documents


def test_of_a_step_what_is_written_out_and_not_what_placeholders_stand_for() -> None:
    (scenario,) = scenarios_of(
        document(
            """
            - method: POST
              path: "/login?api_key=k-0123456789&token={{other}}"
              headers: {Authorization: "Bearer h-0123456789", X-Auth-Token: "{{mine}}"}
              params: {access_token: p-0123456789}
              body: {password: hunter2, again: {password: "{{pw}}"}}
            - {method: POST, path: /form, form: {client_secret: f-0123456789}}
            - {method: POST, path: /raw, raw: "token=r-0123456789&secret={{x}}-0123456789", content_type: a/b}
            """,
            variables="{api_key: v-0123456789, page: all}",
        )
    )
    found = [value for planned in scenario.steps for _name, value in in_step(planned)]
    assert set(found) == {
        "k-0123456789",
        "h-0123456789",
        "p-0123456789",
        "hunter2",
        "f-0123456789",
        "r-0123456789",
        "v-0123456789",
    }


# ---- hostile


@pytest.mark.parametrize(
    "text",
    [
        "token" + "=" * 300_000,
        "token " + "a.b-" * 80_000,
        'token="' * 50_000,
        "<token>" * 50_000,
        "token ://" * 40_000,
        "bearer " * 50_000,
        'name="token" ' * 30_000,
        "token ?&" * 50_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    began = time.thread_time()
    list(in_text(text))
    assert time.thread_time() - began < 2


def test_no_body_is_too_deep_or_too_large() -> None:
    deep: JSON = {"token": "t-0123456789"}
    for _ in range(90):
        deep = {"a": [deep]}
    assert list(in_request(Request("GET", "/", content=json.dumps(deep).encode())))
    wide: JSON = {"token": "t-0123456789", "items": [{"n": n} for n in range(300_000)]}
    assert [v for _n, v in in_answer(Response(200, content=json.dumps(wide).encode()))] == ["t-0123456789"]
