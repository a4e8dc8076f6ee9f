"""A step as a request: every name resolved, the right host, the right header, and nothing sent otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.errors import StepError, UnresolvedName
from runner.model.environment import Environment, Route, Secret, Token
from runner.model.http import FilePart, Request
from runner.model.json import JSON
from runner.model.scenario import PlannedStep
from runner.model.spec import JsonBody
from runner.model.trouble import Cause
from runner.resolve.scope import Binding, Scope, Withheld
from runner.step.request import Desk, Prepared, prepare
from support.bench import ENVIRONMENT, SECRETS, document, no_schema, scenarios_of

VALUES: dict[str, JSON] = {
    "text": "a b&c/d?e#f",
    "int": 3,
    "role": "client",
    "nobody_is": "none",
    "float": 1.5,
    "yes": True,
    "null": None,
    "list": [1, "two", None],
    "object": {"k": [1]},
    "resolved": {"uid": "u1"},
    "file": "photo.png",
    "segment": "partners",
    "posing": "x/partners/7",
}


def planned(keys: str, *, front: str = "", method: str = "GET", path: str = "/a") -> PlannedStep:
    text = document(f"- id: one\n  method: {method}\n  path: '{path}'\n  {keys}", front=front)
    (scenario,) = scenarios_of(text)
    assert scenario.steps, scenario.findings
    return scenario.steps[0]


def desk_of(
    environment: Environment = ENVIRONMENT,
    *,
    files: Mapping[str, bytes] | None = None,
    read_schema: Callable[[str, str], JSON] = no_schema,
) -> Desk:
    def token(role: str) -> Token:
        if role not in environment.tokens:
            raise StepError(f"token `{role}` is not set", cause=Cause.TOKEN)
        return environment.tokens[role]

    def read(name: str) -> bytes:
        if name not in (files or {}):
            raise StepError(f"no such file: {name}", cause=Cause.REQUEST)
        return (files or {})[name]

    return Desk(environment, token, read, read_schema)


def scope_of(values: Mapping[str, JSON] = VALUES) -> Scope:
    return Scope(configured={name: Binding(value, "env") for name, value in values.items()})


def prepared(step: PlannedStep, desk: Desk | None = None, *, scope: Scope | None = None) -> Prepared:
    return prepare(step, scope or scope_of(), desk or desk_of(), run="run-0001")


def request(keys: str = "", *, path: str = "/a", desk: Desk | None = None, method: str = "GET") -> Request:
    return prepared(planned(keys, path=path, method=method), desk).request


def headers(keys: str = "", environment: Environment = ENVIRONMENT) -> dict[str, str]:
    return dict(request(keys, desk=desk_of(environment)).headers)


def refusal(keys: str = "", *, path: str = "/a", desk: Desk | None = None) -> StepError:
    with pytest.raises(StepError) as caught:
        request(keys, path=path, desk=desk)
    return caught.value


# ---- path and query


@pytest.mark.parametrize(
    ("path", "keys", "url"),
    [
        ("/a", "", "/a"),
        ("/a/", "", "/a/"),
        ("/a//b", "", "/a//b"),
        ("/a b/ü", "", "/a%20b/%C3%BC"),
        ("/a%20b%2F", "", "/a%20b%2F"),
        ("/a;v=1,2:x@y/(z)*!", "", "/a;v=1,2:x@y/(z)*!"),
        ("/a#b", "", "/a%23b"),
        ("/a/{{text}}", "", "/a/a%20b%26c%2Fd%3Fe%23f"),
        ("/a/{text}", "", "/a/a%20b%26c%2Fd%3Fe%23f"),
        ("/a/{{yes}}/{{int}}/<<float>>", "", "/a/true/3/1.5"),
        ("/a/{resolved.uid}", "", "/a/u1"),
        ("/a?x=1&y=a b", "", "/a?x=1&y=a%20b"),
        ("/a?x={{text}}", "", "/a?x=a%20b%26c%2Fd%3Fe%23f"),
        ("/a?x=1", "params: {y: 2}", "/a?x=1&y=2"),
        ("/a?", "params: {y: 2}", "/a?y=2"),
        ("/a", "params: {offset: 0}", "/a?offset=0"),
        ("/a", "params: {on: false, off: true}", "/a?on=false&off=true"),
        ("/a", "params: {q: ''}", "/a?q="),
        ("/a", "params: {q: null}", "/a?q="),
        ("/a", "params: {id: [1, 'two', true]}", "/a?id=1&id=two&id=true"),
        ("/a", "params: {'id[]': [1, 2]}", "/a?id%5B%5D=1&id%5B%5D=2"),
        ("/a", "params: {none: []}", "/a"),
        ("/a", "params: {'{{text}}': '{{text}}'}", "/a?a%20b%26c%2Fd%3Fe%23f=a%20b%26c%2Fd%3Fe%23f"),
        ("/a", "params: {id: '{{list}}'}", "/a?id=1&id=two&id="),
        ("/a", "params: {o: '{{object}}'}", "/a?o=%7B%22k%22%3A%5B1%5D%7D"),
        ("/a", "params: {o: 'x{{list}}'}", "/a?o=x%5B1%2C%22two%22%2Cnull%5D"),
        ("/a", "params: {v: 1.0, w: 010, x: 2026-02-01, y: 1e3}", "/a?v=1.0&w=010&x=2026-02-01&y=1e3"),
        ("/a", "params: {p: 'a+b&c=d%'}", "/a?p=a%2Bb%26c%3Dd%25"),
        ("/a", "params: {at: 2026-02-01T16:00:00Z}", "/a?at=2026-02-01T16%3A00%3A00Z"),
        ("/a", "params: {yes: yes, no: 'no', on: on}", "/a?yes=yes&no=no&on=on"),
    ],
)
def test_the_url(path: str, keys: str, url: str) -> None:
    assert request(keys, path=path).url == f"https://api.test{url}"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "purge"])
def test_params_are_sent_with_every_method(method: str) -> None:
    sent = request("params: {a: 1}", method=method)
    assert (sent.method, sent.url) == (method.upper(), "https://api.test/a?a=1")


@pytest.mark.parametrize("value", ["..", ".", "../x/..", "%2e%2e"])
def test_a_value_cannot_climb_out_of_its_place_in_the_path(value: str) -> None:
    step = planned("", path="/a/{{v}}/b")
    try:
        url = prepared(step, scope=scope_of({"v": value})).request.url
    except StepError as fault:
        assert fault.cause is Cause.REQUEST  # noqa: PT017 - an error is one of two fair answers
    else:
        assert re.fullmatch(r"https://api\.test/a/[^/]+/b", url)


@pytest.mark.parametrize(
    "value", ["//evil.test/x", "https://evil.test", "@evil.test", "\\\\evil", "/x", "", "..", "evil.test"]
)
def test_a_value_cannot_name_the_host(value: str) -> None:
    for path in ("{{v}}", "{{v}}/a", "/{{v}}", "/{{v}}/a"):
        try:
            url = prepared(planned("", path=path), scope=scope_of({"v": value})).request.url
        except StepError as fault:
            assert fault.cause in (Cause.REQUEST, Cause.UNDEFINED)  # noqa: PT017 - one of two fair answers
        else:
            assert url.startswith("https://api.test/")
            assert "//" not in url.removeprefix("https://")


def test_a_path_that_cannot_be_sent_points_at_itself() -> None:
    with pytest.raises(StepError) as caught:
        prepared(planned("", path="/a/{{dots}}"), scope=scope_of({"dots": ".."}))
    fault = caught.value
    assert fault.what == "`/a/..` cannot be sent as a path"
    assert str(fault.place) == "specs/001.md:9:11"


# ---- where to

ROUTED = replace(
    ENVIRONMENT,
    routes=(
        Route("*/partners/*", "https://partners.test/v2/", 'Token token="{token}"'),
        Route("*/partners/special/*", "https://never.test"),
        Route("/same/*", "", "Key {token}"),
    ),
)


@pytest.mark.parametrize(
    ("path", "url", "authorization"),
    [
        (
            "/v1/partners/7?x=/same/1",
            "https://partners.test/v2/v1/partners/7?x=/same/1",
            f'Token token="{SECRETS["staff"]}"',
        ),
        (
            "/v1/partners/special/7",
            "https://partners.test/v2/v1/partners/special/7",
            f'Token token="{SECRETS["staff"]}"',
        ),
        (
            "/v1/{{segment}}/7",
            "https://partners.test/v2/v1/partners/7",
            f'Token token="{SECRETS["staff"]}"',
        ),
        ("/v1/{{posing}}", "https://api.test/v1/x%2Fpartners%2F7", f"Bearer {SECRETS['staff']}"),
        ("/same/1", "https://api.test/same/1", f"Key {SECRETS['staff']}"),
        ("/other?x=/v1/partners/7", "https://api.test/other?x=/v1/partners/7", f"Bearer {SECRETS['staff']}"),
        ("/V1/PARTNERS/7", "https://api.test/V1/PARTNERS/7", f"Bearer {SECRETS['staff']}"),
    ],
)
def test_the_first_route_that_fits_decides_base_url_and_authorization(
    path: str, url: str, authorization: str
) -> None:
    sent = request(path=path, desk=desk_of(ROUTED))
    assert (sent.url, dict(sent.headers)["Authorization"]) == (url, authorization)


@pytest.mark.parametrize(
    ("keys", "front"), [("useFallback: true", ""), ("useFallbackApi: true", ""), ("", "useFallbackApi: true")]
)
def test_a_step_that_asks_for_the_fallback_goes_there_and_nowhere_else(keys: str, front: str) -> None:
    step = planned(keys, front=front, path="/v1/partners/7")
    sent = prepared(step, desk_of(ROUTED)).request
    assert sent.url == "https://old.test/api2/v1/partners/7"
    assert dict(sent.headers)["Authorization"] == f"Bearer {SECRETS['staff']}"
    with pytest.raises(StepError) as caught:
        prepared(step, desk_of(replace(ROUTED, fallback_url="")))
    assert "add `fallback_url:`" in caught.value.hint
    assert caught.value.key == "no fallback_url in sandbox"


def test_without_a_base_url_nothing_is_sent() -> None:
    fault = refusal(desk=desk_of(replace(ENVIRONMENT, base_url="")))
    assert (fault.cause, fault.key) == (Cause.REQUEST, "no base_url in sandbox")


def test_the_time_limit_is_the_environments() -> None:
    assert request(desk=desk_of(replace(ENVIRONMENT, timeout=5))).timeout == 5


# ---- tokens and headers


@pytest.mark.parametrize(
    ("keys", "expected", "jar"),
    [
        ("", f"Bearer {SECRETS['staff']}", "run-0001/staff"),
        ("token: staff", f"Bearer {SECRETS['staff']}", "run-0001/staff"),
        ("token: client", f"Bearer {SECRETS['client']}", "run-0001/client"),
        ("token: none", None, "run-0001/none"),
        ("token: '{{role}}'", f"Bearer {SECRETS['client']}", "run-0001/client"),
        ("token: '{{nobody_is}}'", None, "run-0001/none"),
        ("headers: {Authorization: Basic abc}", "Basic abc", "run-0001/staff"),
        ("headers: {authorization: Basic abc}\n  token: client", "Basic abc", "run-0001/client"),
        ("headers: {AUTHORIZATION: '{{int}}'}\n  token: nobody", "3", "run-0001/nobody"),
    ],
)
def test_the_authorization_header_and_the_jar(keys: str, expected: str | None, jar: str) -> None:
    sent = request(keys)
    found = [value for name, value in sent.headers if name.lower() == "authorization"]
    assert found == ([] if expected is None else [expected])
    assert sent.jar == jar


@pytest.mark.parametrize(
    ("scheme", "expected"), [("Bearer", "Bearer s3cret"), ("Admin", "Admin s3cret"), ("", "s3cret")]
)
def test_the_scheme_is_the_tokens(scheme: str, expected: str) -> None:
    environment = replace(
        ENVIRONMENT, default_token="admin", tokens={"admin": Token("admin", scheme, Secret("s3cret"))}
    )
    assert headers(environment=environment)["Authorization"] == expected


def test_a_missing_token_stops_the_step() -> None:
    assert refusal("token: nobody").cause is Cause.TOKEN


def test_headers_of_the_environment_go_along_and_the_steps_win_whatever_their_case() -> None:
    environment = replace(ENVIRONMENT, headers={"X-Run": "run {{int}}", "Accept": "a"})
    step = planned("headers: {x-run: mine, X-Number: 5, X-Bool: true, X-Old: 1.0, X-Text: '{{text}}'}")
    sent = dict(prepared(step, desk_of(environment)).request.headers)
    del sent["Authorization"]
    assert sent == {
        "Accept": "a",
        "x-run": "mine",
        "X-Number": "5",
        "X-Bool": "true",
        "X-Old": "1.0",
        "X-Text": VALUES["text"],
    }
    assert headers(environment=environment)["X-Run"] == "run 3"


def test_a_header_whose_name_is_a_variable_replaces_the_environments() -> None:
    environment = replace(ENVIRONMENT, headers={"X-Run": "environment"})
    step = planned("headers: {'{{name}}': mine}")
    sent = prepared(step, desk_of(environment), scope=scope_of({"name": "x-run"})).request.headers
    assert [pair for pair in sent if pair[0].lower() == "x-run"] == [("x-run", "mine")]


def test_an_authorization_header_of_the_environment_wins_over_tokens() -> None:
    environment = replace(ENVIRONMENT, tokens={}, headers={"Authorization": "Key k"})
    assert headers(environment=environment)["Authorization"] == "Key k"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"business_uid": "uid", "business_id": "id"}, "uid"),
        ({"business_id": "id"}, "id"),
        ({"business_id": 5}, "5"),
    ],
)
def test_on_behalf_of_a_business(values: dict[str, JSON], expected: str) -> None:
    sent = prepared(planned("x_on_behalf_of: true"), scope=scope_of(values)).request
    assert dict(sent.headers)["X-On-Behalf-Of"] == expected


def test_a_header_that_names_whom_is_left_alone() -> None:
    step = planned("x_on_behalf_of: true\n  headers: {x-on-behalf-of: biz-2}")
    sent = prepared(step, scope=scope_of({"business_uid": "biz-1"})).request.headers
    assert [value for name, value in sent if name.lower() == "x-on-behalf-of"] == ["biz-2"]


def test_on_behalf_of_nobody_is_not_sent() -> None:
    with pytest.raises(UnresolvedName) as caught:
        prepared(planned("x_on_behalf_of: true"), scope=scope_of({}))
    assert [trouble.message for trouble in caught.value.troubles] == ["`{{business_uid}}` has no value"]
    assert "X-On-Behalf-Of" not in headers("x_on_behalf_of: false")


# ---- bodies


@pytest.mark.parametrize(
    ("keys", "content", "kind"),
    [
        ("", None, None),
        ("body: {}", b"{}", "application/json"),
        ("body: []", b"[]", "application/json"),
        ("body: false", b"false", "application/json"),
        ("body: 0", b"0", "application/json"),
        ("body: ''", b'""', "application/json"),
        ("body: {a: 1, b: 1.5, c: true, d: null, e: ''}", b'{"a":1,"b":1.5,"c":true,"d":null,"e":""}', "application/json"),
        ("body: {a: '{{int}}', b: '{{float}}', c: '{{yes}}', d: '{{null}}', e: '{{list}}', f: '{{object}}'}",
         b'{"a":3,"b":1.5,"c":true,"d":null,"e":[1,"two",null],"f":{"k":[1]}}', "application/json"),
        ("body: {a: 'n={{int}}', '{{file}}': <<int>>}", b'{"a":"n=3","photo.png":3}', "application/json"),
        ("body: '{{object}}'", b'{"k":[1]}', "application/json"),
        ("body: {at: 2026-02-01T16:00:00Z, on: on, x: 0x1F}", b'{"at":"2026-02-01T16:00:00Z","on":"on","x":31}', "application/json"),
        ("body: {a: 'é日'}", '{"a":"é日"}'.encode(), "application/json"),
        ("body: {a: 1}\n  content_type: application/vnd.api+json", b'{"a":1}', "application/vnd.api+json"),
        ("body: {a: 1}\n  headers: {content-type: application/problem+json}", b'{"a":1}', None),
        ("form: {a: 'b c', d: [1, 2], e: '{{text}}', f: true, g: null}",
         b"a=b%20c&d=1&d=2&e=a%20b%26c%2Fd%3Fe%23f&f=true&g=", "application/x-www-form-urlencoded"),
        ("raw: 'a {{int}} b'\n  content_type: text/plain", b"a 3 b", "text/plain"),
        ("raw: 'a'\n  content_type: 'text/{{kind}}'", b"a", "text/csv"),
    ],
)  # fmt: skip
def test_the_body(keys: str, content: bytes | None, kind: str | None) -> None:
    step = planned(keys, method="POST")
    sent = prepared(step, scope=scope_of({**VALUES, "kind": "csv"})).request
    assert (sent.content, dict(sent.headers).get("Content-Type")) == (content, kind)
    assert not sent.is_multipart


def test_half_of_a_surrogate_pair_is_escaped() -> None:
    step = planned("body: {a: '{{half}}'}\n  params: {a: '{{half}}'}")
    sent = prepared(step, scope=scope_of({"half": "\ud800"})).request
    assert sent.content == b'{"a":"\\ud800"}'
    assert sent.url.endswith("?a=%ED%A0%80")


FILES = """content_type: multipart
  form_fields: {a: '{{int}}', b: [1, 2]}
  file_fields:
    - {field_name: photo, file_path: 'in/{{file}}'}
    - {field_name: 'x{{int}}', file_path: doc.pdf, filename: 'shown-{{int}}.pdf'}"""


def test_a_multipart_body_has_fields_and_files() -> None:
    sent = request(FILES, desk=desk_of(files={"in/photo.png": b"PNG", "doc.pdf": b"PDF"}))
    assert sent.fields == (("a", "3"), ("b", "1"), ("b", "2"))
    assert sent.files == (FilePart("photo", "photo.png", b"PNG"), FilePart("x3", "shown-3.pdf", b"PDF"))
    assert (sent.content, "Content-Type" in dict(sent.headers)) == (None, False)


def test_a_missing_file_is_an_error() -> None:
    assert refusal(FILES, desk=desk_of(files={"doc.pdf": b""})).what == "no such file: in/photo.png"


# ---- expectations and extractions


def test_expectations_are_rendered_and_a_status_is_always_expected() -> None:
    step = planned("expect: {body: {'$.{{file}}': '{{int}}', $.b: 'x{{int}}'}, max_ms: '{{int}}'}")
    one = prepared(step)
    assert [(item.kind, item.subject, item.wanted) for item in one.expectations] == [
        ("status", "", None),
        ("body", "$.photo.png", {"equals": 3}),
        ("body", "$.b", {"equals": "x3"}),
        ("max_ms", "", 3),
    ]
    written = prepared(planned("expect: {status: [200, '{{int}}']}"))
    assert [item.wanted for item in written.expectations] == [[200, 3]]


def test_queries_of_extractions_are_rendered() -> None:
    one = prepared(planned("extract: {a: \"$.items[?(@.id == '{{file}}')].x\"}"))
    assert [item.query for item in one.extractions] == ["$.items[?(@.id == 'photo.png')].x"]


def test_a_schema_in_a_file_is_read_for_the_spec_that_names_it() -> None:
    asked: list[tuple[str, str]] = []

    def read(name: str, owner: str) -> JSON:
        asked.append((name, owner))
        return {"type": "object"}

    step = planned("expect: {schema: schemas/a.json}\n  retry: {times: 2, until: {schema: schemas/b.json}}")
    one = prepared(step, desk_of(read_schema=read))
    assert one.expectations[-1].wanted == one.until[0].wanted == {"type": "object"}
    assert asked == [("schemas/a.json", "/project/specs/001.md"), ("schemas/b.json", "/project/specs/001.md")]


# ---- names without a value


def test_all_missing_names_are_listed_with_their_places_and_advice() -> None:
    text = document(
        """
        - id: one
          method: POST
          path: /a/{{first}}
          params:
            q: "{{second}}"
          headers:
            X-A: "a {{third}}"
          body:
            list:
              - x
              - "{{fourth}} {{first}}"
          extract:
            e: "$.{{fifth}}"
          expect:
            body:
              $.x: {gte: "{{sixth}}"}
          token: nobody
        """
    )
    (scenario,) = scenarios_of(text)
    with pytest.raises(UnresolvedName) as caught:
        prepared(scenario.steps[0])
    told = [
        (trouble.message, trouble.place.line, trouble.place.column)
        for trouble in caught.value.troubles
        if trouble.place
    ]
    assert told == [
        ("`{{first}}` has no value", 9, 14),
        ("`{{second}}` has no value", 11, 11),
        ("`{{third}}` has no value", 13, 15),
        ("`{{fourth}}` has no value", 17, 12),
        ("`{{sixth}}` has no value", 22, 21),
        ("`{{fifth}}` has no value", 19, 13),
    ]
    assert {trouble.cause for trouble in caught.value.troubles} == {Cause.UNDEFINED}
    assert "--var first=…" in caught.value.troubles[0].hint
    assert caught.value.troubles[0].key == "variable first"


def test_the_nearest_known_name_is_suggested() -> None:
    fault = refusal(path="/a/{{fil}}")
    assert fault.hint.startswith("did you mean `{{file}}`? ")


@pytest.mark.parametrize(
    ("by_skip", "cause", "done"),
    [(True, Cause.SOURCE_SKIPPED, "was skipped"), (False, Cause.SOURCE_FAILED, "failed")],
)
def test_a_withheld_name_says_who_should_have_set_it(by_skip: bool, cause: Cause, done: str) -> None:
    scope = scope_of().without(["int"], Withheld("`get` (line 4)", done, by_skip=by_skip))
    with pytest.raises(UnresolvedName) as caught:
        prepared(planned("", path="/{{int}}"), scope=scope)
    assert (caught.value.cause, caught.value.what) == (
        cause,
        f"`{{{{int}}}}` has no value: `get` (line 4) {done}",
    )


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/a/{{int + 1}}", "`{{int + 1}}`: only "),
        ("/a/{{", "`{{`: `{{` is never closed"),
        ("/a/{x", "`{x`: `{` stands alone"),
    ],
)
def test_a_placeholder_that_cannot_be_read_is_shown_as_it_was_written(path: str, shown: str) -> None:
    assert refusal(path=path).what.startswith(shown)


# ---- placeholders never leave the machine

_NAMES = st.sampled_from(
    ["text", "int", "resolved.uid", "nobody", "a b", "", "x.y", "7*7", "int | upper", "é"]
)
_PIECES = st.one_of(
    st.text("ab /{}<>|'\"%?#\n", max_size=6),
    _NAMES.map("{{{{{}}}}}".format),
    _NAMES.map("<<{}>>".format),
    _NAMES.map("{{{}}}".format),
    st.sampled_from(["{{", "}}", "{{{", "{%", "%}", "<<", ">>", "{#"]),
)
_TEXTS = st.lists(_PIECES, min_size=1, max_size=5).map("".join)
_POSITIONS = (
    "path",
    "params",
    "param name",
    "header",
    "header name",
    "body",
    "body key",
    "form",
    "raw",
    "content_type",
)
_LEFT_OVER = re.compile(r"\{\{|<<\s*[^\W\d][\w-]*(?:\.[\w-]+)*\s*>>")


def _placed(position: str, text: str) -> PlannedStep:
    base = planned("body: {a: 1}", method="POST")
    step = base.step
    changes: dict[str, object] = {
        "path": {"path": "/a/" + text},
        "params": {"params": {"a": text, "b": [text]}},
        "param name": {"params": {text: 1}},
        "header": {"headers": {"X-A": text}},
        "header name": {"headers": {text: "a"}},
        "body": {"body": JsonBody({"a": [text], "b": text})},
        "body key": {"body": JsonBody({text: 1})},
        "form": {"body": replace(planned("form: {a: 1}").step.body, fields={text: text})},  # type: ignore[type-var]  # a form
        "raw": {"body": replace(planned("raw: a\n  content_type: b").step.body, text=text)},  # type: ignore[type-var]  # raw
        "content_type": {"body": JsonBody(1, content_type=text)},
    }[position]  # type: ignore[assignment]  # each a mapping of fields
    return replace(base, step=replace(step, **changes))  # type: ignore[arg-type]  # fields of Step


def _on_the_wire(sent: Request) -> str:
    from urllib.parse import unquote

    content = (sent.content or b"").decode()
    head = "\n".join(f"{name}: {value}" for name, value in sent.headers)
    return "\n".join((unquote(sent.url), head, content, unquote(content)))


@pytest.mark.parametrize("position", _POSITIONS)
@settings(max_examples=60, deadline=None)
@given(text=_TEXTS)
def test_a_placeholder_is_resolved_or_nothing_is_sent(position: str, text: str) -> None:
    # Values that are no names: between braces of the author's own, one that is would look like a placeholder.
    plain: dict[str, JSON] = {"text": "§", "int": 3, "resolved": {"uid": "¶"}}
    try:
        sent = prepared(_placed(position, text), scope=scope_of(plain)).request
    except StepError:
        return
    wire = _on_the_wire(sent)
    left = _LEFT_OVER.search(wire)
    assert not left, (left, wire)
    if position == "path":
        assert "{" not in wire.splitlines()[0]


def test_what_the_hypothesis_above_sends_is_more_than_nothing() -> None:
    for position in _POSITIONS:
        sent = prepared(
            _placed(position, "x{{int}}<<text>>"), scope=scope_of({"int": 3, "text": "T"})
        ).request
        assert "x3T" in _on_the_wire(sent)


def test_secrets_do_not_show_in_a_printed_request() -> None:
    sent = request("body: {a: 1}")
    assert json.loads(sent.content or b"") == {"a": 1}
    assert "content" not in repr(sent)


@pytest.mark.parametrize(("value", "what"), [("", "empty"), (None, "null")])
def test_a_path_does_not_lose_a_segment(value: JSON, what: str) -> None:
    with pytest.raises(UnresolvedName, match=f"it is {what}, and the path would lead elsewhere"):
        prepared(planned("", path="/rooms/{{v}}"), scope=scope_of({"v": value}))
    assert prepared(planned("", path="/rooms?q={{v}}"), scope=scope_of({"v": ""})).request.url.endswith("?q=")
