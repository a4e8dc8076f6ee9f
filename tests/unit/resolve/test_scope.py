"""Who wins: extracted > --var > environment > plugin > built-in; and what is withheld."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runner.model.json import JSON
from runner.resolve.scope import Binding, Scope, Withheld, later

WHY = Withheld("`find`", "was skipped", by_skip=True)


def builtin(name: str) -> Binding | None:
    return Binding("built-in value", "built-in") if name in ("today", "a") else None


def scope_of(**configured: JSON) -> Scope:
    bindings = {name: Binding(value, "environment") for name, value in configured.items()}
    return Scope(configured=bindings, builtin=builtin, builtin_names=frozenset({"today", "a"}))


def value_of(scope: Scope, name: str) -> object:
    found = scope.find(name)
    return found.value if isinstance(found, Binding) else found


def test_extracted_wins_over_configured_and_configured_over_built_in() -> None:
    scope = scope_of(a="configured")
    assert value_of(scope_of(), "a") == "built-in value"
    assert value_of(scope, "a") == "configured"
    assert value_of(scope.with_values({"a": "extracted"}, "here"), "a") == "extracted"


def test_a_document_wins_over_what_is_configured_and_loses_to_the_command_line_and_to_steps() -> None:
    scope = replace(scope_of(a="configured", b="--var"), commanded=frozenset({"b"}))
    written = scope.with_written({"a": "written", "b": "written", "c": "written"}, "`variables:`, line 3")
    assert [value_of(written, name) for name in "abc"] == ["written", "--var", "written"]
    assert value_of(written.with_values({"a": "extracted"}, "o"), "a") == "extracted"
    assert {"a", "c"} <= written.names()


def test_what_one_document_writes_another_does_not_see() -> None:
    scope = scope_of(a="configured").read_by("one.md").with_written({"a": 1}, "o")
    other = scope.read_by("two.md")
    assert value_of(other, "a") == "configured"
    assert value_of(other.with_written({"a": 2}, "o").read_by("one.md"), "a") == 1


def test_a_written_name_is_no_longer_withheld() -> None:
    scope = scope_of().without(["a"], WHY).with_written({"a": 1}, "o")
    assert value_of(scope, "a") == 1


def test_a_part_of_what_only_a_run_will_know_is_not_known_either() -> None:
    scope = scope_of().with_values({"booking": later("booking")}, "o")
    assert value_of(scope, "booking.items.0") == "{{booking.items.0}}"


def test_every_value_remembers_where_it_came_from() -> None:
    scope = scope_of(b=1).with_values({"c": 2}, "extracted by get, line 4")
    assert [scope.find(name) for name in ("b", "c", "today")] == [
        Binding(1, "environment"),
        Binding(2, "extracted by get, line 4"),
        Binding("built-in value", "built-in"),
    ]


@pytest.mark.parametrize("value", [None, False, 0, "", [], {}, 0.0])
def test_empty_values_are_values_in_every_layer(value: JSON) -> None:
    assert scope_of(x=value).find("x") == Binding(value, "environment")
    assert scope_of(x="other").with_values({"x": value}, "o").find("x") == Binding(value, "o")


def test_a_scope_is_never_edited() -> None:
    scope = scope_of(a=1)
    scope.with_values({"a": 2}, "o")
    scope.without(["a"], WHY)
    assert value_of(scope, "a") == 1


def test_a_withheld_name_has_no_value_from_anywhere() -> None:
    scope = scope_of(a=1).with_values({"a": 2}, "o").without(["a"], WHY)
    assert scope.find("a") == WHY
    assert scope.find("a.b") == WHY
    assert scope_of(a=1).find("a") == Binding(1, "environment")


def test_a_withheld_name_that_is_set_after_all_has_a_value() -> None:
    assert value_of(scope_of().without(["a"], WHY).with_values({"a": 3}, "o"), "a") == 3


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("user.uid", "u1"),
        ("user.tags.1", "y"),
        ("user.tags.2", None),
        ("user.tags.-1", None),
        ("user.tags.x", None),
        ("user.nobody", None),
        ("user.uid.deeper", None),
        ("user.none", "null"),
        ("nobody.uid", None),
        ("flat.name", "flat"),
        ("flat.other", "nested"),
    ],
)
def test_dotted_names_find_a_nested_or_a_flat_value(name: str, expected: str | None) -> None:
    user: JSON = {"uid": "u1", "tags": ["x", "y"], "none": None}
    scope = scope_of(**{"user": user, "flat.name": "flat", "flat": {"name": "nested", "other": "nested"}})
    found = scope.find(name)
    if expected is None:
        assert found is None
    else:
        assert isinstance(found, Binding)
        assert found.value == (None if expected == "null" else expected)


def test_a_part_of_what_was_extracted_wins_over_a_configured_flat_name() -> None:
    scope = scope_of(**{"r.uid": "configured"}).with_values({"r": {"uid": "extracted"}}, "o")
    assert value_of(scope, "r.uid") == "extracted"
    assert value_of(scope_of(**{"r.uid": "configured"}).with_values({"r": {}}, "o"), "r.uid") == "configured"


def test_no_flat_name_stands_in_for_a_part_of_what_was_withheld() -> None:
    assert scope_of(**{"r.uid": "configured"}).without(["r"], WHY).find("r.uid") == WHY


def test_names_lists_everything_that_has_a_value() -> None:
    assert scope_of(b=1).with_values({"c": 1}, "o").names() == {"a", "b", "c", "today"}
