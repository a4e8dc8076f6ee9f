"""What tells specs of one endpoint apart."""

from __future__ import annotations

import pytest

from runner.plan.variants import variants_of
from support.bench import document, loaded_of, scenarios_of

STEP = "- {id: one, method: GET, path: /a}"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["cancel", "cancel__policy", "cancel__errors"], ["", "policy", "errors"]),
        (["cancel__event", "cancel__errors"], ["event", "errors"]),
        (["cancel_a", "cancel_ab"], ["a", "ab"]),
        (["get_items", "read-items"], ["get_items", "read-items"]),
        (["alone"], [""]),
    ],
)
def test_it_is_what_follows_the_beginning_that_their_files_share(
    names: list[str], expected: list[str]
) -> None:
    specs = [loaded_of(document(STEP), file=f"specs/{name}.md") for name in names]
    variants = variants_of(specs)
    assert [variants.get(spec.path, "") for spec in specs] == expected


def test_specs_of_other_endpoints_need_none() -> None:
    specs = [loaded_of(document(STEP, endpoint=f"GET /{name}"), file=f"specs/{name}.md") for name in "ab"]
    assert variants_of(specs) == {}
    assert [scenario.variant for scenario in scenarios_of(*specs)] == ["", ""]


def test_scenarios_carry_it() -> None:
    specs = [loaded_of(document(STEP), file=f"specs/{name}.md") for name in ("x", "x__y")]
    assert [scenario.variant for scenario in scenarios_of(*specs)] == ["", "y"]
