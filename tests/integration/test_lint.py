"""`steprun lint` on the command line: OpenAPI documents beside the specs, and `--fix`."""

from __future__ import annotations

import json

import pytest

from support.command import Folder, document

ITEMS = """
openapi: 3.0.0
servers: [{url: /v1}]
paths:
  /items:
    get:
      responses:
        "200":
          description: Some
          content: {application/json: {example: {items: [{id: 1}]}}}
"""
ORDERS = 'swagger: "2.0"\nbasePath: /v1\npaths: {/orders: {get: {responses: {"200": {description: Some}}}}}\n'
STEP = "- {id: get, method: GET, path: /v1/items, onFail: warn, extract: {uid: '$.items[0].uid'}, expect: {status: 200}}"
FRONT = 'endpoint: "GET /v1/items"\nstatus: success  # for now\nverifiedAt: 2026-02-01\nswagger: "swagger/orders.yaml"'
DOCUMENT = document(STEP, front=FRONT)
MENDED = (
    DOCUMENT.replace("success", "verified")
    .replace("orders.yaml", "items.yaml")
    .replace("onFail: warn", "onFail: continue")
)
SETTINGS = "environments: {test: {base_url: 'http://localhost:9'}}\ndefault_environment: test\n"


@pytest.fixture
def shop(folder: Folder) -> Folder:
    return folder.write(
        {
            "steprun.yaml": SETTINGS,
            "swagger/items.yaml": ITEMS,
            "swagger/orders.yaml": ORDERS,
            "specs/a.md": DOCUMENT,
        }
    )


def rules(folder: Folder, *words: str) -> list[str]:
    return [item["rule"] for item in json.loads(folder.run("lint", *words, "--format", "json").out)]


def test_documents_are_held_against_openapi_files_unless_nobody_wants_it(shop: Folder) -> None:
    assert rules(shop) == ["SR110", "SR702", "SR245", "SR752"]
    shop.write({"steprun.yaml": SETTINGS + "contract: {mode: 'off'}\n"})
    assert rules(shop) == ["SR110", "SR245"]


def test_a_project_says_how_serious_a_rule_is(shop: Folder) -> None:
    assert shop.run("lint").code == 0
    shop.write({"steprun.yaml": SETTINGS + "contract: {severity: {SR752: error}}\n"})
    assert shop.run("lint").code == 1


def test_what_can_be_mended_says_so(shop: Folder) -> None:
    said = shop.run("lint").out
    assert said.count("= fix: `--fix` does this") == 3
    assert said.splitlines()[-1].endswith("· `--fix` mends 3")
    found = json.loads(shop.run("lint", "--format", "json").out)
    assert {item["rule"]: item["fix"] for item in found if "fix" in item} == {
        "SR110": {"line": 3, "column": 9, "width": 7, "text": "verified"},
        "SR702": {"line": 5, "column": 10, "width": 21, "text": '"swagger/items.yaml"'},
        "SR245": {"line": 12, "column": 53, "width": 4, "text": "continue"},
    }
    assert (shop.root / "specs/a.md").read_text("utf-8") == DOCUMENT


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_fix_writes_what_is_certain_and_lists_what_remains(shop: Folder, mark: bytes, end: str) -> None:
    shop.write({"specs/a.md": mark + DOCUMENT.replace("\n", end).encode()})
    said = shop.run("lint", "--fix")
    assert (shop.root / "specs/a.md").read_bytes() == mark + MENDED.replace("\n", end).encode()
    mended, _, remains = said.out.partition("\n\n")
    assert mended.splitlines() == [
        "mended   specs/a.md:3: success → verified",
        'mended   specs/a.md:5: "swagger/orders.yaml" → "swagger/items.yaml"',
        "mended   specs/a.md:12: warn → continue",
    ]
    assert remains.startswith("warning[SR752]: `$.items[0].uid` is not in the documented answer")
    assert remains.splitlines()[-1].endswith("s · 0 errors · 1 warning · 0 notes")


def test_a_second_fix_changes_nothing(shop: Folder) -> None:
    shop.run("lint", "--fix")
    file = shop.root / "specs/a.md"
    before = file.stat()
    again = shop.run("lint", "--fix")
    assert "mended" not in again.out
    assert file.stat() == before


def test_what_remains_decides_the_exit_code(shop: Folder) -> None:
    shop.write({"steprun.yaml": SETTINGS + "contract: {severity: {SR702: error}}\n"})
    assert shop.run("lint").code == 1
    assert shop.run("lint", "--fix").code == 0


def test_what_could_not_be_written_remains(shop: Folder) -> None:
    (shop.root / "specs/a.md").chmod(0o444)
    said = shop.run("lint", "--fix")
    assert "refused  specs/a.md:3 stays as it is: it is read-only" in said.out
    assert "warning[SR110]" in said.out


def test_programs_get_what_remains_and_people_what_was_mended(shop: Folder) -> None:
    said = shop.run("lint", "--fix", "--format", "json")
    assert [item["rule"] for item in json.loads(said.out)] == ["SR752"]
    assert said.err.count("mended ") == 3


def test_only_the_specs_that_are_meant_are_mended(shop: Folder) -> None:
    shop.write({"specs/b.md": DOCUMENT})
    shop.run("lint", "--fix", "specs/b.md")
    assert (shop.root / "specs/a.md").read_text("utf-8") == DOCUMENT
    assert (shop.root / "specs/b.md").read_text("utf-8") == MENDED


TOLD = """
## Expected Response

```json
{
  "items": [
    {"id": "one", "name": "Ann"}
  ]
}
```

## Notes

`POST /v1/items` makes one, and `PUT /v1/items` changes it.
"""


def test_prose_is_held_against_steps_and_openapi_files(shop: Folder) -> None:
    step = "- {id: get, method: GET, path: /v1/items, expect: {status: 200, body: {'$.items[0].name': Eve}}}"
    front = 'endpoint: "GET /v1/items"\nstatus: pending\nswagger: "swagger/items.yaml"'
    shop.write({"specs/a.md": document(step, front=front) + TOLD})
    assert rules(shop) == ["SR763", "SR760", "SR763", "SR775", "SR775"]
    made = document("- {id: make, method: POST, path: /v1/items}", front='endpoint: "POST /v1/items"')
    shop.write({"specs/b.md": made})
    assert rules(shop, "specs/a.md") == ["SR763", "SR760", "SR763", "SR775"]
