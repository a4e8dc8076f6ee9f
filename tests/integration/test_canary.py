"""Canaries everywhere that a secret can come from, and a search of everything that the command leaves behind."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import quote

import pytest

from runner.report.documents import FORMATS
from support.canaries import files_below, is_heard, leaks
from support.command import Answers, Folder, Said, document

CANARIES = {
    "env": "env9f3kQ27xLm0pZt",
    "file": "fIl3.7Hs2_kkw81Qzv5",
    "value": "v4l/4Tt+9zQ=pP2xv",
    "login": "eyJh.l0g1n-Qx82kkP.s7",
    "login password": "q7 k0 & x9w 5521",
    "basic password": "b4s1:P4ss&w0<77>q",
    "cookie": "c00k1e|Xq82hs91kaPz",
    "bearer literal": "b34r3r-Qk2981xx",
    "api key literal": "k3y-8812-JJk2p",
    "password literal": "hunt7!7x",
    "query literal": "qu3ry-771-kPq9",
    "extracted": 'ex"7r&4c<3d>%+é-7Qj2',
    "by name": "n4m3d5512xkQ",
    "late": "l4t3-33817-Kq2",
    "answer token": "4nsw3r-Zx8813kq",
    "location": "l0c4t10nX88sk2P9",
    "multipart": "mult1-9912kk-Zq",
    "variable": "v4r14bl3-71kQx",
    "plugin": "plug1n-18Qk2xx73",
}
C = CANARIES

SETTINGS = """\
default_environment: test
plugins: [birds]
formats: [{formats}]
environments:
  test:
    base_url: {url}
    tokens:
      env: {{env: CANARY}}
      file: {{file: token.txt}}
      staff: {{value: "{value}"}}
      logged_in:
        login: {{method: POST, path: /login, body: {{user: robot, password: "{password}"}}, extract: $.data.token}}
    variables: {{user: robot}}
"""

PLUGIN = f"""\
from runner import CheckResult, hookimpl
from runner.model.environment import Secret, Token


def loud(expectation, response):
    if expectation.wanted == "raise":
        raise ValueError("I hold {C["value"]} and {C["plugin"]}")
    return CheckResult("loud", expectation.wanted == "pass", "saw {C["value"]}", expectation.place)


@hookimpl
def steprun_checks():
    return {{"loud": loud}}


@hookimpl
def steprun_token(role, environment):
    if role == "plugin":
        return Token(role, secret=Secret("{C["plugin"]}"))
    if role == "broken":
        raise RuntimeError("could not change {C["value"]} for another one")
    return None


class Loud:
    def handle(self, event):
        if type(event).__name__ == "SpecFinished":
            raise RuntimeError("of {C["value"]} and {C["env"]}")


@hookimpl
def steprun_reporters(settings):
    return [Loud()]
"""

FRONT = 'endpoint: "GET /echo"\nstatus: pending\ntestDataDescription: "with {}"'

BASIC = base64.b64encode(f"anna:{C['basic password']}".encode()).decode()
SET_UP = f"""
- {{id: shown_before, method: GET, path: /before, token: env}}
- {{id: told, method: GET, path: /secrets, token: file,
   extract: {{mine: {{path: $.mine, secret: true}}, api_key: $.key, late: {{path: $.late, secret: true}}}}}}
- id: cookie
  method: GET
  path: /cookie
  token: logged_in
- {{id: basic, method: GET, path: /items, headers: {{Authorization: "Basic {BASIC}"}}}}
- {{id: bearer, method: GET, path: /items, headers: {{Authorization: "Bearer {C["bearer literal"]}"}}}}
- {{id: key, method: GET, path: /items, token: plugin, headers: {{X-Api-Key: "{C["api key literal"]}"}}}}
- {{id: query, method: GET, path: "/items?access_token={C["query literal"]}&page=2"}}
- {{id: redirected, method: GET, path: /moved, expect: {{status: 302}}}}
- id: sent
  method: POST
  path: /echo
  body: {{user: anna, password: "{C["password literal"]}", note: "{{{{mine}}}}", again: "{{{{client_secret}}}}"}}
- id: parts
  method: POST
  path: /echo
  content_type: multipart
  form_fields: {{password: "{C["multipart"]}", a: b}}
