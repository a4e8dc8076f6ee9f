"""What really goes over the wire: documents in, bytes out, told by a server that writes everything down."""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from runner.app.order import Order, Surroundings
from runner.app.run import Ran, run
from runner.cli.exits import of_run
from runner.model.result import Outcome

FIXTURE = Path(__file__).parents[1] / "fixtures" / "wire" / "requests.md"
#: What every request has, and no document speaks of.
USUAL = {"host", "accept", "accept-encoding", "user-agent", "content-length", "x-agent"}


@dataclass(frozen=True)
class Asked:
    """A request, as it came."""

    server: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def told(self) -> str:
        spoken = sorted(
            f"{key}: {value}"
            for key, value in self.headers
            if key.lower() not in USUAL or (key, value) == ("x-agent", "other")
        )
        head = [f"{self.server} {self.method} {self.target}", *spoken]
        return "\n".join([*head, "", self.body.decode()] if self.body else head)


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: object = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json"

    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Decide = Callable[[Asked], Answer]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def answer(self) -> None:
        server = self.server
        assert isinstance(server, _Server)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = Asked(server.name, self.command, self.path, tuple(self.headers.items()), body)
        server.book.asked.append(asked)
        answer = server.book.decide(asked)
        content = answer.content()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(content)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, name: str, book: Recorder) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.name = name
        self.book = book

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Recorder:
    """Three servers: the one that is meant, the fallback, and that of the partners."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.decide: Decide = lambda _: Answer()
        self.servers = {name: _Server(name, self) for name in ("primary", "fallback", "partners")}
        for server in self.servers.values():
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, name: str) -> str:
        return self.servers[name].url

    def told(self) -> list[str]:
        return [asked.told() for asked in self.asked]

    def lines(self) -> list[str]:
        return [f"{asked.method} {asked.target}" for asked in self.asked]

    def close(self) -> None:
        for server in self.servers.values():
            server.shutdown()
            server.server_close()


@pytest.fixture(scope="module")
def servers() -> Iterator[Recorder]:
    recorder = Recorder()
    yield recorder
    recorder.close()


@pytest.fixture
def recorder(servers: Recorder) -> Recorder:
    servers.asked.clear()
    servers.decide = lambda _: Answer()
    return servers


VARIABLES = {
    "count": 3,
    "rate": 2.5,
    "open": False,
    "nothing": None,
    "code": "007",
    "tags": ["a", "b/c"],
    "place": {"id": "p-1"},
    "nasty": "a b/ü&?#+%",
    "kind": "csv",
    "partner_word": "partners",
    "business_id": "biz-1",
}


@dataclass
class Project:
    """A folder with documents, and an environment that leads to the recorder."""

    folder: Path
    recorder: Recorder
    environment: dict[str, Any]

    def write(self, name: str, *blocks: tuple[str, str], front: str = "") -> None:
        """A document with one step block for each (heading, steps)."""
        lines = ["---", 'endpoint: "GET /rooms"', *([front] if front else []), "---"]
        for heading, steps in blocks:
            lines += ["", f"## {heading}", "", "```yaml", "steps:", steps.strip("\n"), "```"]
        (self.folder / name).write_text("\n".join([*lines, ""]), "utf-8")

    def run(self, **words: Any) -> Ran:
        environments = {"environments": {"test": self.environment}, "default_environment": "test"}
        (self.folder / "steprun.yaml").write_text(json.dumps(environments), "utf-8")
        stdout = io.StringIO()
        around = Surroundings(cwd=self.folder, environ={}, stdout=stdout, stderr=stdout)
        order: dict[str, Any] = {"paths": (".",), "jobs": 1, "write": False, **words}
        return run(Order(**order), around)

    def outcome(self, **words: Any) -> tuple[Outcome, int]:
        """Of the only spec, and the exit code."""
        ran = self.run(**words)
        (spec,) = ran.result.specs
        return spec.outcome, of_run(ran.result)


@pytest.fixture
def project(tmp_path: Path, recorder: Recorder) -> Project:
    environment = {
        "base_url": recorder.url("primary") + "/api/",
        "fallback_url": recorder.url("fallback") + "/old",
        "routes": [
            {"match": "/v1/partners/open/*"},
            {
                "match": "*/v1/partners/*",
                "base_url": recorder.url("partners"),
                "authorization": 'Token token="{token}"',
            },
        ],
        "tokens": {
            "staff": {"value": "tok-staff"},
            "admin": {"value": "tok-admin", "scheme": "Admin"},
            "client": {
                "login": {
                    "method": "POST",
                    "path": "/login",
                    "body": {"run": "{{spec_run_id}}"},
                    "extract": "$.token",
                }
            },
        },
        "variables": VARIABLES,
        "headers": {"X-Agent": "{{spec_run_id}}"},
        "timeout": "5s",
    }
    return Project(tmp_path, recorder, environment)


def step(text: str, *, name: str = "one") -> str:
    """A step of a block, from its keys."""
    return "\n".join([f"  - id: {name}", *(f"    {line}" for line in text.strip("\n").splitlines())])


def cases() -> list[Any]:
    parts = FIXTURE.read_text("utf-8").partition("\n")[2].split("\n.\n")
    return [
        pytest.param(parts[i + 1], parts[i + 2].strip("\n"), id=parts[i].strip())
        for i in range(0, len(parts) - 2, 3)
    ]


@pytest.mark.parametrize(("keys", "expected"), cases())
def test_a_step_is_sent_as_it_is_written(
    keys: str, expected: str, project: Project, recorder: Recorder
) -> None:
    project.write("spec.md", ("Test Request", step(keys)))
    assert project.outcome() == (Outcome.PASSED, 0)
    assert [told.rstrip("\n") for told in recorder.told()] == [expected]


# ---- bodies of parts


def parts_of(asked: Asked) -> list[tuple[str, str | None, bytes]]:
    (kind,) = asked.header("content-type")
    boundary = re.fullmatch(r"multipart/form-data; boundary=(\S+)", kind)
    assert boundary
    first, *parts, last = asked.body.split(f"--{boundary[1]}".encode())
    assert (first, last) == (b"", b"--\r\n")
    found = []
    for part in parts:
        head, _, content = part.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(r'[; ]name="([^"]*)"', head.decode())
        filename = re.search(r'filename="([^"]*)"', head.decode())
        assert name
        found.append((name[1], filename and filename[1], content))
    return found


UPLOAD = """
method: POST
path: /documents
content_type: multipart
form_fields: {"doc[title]": "Zoë {{count}}", "doc[n]": 0, "doc[tags]": "{{tags}}"}
file_fields:
  - {field_name: "doc[files][0]", file_path: "papers/{{kind}}.bin", filename: "told.pdf"}
  - {field_name: "doc[files][1]", file_path: papers/csv.bin}
