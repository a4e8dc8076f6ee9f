from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from runner.load.build import build_spec
from runner.model.place import KEY
from runner.model.spec import (
    FormBody,
    InvalidSpec,
    JsonBody,
    Loaded,
    MultipartBody,
    OnFail,
    RawBody,
    Role,
    Spec,
    Status,
    Step,
)

FIXTURE = Path(__file__).parents[2] / "fixtures" / "build" / "faults.md"
FRONT = '---\nendpoint: "POST /v1/items"\n---\n## Test Request\n'


def cases() -> list[tuple[str, str, str]]:
    parts = FIXTURE.read_text("utf-8").partition("\n")[2].split("\n.\n")
    return [(parts[i].strip(), parts[i + 1], parts[i + 2].strip()) for i in range(0, len(parts) - 2, 3)]


def build(text: str, checks: frozenset[str] = frozenset()) -> Loaded | None:
    return build_spec(text, file="f.md", path=Path("f.md"), checks=checks)


def spec_of(text: str, checks: frozenset[str] = frozenset()) -> Spec:
    spec = build(text, checks)
    assert isinstance(spec, Spec), spec
    return spec


def step_of(step: str, checks: frozenset[str] = frozenset()) -> Step:
    lines = "".join(f"    {line}\n" for line in step.splitlines())
    spec = spec_of(f"{FRONT}```yaml\nsteps:\n  - id: one\n{lines}```\n", checks)
    return spec.sections[0].steps[0]


def front_of(keys: str) -> Spec:
    return spec_of(
        f"---\nendpoint: get /x\n{keys}\n---\n```yaml\nsteps:\n  - {{method: GET, path: /x}}\n```\n"
    )


@pytest.mark.parametrize(("title", "text", "expected"), cases())
def test_all_faults_of_a_document_are_told_at_once(title: str, text: str, expected: str) -> None:
    spec = build(text)
    assert isinstance(spec, InvalidSpec)
    found = [
        f"{one.rule} {one.place.line}:{one.place.column}+{one.width} {one.message} | {one.hint}".rstrip()
        for one in spec.findings
    ]
    assert "\n".join(found) == expected
    assert all(one.line == text.split("\n")[one.place.line - 1] for one in spec.findings)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Title\n",
        "---\ntitle: x\n---\n",
        "---\na: [endpoint: 1\n---\n",
        "---\n- endpoint: x\n---\n",
        "---\nx",
    ],
)
def test_a_document_without_endpoint_is_no_spec(text: str) -> None:
    assert build(text) is None


@pytest.mark.parametrize(
    ("step", "line", "column"),
    [
        ('extract:\n  x: "$.a[?("', 11, 10),
        ('expect:\n  body:\n    "$.b[": 3', 12, 9),
        ('retry:\n  times: 2\n  until: {body: {"$.c[": 1}}', 12, 22),
    ],
)
def test_an_unreadable_jsonpath_is_a_fault_in_its_place(step: str, line: int, column: int) -> None:
    lines = "".join(f"    {one}\n" for one in step.splitlines())
    spec = build(f"{FRONT}```yaml\nsteps:\n  - id: one\n    method: GET\n    path: /x\n{lines}```\n")
    assert isinstance(spec, InvalidSpec)
    (fault,) = spec.findings
    assert fault.rule == "SR207"
    assert (fault.place.line, fault.place.column) == (line, column)


def test_a_jsonpath_with_a_variable_is_left_to_run_time() -> None:
    step = step_of("method: GET\npath: /x\nextract:\n  x: \"$.a[?(@.id == '{{id}}')][\"")
    assert step.extractions[0].query.endswith("[")


