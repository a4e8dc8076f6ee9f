from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import runner.lint
from runner.contract.holding import Contract, Terms
from runner.contract.rules import OF_RUNS
from runner.lint import LintContext, lint_specs
from runner.lint.page import Page
from runner.lint.rules import RULES
from runner.load.build import build_spec
from runner.load.rules import RULES as OF_LOADING
from runner.model.finding import Finding, Severity
from runner.model.place import Place
from runner.model.spec import Loaded, Spec
from support.build import make_finding, make_invalid
from support.openapi import catalogue

FRONT = '---\nendpoint: "GET /v1/items"\nstatus: success\nverifiedAt: "2026-02-01"\n---\n'
STEPS = "## Test Request\n```yaml\nsteps:\n  - id: list\n    method: GET\n    path: /v1/items\n    expect: {status: 200}\n```\n"


def spec_of(text: str = FRONT + STEPS, file: str = "a.md") -> Spec:
    spec = build_spec(text, file=file, path=Path("/project") / file)
    assert isinstance(spec, Spec), spec
    return spec


def context(
    *specs: Loaded, variables: frozenset[str] = frozenset(), exists: Callable[[Path], bool] = Path.is_absolute
) -> LintContext:
    def library(target: str, _spec: Spec) -> list[Loaded]:
        return [spec for spec in specs if target in (str(spec.endpoint), spec.file)]

    return LintContext(
        variables=variables,
        environment="",
        roles=None,
        exists=exists,
        root=Path("/project"),
        files_dir=None,
        library=library,
    )


def codes(findings: list[Finding]) -> list[str]:
    return [item.rule for item in findings]


def test_findings_follow_the_files_then_lines_and_columns() -> None:
    def backwards(page: Page) -> Iterator[Finding]:
        for line, column in ((3, 1), (2, 5), (2, 1)):
            yield make_finding(rule="SR111", place=Place(page.spec.file, line, column))

    found = lint_specs([spec_of(file="b.md"), spec_of(file="a.md")], context(), rules=[backwards])
    assert [str(item.place) for item in found] == [
        "b.md:2:1",
        "b.md:2:5",
        "b.md:3:1",
        "a.md:2:1",
        "a.md:2:5",
        "a.md:3:1",
    ]


def test_a_rule_that_breaks_down_says_so_and_hides_nothing() -> None:
    def broken(page: Page) -> Iterator[Finding]:
        yield page.front("SR110", "status", "found before")
        raise KeyError("oops")

    def sound(page: Page) -> Iterator[Finding]:
        yield page.front("SR112", "status", "found after")

    found = lint_specs([spec_of()], context(), rules=[broken, sound])
    assert codes(found) == ["SR901", "SR110", "SR112"]
    assert found[0].message == "the rule `broken` broke down: KeyError: 'oops'"


def test_the_flaw_of_a_document_is_told_once_whoever_relies_on_it() -> None:
    text = "basePath: /v1\npaths: {/items: {get: {responses: {'200': {description: Some}}}}}"
    other = "paths: {/orders: {get: {}}}"
    known = catalogue({"swagger/a.yaml": text, "swagger/b.yaml": other})
    where = replace(context(), contract=Contract(lambda: known, Terms(root=Path("/project"))))
    found = lint_specs([spec_of(), spec_of(file="b.md"), make_invalid()], where)
    assert codes(found) == ["SR110", "SR110", "SR707"]
    assert (str(found[-1].place), found[-1].pointer) == ("swagger/a.yaml:1:1", "swagger/a.yaml#")