"""

ASKED = 'path: "/echo?q={{mine}}&k={{api_key}}", token: logged_in'
PASSING = f"- {{id: asked, method: GET, {ASKED}, expect: {{loud: pass, body: {{$.ok: true}}}}}}"
FAILING = f"""
- id: asked
  method: GET
  {ASKED.replace(", token", chr(10) + "  token")}
  onFail: continue
  expect:
    loud: fail
    headers: {{x-echo: {{equals: "no {C["value"]}"}}}}
    body:
      $.said: {{equals: "something else"}}
      $.long: {{matches: "^{C["value"]}$"}}
      $.gone: {C["bearer literal"]}
      $.list: {{each: {{type: integer}}}}
    schema: {{type: object, properties: {{said: {{enum: ["{C["value"]}"]}}, ok: {{type: string}}}}, required: [nope]}}
- {{id: nothing, method: GET, path: /secrets, token: file, onFail: continue, extract: {{x: $.none}}}}
"""
BROKEN = f"""
- {{id: raising, method: GET, {ASKED.replace("{{mine}}", "1").replace("{{api_key}}", "2")}, expect: {{loud: raise}}}}
"""
UNDEFINED = "- {id: undefined, method: GET, path: \"/x/{{mine | shift('P1D')}}\"}"
NO_TOKEN = "- {id: no_token, method: GET, path: /echo, token: broken}"
PROSE = f"""
## Expected Response

```json
{{"ok": true, "access_token": "documented", "said": "{C["value"]}"}}
```
"""


@pytest.fixture
def planted(folder: Folder, api: Answers, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Documents, settings and an API that hand out and take in all of them."""
    monkeypatch.setenv("CANARY", C["env"])
    known = " ".join(C[name] for name in ("env", "file", "value", "login", "extracted"))
    api.bodies |= {
        "/before": {"a": C["late"], "list": [{"note": f"see {C['late']}"}]},
        "/secrets": {"mine": C["extracted"], "key": C["by name"], "late": C["late"]},
        "/login": {"data": {"token": C["login"]}, "refresh_token": C["answer token"]},
        "/cookie": {"access_token": C["answer token"], "next_page_token": "harmless-page-token"},
        "/moved": b"",
        "/echo": {
            "ok": True,
            "access_token": C["answer token"],
            "said": f"no entry for {known} ({quote(C['extracted'], safe='')})",
            "long": "." * 100 + C["value"] + "." * 70_000 + C["value"],
            "edge": "," * (65_520 - 71_500 % 65_520) + C["login"] * 3,
            "list": [C["file"], base64.b64encode(f"u:{C['env']}".encode()).decode(), C["env"].encode().hex()],
            "inside": json.dumps({"token": C["answer token"], "a": C["extracted"]}),
        },
    }
    api.statuses |= {"/moved": 302}
    api.headers |= {
        "/cookie": [("Set-Cookie", f"sid={quote(C['cookie'])}; Path=/"), ("Set-Cookie", "lang=en")],
        "/moved": [("Location", f"http://127.0.0.1/cb?code={C['location']}&state=1")],
        "/echo": [("X-Echo", f"{C['value']} {C['env']}"), ("X-Cookie", C["cookie"])],
    }
    formats = ", ".join(FORMATS)
    files = {
        "token.txt": C["file"],
        "birds.py": PLUGIN,
        "steprun.yaml": SETTINGS.format(
            url=api.url, value=C["value"], password=C["login password"], formats=formats
        ),
    }
    for name, test in (
        ("pass", PASSING),
        ("fail", FAILING),
        ("broken", BROKEN),
        ("no_token", NO_TOKEN),
        ("undefined", UNDEFINED),
    ):
        prerequisites = {} if name == "no_token" else {"Prerequisites": SET_UP}
        text = document(test, front=FRONT.format(C["value"]), **prerequisites)
        files[f"specs/{name}.md"] = f"{text}\nCalled with {C['value']} by the robot.\n{PROSE}"
    folder.write(files)
    return folder


VARIABLE = ("--var", f"client_secret={C['variable']}")
ALWAYS = ("--no-write", "--contract", "off", *VARIABLE)


def searched(folder: Folder, *said: Said) -> list[str]:
    """Leaks in what was said, and in what lies in the folder now and did not before."""
    found = [f"screen: {leak}" for each in said for leak in leaks(each.all.encode(), CANARIES)]
    for path in files_below(folder.root / "reports"):
        name = path.relative_to(folder.root)
        found += [f"{name}: {leak}" for leak in leaks(path.read_bytes(), CANARIES)]
        found += [f"{name}" for _ in leaks(str(name).encode(), CANARIES)]
    return found


def test_the_search_hears_canaries() -> None:
    is_heard()