def test_everything_about_a_step() -> None:
    step = step_of(
        "description: Look\nmethod: get\npath: /x\ntoken: none\n"
        "params: {page: 1, v: 1.10, none: ~, ids: [1, 2.50]}\nheaders: {X-V: 1.10, X-On: true}\n"
        'extract: {id: "$.id"}\nonFail: warn\nskipReason: none there\nsleep: 50\nx_on_behalf_of: true\n'
        "useFallback: true\nretry: {times: 3, until: {status: 200}}"
    )
    assert (step.id, step.method, step.token, step.description) == ("one", "GET", "none", "Look")
    assert step.params == {"page": 1, "v": "1.10", "none": None, "ids": [1, "2.50"]}
    assert step.headers == {"X-V": "1.10", "X-On": "true"}
    assert (step.on_fail, step.skip_reason, step.sleep_ms) == (OnFail.CONTINUE, "none there", 50)
    assert step.on_behalf_of
    assert step.fallback
    assert step.retry is not None
    assert (step.retry.times, step.retry.interval_ms) == (3, 1000)
    assert step.retry.until[0].wanted == [200]
    assert (step.place.line, step.place.column) == (7, 5)
    assert step.last_line == 20
    assert str(step.extractions[0].place) == "f.md:14:19"
    assert step.marks["extract", "id", KEY] == (14, 15)
    assert step.place_at("extract", "missing").line == 14


def test_what_is_expected() -> None:
    step = step_of(
        "method: GET\npath: /x\nexpect:\n  status: 200\n  headers: {X-A: b}\n"
        "  body:\n    $.a: 3\n    $.b: {gte: 1, lt: 5}\n    $.c: {name: x}\n    $.d: {}\n"
        "  schema: {type: object}\n  max_ms: 300\n  latency: low",
        frozenset({"latency"}),
    )
    assert [(one.kind, one.subject, one.wanted) for one in step.expectations] == [
        ("status", "", [200]),
        ("headers", "X-A", {"equals": "b"}),
        ("body", "$.a", {"equals": 3}),
        ("body", "$.b", {"gte": 1, "lt": 5}),
        ("body", "$.c", {"equals": {"name": "x"}}),
        ("body", "$.d", {"equals": {}}),
        ("schema", "", {"type": "object"}),
        ("max_ms", "", 300),
        ("latency", "", "low"),
    ]
    assert (step.expectations[2].place.line, step.expectations[2].place.column) == (14, 14)


@pytest.mark.parametrize(
    ("keys", "body"),
    [
        ("body: {}", JsonBody({})),
        (
            "body: [1]\ncontent_type: application/merge-patch+json",
            JsonBody([1], "application/merge-patch+json"),
        ),
        ("form: {a: 1, b: [x, y]}", FormBody({"a": 1, "b": ["x", "y"]})),
        ("raw: hi\ncontent_type: text/plain", RawBody("hi", "text/plain")),
        ("content_type: multipart\nform_fields: {a: b}", MultipartBody({"a": "b"}, ())),
        ("description: nothing", None),
    ],
)
def test_bodies(keys: str, body: object) -> None:
    assert step_of(f"method: POST\npath: /x\n{keys}").body == body


def test_files_of_a_multipart_body() -> None:
    step = step_of("method: POST\npath: /x\nfile_fields:\n  - {field_name: doc, file_path: a.pdf}")
    assert isinstance(step.body, MultipartBody)
    (file,) = step.body.files
    assert (file.field_name, file.file_path, file.filename) == ("doc", "a.pdf", None)
    assert (file.place.line, file.place.column) == (11, 38)


def test_a_reused_spec_and_what_it_is_given() -> None:
    step = step_of('use: "GET /x"\nwith: {a: "{{b}}"}')
    assert step.use is not None
    assert (step.use.target, step.use.values, step.method) == ("GET /x", {"a": "{{b}}"}, "")


def test_a_step_without_id_is_named_by_its_number() -> None:
    spec = spec_of(
        FRONT + "```yaml\nsteps:\n  - {method: GET, path: /x}\n  - {id: 7, method: GET, path: /x}\n```"
    )
    assert [step.id for step in spec.sections[0].steps] == ["step-1", "7"]


