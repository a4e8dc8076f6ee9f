from __future__ import annotations

import pytest

from runner.coverage.endpoints import endpoint_of, known_endpoints
from runner.coverage.expected import expected_statuses
from support.bench import document, scenarios_of
from support.openapi import catalogue

ITEMS = """
openapi: 3.0.0
paths:
  /items: {get: {responses: {200: {description: x}, 206: {description: x}, 404: {description: x}}}}
"""
KNOWN = known_endpoints(catalogue({"swagger/items.yaml": ITEMS}).operations)[endpoint_of("GET", "/items")]


@pytest.mark.parametrize(
    ("keys", "statuses"),
    [
        ("expect: {status: 404}", [(404,)]),
        ("expect: {status: [200, 201, 200]}", [(200, 201)]),
        ("expect: {status: '{{wanted}}'}", [()]),
        ("expect: {body: {$.a: 1}}", [("200", "206")]),
        ("", [("200", "206")]),
        (
            "cases: [{wanted: 400}, {wanted: '{{other}}'}, {wanted: '410'}, {wanted: true}], expect: {status: '{{wanted}}'}",
            [(400,), (), (410,), ()],
        ),
    ],
)
def test_a_step_expects_what_it_lists_or_any_documented_success(
    keys: str, statuses: list[tuple[int | str, ...]]
) -> None:
    (scenario,) = scenarios_of(document(f"- {{method: GET, path: /items, {keys}}}"))
    assert [expected_statuses(planned, KNOWN) for planned in scenario.steps] == statuses


def test_the_variables_of_a_block_may_hold_the_status() -> None:
    text = document(
        "- {method: GET, path: /items, expect: {status: '{{wanted}}'}}", variables="{wanted: 403}"
    )
    (scenario,) = scenarios_of(text)
    assert expected_statuses(scenario.steps[0], KNOWN) == (403,)


def test_any_success_of_what_is_not_documented_is_nothing() -> None:
    (scenario,) = scenarios_of(document("- {method: GET, path: /items}"))
    assert expected_statuses(scenario.steps[0], None) == ()
