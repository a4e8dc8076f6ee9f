from __future__ import annotations

import pytest

from runner.plan.paths import Fit, fit


@pytest.mark.parametrize(
    ("endpoint", "path", "expected"),
    [
        ("/v1/items", "/v1/items", Fit.YES),
        ("/v1/items", "/v1/items/", Fit.YES),
        ("/v1/items?a={a}", "/v1/items?b=1", Fit.YES),
        ("/v1/items/{id}", "/v1/items/{{item.id}}", Fit.YES),
        ("/v1/items/{id}", "/v1/items/<<id>>", Fit.YES),
        ("/v1/items/{id}", "/v1/items/q85mz0", Fit.YES),
        ("/v1/items/{id}", "/v1/items/{{ id | default('a/b?') }}", Fit.YES),
        ("/v1/items/first", "/v1/items/{{id}}", Fit.YES),
        ("/v1/items/{id}.json", "/v1/items/{{id}}.json", Fit.YES),
        ("/base/v1/items", "/v1/items", Fit.PREFIXED),
        ("/v1/items", "/base/v1/items", Fit.PREFIXED),
        ("/v1/items/{id}", "/v1/items", Fit.NO),
        ("/v1/items/{id}/notes", "/v1/items/{{id}}", Fit.NO),
        ("/v1/{a}", "/{{b}}", Fit.NO),
        ("/", "/v1", Fit.NO),
    ],
)
def test_whether_a_path_means_an_endpoint(endpoint: str, path: str, expected: Fit) -> None:
    assert fit(endpoint, path) is expected
