"""Documents, settings and answers that mean harm, or are merely broken: each gets its message and its exit code.

Nothing here may end in a traceback, take long, take much memory, read what it must not, or send what it must not.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.command import Answers, Folder, Said, document

LONG = "a" * 60 + "!"


@pytest.fixture
def api(api: Answers) -> Answers:
    api.bodies |= {
        "/echo": {"s": LONG, "n": 3, "list": [{"id": 1, "n": LONG}], "braces": "{{7*7}} {{shop}}"},
        "/deep": b'{"a":' * 5000 + b"1" + b"}" * 5000,
        "/deeper": b"[" * 100_000 + b"]" * 100_000,
        "/deep-enough": b'{"a":' * 300 + b"1" + b"}" * 300,
        "/nan": b'{"a": NaN}',
        "/infinite": b'{"a": 1e999}',
        "/half": b'{"a": "\\ud800 x"}',
        "/digits": b'{"a": ' + b"9" * 5000 + b"}",
        "/latin": '{"a": "é"}'.encode("latin-1"),
        "/login": {"session_token": "s3cret-session-0815"},
        "/evil": {
            "a": "\x1b[2J\x1b]0;t\x07 \x9b31m ::error::x\r\n::set-output name=x::y\n##[error]z ##vso[x]y ]]> \ufffe <b>&"
        },
        "/names": {LONG: 1},
    }
    api.types["/html"] = "text/html"
    api.bodies["/html"] = b"<html>Sign in</html>"
    return api


@pytest.fixture(autouse=True)
def _soon() -> Iterator[None]:
    """No hang: the slowest guards end what they guard after a second or two."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < 8


def whole(said: Said) -> Said:
    assert "Traceback" not in said.all
    assert "internal error" not in said.all
    return said


# ---- files


