"""`steprun verify`: every claim of a document checked, against the sandbox and against a small API that lies."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from runner.model.json import JSON
from support.command import TOKEN, Answers, Folder, settings
from support.formatrules import against_junit

SANDBOX = 'environments:\n  sandbox:\n    server: {app: "runner.sandbox:create_app"}\n'
FILE = "specs/cancel.md"
CANCEL = """\
---
endpoint: "POST /platform/v1/scheduling/bookings/cancel"
domain: scheduling
status: pending
tokens: [staff, client]
---

# Cancel a booking

## Authentication

| Token Type | Works | Notes |
|------------|-------|-------|
| Staff | ✅ | All bookings |
| None | ❌ | Returns 401 |

## How to Obtain booking_id

### Option 1: From the appointments (staff tokens)

```yaml
steps:
  - id: list_appointments
    method: GET
    path: "/platform/v1/scheduling/appointments"
    token: staff
    params: {business_id: "{{business_id}}", state: scheduled}
    extract: {booking_id: "$.data.appointments[0].id"}
    expect: {status: 200}
```

## Prerequisites

```yaml
steps:
  - id: find_appointment
    method: GET
    path: "/platform/v1/scheduling/appointments"
    token: staff
    params: {business_id: "{{business_id}}", state: scheduled, per_page: 1}
    extract: {booking_id: "$.data.appointments[0].id"}
    expect: {status: 200}
```

## Test Request

```yaml
steps:
  - id: cancel
    method: POST
    path: "/platform/v1/scheduling/bookings/cancel"
    token: staff
    body: {business_id: "{{business_id}}", booking_id: "{{booking_id}}"}
    expect: {status: 200, body: {"$.data.booking.status": cancelled}}
```

## Request Body Parameters

| Parameter | Required | Type | Description |
|-----------|----------|------|-------------|
| `business_id` | Yes | string | Where it is |
| `booking_id` | Yes | string | Which one |

## Expected Response

```json
{"status": "OK", "data": {"booking": {"id": "x", "status": "cancelled", "duration": 60}}}
```

## Error Responses

### 400 Bad Request - Missing booking_id

```json
{"status": "Error", "error": "Mandatory parameter booking_id is missing", "error_code": "PARAMETER_MISSING"}
```

### 404 Not Found - Invalid booking_id

```json
{"status": "Error", "error": "Booking not found", "error_code": "NOT_FOUND"}
```

## Response Codes

| Status | Meaning |
|--------|---------|
| 200 | Cancelled |
| 400 | A parameter is missing |
| 401 | No token |
| 404 | No such booking |
| 422 | Cancelled before |

## Known Issues