def test_what_is_wrong_with_schemas_that_are_used_is_told_once_for_each_file_and_kind() -> None:
    gone = "{content: {application/json: {schema: {$ref: 'https://api.test/%s.json'}}}}"
    text = (
        "openapi: 3.0.0\nservers: [{url: /v1}]\npaths: {/items: {get: {responses: {"
        f"'200': {gone % 'a'}, '404': {gone % 'b'}, '500': {{$ref: '#/nowhere'}}, "
        "'422': {content: {application/json: {schema: {type: string, nullable: true, enum: [a]}}}}"
        "}}, post: {responses: {'200': {content: {application/json: {schema: {type: odd}}}}}}}}"
    )
    known = catalogue({"swagger/a.yaml": text})
    where = replace(context(), contract=Contract(lambda: known, Terms(root=Path("/project"))))
    found = [item for item in lint_specs([spec_of()], where) if item.rule in ("SR707", "SR708")]
    at = "#/paths/~1items/get/responses"
    assert [(item.rule, item.severity, item.message, item.hint) for item in found] == [
        (
            "SR708", Severity.WARNING, "`#/nowhere`: there is no `nowhere` at `#`", f"at `{at}/500`",
        ),
        (
            "SR708", Severity.WARNING,
            "`https://api.test/a.json` is on the network, which is not asked: give its folder in `ref_map`",
            f"at `{at}/200/content/application~1json/schema`; 1 more of the kind in this file",
        ),
        (
            "SR707", Severity.NOTE, "null is allowed by `nullable`, and not among the values",
            f"at `{at}/422/content/application~1json/schema/enum`",
        ),
    ]  # fmt: skip


def test_an_invalid_spec_keeps_what_loading_found() -> None:
    finding = make_finding()
    assert lint_specs([make_invalid(findings=[finding])], context()) == [finding]


def test_a_text_that_cannot_be_read_again_changes_nothing() -> None:
    def gone(_path: Path) -> str:
        raise FileNotFoundError

    finding = make_finding(rule="SR209")
    where = replace(context(), read=gone)
    assert lint_specs([make_invalid(findings=[finding])], where) == [finding]


def test_a_finding_carries_its_line_and_the_severity_of_its_rule() -> None:
    (found,) = lint_specs([spec_of()], context())
    assert (found.rule, found.severity, found.line) == ("SR110", Severity.WARNING, "status: success")
    assert (found.place, found.width) == (Place("a.md", 3, 9), len("success"))


def test_a_path_that_cannot_even_be_asked_for_is_not_there() -> None:
    def too_long(path: Path) -> bool:
        raise OSError(36, "File name too long")

    text = FRONT.replace("status:", "swagger: a.json\nstatus:") + STEPS
    assert codes(lint_specs([spec_of(text)], context(exists=too_long))) == ["SR118", "SR110"]


def test_a_project_may_take_a_rule_more_seriously_but_examples_wait() -> None:
    serious = replace(context(), severities={"SR110": Severity.ERROR, "SR249": Severity.ERROR})
    assert lint_specs([spec_of()], serious)[0].severity is Severity.ERROR
    text = STEPS.replace("    expect", '    extract: {item: "$.a || 1"}\n    expect')
    front = FRONT.replace("success", "verified")
    found = lint_specs([spec_of(front + STEPS + text.replace("## Test Request", "## Example"))], serious)
    assert [item.severity for item in found if item.rule == "SR249"] == [Severity.WARNING]


def test_without_an_environment_none_is_named() -> None:
    text = FRONT + STEPS.replace("/v1/items", '"/v1/items?shop={{shop}}"')
    found = lint_specs([spec_of(text)], context())
    assert found[-1].message == "nobody in this document sets `{{shop}}`"


# ---- claims

CLAIMS = """
## Authentication

| Token | Works |
|-------|
| `[]` | ✅ |

## Response Codes

| Status |
|--------|
| none |

## Request Body Parameters

| Parameter | Required | Type |
|-----------|----------|------|
| `[]` | Yes | `[]` |
| `a..b` | Yes | string |
| `$` | No | object[] |

## Expected Response

```json
{DEEP}
```

## Error Responses

### 404

```json
null
```

## UID Resolution Procedure

| UID | Source | Extract |
|-----|--------|---------|
| x | GET // | `$.` |

`GET /{{` and `GET /[` and `DELETE /`
"""


@pytest.mark.parametrize("body", ["[" * 90 + "]" * 90, "7", '"a"', "[]", '{"": {"$": null}}'])
def test_no_prose_breaks_a_rule_down(body: str) -> None:
    wanted = 'expect: {status: 200, body: {"$.a[0]": 1, "$": {equals: [1]}}, schema: {type: array}}'
    text = FRONT + STEPS.replace("expect: {status: 200}", wanted) + CLAIMS.replace("{DEEP}", body)
    known = catalogue({"swagger/a.yaml": "basePath: /v1\npaths: {/items: {get: {responses: {}}}}"})
    where = replace(context(), contract=Contract(lambda: known, Terms(root=Path("/project"))))
    found = codes(lint_specs([spec_of(text)], where))
    assert "SR768" in found
    assert "SR901" not in found