@pytest.mark.parametrize(
    ("content", "words", "place"),
    [
        (document().encode() + b"\n caf\xe9\n", "(0xe9) is not UTF-8", "a.md:13:5"),
        (document().encode() + b"x\0y", "is NUL, which no text holds", "a.md:12:2"),
        (document().encode() + b"x" * 2_100_000, "the file is larger than 2 MiB", "a.md:1:1"),
        (b"\xff\xfe" + document().encode("utf-16-le"), "byte 0 (0xff) is not UTF-8", "a.md:1:1"),
        (b"---\nendpoint: GET /x\n# T\n", "the front matter that opens in line 1 is never closed", "a.md:1:1"),
        (b"---\nendpoint: GET /x\n<<<<<<< HEAD\nstatus: a\n=======\nstatus: b\n>>>>>>> x\n---\n", "a merge conflict is not resolved", "a.md:3:1"),
        (b"---\nendpoint: GET /x\n---\nno steps\n", "no executable steps", "a.md:2:11"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_spec_is_told_with_its_place(
    folder: Folder, content: bytes, words: str, place: str
) -> None:
    said = whole(folder.write({"a.md": content}).run("a.md"))
    assert said.code == 2
    assert words in said.out
    assert f"--> {place}" in said.out
    assert folder.report().find("testsuite/testcase/error") is not None


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("final", [True, False])
def test_marks_and_line_ends_are_kept(folder: Folder, mark: bytes, ends: str, final: bool) -> None:
    text = document() if final else document().rstrip("\n")
    before = mark + text.replace("\n", ends).encode()
    assert folder.write({"a.md": before}).run("a.md").code == 0
    after = (folder.root / "a.md").read_bytes()
    assert after != before
    kept = [line for line in after.split(b"\n") if b"status:" not in line and b"verifiedAt:" not in line]
    assert kept == [line for line in before.split(b"\n") if b"status:" not in line]


def test_what_is_no_file_is_not_opened(folder: Folder) -> None:
    folder.write({"a.md": document(), "folder.md/b.md": document()})
    os.mkfifo(folder.root / "pipe.md")
    (folder.root / "loop.md").symlink_to("loop.md")
    (folder.root / "round").symlink_to(".")
    said = whole(folder.run("."))
    assert said.code == 3
    assert "2 passed" in said.out
    assert "pipe.md:1  not a regular file" in said.out
    assert folder.run("pipe.md").code == 2
    assert folder.run("/dev/zero").code == 2


@pytest.mark.parametrize(
    "words",
    [
        (".",), ("lint", "."), ("list", "."), ("show", "."), ("claims", "."), ("status", ".", "--fail-stale", "1d"),
        ("history", "."), ("coverage", "-v"), ("gate",), ("report", "--format", "text"), ("verify", "."), ("report", "::error::x"),
        ("lint", ".", "--format", "json"), ("claims", ".", "--format", "json"), ("status", ".", "--format", "json"),
        ("history", ".", "--format", "json"), ("coverage", "--format", "json"), ("gate", "--format", "json"),
        ("status", ".", "--format", "markdown"), ("history", ".", "--format", "markdown"), ("coverage", "--format", "markdown"),
        ("coverage", "--format", "json", "--output", "c.json"), ("report", "--format", "html,junit,ctrf,markdown,har", "-o", "::debug::x"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_file_may_be_called_as_it_likes(folder: Folder, words: tuple[str, ...]) -> None:
    names = ("::error::x.md", "x\n::error::y.md", "##vso[task.x]y.md", "\x1b[2J\u202e\x9b.md", "caf\udce9.md")
    folder.write(dict.fromkeys(names, document()))
    folder.write({"specs/\n::add-mask::x/##[group].md": "---\nendpoint: GET /x\nstatus: [\n---\n"})
    folder.run(".", "--no-write")
    said = whole(folder.run(*words))
    assert said.all
    for line in said.all.split("\n"):
        assert not line.lstrip().startswith("::")
        assert not re.search(r"##(?:\[|vso\[)|[\x00-\x1f\x7f-\x9f\u202e]", line)


# ---- YAML

BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 9)
)
MERGES = "a0: &a0 {k: v}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 30))


def body(yaml: str) -> str:
    lines = yaml.replace("\n", "\n    ").rstrip()
    return document(f"- id: post\n  method: POST\n  path: /items\n  body:\n    {lines}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (body(BOMB), "more than 50,000 values, aliases written out"),
        (body(MERGES), "more than 50,000 values, aliases written out"),
        (body("a: &a [*a]"), "it would never end"),
        (body("x: " + "[" * 50_000), "nested deeper than 64 levels"),
        (body("x: " + "[" * 50_000 + "]" * 50_000), "nested deeper than 64 levels"),
        (body("x: " + "{a: " * 20_000), "nested deeper than 64 levels"),
        (body("".join(f"{' ' * level}a:\n" for level in range(200))), "nested deeper than 64 levels"),
        (body("".join(f"a{n}: [*a]\n" for n in range(5))), "no anchor `&a` stands above"),
        (body("a: 1\na: 2"), "the key `a` is written twice: here and on line"),
        (body("n: " + "9" * 5000), "a number of 5,000 digits is more than the 400 read"),
        (body("x: !!python/object/apply:os.system ['id']"), "cannot stand here"),
        (body("x: !!binary aGk="), "cannot stand here"),
        (body("x: {{id}}"), "`{{id}}` without quotes is a mapping to YAML"),
        (body('x: "open'), "the quote that opens here is never closed"),
        (body('x: "\\ud800"'), "a backslash that YAML does not know"),
        (body("x: a\x07b"), "the character U+0007 cannot stand in YAML"),
        (document("- just text"), "a step must be a mapping, not `just text`"),
        (document("".join(f"- {{method: GET, path: /{n}}}\n" for n in range(1001))), "1,001 steps are more than the 1,000"),
        (document("".join(f"- {{method: GET, path: /{n}, id: s{n}}}\n" for n in range(10_000))), "more than 50,000 values"),
        (document("- {method: GET, pth: /x, expct: {status: 200}}"), "`path` is missing"),
        (document("- {method: GET, path: /x, expect: {status: []}}"), "`status` is empty"),
        (document("- {method: GET, path: /x, expect: {status: '200'}}"), "`status` must be a number such as 200"),
        (document("- {method: GET, path: x}"), "the path `x` does not start with `/`"),
        (document("- {method: GET, path: 'http://evil.example/x'}"), "is a whole URL"),
        (document("- {method: GET, path: //evil.example/x}"), "names a host"),
        (document("- {method: GET, path: /a/../b}"), "holds `.` or `..` as a segment"),
        (document("- {method: GET, path: /a/%2e%2e/b}"), "holds `.` or `..` as a segment"),
        (document('- {method: GET, path: "/a\\r\\nX-Evil: 1"}'), "a line break or a control character"),
        (document("- {method: GET EVIL, path: /x}"), "`method` must be an HTTP method in letters"),
        (document("- {method: GET, path: /x, extract: {a: '$.data['}}"), "not a JSONPath"),
        (document("- {method: GET, path: /x, extract: {a: '$" + ".a" * 3000 + "'}}"), "the JSONPath is longer than 2000"),
        (document("- {method: GET, path: /x, extract: {a: '$.s.`sub(/(a+)+$/, b)`'}}"), "`sub()` is not served"),
    ],
)  # fmt: skip
def test_a_block_that_cannot_be_read_is_told_before_anything_is_sent(
    folder: Folder, api: Answers, text: str, words: str
) -> None:
    said = whole(folder.write({"a.md": text}).run("a.md"))
    assert said.code == 2
    flat = " ".join(said.out.split())
    assert words in flat
    assert "--> a.md:" in said.out
    assert len(said.out) < 6000
    assert api.asked == []
    assert whole(folder.run("lint", "a.md")).code == 1


# ---- templates


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__.__mro__",
        "cycler.__init__.__globals__.os.popen('id')",
        "self.__init__",
        "shop['__class__']",
        "shop|attr('__class__')",
        "range(10**9)",
        "'a'*10**9",
        "9**(9**9)",
        "'%1000000000d'|format(1)",
        "'a'|ljust(1000000000)",
        "'aaaaaaaa'" + "|replace('a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')" * 9,
        "[" * 500 + "1" + "]" * 500,
        "(" * 99 + "1" + ")" * 99,
        "shop" + "[0]" * 900,
        "shop" + "|lower" * 700,
        "a" + ".b" * 2000,
        "a b",
        "'nan'|float",
        "'1e999'|int",
        "1.0e400",
        "shop[::0]",
        "",
        " ",
        "nope",
    ],
)
def test_an_expression_that_may_not_be_is_an_error_and_nothing_is_sent(
    folder: Folder, api: Answers, expression: str
) -> None:
    quoted = expression.replace("'", "''")
    step = f"- {{id: post, method: POST, path: /items, body: {{v: '{{{{{quoted}}}}}'}}}}"
    said = whole(folder.write({"a.md": document(step)}).run("a.md", "--var", "shop=s1"))
    assert said.code == 3
    assert "error[undefined]" in said.out
    assert "a.md:10:" in said.out
    assert len(said.out) < 9000
    assert api.asked == []


def test_braces_of_a_server_are_data(folder: Folder, api: Answers) -> None:
    steps = """
    - {id: get, method: GET, path: /echo, extract: {found: $.braces}}
    - {id: post, method: POST, path: /items, body: {whole: '{{found}}', part: 'a {{found}}'}}
    """
    assert folder.write({"a.md": document(steps)}).run("a.md", "--var", "shop=s1").code == 0
    assert '"whole":"{{7*7}} {{shop}}"' in api.asked[-1]
    assert '"part":"a {{7*7}} {{shop}}"' in api.asked[-1]


def test_a_filter_that_fails_does_not_tell_the_value(folder: Folder) -> None:
    steps = """
    - {id: get, method: GET, path: /login, extract: {session_token: $.session_token}}
    - {id: post, method: POST, path: /items, body: {v: '{{ session_token|int }}'}}
    """
    said = whole(folder.write({"a.md": document(steps)}).run("a.md"))
    assert said.code == 3
    assert "the value is no number" in said.out
    assert "s3cret-session-0815" not in said.all + (folder.root / "reports/junit.xml").read_text()


# ---- what a variable may not do


@pytest.mark.parametrize(
    ("step", "value", "sent"),
    [
        ("path: '/items/{{v}}'", "../../etc", "GET /items/..%2F..%2Fetc"),
        ("path: '/{{v}}'", "/evil.example/x", "GET /%2Fevil.example%2Fx"),
        ("path: '/items?a={{v}}'", "1&admin=true#x", "GET /items?a=1%26admin%3Dtrue%23x"),
        ("path: /items, params: {a: '{{v}}'}", "1&b=2", "GET /items?a=1%26b%3D2"),
        ("path: '/items/{{v}}'", "a b/é?", "GET /items/a%20b%2F%C3%A9%3F"),
        ("path: '/items/{{v}}'", "x\r\nX-Evil: 1", "GET /items/x%0D%0AX-Evil%3A%201"),
    ],
)
def test_a_value_stays_in_its_place_of_the_url(
    folder: Folder, api: Answers, step: str, value: str, sent: str
) -> None:
    folder.write({"a.md": document(f"- {{id: get, method: GET, {step}}}")})
    whole(folder.run("a.md", "--var", f"v={value}"))
    assert api.asked == [sent]


@pytest.mark.parametrize(
    ("step", "value", "words"),
    [
        ("path: '/items/{{v}}'", "..", "cannot be sent as a path"),
        ("path: /items, headers: {X-A: '{{v}}'}", "a\r\nX-Evil: 1", "the value of the header `X-A` cannot be sent"),
        ("path: /items, headers: {X-A: '{{v}}'}", "日本", "the value of the header `X-A` cannot be sent"),
        ("path: /items, headers: {'X-{{v}}': b}", "A: b", "cannot be the name of a header"),
        ("path: /items, extract: {a: '{{v}}'}", "$.[", "not a JSONPath"),
        ("path: /echo, expect: {body: {$.s: {matches: '{{v}}'}}}", "(", "is not a regular expression"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_an_error(folder: Folder, step: str, value: str, words: str) -> None:
    folder.write({"a.md": document(f"- {{id: get, method: GET, {step}}}")})
    said = whole(folder.run("a.md", "--var", f"v={value}"))
    assert said.code in (1, 3)
    assert words in " ".join(said.out.split())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../secret.txt", "lies outside the project"),
        ("/etc/passwd", "lies outside the project"),
        ("a/../../secret.txt", "lies outside the project"),
        ("link.txt", "lies outside the project"),
        ("{{v}}", "lies outside the project"),
        ("loop", "there is no file loop"),
        ("pipe", "there is no file pipe"),
        ("/dev/zero", "there is no file /dev/zero"),
        ("%2e%2e/secret.txt", "there is no file %2e%2e/secret.txt"),
        ("..\\secret.txt", "there is no file"),
        ("nope.txt", "there is no file nope.txt"),
        ("a/" * 3000, "there is no file a/a/"),
        ("n" * 300, "there is no file nnn"),
    ],
)
def test_a_file_outside_the_project_is_not_sent(
    folder: Folder, api: Answers, tmp_path_factory: pytest.TempPathFactory, name: str, words: str
) -> None:
    (folder.root.parent / "secret.txt").write_text("s3cret")
    (folder.root / "link.txt").symlink_to(folder.root.parent / "secret.txt")
    (folder.root / "loop").symlink_to("loop")
    os.mkfifo(folder.root / "pipe")
    step = f"""
    - id: up
      method: POST
      path: /items
      content_type: multipart
      file_fields: [{{field_name: f, file_path: '{name}'}}]
    """
    said = whole(folder.write({"a.md": document(step)}).run("a.md", "--var", "v=../secret.txt"))
    assert said.code == 3
    assert words in " ".join(said.out.split())
    assert "a.md:14:" in said.out
    assert api.asked == []


# ---- answers


def step(path: str, expect: str) -> str:
    return document(f"- {{id: get, method: GET, path: {path}, expect: {expect}}}")


@pytest.mark.parametrize(
    ("path", "expect", "code", "words"),
    [
        ("/echo", "{body: {$.s: {matches: '^(a|aa)+$'}}}", 3, "takes longer than"),
        ("/echo", "{body: {$.s: {matches: '(unclosed'}}}", 3, "is not a regular expression: missing )"),
        ("/echo", "{body: {$.s: {matches: 'a{1000000000}'}}}", 3, "asks for more than 20,000 characters"),
        ("/echo", "{body: {$.s: {matches: '(?R)'}}}", 3, "calls itself"),
        ("/echo", "{body: {$.s: {matches: '" + "(a" * 2000 + ")" * 2000 + "'}}}", 3, "is nested too deeply"),
        ("/echo", "{body: {\"$.list[?(@.n =~ '^(a|aa)+$')].id\": 1}}", 1, "takes longer than"),
        ("/echo", "{body: {\"$.list[?(@.n =~ 'a{1000000000}')].id\": 1}}", 1, "asks for more than 20,000 characters"),
        ("/echo", "{body: {$.s * 100000000: 1}}", 1, "got nothing"),
        ("/echo", "{body: {$.list * 100000000: 1}}", 1, "got nothing"),
        ("/deep", "{body: {$..a: 1}}", 1, "nested deeper than 100 levels"),
        ("/deeper", "{body: {$: 1}}", 1, "nested deeper than 100 levels"),
        ("/deep-enough", "{body: {$: 1}}", 1, "nested deeper than 100 levels"),
        ("/nan", "{body: {$.a: 1}}", 1, "NaN is not JSON"),
        ("/infinite", "{body: {$.a: 1}}", 1, "expected 1, got Infinity"),
        ("/half", "{body: {$.a: x}}", 1, 'got "\\ud800 x"'),
        ("/digits", "{body: {$.a: 1}}", 1, "Exceeds the limit"),
        ("/latin", "{body: {$.a: x}}", 1, "byte 7 (0xe9) is not UTF-8"),
        ("/html", "{body: {$.a: x}}", 1, "expected JSON, got text/html (20 B)"),
        ("/echo", "{schema: {$ref: 'http://127.0.0.1:9/x.json'}}", 3, "leads nowhere inside it"),
        ("/echo", "{schema: {$ref: 'file:///etc/passwd'}}", 3, "leads nowhere inside it"),
        ("/echo", "{schema: {$ref: '#'}}", 3, "goes round in a circle"),
        ("/echo", "{schema: {type: strng}}", 3, "is not a JSON Schema"),
        ("/echo", "{schema: {properties: {s: {pattern: '^(a|aa)+$'}}}}", 3, "takes longer than"),
        ("/names", "{schema: {patternProperties: {'^(a|aa)+$': {type: integer}}}}", 3, "takes longer than"),
        ("/names", "{schema: {patternProperties: {'^(a|aa)+$': true}, unevaluatedProperties: false}}", 3, "which nothing could stop"),
        ("/echo", "{schema: ../secret.json}", 3, "lies outside the project"),
        ("/echo", "{schema: nope.json}", 3, "there is no file nope.json"),
    ],
)  # fmt: skip
def test_a_check_that_meets_the_worst_still_ends_with_a_word(
    folder: Folder, path: str, expect: str, code: int, words: str
) -> None:
    (folder.root.parent / "secret.json").write_text("{}")
    said = whole(folder.write({"a.md": step(path, expect)}).run("a.md"))
    assert words in " ".join(said.out.split())
    assert said.code == code
    assert "--> a.md:10:" in said.out or "╭─ a.md:10:" in said.out
    assert folder.report().find("testsuite/testcase") is not None


def test_half_a_character_goes_everywhere_and_breaks_nothing(folder: Folder, api: Answers) -> None:
    steps = """
    - {id: get, method: GET, path: /half, extract: {v: $.a}}
    - {id: post, method: POST, path: '/{{v}}', body: {v: '{{v}}', '{{v}}': 1}}
    """
    said = whole(folder.write({"a.md": document(steps)}).run("a.md", "-vv"))
    assert said.code == 1
    assert api.asked[-1].startswith("POST /%ED%A0%80%20x")
    assert r'"\ud800 x"' in api.asked[-1]
    assert folder.report().find("testsuite/testcase/failure") is not None


def test_an_infinite_number_is_not_handed_on(folder: Folder, api: Answers) -> None:
    steps = """
    - {id: get, method: GET, path: /infinite, extract: {v: $.a}}
    - {id: post, method: POST, path: /items, body: {v: '{{v}}'}}
    """
    said = whole(folder.write({"a.md": document(steps)}).run("a.md"))
    assert said.code == 3
    assert "the body holds a number that JSON does not know" in said.out
    assert len(api.asked) == 1


@pytest.mark.parametrize("words", [[], ["-vv"], ["--color", "always", "-vv"]])
def test_what_a_server_says_does_not_drive_the_terminal_or_the_job(folder: Folder, words: list[str]) -> None:
    said = folder.write({"a.md": step("/evil", "{body: {$.a: x}}")}).run("a.md", *words)
    assert said.code == 1
    for text in (said.out, (folder.root / "reports/junit.xml").read_text()):
        assert "\x1b[2J" not in text
        assert "\x1b]" not in text
        assert "\x9b" not in text
        assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    assert "##[" not in said.out
    assert "##vso[" not in said.out
    assert folder.report().find("testsuite/testcase/failure") is not None


FAULTS = {
    "delay=60s": 3,
    "drop": 3,
    "truncate": 3,
    "slow-body=1b/60s": 3,
    "huge=30mb": 3,
    "header-flood=10000": 3,
    "status=500": 3,
    "status=401": 3,
    "status=403": 3,
    "malformed-json": 1,
    "html": 1,
    "empty": 1,
    "wrong-charset": 1,
    "redirect-host=302": None,
    "gzip": 0,
    "bom": 0,
    "dup-keys": 0,
}


@pytest.mark.parametrize("tolerance", ["abort", "skip", "continue"])
def test_whatever_the_network_does_the_verdict_is_true(folder: Folder, tolerance: str) -> None:
    """A dead host is an error and broken JSON a failure, whatever `onFail` says; a plain no can be skipped."""
    path = "/platform/v1/scheduling/appointments?business_id={{business_id}}"
    for number, fault in enumerate(FAULTS):
        one = (
            f"- {{id: ask, method: GET, path: '{path}', headers: {{X-Sandbox-Fault: '{fault}'}},"
            f" onFail: {tolerance}, expect: {{status: 200, body: {{$: {{type: object}}}}}}}}"
        )
        folder.write({f"{number:02}.md": document(one, front=f'endpoint: "GET /{number}"')})
    folder.write(
        {"steprun.yaml": 'environments:\n  sandbox:\n    server: {app: "runner.sandbox:create_app"}\n'}
    )
    said = whole(folder.run(".", "--timeout", "2s", "--jobs", "16", "--no-write"))
    assert said.err == ""
    ends = {0: "PASS", 1: "FAIL", 3: "ERROR", None: "SKIP" if tolerance == "skip" else "FAIL"}
    told = [
        line.split()[0]
        for line in said.out.splitlines()
        if re.match(r"(PASS|FAIL|SKIP|ERROR) +\d+\.\d+s ", line)
    ]
    assert told == [ends[code] for code in FAULTS.values()]


@pytest.mark.parametrize(
    "target",
    [
        "../outside.md",
        "/etc/passwd",
        "/dev/zero",
        "loop.md",
        "pipe.md",
        "n" * 300 + ".md",
        "a\\0b",
        "nope.md",
        "GET /nope",
    ],
)
def test_a_use_that_leads_nowhere_or_out_of_the_project_is_an_error(
    folder: Folder, api: Answers, target: str
) -> None:
    (folder.root.parent / "outside.md").write_text(document(front='endpoint: "s3cret'))
    (folder.root / "loop.md").symlink_to("loop.md")
    os.mkfifo(folder.root / "pipe.md")
    said = whole(folder.write({"a.md": document(f'- {{id: other, use: "{target}"}}')}).run("a.md"))
    assert said.code in (2, 3)
    assert re.search(r"error\[SR2\d\d\]: .*`use", said.out)
    assert "s3cret" not in said.out
    assert api.asked == []


def test_a_use_that_goes_round_names_the_circle(folder: Folder, api: Answers) -> None:
    folder.write({"a.md": document("- {use: b.md}"), "b.md": document("- {use: a.md}")})
    said = whole(folder.run("."))
    assert said.code == 3
    assert "a.md -> b.md -> a.md" in said.out
    assert api.asked == []


# ---- settings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("environments: [", "not YAML"),
        ("- a\n", "must be a mapping with keys such as `environments`"),
        ("a: &a [*a]", "it would never end"),
        ("x: " + "[" * 50_000, "nested deeper than 64 levels"),
        ("default_environment: nope\n", "environment `nope` is not defined"),
        ("environments: {sandbox: {base_url: 3}}", "`base_url` must be an http:// or https:// URL"),
        ("environments: {sandbox: {base_url: 'http://u:p4ssw0rd@x'}}", "without user name, password"),
        ("environments: {sandbox: {timeout: -3s}}", "`timeout` must be a duration"),
        ("environments: {sandbox: {files_dir: ../..}}", "`files_dir` must lie inside the project"),
        ("environments: {sandbox: {allow_hosts: ['*']}}", "a host is written as"),
        ("environments: {sandbox: {server: {app: nope_module:app}}}", "cannot be imported: no module nope_module"),
        ("environments: {sandbox: {server: {command: 'false', url: 'http://127.0.0.1:9/'}}}", "ended with exit code 1"),
        ("environments: {sandbox: {tokens: {staff: {value: t0ken-in-file, env: X}}}}", "with exactly one of"),
        ("plugins: [nope_plugin]\n", "plugin `nope_plugin` cannot be imported"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used_are_told_and_nothing_is_sent(
    folder: Folder, api: Answers, text: str, words: str
) -> None:
    said = whole(folder.write({"steprun.yaml": text, "a.md": document()}).run("a.md"))
    assert said.code == 2
    assert words in said.err
    assert "\\n" not in said.err
    assert "p4ssw0rd" not in said.err
    assert "t0ken-in-file" not in said.err
    assert api.asked == []


# ---- write-back


@pytest.mark.parametrize(
    ("front", "why"),
    [
        ('endpoint: "GET /items"\nstatus: &s pending\nnotes: *s', "carries an anchor"),
        ('endpoint: "GET /items"\nstatus:\n  pending', "goes over several lines"),
        ('endpoint: "GET /items"\nstatus: >-\n  pending', "is a block of text"),
        ('{endpoint: "GET /items", status: pending}', "is not written with one key to a line"),
    ],
)
def test_front_matter_that_cannot_be_spliced_stays_as_it_is(folder: Folder, front: str, why: str) -> None:
    before = document(front=front)
    said = whole(folder.write({"a.md": before}).run("a.md"))
    assert said.code == 0
    assert f"refused  a.md stays as it is: the value of `status` {why}" in said.out or why in said.out
    assert (folder.root / "a.md").read_text() == before


def test_links_lead_no_writing_out_of_the_project(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "o.md"
    outside.write_text(document())
    folder.write({"real/in.md": document(), "hard.md": document()})
    (folder.root / "out.md").symlink_to(outside)
    (folder.root / "in.md").symlink_to("real/in.md")
    os.link(folder.root / "hard.md", folder.root / "other.txt")
    said = whole(folder.run("out.md", "in.md", "hard.md"))
    assert said.code == 0
    assert "which lies outside the project" in said.out
    assert "it has 2 names (hard links)" in said.out
    assert outside.read_text() == document()
    assert (folder.root / "in.md").is_symlink()
    assert "status: verified" in Path(folder.root / "real/in.md").read_text()
    assert "status: pending" in Path(folder.root / "hard.md").read_text()