- **Not idempotent**: repeating the call for the same booking answers 422.
"""
MARK = "<!-- steprun:proof -->"


@pytest.fixture
def sandbox(folder: Folder) -> Folder:
    return folder.write({"steprun.yaml": SANDBOX, FILE: CANCEL})


def told(text: str, name: str) -> Mapping[str, int]:
    """The numbers of a line of the footer: `claims   12 hold, 1 broken`."""
    row = re.search(rf"^  {name} +(.+)$", text, re.MULTILINE)
    assert row, text
    return {
        words: int(number.replace(",", "")) for number, words in re.findall(r"([\d,]+) ([a-z ]+)", row[1])
    }


# ---- against the sandbox


def test_a_true_document_holds(sandbox: Folder) -> None:
    said = sandbox.run("verify", "specs", "--no-write")
    assert (said.code, said.err) == (0, ""), said.all
    claims = told(said.out, "claims")
    assert claims["hold"] >= 15
    assert "broken" not in claims
    assert (sandbox.root / FILE).read_text() == CANCEL


@pytest.mark.parametrize(
    ("was", "now", "shown"),
    [
        ("| None | ❌ | Returns 401 |", "| None | ✅ | Anybody |", "error[SR801]: `none` should be let in"),
        ("| Staff | ✅ | All bookings |", "| Staff | ❌ | Nobody |", "error[SR802]: SECURITY: `staff` should be"),
        ("| `booking_id` | Yes |", "| `booking_id` | No |", "error[SR832]: `booking_id` is required after all"),
        ('"duration": 60', '"length": 60', "error[SR804]: `$.data.booking.length` does not come"),
        ("Booking not found", "No booking", "error[SR812]: `$.error` is documented as"),
        ("### 404 Not Found", "### 410 Gone", "error[SR811]: documented: 410"),
        ("### 404 Not Found", "### 400 Bad Request", "error[SR811]: documented: 400"),
        ("### 404 Not Found", "### 403 Forbidden", "error[SR811]: documented: 403"),
        ("## Expected Response", "## Expected Response (201)", "error[SR808]: documented: 201; what comes is 200"),
        ("## Expected Response", "## Expected Response (409)", "error[SR811]: documented: 409"),
        ("| 200 | Cancelled |\n", "", "error[SR823]: 200 OK comes, and is not in the table"),
        ("answers 422", "answers 409", "error[SR841]: it is gone: 409 is documented"),
        ('extract: {booking_id: "$.data.appointments[0].id"}\n    expect: {status: 200}\n```\n\n## Pre',
         'extract: {booking_id: "$.data.appointments[0].uid"}\n    expect: {status: 200}\n```\n\n## Pre', "SR851"),
    ],
)  # fmt: skip
def test_a_claim_that_is_not_so_fails_with_its_line(sandbox: Folder, was: str, now: str, shown: str) -> None:
    assert was in CANCEL
    sandbox.write({FILE: CANCEL.replace(was, now)})
    said = sandbox.run("verify", FILE, "--no-write")
    assert said.code == 1
    assert shown in said.out
    assert f"rerun  steprun verify {FILE}" in said.out


@pytest.mark.parametrize("style", ["default", "strict"])
def test_every_claim_is_a_case_in_junit(sandbox: Folder, style: str) -> None:
    sandbox.write({FILE: CANCEL.replace("Booking not found", "No booking").replace("| 422 |", "| 409 |")})
    assert sandbox.run("verify", FILE, "--no-write", "--junit-style", style).code == 1
    suite = next(each for each in sandbox.report().iter("testsuite") if "›" not in each.attrib["name"])
    names = [case.attrib["name"] for case in suite.iter("testcase")]
    assert len(set(names)) == len(names)
    assert "spec" not in names
    assert {name.partition(" › ")[0] for name in names} > {"Authentication", "Error Responses", "Parameters"}
    broken = [case for case in suite.iter("testcase") if case.find("failure") is not None]
    assert str(len(broken)) == suite.attrib["failures"]
    case = next(case for case in broken if "`$.error` is documented as" in case[-1].attrib["message"])
    failure = case[-1]
    assert failure.attrib["type"] == "claim"
    assert f"{FILE}:" in (failure.text or "")
    assert "No booking" in (failure.text or "")
    if style == "default":
        line = int(case.attrib["line"])
        assert "No booking" in (sandbox.root / FILE).read_text().split("\n")[line - 1]
    else:
        assert list(against_junit((sandbox.root / "reports" / "junit.xml").read_bytes())) == []


def test_a_broken_claim_keeps_a_document_from_being_verified(sandbox: Folder) -> None:
    assert sandbox.run("verify", FILE, "--write").code == 0
    assert "status: verified" in (sandbox.root / FILE).read_text()
    sandbox.write({FILE: CANCEL.replace("answers 422", "answers 409")})
    assert sandbox.run("verify", FILE, "--write").code == 1
    assert "status: failed" in (sandbox.root / FILE).read_text()


def test_an_update_shows_the_difference_and_the_next_run_is_green(sandbox: Folder) -> None:
    lie = CANCEL.replace("Booking not found", "No booking").replace('"duration": 60', '"length": "60"')
    sandbox.write({FILE: lie})
    said = sandbox.run("verify", FILE, "--no-write", "--update")
    assert said.code == 1
    diff = said.out[said.out.index(f"--- {FILE}") :]
    assert '-{"status": "Error", "error": "No booking", "error_code": "NOT_FOUND"}' in diff
    assert '+  "error": "Booking not found",' in diff
    after = (sandbox.root / FILE).read_text()
    assert "No booking" not in after
    assert '"duration": ' in after
    assert sandbox.run("verify", FILE, "--no-write", "--update").code == 0
    assert (sandbox.root / FILE).read_text() == after


def test_nothing_is_rewritten_unless_it_is_asked_for(sandbox: Folder) -> None:
    lie = CANCEL.replace("Booking not found", "No booking")
    sandbox.write({FILE: lie})
    assert "---" not in sandbox.run("verify", FILE, "--no-write").out
    assert (sandbox.root / FILE).read_text() == lie


def test_a_proof_is_kept_with_write_only_and_replaced(sandbox: Folder) -> None:
    refused = sandbox.run("verify", FILE, "--proof")
    assert refused.code == 2
    assert "--proof needs --write" in refused.err
    first = sandbox.run("verify", FILE, "--write", "--proof")
    assert first.code == 0
    once = (sandbox.root / FILE).read_text()
    assert once.count(MARK) == 1
    claims = told(first.out, "claims")
    assert f"Claims: {claims['hold']} hold, 0 broken, {claims.get('not checked', 0)} not checked." in once
    second = sandbox.run("verify", FILE, "--write", "--proof")
    assert (second.code, told(second.out, "claims")) == (0, claims)
    assert (sandbox.root / FILE).read_text().count(MARK) == 1
    assert sandbox.run("lint", FILE).code == 0


def test_marks_without_a_partner_are_told(sandbox: Folder) -> None:
    sandbox.write({FILE: f"{CANCEL}\n{MARK}\n"})
    said = sandbox.run("verify", FILE, "--write", "--proof")
    assert f"{FILE} stays as it is: its marks" in said.err
    assert said.code == 3


def test_a_quiet_run_says_only_what_is_wrong(sandbox: Folder) -> None:
    assert sandbox.run("verify", FILE, "--no-write", "-q").out.count("\n") == 1
    sandbox.write({FILE: CANCEL.replace("answers 422", "answers 409")})
    said = sandbox.run("verify", FILE, "--no-write", "-q").out
    assert "SR841" in said
    assert "NOT CHECKED" not in said


def test_what_was_not_checked_is_listed_within_eighty_columns(
    sandbox: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    more = "- The answer takes a while, in particular on Mondays, and nobody knows.\n"
    sandbox.write({FILE: f"{CANCEL}{more}".replace("answers 422", "answers 409")})
    said = sandbox.run("verify", FILE, "--no-write").out
    listed = said.split("NOT CHECKED")[1]
    assert f"{FILE}:" in listed
    assert "on Mondays" in listed
    assert "\x1b" not in said
    own = [row for row in said.split("\n") if not row.strip().startswith(("|", "rerun"))]
    assert max(map(len, own)) <= 80


def test_lint_comes_first_and_its_errors_count(sandbox: Folder) -> None:
    step = "  - {id: same, method: GET, path: /__sandbox/health}\n"
    tidy = f"\n## Cleanup\n\n```yaml\nsteps:\n{step}{step}```\n"
    sandbox.write({FILE: CANCEL.replace("\n## Request Body", f"{tidy}\n## Request Body")})
    said = sandbox.run("verify", FILE, "--no-write")
    assert said.out.startswith("error[SR210]")
    assert "broken" not in told(said.out, "claims")
    assert "failed" not in said.out
    assert said.code == 1


# ---- documents that do not get that far


def test_a_document_whose_steps_fail_is_not_judged_by_what_did_not_happen(sandbox: Folder) -> None:
    sandbox.write({FILE: CANCEL.replace('$.data.booking.status": cancelled', '$.data.booking.status": open')})
    said = sandbox.run("verify", FILE, "--no-write")
    assert said.code == 1
    assert "open" in said.out
    assert "broken" not in told(said.out, "claims")


def test_a_parked_document_is_not_looked_at(sandbox: Folder) -> None:
    parked = CANCEL.replace("status: pending", "status: skipped\nskipReason: not now").replace(
        "Yes |", "No |"
    )
    sandbox.write({FILE: parked})
    said = sandbox.run("verify", FILE)
    assert said.code == 5
    assert list(told(said.out, "claims")) == ["not checked"]
    assert "the document was skipped: not now" in said.out
    assert (sandbox.root / FILE).read_text() == parked


def test_an_invalid_document_says_so_once(sandbox: Folder) -> None:
    sandbox.write({"specs/bad.md": CANCEL.replace("id: cancel\n", "idd: cancel\n")})
    said = sandbox.run("verify", "specs/bad.md")
    assert said.code == 2
    assert said.out.count("error[") == 1
    assert "claims " not in said.out


def test_an_example_alone_is_judged_too(sandbox: Folder) -> None:
    line = CANCEL.split("\n").index("  - id: list_appointments") + 1
    said = sandbox.run("verify", f"{FILE}:{line}", "--no-write")
    assert "the document was not run" in said.out
    assert told(said.out, "claims")["not checked"] > 5


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent as POSIX knows them")
def test_an_interrupted_run_ends_in_order(sandbox: Folder) -> None:
    slow = "    headers: {X-Sandbox-Fault: delay=700ms}\n    body: {business_id"
    sandbox.write({FILE: CANCEL.replace("    body: {business_id", slow)})
    process = sandbox.spawn("verify", FILE, "-v", "-j", "1", "--no-write", "--update")
    assert process.stdout
    while "passed" not in (row := process.stdout.readline()) and "✓" not in row:
        assert row
    time.sleep(1.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert "Traceback" not in out + err
    assert process.returncode == 130
    assert "interrupted by SIGINT" in out
    assert told(out, "claims")["not checked"] > 1
    assert sandbox.report().findall("testsuite")


# ---- against an API that knows nobody


ITEMS = "specs/items.md"
PAGE = """\
---
endpoint: "GET /items"
status: pending
---

