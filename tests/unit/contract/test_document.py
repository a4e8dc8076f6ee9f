from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.contract.document import Version, document_of
from support.openapi import PROJECT, document


@pytest.mark.parametrize(
    ("text", "version", "flaw"),
    [
        ("swagger: '2.0'\npaths: {}", "2.0", ""),
        ("swagger: 2.0\npaths: {}", "2.0", ""),
        ("openapi: 3.0.3\npaths: {}", "3.0", ""),
        ("openapi: 3.1.0\npaths: {}", "3.1", ""),
        ("openapi: 3.1\npaths: {}", "3.1", ""),
        ("openapi: 3.1.0\nwebhooks: {}", "3.1", ""),
        ("openapi: 3.2.0\npaths: {}", "3.1", "version 3.2.0 is not known: read as 3.1"),
        ("openapi: '2.0'\npaths: {}", "2.0", "`2.0` is a version of `swagger`: read as 2.0"),
        ("swagger: '3.0.1'\npaths: {}", "3.0", "`3.0.1` is a version of `openapi`: read as 3.0"),
        ("openapi: new\npaths: {}\ncomponents: {}", "3.0", "`new` is no version: read as 3.0"),
        ("basePath: /v1\npaths: {/a: {}}", "2.0", "no version is given: read as 2.0"),
        ("paths: {/a: {}}", "2.0", "no version is given: read as 2.0"),
        ("servers: []\npaths: {/a: {}}", "3.0", "no version is given: read as 3.0"),
        ("openapi: 3.0.0\npaths: []", "3.0", "there are no `paths`"),
        ("openapi: 3.0.0", "3.0", "there are no `paths`"),
    ],
)
def test_the_version_is_what_is_said_or_what_the_words_tell(text: str, version: str, flaw: str) -> None:
    found = document(text)
    assert found.version is Version(version)
    assert [each.message for each in found.flaws] == ([flaw] if flaw else [])


@pytest.mark.parametrize(
    "content", [None, [], "openapi: 3", 5, {}, {"paths": []}, {"paths": {"src": ["a"]}}, {"info": {}}]
)
def test_what_does_not_mean_to_be_a_document_is_none(content: object) -> None:
    assert document_of(PROJECT / "a.json", "a.json", content) is None


@pytest.mark.parametrize(
    ("text", "bases"),
    [
        ("swagger: 2\nbasePath: /platform/v1/", ("/platform/v1",)),
        ("swagger: 2\nbasePath: v2", ("/v2",)),
        ("swagger: 2\nbasePath: /", ("",)),
        ("swagger: 2\nbasePath: 5", ("",)),
        ("swagger: 2", ("",)),
        ("openapi: 3.0.0", ("",)),
        ("openapi: 3.0.0\nservers: none", ("",)),
        ("openapi: 3.0.0\nservers: [{url: 'https://api.example.com/v3/'}]", ("/v3",)),
        ("openapi: 3.0.0\nservers: [{url: 'https://api.example.com'}, {url: /v3}]", ("", "/v3")),
        ("openapi: 3.0.0\nservers: [{url: api.example.com/v3}]", ("/v3",)),
        ("openapi: 3.0.0\nservers: [{url: 'localhost:3000/v3?x=1'}]", ("/v3",)),
        ("openapi: 3.0.0\nservers: [{url: ./v3}]", ("/v3",)),
        ("openapi: 3.0.0\nservers: [{url: 'https://[bad/v3'}]", ("/v3",)),
        ("openapi: 3.0.0\nservers: [{nothing: 1}, 5]", ("",)),
        (
            "openapi: 3.0.0\nservers: [{url: 'https://{host}.eu/{base}/x', variables: {base: {default: v3}}}]",
            ("/v3/x",),
        ),
        ("openapi: 3.0.0\nservers: [{url: '/{base}/x'}]", ("/{base}/x",)),
        ("openapi: 3.0.0\nservers: [{url: '/{base}/x', variables: {base: {default: ''}}}]", ("/x",)),
        ("openapi: 3.0.0\nservers: [{url: '{scheme}://api.example.com/x'}]", ("/x",)),
        (
            "openapi: 3.0.0\nservers: [{url: 'https://{at}/{v}', variables: {at: {enum: [a, b]}, v: {enum: [1, 2]}}}]",
            ("/1", "/2"),
        ),
        (
            "openapi: 3.0.0\nservers: [{url: '/{v}', variables: {v: {default: v2, enum: [v1, v2, 3]}}}]",
            ("/v2", "/v1", "/3"),
        ),
        ("openapi: 3.0.0\nservers: [{url: '/{v}', variables: {v: {enum: none}}}]", ("/{v}",)),
    ],
)
def test_what_stands_before_every_path(text: str, bases: tuple[str, ...]) -> None:
    assert document(text).bases == bases


def test_the_values_of_variables_of_the_path_come_before_those_of_the_host() -> None:
    many = ", ".join(f"v{number}" for number in range(90))
    text = f"variables: {{at: {{enum: [{many}]}}, v: {{enum: [{many}]}}}}"
    found = document(f"openapi: 3.0.0\nservers: [{{url: 'https://{{at}}/{{v}}', {text}}}]")
    assert found.bases == tuple(f"/v{number}" for number in range(90))


def test_keys_in_the_query_are_known_by_their_security_scheme() -> None:
    old = document(
        "swagger: 2\nsecurityDefinitions: {k: {type: apiKey, in: query, name: key}, o: {in: header}}"
    )
    new = document("openapi: 3.0.0\ncomponents: {securitySchemes: {k: {in: query, name: key}, o: 5}}")
    assert old.query_keys == new.query_keys == {"key"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["openapi", "swagger", "paths", "servers", "url", "variables", "components", "basePath"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(JSON)
def test_no_content_is_a_crash(content: object) -> None:
    found = document_of(PROJECT / "a.json", "a.json", content)
    if found:
        assert all(base == "" or base.startswith("/") for base in found.bases)
        assert isinstance(found.query_keys, frozenset)