"""


def test_fields_and_files_are_parts_of_one_body(project: Project, recorder: Recorder) -> None:
    content = bytes(range(256)) + b"\r\n--"
    (project.folder / "test-files" / "papers").mkdir(parents=True)
    (project.folder / "test-files" / "papers" / "csv.bin").write_bytes(content)
    project.environment["files_dir"] = "test-files"
    project.write("spec.md", ("Test Request", step(UPLOAD)))
    assert project.outcome() == (Outcome.PASSED, 0)
    assert parts_of(recorder.asked[0]) == [
        ("doc[title]", None, "Zoë 3".encode()),
        ("doc[n]", None, b"0"),
        ("doc[tags]", None, b"a"),
        ("doc[tags]", None, b"b/c"),
        ("doc[files][0]", "told.pdf", content),
        ("doc[files][1]", "csv.bin", content),
    ]


@pytest.mark.parametrize("file", ["papers/none.bin", "../secret.txt", "link.txt"])
def test_a_file_that_is_missing_or_elsewhere_is_never_sent(
    file: str, project: Project, recorder: Recorder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.txt"
    outside.write_text("secret")
    (project.folder / "test-files").mkdir()
    (project.folder / "secret.txt").symlink_to(outside)
    (project.folder / "test-files" / "link.txt").symlink_to(outside)
    project.environment["files_dir"] = "test-files"
    fields = f"file_fields: [{{field_name: doc, file_path: {file}}}]"
    project.write("spec.md", ("Test Request", step(f"method: POST\npath: /documents\n{fields}")))
    assert project.outcome() == (Outcome.ERROR, 3)
    assert recorder.asked == []


# ---- what is never sent


@pytest.mark.parametrize(
    "keys",
    [
        "path: /rooms/{{unknown}}",
        "path: /rooms/<<unknown>>",
        "path: /rooms/{unknown}",
        "path: /rooms/{}",
        "path: /rooms/{{place.none}}",
        "path: /rooms\nparams: {a: 'x {{unknown}}'}",
        "path: /rooms\nheaders: {X-A: '{{unknown}}'}",
        "path: /rooms\nbody: {'{{unknown}}': 1}",
        "path: /rooms\nbody: {a: [{b: '{{ unknown | upper }}'}]}",
        "path: /rooms\nform: {a: '<<unknown>>'}",
        "path: /rooms\nraw: '{{unknown}}'\ncontent_type: text/plain",
        "path: /rooms\nform_fields: {a: '{{unknown}}'}",
        "path: /rooms\nexpect: {body: {'$.id': '{{unknown}}'}}",
        "path: /rooms\nextract: {id: '$.{{unknown}}.id'}",
        "path: /rooms\ntoken: nobody",
        "path: /rooms\nheaders: {X-A: '{{code}}\\r\\nX-B: 1'}",
        "path: '/{{slashes}}/rooms'",
        "path: '/rooms/{{dots}}/x'",
        "path: /rooms\nbody: {a: 1}\nheaders: {Content-Length: 1}",
    ],
)
def test_a_step_that_is_not_complete_is_never_sent(keys: str, project: Project, recorder: Recorder) -> None:
    project.environment["variables"] = {**VARIABLES, "slashes": "..", "dots": ".."}
    keys = keys.replace("'{{code}}\\r\\n", '"{{code}}\\r\\n').replace("X-B: 1'", 'X-B: 1"')
    project.write("spec.md", ("Test Request", step(f"method: POST\nonFail: skip\n{keys}")))
    assert project.outcome() == (Outcome.ERROR, 3)
    assert recorder.asked == []


def test_the_business_that_is_acted_for_replaces_the_one_of_the_environment(
    project: Project, recorder: Recorder
) -> None:
    project.environment["headers"]["x-on-behalf-of"] = "everybody"
    project.environment["variables"] = {**VARIABLES, "business_uid": "uid-1"}
    project.write("spec.md", ("Test Request", step("method: GET\npath: /rooms\nx_on_behalf_of: true")))
    assert project.outcome() == (Outcome.PASSED, 0)
    assert recorder.asked[0].header("x-on-behalf-of") == ["uid-1"]


def test_another_host_is_never_asked(project: Project, recorder: Recorder) -> None:
    project.environment["allow_hosts"] = ["api.example.com"]
    project.write("spec.md", ("Test Request", step("method: GET\npath: /rooms")))
    assert project.outcome() == (Outcome.ERROR, 3)
    assert recorder.asked == []


def test_a_redirect_is_an_answer_and_leads_nowhere(project: Project, recorder: Recorder) -> None:
    location = (("Location", recorder.url("partners") + "/elsewhere"),)
    recorder.decide = lambda _: Answer(307, headers=location)
    expect = "expect: {status: 307, headers: {Location: {matches: elsewhere$}}}"
    project.write("spec.md", ("Test Request", step(f"method: POST\npath: /rooms\nbody: {{a: 1}}\n{expect}")))
    assert project.outcome() == (Outcome.PASSED, 0)
    assert recorder.lines() == ["POST /api/rooms"]


# ---- which blocks, in which order


BLOCKS = (
    ("Cleanup", step("method: DELETE\npath: /rooms/{{room}}")),
    ("Example", step("method: GET\npath: /example")),
    (
        "Test Request",
        step("method: GET\npath: /rooms/{{room}}")
        + "\n"
        + step("method: PUT\npath: /rooms/{{room}}", name="two"),
    ),
    ("Prerequisites", step("method: GET\npath: /rooms\nextract: {room: '$.rooms[0]'}")),
    ("How to get a room", step("method: GET\npath: /example")),
    ("Prerequisites, part two", step("method: POST\npath: /rooms/{{room}}/open")),
)


def one_room(asked: Asked) -> Answer:
    return Answer(body={"rooms": [7, 8]})


def test_set_up_then_test_then_clean_up_each_once_and_no_example(
    project: Project, recorder: Recorder
) -> None:
    recorder.decide = one_room
    project.write("spec.md", *BLOCKS)
    assert project.outcome() == (Outcome.PASSED, 0)
    assert recorder.lines() == [
        "GET /api/rooms",
        "POST /api/rooms/7/open",
        "GET /api/rooms/7",
        "PUT /api/rooms/7",
        "DELETE /api/rooms/7",
    ]


def test_examples_are_scenarios_of_their_own(project: Project, recorder: Recorder) -> None:
    recorder.decide = one_room
    project.write("spec.md", *BLOCKS)
    ran = project.run(examples=True)
    assert len(ran.result.specs) == 3
    assert recorder.lines()[5:] == ["GET /api/example", "GET /api/example"]


@pytest.mark.parametrize("front", ["status: skipped", "status: skip", "status: deprecated", "skip: true"])
def test_a_parked_spec_is_asked_nothing_unless_forced(
    front: str, project: Project, recorder: Recorder
) -> None:
    recorder.decide = one_room
    project.write("spec.md", *BLOCKS, front=front)
    assert project.outcome() == (Outcome.SKIPPED, 5)
    assert recorder.asked == []
    assert project.outcome(force=True) == (Outcome.PASSED, 0)
    assert len(recorder.asked) == 5


def test_a_clean_up_runs_after_a_failure_and_never_with_a_value_from_elsewhere(
    project: Project, recorder: Recorder
) -> None:
    project.environment["variables"] = {**VARIABLES, "room": "of somebody else"}
    project.write("spec.md", *BLOCKS)
    recorder.decide = lambda asked: Answer(404) if asked.method == "PUT" else one_room(asked)
    assert project.outcome() == (Outcome.FAILED, 1)
    assert recorder.lines()[-1] == "DELETE /api/rooms/7"
    recorder.asked.clear()
    recorder.decide = lambda _: Answer(500)
    assert project.outcome() == (Outcome.ERROR, 3)
    assert recorder.lines() == ["GET /api/rooms"]


# ---- values from answers


@pytest.mark.parametrize(
    "value",
    [0, False, "", 7, 2.5, "007", "{{count}} <<x>> {y}", ["a", None], {"a": {"b": []}}, "é\u2028\U0001f600"],
)
def test_an_extracted_value_is_sent_as_it_came(value: object, project: Project, recorder: Recorder) -> None:
    recorder.decide = lambda _: Answer(body={"rooms": [{"id": value}]})
    project.write(
        "spec.md",
        ("Prerequisites", step("method: GET\npath: /rooms\nextract: {count: '$.rooms[0].id'}")),
        ("Test Request", step("method: POST\npath: /rooms\nbody: {id: '{{count}}'}")),
    )
    assert project.outcome(variables={"count": "from the command line"}) == (Outcome.PASSED, 0)
    assert json.loads(recorder.asked[1].body) == {"id": value}
    assert type(json.loads(recorder.asked[1].body)["id"]) is type(value)


HABITS = {
    "$.rooms[?(@.free == true)][0].id": "b",
    "$.rooms[?(@.free == true)][1].id": "c",
    "$.rooms[?(@.free == true)].id": "b",
    "$.rooms[?(@.free == true)].id | [1]": "c",
    "$.none[0].id || 'nobody'": "nobody",
    "$.rooms[0].owner || 'nobody'": "nobody",
    "$.rooms[0].id || 'nobody'": "a",
    "$['rooms'][2]['id']": "c",
    "$..id": "a",
}


@pytest.mark.parametrize("query", HABITS)
def test_what_a_query_finds_is_what_is_sent(query: str, project: Project, recorder: Recorder) -> None:
    rooms = [{"id": "a", "free": False, "owner": None}, {"id": "b", "free": True}, {"id": "c", "free": True}]
    recorder.decide = lambda _: Answer(body={"rooms": rooms})
    project.write(
        "spec.md",
        ("Prerequisites", step(f"method: GET\npath: /rooms\nextract: {{room: {json.dumps(query)}}}")),
        ("Test Request", step("method: GET\npath: /rooms/{{room}}")),
    )
    assert project.outcome() == (Outcome.PASSED, 0)
    assert recorder.lines()[1] == f"GET /api/rooms/{HABITS[query]}"


def test_the_command_line_wins_over_the_environment(project: Project, recorder: Recorder) -> None:
    project.write("spec.md", ("Test Request", step("method: GET\npath: /rooms/{{count}}")))
    project.run(variables={"count": "12"})
    assert recorder.lines() == ["GET /api/rooms/12"]


# ---- tokens and cookies


def test_a_login_is_asked_once_for_all_and_its_token_goes_to_its_role_alone(
    project: Project, recorder: Recorder
) -> None:
    def decide(asked: Asked) -> Answer:
        return Answer(body={"token": "tok-client"} if asked.target == "/api/login" else {})

    recorder.decide = decide
    for number in range(6):
        asks = [
            step(f"method: GET\npath: /rooms/{number}\ntoken: {role}", name=role)
            for role in ("client", "staff")
        ]
        project.write(f"spec{number}.md", ("Test Request", "\n".join(asks)))
    ran = project.run(jobs=8)
    assert of_run(ran.result) == 0
    logins = [asked for asked in recorder.asked if asked.target == "/api/login"]
    assert [asked.header("authorization") for asked in logins] == [[]]
    assert json.loads(logins[0].body) == {"run": ran.result.run_id}
    tokens = sorted(value for asked in recorder.asked for value in asked.header("authorization"))
    assert tokens == ["Bearer tok-client"] * 6 + ["Bearer tok-staff"] * 6


def test_each_spec_and_role_has_cookies_of_its_own(project: Project, recorder: Recorder) -> None:
    def decide(asked: Asked) -> Answer:
        who = asked.target.rpartition("/")[2]
        return Answer(
            headers=(("Set-Cookie", f"who={who}; Path=/"), ("Set-Cookie", f"at={asked.server}; Path=/"))
        )

    recorder.decide = decide
    for number in (1, 2):
        asks = [
            step(f"method: GET\npath: /{number}-{role}\ntoken: {role}", name=f"{role}{index}")
            for index, role in enumerate(("staff", "admin", "none", "staff", "admin", "none"))
        ]
        other = step("method: GET\npath: /other\nuseFallback: true", name="other")
        project.write(f"spec{number}.md", ("Test Request", "\n".join([*asks, other])))
    project.run(jobs=2)
    for number in (1, 2):
        for role in ("staff", "admin", "none"):
            first, second = (asked for asked in recorder.asked if asked.target == f"/api/{number}-{role}")
            assert first.header("cookie") == []
            assert second.header("cookie") == [f"who={number}-{role}; at=primary"]
    assert all(asked.header("cookie") == [] for asked in recorder.asked if asked.server == "fallback")


# ---- asking again


def status_by_turn(*statuses: int, headers: tuple[tuple[str, str], ...] = ()) -> Decide:
    turns = iter(statuses)

    def decide(_: Asked) -> Answer:
        status = next(turns)
        return Answer(status, headers=headers if status >= 400 else ())

    return decide


@pytest.mark.parametrize(
    ("retry", "statuses", "asked", "outcome"),
    [
        ("", (404, 200), 1, Outcome.FAILED),
        ("", (500, 200), 1, Outcome.ERROR),
        ("", (503, 200), 1, Outcome.ERROR),
        ("retry: {times: 3, interval_ms: 1}", (404, 500, 200), 3, Outcome.PASSED),
        ("retry: {times: 3, interval_ms: 1}", (404, 404, 404, 200), 3, Outcome.FAILED),
        ("retry: {times: 3, interval_ms: 1}", (200,), 1, Outcome.PASSED),
    ],
)
def test_a_question_is_repeated_only_as_often_as_the_step_says(
    retry: str, statuses: tuple[int, ...], asked: int, outcome: Outcome, project: Project, recorder: Recorder
) -> None:
    recorder.decide = status_by_turn(*statuses)
    project.write("spec.md", ("Test Request", step(f"method: GET\npath: /rooms\n{retry}")))
    assert project.outcome()[0] is outcome
    assert len(recorder.asked) == asked


def test_a_step_waits_until_what_it_waits_for_is_so(project: Project, recorder: Recorder) -> None:
    states = iter(["new", "new", "done", "done"])
    recorder.decide = lambda _: Answer(body={"state": next(states)})
    until = "retry: {times: 9, interval_ms: 1, until: {body: {'$.state': done}}}"
    project.write("spec.md", ("Test Request", step(f"method: GET\npath: /jobs/1\n{until}")))
    assert project.outcome() == (Outcome.PASSED, 0)
    assert len(recorder.asked) == 3


@pytest.mark.parametrize(
    ("status", "after", "asked", "outcome"),
    [
        (429, "0", 2, Outcome.PASSED),
        (503, "0", 2, Outcome.PASSED),
        (429, "3600", 1, Outcome.ERROR),
        (429, "soon", 1, Outcome.ERROR),
        (500, "0", 1, Outcome.ERROR),
        (404, "0", 1, Outcome.FAILED),
    ],
)
def test_a_server_that_asks_for_patience_gets_it_within_a_bound(
    status: int, after: str, asked: int, outcome: Outcome, project: Project, recorder: Recorder
) -> None:
    recorder.decide = status_by_turn(status, 200, headers=(("Retry-After", after),))
    project.write("spec.md", ("Test Request", step("method: POST\npath: /rooms")))
    ran = project.run()
    assert ran.result.specs[0].outcome is outcome
    assert len(recorder.asked) == asked


def test_a_refusal_that_is_expected_is_not_repeated(project: Project, recorder: Recorder) -> None:
    recorder.decide = status_by_turn(429, 200, headers=(("Retry-After", "0"),))
    project.write("spec.md", ("Test Request", step("method: GET\npath: /rooms\nexpect: {status: 429}")))
    assert project.outcome() == (Outcome.PASSED, 0)
    assert len(recorder.asked) == 1


def test_patience_ends_after_a_few_times(project: Project, recorder: Recorder) -> None:
    recorder.decide = lambda _: Answer(503, headers=(("Retry-After", "0"),))
    project.write("spec.md", ("Test Request", step("method: GET\npath: /rooms")))
    assert project.outcome() == (Outcome.ERROR, 3)
    assert 1 < len(recorder.asked) < 10


# ---- side by side


def test_specs_side_by_side_never_mix(project: Project, recorder: Recorder) -> None:
    recorder.decide = lambda asked: Answer(body={"id": f"{asked.target.rpartition('/')[2]}-id"})
    for number in range(40):
        setup = f"method: GET\npath: /rooms/{number}\nextract: {{room: $.id}}"
        test = 'method: PUT\npath: "/rooms/{{room}}"\nbody: {n: "{{unique_id}}"}'
        project.write(f"spec{number:02}.md", ("Prerequisites", step(setup)), ("Test Request", step(test)))
    ran = project.run(jobs=8)
    assert [spec.outcome for spec in ran.result.specs] == [Outcome.PASSED] * 40
    by_spec: dict[str, list[Asked]] = {}
    for asked in recorder.asked:
        by_spec.setdefault(asked.header("x-agent")[0], []).append(asked)
    lines = sorted([f"{one.method} {one.target}" for one in asked] for asked in by_spec.values())
    assert lines == sorted(
        [f"GET /api/rooms/{number}", f"PUT /api/rooms/{number}-id"] for number in range(40)
    )
    unique = [json.loads(asked.body)["n"] for asked in recorder.asked if asked.body]
    assert len(set(unique)) == 40
    assert all(re.fullmatch(r"\d{13}", text) for text in unique)