@pytest.mark.parametrize("words", [(), ("-vv", "--color", "always")], ids=" ".join)
def test_a_run_tells_nobody(planted: Folder, api: Answers, words: tuple[str, ...]) -> None:
    said = planted.run("specs", *words, *ALWAYS)
    assert said.code == 4  # a plugin raised, as it should
    assert "asked" in said.out
    assert searched(planted, said) == []
    # The server has seen what was for it: otherwise this would show nothing.
    seen = "\n".join((*api.asked, *api.heads))
    for name in ("env", "file", "value", "login", "bearer literal", "plugin", "multipart", "variable"):
        assert C[name] in seen or name == "value", name
    assert BASIC in seen
    assert "sid=" in seen


def test_what_is_no_secret_is_shown(planted: Folder) -> None:
    said = planted.run("specs/fail.md", "-vv", *ALWAYS)
    for word in ("harmless-page-token", '"user": "anna"', "page=2", "state=1", '"ok": true'):
        assert word in said.out


def test_every_report_of_the_record_tells_nobody(planted: Folder) -> None:
    planted.run("specs", *ALWAYS)
    told = [planted.run("report", "--format", ",".join(FORMATS))]
    told += [planted.run("report", "--format", name, "-o", "-") for name in FORMATS]
    told += [
        planted.run("report", "--format", "text", *more) for more in ((), ("-vv",), ("--color", "always"))
    ]
    assert all(each.code == 0 for each in told), told
    assert searched(planted, *told) == []


@pytest.mark.parametrize("file", ["pass", "fail", "no_token", "undefined"])
def test_a_file_that_is_written_back_is_told_nothing(planted: Folder, file: str) -> None:
    path = planted.root / f"specs/{file}.md"
    before = path.read_text()
    said = planted.run(f"specs/{file}.md", "--write", "--contract", "off", *VARIABLE)
    changed = set(path.read_text().splitlines()) - set(before.splitlines())
    assert all(re.match(r"status:|verifiedAt:", row) for row in changed)
    assert searched(planted, said) == []
    assert bool(changed) is (file in ("pass", "fail"))


def test_commands_that_send_nothing_tell_nobody(planted: Folder, api: Answers) -> None:
    told = [
        planted.run(*words, "specs")
        for words in (
            ("show", *VARIABLE), ("show", "--curl", *VARIABLE), ("show", "--color", "always"), ("list",), ("lint",),
            ("lint", "--format", "json"), ("lint", "--format", "github"), ("claims",), ("claims", "--format", "json"),
            ("status",),
        )
    ]  # fmt: skip
    assert api.asked == []
    assert searched(planted, *told) == []


def test_claims_that_are_put_to_the_proof_tell_nobody(planted: Folder) -> None:
    path = planted.root / "specs/pass.md"
    path.write_text(path.read_text().replace('"documented"', "17"))
    before = path.read_text()
    said = planted.run("verify", "specs/pass.md", "--update", "--allow-mutating", "-v", *ALWAYS)
    assert "claim" in said.out
    assert searched(planted, said) == []
    changed = "\n".join(set(path.read_text().splitlines()) - set(before.splitlines()))
    assert list(leaks(changed.encode(), CANARIES)) == []


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"birds.py": f"raise RuntimeError('{C['env']} {C['value']}')"}, ("specs",)),
        ({"birds.py": f"from runner import hookimpl\n@hookimpl\ndef steprun_variables(now):\n  raise ValueError('{C['value']}')"}, ("specs",)),
        ({"steprun.yaml": f"environments: {{test: {{tokens: {{staff: {{valu: '{C['value']}'}}}}}}}}"}, ("specs",)),
        ({"steprun.yaml": f"environments:\n  test:\n    base_url: http://x:{C['value']}@y/\n"}, ("specs",)),
        ({}, ("specs/pass.md", "--base-url", f"http://u:{C['env']}@x.test/")),
        ({"specs/pass.md": f"---\nendpoint: 'GET /x'\n---\n## Test Request\n```yaml\nsteps:\n- {{method: GET, path: /x, headers: {{A: {C['value']}}}, oops: {C['value']}}}\n```\n"}, ("specs/pass.md", "-vv")),
    ],
)  # fmt: skip
def test_what_goes_wrong_before_anything_is_sent_tells_nobody(
    planted: Folder, files: dict[str, str], words: tuple[str, ...]
) -> None:
    said = planted.write(files).run(*words, *ALWAYS)
    assert said.code != 0
    assert searched(planted, said) == []
