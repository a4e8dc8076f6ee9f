"""Secrets out of everything that is shown, in the forms that they take."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from random import Random
from urllib.parse import quote, quote_plus

import pytest

from runner.model.environment import Secret, Token
from runner.model.http import FilePart, Request, Response
from runner.model.json import JSON
from runner.step.redact import Redactor
from runner.step.telltale import is_secret_name
from support.forms import FORMS

_RANDOM = Random(5)
_ALPHABETS = (
    "abcdefghijkmnopqrstuvwxyz0123456789",
    "ABCDEFabcdef0189+/=_-.",
    "äöüß日本語🙂 \"'\\<>&%+/",
    "pass word;,=&?#",
    "é<>\"'&%+ a1\n\t",
)
SECRETS = ["".join(_RANDOM.choice(_ALPHABETS[n % 5]) for _ in range(8 + n % 40)) for n in range(100)]


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
        # What is left of base64 are its first and last letters, which stand for its neighbours, too.
        rest = text.removeprefix("before ").removesuffix(" after").replace(f"‹s{number}›", "")
        assert len(rest) <= (16 if "base64" in form else 0), (form, secret, rest)


@pytest.mark.parametrize("form", FORMS)
def test_no_half_of_a_secret_shows_where_a_message_is_cut(form: str) -> None:
    random = Random(form)
    for secret in random.sample(SECRETS, 25):
        one = Redactor()
        one.learn("s", secret)
        written = FORMS[form](secret)
        # As many characters as nobody can tell from others; of base64 also those that stand for neighbours.
        harmless = 12 if "base64" in form else max(8, len(FORMS[form](secret[:4])))
        for length in random.sample(range(1, len(written)), min(8, len(written) - 1)):
            text = one.text(f'got "{written[:length]}…')
            rest = text.removeprefix('got "').removesuffix("…")
            assert len(rest.partition("‹s›")[0]) <= (harmless if "‹s›" not in rest else 12), (secret, rest)
            assert "‹s›" in rest or length <= harmless, (form, secret, written[:length])


@pytest.mark.parametrize("cut", range(-40, 41, 4))
def test_no_half_of_a_secret_shows_where_a_body_is_cut(cut: int) -> None:
    secret = "S3cret-that-is-forty-characters-in-all-x"
    one = Redactor()
    one.learn("s", secret)
    for edge in (64 * 1024, 72 * 1024):
        for form in ("raw", "in a url", "hexadecimal", "json in json", "base64, 1 before and 2 after"):
            text = "." * (edge + cut) + FORMS[form](secret) + "." * 10_000
            shown = one.exchange(Request("GET", "/"), Response(200, content=text.encode())).response_body
            left = shown.replace("‹s›", "").strip(".")
            assert len(left) <= (8 if "base64" in form else 3), (form, edge, left)


@pytest.mark.parametrize("secret", SECRETS[::5])
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


# ---- what is learnt on the way


def test_a_spec_run_forgets_what_it_was_told_and_knows_what_the_run_knows() -> None:
    run = Redactor()
    run.learn("staff", "s3cret-of-staff")
    one, other = run.child(), run.child()
    one.learn_answer(Response(200, (("Set-Cookie", "sid=c0okie-of-one-777; Path=/"),)))
    run.learn("late", "s3cret-that-is-late")
    told = "s3cret-of-staff c0okie-of-one-777 s3cret-that-is-late"
    assert one.text(told) == "‹staff› ‹sid› ‹late›"
    assert other.text(told) == run.text(told) == "‹staff› c0okie-of-one-777 ‹late›"


def test_a_lasting_one_forgets_nothing() -> None:
    run = Redactor(lasting=True)
    run.child().learn_answer(Response(200, (("Set-Cookie", "sid=c0okie-of-one-777"),)))
    assert run.text("c0okie-of-one-777") == "‹sid›"


def test_what_the_author_calls_a_secret_is_one_for_all_specs() -> None:
    run = Redactor()
    run.child().learn_variable("door", "open-sesame", secret=True)
    assert run.child().text("open-sesame") == "‹door›"
    assert run.child().variable("door", '"x"') == "‹secret›"


def test_the_headers_of_a_request_tell_its_credentials() -> None:
    one = Redactor().child()
    pair = base64.b64encode(b"anna:pa55word").decode()
    one.learn_request(Request("GET", "/", (("Authorization", f"Basic {pair}"), ("X-Api-Key", "k3y-of-anna"))))
    assert one.text(f"{pair} anna:pa55word pa55word k3y-of-anna") == (
        "‹authorization› ‹authorization› ‹password› ‹x-api-key›"
    )
    shown = one.exchange(Request("GET", "/", (("Authorization", f"Basic {pair}"),)), None)
    assert shown.request_headers == (("Authorization", "Basic ‹authorization›"),)


def test_a_token_that_is_a_name_and_a_password_hides_both_ways_of_writing_it() -> None:
    one = Redactor()
    value = base64.b64encode(b"anna:pa55word").decode()
    one.learn_token(Token("staff", "Basic", Secret(value)))
    assert one.text(f"Basic {value} for anna:pa55word") == "Basic ‹staff› for ‹authorization›"


def test_a_name_that_a_server_chose_is_no_more_than_a_word_in_a_mask() -> None:
    one = Redactor()
    one.learn_answer(Response(200, content=json.dumps({"x›\n## token": "s3cret-value-1"}).encode()))
    one.learn_answer(Response(200, content=json.dumps({"§ token": "s3cret-value-2"}).encode()))
    assert one.text("s3cret-value-1 s3cret-value-2") == "‹x› ‹secret›"


def test_a_secret_in_the_name_of_a_header_is_masked_there() -> None:
    one = Redactor()
    one.learn("staff", "s3cr3t-0815")
    request = Request("GET", "/", (("X-S3CR3T-0815", "1"),))
    shown = one.exchange(request, Response(200, (("x-s3cr3t-0815-id", "2"), ("x-other", "3"))))
    assert shown.request_headers == (("X-‹staff›", "1"),)
    assert shown.response_headers == (("x-‹staff›-id", "2"), ("x-other", "3"))


def test_what_was_learnt_since_is_all_that_a_late_one_knows() -> None:
    run = Redactor()
    run.learn("early", "s3cret-from-before")
    one = run.child()
    mark = one.mark()
    assert one.since(mark) is None
    run.learn("late", "s3cret-from-later-on")
    one.learn("own", "s3cret-of-its-own")
    late = one.since(mark)
    assert late is not None
    assert late.text("s3cret-from-before s3cret-from-later-on s3cret-of-its-own") == (
        "s3cret-from-before ‹late› ‹own›"
    )


def test_a_late_one_finds_the_half_that_a_cut_without_a_mark_left() -> None:
    late = Redactor()
    late.learn("late", "s3cret-from-later-on")
    body = "." * 65_526 + "s3cret-from"[:10]
    assert late.again(body) == "." * 65_526
    assert late.again("short s3cret-fro") == "short s3cret-fro"


def test_in_place_everything_else_keeps_its_column() -> None:
    one = Redactor()
    one.learn("staff", "s3cret-token-of-staff")
    one.learn("a-rather-long-role", "s3cret")
    line = 'X: "s3cret-token-of-staff", Y: "s3cret"  # end'
    shown = one.in_place(line)
    assert shown == 'X: "‹staff›··············", Y: "‹a-ra›"  # end'
    assert len(shown) == len(line)


def test_secrets_that_overlap_leave_nothing_between_them() -> None:
    one = Redactor()
    one.learn("one", "abcdefgh-ijkl")
    one.learn("two", "ijkl-mnopqrst-uvw")
    assert one.text("x abcdefgh-ijkl-mnopqrst-uvw y") == "x ‹two› y"


def test_very_many_secrets_are_found_as_surely_as_a_few() -> None:
    random = Random(3)
    secrets = [
        "".join(random.choices("abcdefghijkmnopqrstuvwxyz0123456789", k=7 + n % 30)) for n in range(2000)
    ]
    one = Redactor()
    for number, secret in enumerate(secrets):
        one.learn(f"n{number}", secret)
    for number in random.sample(range(2000), 60):
        where = "." * random.randrange(40)
        for form in ("raw", "in small letters", "hexadecimal", "base64, 2 before and 1 after"):
            assert "‹n" in one.text(f"{where}{FORMS[form](secrets[number])}."), (number, form)


def test_what_it_learns_counts_for_texts_that_it_has_masked_before() -> None:
    one = Redactor()
    assert one.text("s3cret-value") == "s3cret-value"
    one.learn("late", "s3cret-value")
    assert one.text("s3cret-value") == "‹late›"