# Items

## Authentication

| Token Type | Works |
|------------|-------|
| Staff | ✅ |
| None | ❌ |
| Ghost | ❌ |

## Test Request

```yaml
steps:
  - {id: get, method: GET, path: /items, params: {page: 1}}
```

## Expected Response

```json
{"name": "x", "items": [{"id": 1}]}
```
"""


@pytest.fixture
def items(folder: Folder) -> Folder:
    return folder.write({ITEMS: PAGE})


def test_who_is_let_in_and_should_not_be_is_a_matter_of_security(items: Folder) -> None:
    said = items.run("verify", ITEMS, "--no-write")
    assert said.code == 1
    assert "error[SR802]: SECURITY: `none` should be refused, and is let in: 200 OK" in said.out


def test_a_role_that_the_environment_does_not_know_is_not_checked(items: Folder) -> None:
    said = items.run("verify", ITEMS, "--no-write", "-v")
    listed = said.out.split("NOT CHECKED")[1]
    assert "ghost" in listed


POST = PAGE.replace("GET", "POST").replace("params: {page: 1}", "body: {page: 1}")


@pytest.mark.parametrize(
    ("environment", "words", "sent"),
    [
        ("", [], 1),
        ("", ["--allow-mutating"], 2),
        ("    throwaway: true\n", [], 2),
        ("    throwaway: false\n", [], 1),
    ],
)
def test_what_may_change_something_is_only_asked_where_that_is_allowed(
    items: Folder, api: Answers, environment: str, words: list[str], sent: int
) -> None:
    items.write({"steprun.yaml": settings(api.url) + environment, ITEMS: POST})
    said = items.run("verify", ITEMS, "--no-write", *words)
    assert len(api.asked) == sent
    refused = "it may change something in `test`: --allow-mutating allows that"
    assert (refused in " ".join(said.out.split())) is (sent == 1)


WAYS = """
## How to Obtain an id

