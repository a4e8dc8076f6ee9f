"""Operations as they are read from documents."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.contract.catalogue import Catalogue
from runner.contract.operation import Operation
from support.openapi import catalogue


def read(text: str, *, version: str = "openapi: 3.0.3", other: str = "a: 1") -> tuple[Operation, Catalogue]:
    """The first operation of a document."""
    known = catalogue({"swagger/items.yaml": f"{version}\n{text}", "swagger/other.yaml": other})
    return known.operations[0], known


def old(text: str) -> tuple[Operation, Catalogue]:
    return read(text, version="swagger: '2.0'")


def told(known: Catalogue) -> list[str]:
    return [f"{flaw.pointer} {flaw.message}" for flaw in known.flaws]


def test_the_operation_s_own_parameters_win_over_those_of_the_path() -> None:
    operation, known = read("""
paths:
  /items/{id}:
    parameters:
      - {name: id, in: path, schema: {type: string}}
      - {name: limit, in: query, required: true}
      - {$ref: '#/components/parameters/Trace'}
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
components: {parameters: {Trace: {name: X-Trace, in: header, required: true}}}
""")
    assert [(item.name, item.where, item.required) for item in operation.parameters] == [
        ("id", "path", True),
        ("limit", "query", False),
        ("X-Trace", "header", True),
    ]
    assert operation.parameter("header", "x-trace") is operation.parameters[2]
    assert operation.parameter("query", "Limit") is None
    assert told(known) == []


def test_a_path_may_be_written_elsewhere() -> None:
    operation, _ = read(
        "paths: {/items: {$ref: 'other.yaml#/items'}}",
        other="items: {post: {parameters: [{$ref: '#/a'}]}}\na: {name: a, in: query}",
    )
    assert (operation.key, operation.parameters[0].name) == ("POST /items", "a")


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("paths: {/a: {get: {}}, /b: {$ref: '#/nowhere'}}", ["#/paths/~1b `#/nowhere`: there is no `nowhere` at `#`", "#/paths/~1b what a path has is no mapping"]),
        ("paths: {/a: {get: {}}, /b: text}", ["#/paths/~1b what a path has is no mapping"]),
        ("paths: {/a: {get: {}, post: text}, x-more: 5}", []),
        ("paths: {a: {get: {}}}", ["#/paths/a a path begins with a slash"]),
        ("paths: {/a: {get: {parameters: {}}}}", ["#/paths/~1a/get/parameters `parameters` is no list"]),
        ("paths: {/a: {get: {parameters: [5, {in: query}]}}}", ["#/paths/~1a/get/parameters/0 a parameter has a `name`", "#/paths/~1a/get/parameters/1 a parameter has a `name`"]),
        ("paths: {/a: {get: {parameters: [{$ref: '#/no'}]}}}", ["#/paths/~1a/get/parameters/0 `#/no`: there is no `no` at `#`"]),
        ("paths: {/a: {get: {parameters: [{name: a, in: formData}]}}}", ["#/paths/~1a/get/parameters/0 a parameter cannot be in `formData`"]),
        ("paths: {/a: {get: {parameters: [{name: a, in: [query]}]}}}", ["#/paths/~1a/get/parameters/0 a parameter cannot be in `['query']`"]),
        ("paths: {/a: {get: {responses: {ok: {}, 2xx: {}, x-a: {}}}}}", ["#/paths/~1a/get/responses/ok `ok` is no status"]),
        ("paths: {/a: {get: {responses: {200: text}}}}", ["#/paths/~1a/get/responses/200 an answer is a mapping"]),
        ("paths: {/a: {get: {responses: []}}}", []),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_rest_is_kept(text: str, flaws: list[str]) -> None:
    operation, known = read(text)
    assert operation.key == "GET /a"
    assert told(known) == flaws


@pytest.mark.parametrize(
    ("raw", "style", "explode"),
    [
        ("in: query, schema: {}", "form", True),
        ("in: query, schema: {}, explode: false", "form", False),
        ("in: query, schema: {}, style: pipeDelimited", "pipeDelimited", False),
        ("in: query, schema: {}, style: deepObject, explode: true", "deepObject", True),
        ("in: header, schema: {}", "simple", False),
        ("in: path, schema: {}, style: label", "label", False),
        ("in: cookie, schema: {}", "form", True),
        ("in: query, type: array", "form", False),
        ("in: query, type: array, collectionFormat: multi", "form", True),
        ("in: query, type: array, collectionFormat: ssv", "spaceDelimited", False),
        ("in: query, type: array, collectionFormat: tsv", "tabDelimited", False),
        ("in: query, type: array, collectionFormat: pipes", "pipeDelimited", False),
        ("in: header, type: array", "simple", False),
    ],
)
def test_how_lists_are_written(raw: str, style: str, explode: bool) -> None:
    operation, _ = read(f"paths: {{/a: {{get: {{parameters: [{{name: a, {raw}}}]}}}}}}")
    assert (operation.parameters[0].style, operation.parameters[0].explode) == (style, explode)


def test_a_parameter_may_be_json_within_text() -> None:
    operation, _ = read(
        "paths: {/a: {get: {parameters: [{name: a, in: query, content: {application/json: {schema: {type: object}}}}]}}}"
    )
    assert operation.parameters[0].is_json
    assert operation.parameters[0].schema
    assert operation.parameters[0].schema.value == {"type": "object"}


def test_the_words_of_a_schema_beside_the_name_are_its_schema() -> None:
    operation, _ = old(
        "paths: {/a: {get: {parameters: [{name: a, in: query, required: true, type: integer, maximum: 5}]}}}"
    )
    assert operation.parameters[0].schema
    assert operation.parameters[0].schema.value == {"type": "integer", "maximum": 5}


@pytest.mark.parametrize(
    ("text", "types", "required"),
    [
        ("parameters: [{in: body, name: b, required: true, schema: {type: object}}]", ["application/json"], True),
        ("consumes: [text/xml, application/json]\n      parameters: [{in: body, name: b}]", ["text/xml", "application/json"], False),
        ("parameters: [{in: formData, name: b, type: string}]", ["multipart/form-data", "application/x-www-form-urlencoded"], False),
        ("consumes: [multipart/form-data]\n      parameters: [{in: formData, name: b, type: file, required: true}]", ["multipart/form-data"], True),
        ("requestBody: {content: {application/json: {}}}", ["application/json"], False),
    ],
)  # fmt: skip
def test_bodies_of_swagger(text: str, types: list[str], required: bool) -> None:
    operation, _ = old(f"paths:\n  /a:\n    post:\n      {text}")
    assert operation.payload
    assert [media.type for media in operation.payload.media] == types
    assert operation.payload.required is required


def test_a_body_that_leads_nowhere_is_still_a_body() -> None:
    operation, known = read("paths: {/a: {post: {requestBody: {$ref: '#/no'}}}}")
    assert operation.payload
    assert operation.payload.media == ()
    assert told(known) == ["#/paths/~1a/post/requestBody `#/no`: there is no `no` at `#`"]


def test_an_answer_that_leads_nowhere_is_still_documented() -> None:
    operation, known = read("paths: {/a: {get: {responses: {'200': {$ref: '#/no'}, 404: null}}}}")
    assert [(reply.status, reply.media) for reply in operation.replies] == [("200", ()), ("404", ())]
    assert told(known) == ["#/paths/~1a/get/responses/200 `#/no`: there is no `no` at `#`"]


@pytest.mark.parametrize(
    ("documented", "status", "reply"),
    [
        ("200: {}, 2XX: {}, default: {}", 200, "200"),
        ("200: {}, 2XX: {}, default: {}", 201, "2XX"),
        ("200: {}, 2xx: {}, default: {}", 204, "2xx"),
        ("200: {}, 2XX: {}, default: {}", 404, "default"),
        ("200: {}", 404, None),
    ],
)
def test_the_answer_to_a_status(documented: str, status: int, reply: str | None) -> None:
    operation, _ = read(f"paths: {{/a: {{get: {{responses: {{{documented}}}}}}}}}")
    found = operation.reply_to(status)
    assert (found.status if found else None) == reply


@pytest.mark.parametrize(
    ("reply", "media"),
    [
        ("{schema: {type: object}}", {"application/json": (True, [])}),
        ("{examples: {application/json: {a: 1}}}", {"application/json": (False, [{"a": 1}])}),
        ("{schema: {}, examples: {application/json: [1]}}", {"application/json": (True, [[1]])}),
        (
            "{examples: {response: {a: 1}, other: {b: 1}}}",
            {"application/json": (False, [{"a": 1}, {"b": 1}])},
        ),
        ("{example: {a: 1}}", {"application/json": (False, [{"a": 1}])}),
        ("{examples: {application/json: '{\"a\": 1}'}}", {"application/json": (False, [{"a": 1}])}),
        ("{examples: {application/json: '{a: 1, ...}'}}", {"application/json": (False, [])}),
        ("{content: {application/json: {example: 5}}}", {"application/json": (False, [5])}),
        ("{description: nothing}", {}),
    ],
)
def test_answers_of_swagger(reply: str, media: dict[str, object]) -> None:
    operation, _ = old(f"paths: {{/a: {{get: {{responses: {{200: {reply}}}}}}}}}")
    assert {
        item.type: (item.schema is not None, [example.value for example in item.examples])
        for item in operation.replies[0].media
    } == media


@pytest.mark.parametrize(
    ("media", "examples"),
    [
        ("{example: {a: 1}}", [{"a": 1}]),
        ("{examples: {one: {value: 1}, two: {$ref: '#/two'}, three: {externalValue: x}, four: 5}}", [1, 2]),
        ("{example: 0, examples: {one: {value: 1}}}", [0, 1]),
        ("{schema: {type: object, example: {a: 1}}}", [{"a": 1}]),
        ("{}", []),
        ("5", []),
    ],
)
def test_examples_of_openapi(media: str, examples: list[object]) -> None:
    operation, _ = read(
        f"two: {{value: 2}}\npaths: {{/a: {{get: {{responses: {{200: {{content: {{application/json: {media}}}}}}}}}}}}}"
    )
    assert [item.value for item in operation.replies[0].media[0].examples] == examples


def test_an_answer_of_swagger_that_is_a_number_is_still_documented() -> None:
    operation, known = read("paths: {/a: {get: {responses: {200: 5}}}}", version="swagger: '2.0'")
    assert [(reply.status, reply.media) for reply in operation.replies] == [("200", ())]
    assert [flaw.message for flaw in known.flaws] == ["an answer is a mapping"]


def test_headers_of_answers() -> None:
    operation, _ = read(
        "paths: {/a: {get: {responses: {200: {headers: {X-A: {required: true, schema: {type: integer}}, X-B: {$ref: '#/no'}}}}}}}"
    )
    assert [(item.name, item.required) for item in operation.replies[0].headers] == [("X-A", True)]


WORDS = [
    "get",
    "parameters",
    "in",
    "name",
    "query",
    "path",
    "body",
    "formData",
    "schema",
    "type",
    "array",
    "items",
    "requestBody",
    "content",
    "required",
    "style",
    "application/json",
    "multipart/form-data",
    "encoding",
    "explode",
    "responses",
    "200",
    "default",
    "headers",
    "examples",
    "example",
    "value",
    "servers",
    "url",
    "consumes",
    "produces",
    "$ref",
    "#/paths",
    "#/x",
    "/a",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=25,
)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["/a", "/b/{id}", "x"]), st.dictionaries(st.sampled_from(WORDS), JSON)),
    st.booleans(),
)
def test_no_document_is_a_crash(paths: object, is_old: bool) -> None:
    known = catalogue(
        {"a.json": {"swagger" if is_old else "openapi": "2.0" if is_old else "3.0.0", "paths": paths}}
    )
    assert isinstance(known.flaws, tuple)
    for operation in known.operations:
        assert operation.key.startswith(f"{operation.method} ")