def test_only_yaml_fences_with_steps_are_step_blocks() -> None:
    spec = spec_of(
        FRONT
        + "```yaml\nkey: [broken\n```\n```json\nsteps: {\n```\n```yaml\nother: steps\n```\n"
        + "- nested:\n  ~~~YML title=x\n  steps:\n    - {method: GET, path: /x}\n  ~~~\n"
    )
    (section,) = spec.sections
    assert (section.role, section.title, section.slug) == (Role.TEST, "Test Request", "test-request")
    assert (section.place.line, section.place.column) == (15, 3)
    assert (section.heading_line, section.last_line) == (4, 18)
    assert (section.steps[0].place.line, section.steps[0].place.column) == (17, 7)


@pytest.mark.parametrize("info", ["yaml", "yml", "YAML", "yaml{1,3}", "yaml+jinja", "yml title=x"])
def test_what_starts_with_yaml_is_yaml(info: str) -> None:
    assert len(spec_of(f"{FRONT}```{info}\nsteps:\n  - {{method: GET, path: /x}}\n```").sections) == 1


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("success", Status.VERIFIED),
        ("passed", Status.VERIFIED),
        ("skip", Status.SKIPPED),
        ("", Status.PENDING),
    ],
)
def test_old_spellings_of_the_status(written: str, status: Status) -> None:
    assert front_of(f"status: {written}").status is status


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-02-01T16:00:00.000Z", datetime(2026, 2, 1, 16, tzinfo=UTC)),
        ('"2026-02-01 16:00:00"', datetime(2026, 2, 1, 16, tzinfo=UTC)),
        ("2026-02-01", datetime(2026, 2, 1, tzinfo=UTC)),
        ("2026-02-30", None),
        ("last week", None),
        ("5", None),
        ("", None),
    ],
)
def test_dates_of_all_kinds(written: str, moment: datetime | None) -> None:
    assert front_of(f"verifiedAt: {written}").verified_at == moment


def test_front_matter_values() -> None:
    spec = front_of(
        "tokens: staff, client\ntags: [a, 2]\nskip: true\nskip_reason: later\ntimesReused: 3\n"
        "useFallbackApi: true\ndomain: d\nswagger: s.json\nunknown: {kept: [1]}"
    )
    assert (str(spec.endpoint), spec.title) == ("GET /x", "GET /x")
    assert (spec.tokens, spec.tags) == (("staff", "client"), ("a", "2"))
    assert (spec.skip, spec.skip_reason, spec.times_reused, spec.fallback) == (True, "later", 3, True)
    assert (spec.domain, spec.swagger) == ("d", "s.json")
    assert spec.front["unknown"] == {"kept": [1]}
    assert spec.place_at("domain").line == 9


def test_a_parked_spec_needs_no_steps() -> None:
    assert spec_of("---\nendpoint: GET /x\nstatus: skip\n---\n").sections == ()
    assert spec_of("---\nendpoint: GET /x\nskip: true\n---\n").sections == ()


def test_an_empty_block_says_that_there_is_nothing_to_do() -> None:
    text = (
        FRONT
        + "```yaml\nsteps:\n  - {method: GET, path: /x}\n```\n## Prerequisites\n```yaml\nsteps: []\n```\n"
    )
    assert [len(section.steps) for section in spec_of(text).sections] == [1, 0]


def test_a_thousand_steps_are_the_limit() -> None:
    block = "```yaml\nsteps:\n" + "  - {method: GET, path: /x}\n" * 600 + "```\n"
    assert len(spec_of(FRONT + block).sections[0].steps) == 600
    spec = build(FRONT + block * 2)
    assert isinstance(spec, InvalidSpec)
    assert "1,200 steps" in spec.findings[0].message


def test_an_invalid_spec_tells_what_could_be_read() -> None:
    spec = build("---\nendpoint: GET /x\ndomain: d\nstatus: odd\n---\n")
    assert isinstance(spec, InvalidSpec)
    assert (spec.endpoint, spec.domain) == ("GET /x", "d")