### Option 1: From the list

```yaml
steps:
  - {id: list, method: GET, path: /items, extract: {item_id: "$.name"}}
```

### Option 2: From a new one

```yaml
steps:
  - {id: look, method: GET, path: /items}
  - {id: make, method: POST, path: /made, extract: {item_id: "$.name"}}
```

### Option 3: By a call that writes

```yaml
steps:
  - {id: restore, method: GET, path: "/items/{{id}}/restore", extract: {item_id: "$.name"}}
```

## Curiosities

```yaml
steps:
  - {id: odd, method: GET, path: /odd}
```
"""


@pytest.mark.parametrize(
    ("environment", "words", "asked", "held_back"),
    [
        ("", [], {"/items"}, 2),
        ("", ["--allow-mutating"], {"/items", "/made", "/items/7/restore"}, 0),
        ("    throwaway: true\n", [], {"/items", "/made", "/items/7/restore"}, 0),
        ("", ["--examples"], {"/items", "/odd"}, 2),
    ],
)
def test_options_that_may_change_something_are_only_run_where_that_is_allowed(
    items: Folder, api: Answers, environment: str, words: list[str], asked: set[str], held_back: int
) -> None:
    api.bodies = {path: {"name": "x"} for path in ("/items", "/made", "/items/7/restore", "/odd")}
    variables = "    variables: {id: 7}\n"
    items.write({"steprun.yaml": settings(api.url) + variables + environment, ITEMS: PAGE + WAYS})
    said = items.run("verify", ITEMS, "--no-write", "-v", *words)
    assert {line.split()[1].partition("?")[0] for line in api.asked} == asked
    listed = " ".join(said.out.split("NOT CHECKED")[-1].split())
    assert listed.count("it may change something in `test`: --allow-mutating allows that") == held_back


class Once(dict[str, "JSON | bytes"]):
    """What is said a single time."""

    def __getitem__(self, path: str) -> JSON | bytes:
        return self.pop(path)


def test_a_set_up_that_works_only_once_is_told(items: Folder, api: Answers) -> None:
    setup = (
        "## Prerequisites\n\n```yaml\nsteps:\n  - {id: pre, method: GET, path: /pre}\n```\n\n## Test Request"
    )
    items.write({ITEMS: PAGE.replace("## Test Request", setup)})
    api.bodies = Once({"/pre": {}, "/items": {"name": "x", "items": [{"id": 1}]}})
    said = items.run("verify", ITEMS, "--no-write")
    assert "its set-up did not get that far: pre: expected status 2xx, got 404" in said.out
    assert said.code == 0


def test_a_host_that_is_down_leaves_claims_unchecked(items: Folder) -> None:
    items.write({"steprun.yaml": settings("http://127.0.0.1:9")})
    said = items.run("verify", ITEMS, "--no-write")
    assert said.code == 3
    assert "Traceback" not in said.all
    assert list(told(said.out, "claims")) == ["not checked"]


def test_a_secret_in_an_answer_is_never_shown_nor_documented(items: Folder, api: Answers) -> None:
    api.bodies["/items"] = {
        "name": 7,
        "items": [{"id": f"{TOKEN}!"}],
        TOKEN: TOKEN,
        "access_token": "minted-now",
    }
    said = items.run("verify", ITEMS, "--write", "--proof", "--update", "-v")
    assert said.code == 1
    after = (items.root / ITEMS).read_text()
    assert '"id": "‹staff›!"' in after
    assert '"access_token": "‹secret›"' in after
    assert MARK in after
    written = [file.read_bytes() for file in (items.root / "reports").rglob("*") if file.is_file()]
    for text in (said.all, after, *(content.decode("utf-8", "replace") for content in written)):
        assert TOKEN not in text
    assert "minted-now" not in said.out + after


def test_a_document_that_cannot_be_written_is_told(items: Folder, api: Answers) -> None:
    api.bodies["/items"] = {"name": 7, "items": []}
    file: Path = items.root / ITEMS
    file.chmod(0o444)
    said = items.run("verify", ITEMS, "--no-write", "--update")
    assert f"{ITEMS} stays as it is: it is read-only" in said.err
    assert said.code == 1
    assert file.read_text() == PAGE


def test_a_pipe_that_nobody_reads_to_the_end_is_no_trouble(items: Folder) -> None:
    said = items.shell(f"steprun verify {ITEMS} --no-write -v | head -1")
    assert "Traceback" not in said.all
    assert said.code in (0, 1)