# ---- use

USER = '---\nendpoint: "GET /v1/items/{id}"\n---\n## Prerequisites\n```yaml\nsteps:\n  - id: some\n    use: "GET /v1/items"\n'
TEST = (
    "```\n## Test Request\n```yaml\nsteps:\n  - id: one\n    method: GET\n"
    '    path: "/v1/items/{{item_id}}"\n    expect: {status: 200}\n```\n'
)
USED = STEPS.replace(
    "    expect", '    params: {shop: "{{shop}}"}\n    extract: {item_id: "$.id"}\n    expect'
)


def used() -> Spec:
    return spec_of('---\nendpoint: "GET /v1/items"\n---\n' + USED, "used.md")


def test_what_a_reused_spec_extracts_is_known_and_what_it_asks_for_is_its_own_affair() -> None:
    assert lint_specs([spec_of(USER + TEST)], context(used())) == []


def test_values_handed_over_are_known_from_then_on_and_need_names_of_their_own() -> None:
    given = '    with: {shop: "{{town}}"}\n'
    text = USER + given + TEST.replace("{{item_id}}", "{{item_id}}{{shop}}")
    (found,) = lint_specs([spec_of(text)], context(used()))
    assert (found.rule, found.message) == ("SR302", "nobody in this document sets `{{town}}`")
    assert (found.place.line, found.place.column, found.width) == (9, 19, len("{{town}}"))


def test_variables_of_a_reused_spec_are_its_own() -> None:
    text = used().text.replace("steps:", "variables: {town: x, room: '{{town}}'}\nsteps:", 1)
    user = spec_of(USER + TEST.replace("{{item_id}}", "{{item_id}}{{town}}"))
    (found,) = lint_specs([user], context(spec_of(text, "used.md")))
    assert (found.rule, found.message) == ("SR302", "nobody in this document sets `{{town}}`")


def test_a_use_that_leads_nowhere_is_told_once_and_blamed_for_nothing_else() -> None:
    (found,) = lint_specs([spec_of(USER + TEST)], context())
    assert (found.rule, found.severity, found.place.line) == ("SR230", Severity.ERROR, 8)


def test_a_use_that_goes_round_is_an_error() -> None:
    text = USER.replace("GET /v1/items", "a.md").replace("a.md/{id}", "GET /v1/items/{id}") + TEST
    spec = spec_of(text)
    assert codes(lint_specs([spec], context(spec))) == ["SR230"]


def test_an_endpoint_that_a_reused_spec_calls_is_called() -> None:
    text = '---\nendpoint: "GET /v1/items"\n---\n## Test Request\n```yaml\nsteps:\n  - id: a\n    use: used.md\n```\n'
    assert lint_specs([spec_of(text)], context(used(), variables=frozenset({"shop"}))) == []


# ---- the table


def test_the_table_lists_every_rule_once_in_order() -> None:
    assert list(RULES) == sorted(RULES)
    assert all(code == rule.code for code, rule in RULES.items())
    assert OF_LOADING.items() <= RULES.items()


@pytest.mark.parametrize(
    "module", sorted(Path(runner.lint.__file__).parent.rglob("*.py")), ids=lambda p: p.stem
)
def test_every_code_that_is_used_is_in_the_table(module: Path) -> None:
    assert set(re.findall(r'"(SR\d{3})"', module.read_text("utf-8"))) <= RULES.keys()


def test_every_rule_of_lint_is_shown_by_a_document_or_a_test() -> None:
    here = Path(__file__)
    texts = [file.read_text("utf-8") for file in (here.parents[2] / "fixtures" / "lint").rglob("*.md")]
    shown = set(re.findall(r"^SR\d{3}\b", "\n".join(texts), re.MULTILINE))
    shown |= set(re.findall(r"\bSR\d{3}\b", here.read_text("utf-8")))
    assert RULES.keys() - OF_LOADING.keys() - OF_RUNS - {"SR221"} <= shown
    assert not OF_RUNS & shown
