from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.contract.segments import differs_in_case, path_values, renamed, score, segments_of


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("/items/{id}", ["items", "{id}"]),
        ("items//{{ id }}/", ["items", "{{ id }}"]),
        ("https://api.example.com/v1/items?x=1#f", ["v1", "items"]),
        ("/items/{{id | default('?')}}/x", ["items", "{{id | default('')}}", "x"]),
        ("/a%20b/<<id>>", ["a b", "<<id>>"]),
        ("", []),
    ],
)
def test_the_segments_of_a_path(path: str, texts: list[str]) -> None:
    assert [segment.text for segment in segments_of(path)] == texts


@pytest.mark.parametrize(
    ("template", "path", "fits"),
    [
        ("/items", "/items/", True),
        ("/items", "/Items", False),
        ("/items/{id}", "/items/{{item_id}}", True),
        ("/items/{id}", "/items/5", True),
        ("/items/:id", "/items/5", True),
        ("/items/{id}", "/items", False),
        ("/items/new", "/items/{{id}}", False),
        ("/items/new", "/items/new", True),
        ("/items/{id}.json", "/items/5.json", True),
        ("/items/{id}.json", "/items/{{id}}.json", True),
        ("/items/{id}.json", "/items/.json", False),
        ("/items/{id}.json", "/items/5.xml", False),
        ("/x/{a},{b}", "/x/1,2", True),
        ("/x/{a},{b}", "/x/{{a}}", False),
        ("/items/{id}:cancel", "/items/5:cancel", True),
        ("/a%20b", "/a b", True),
    ],
)
def test_what_fits(template: str, path: str, fits: bool) -> None:
    assert (score(segments_of(template), segments_of(path)) is not None) is fits


@pytest.mark.parametrize(
    ("path", "best_first"),
    [
        ("/items/cancel", ["/items/cancel", "/items/{id}"]),
        ("/a/b/c", ["/a/b/{x}", "/a/{x}/c", "/{x}/b/c"]),
        ("/items/5.json", ["/items/{id}.json", "/items/{id}"]),
        ("/items/{{id}}", ["/items/{id}", "/items/{uid}"]),
        ("/items/{{id}}.json", ["/items/{id}.json", "/items/{id}"]),
    ],
)
def test_what_fits_better(path: str, best_first: list[str]) -> None:
    points = [score(segments_of(template), segments_of(path)) for template in best_first]
    assert None not in points
    assert points == sorted(points, key=lambda each: each or ((), 0), reverse=True)
    assert len(set(points)) == len(points)


def test_names_differ_by_position() -> None:
    assert renamed(segments_of("/a/{x}/b/{y}"), segments_of("/a/{{x}}/b/{{z}}")) == {"z": "y"}
    assert renamed(segments_of("/a/{x}"), segments_of("/a/5")) == {}


def test_only_capitals_differ() -> None:
    assert differs_in_case(segments_of("/Items/{id}.JSON"), segments_of("/items/{id}.json"))
    assert not differs_in_case(segments_of("/items"), segments_of("/items"))
    assert not differs_in_case(segments_of("/items"), segments_of("/others"))


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("/items/{id}", "/platform/v1/items/a%2Fb", {"id": "a/b"}),
        ("/items/{id}.{kind}", "/items/5.json", {"id": "5", "kind": "json"}),
        ("/x/{a}{b}", "/x/12", {"a": "1", "b": "2"}),
        ("/items/{id}", "/others/5", {}),
        ("/v1/items/{id}", "/5", {}),
    ],
)
def test_what_variables_stand_for(template: str, path: str, values: dict[str, str]) -> None:
    assert path_values(template, path) == values


PATHS = st.lists(st.sampled_from(["a", "b", "{x}", "{y}", "{x}.json", "1.json"]), max_size=4).map(
    lambda parts: "/" + "/".join(parts)
)


@given(PATHS)
def test_every_path_fits_itself(path: str) -> None:
    assert score(segments_of(path), segments_of(path)) is not None


@given(PATHS, PATHS)
def test_paths_that_fit_each_other_differ_in_names_only(one: str, other: str) -> None:
    there, back = (score(segments_of(a), segments_of(b)) for a, b in ((one, other), (other, one)))
    if there and back:
        assert [bool(part.names) for part in segments_of(one)] == [
            bool(part.names) for part in segments_of(other)
        ]
        assert there == back


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_path_is_a_crash(one: str, other: str) -> None:
    score(segments_of(one), segments_of(other))
    path_values(one, other)


def test_many_variables_in_one_segment_take_no_time() -> None:
    template = segments_of("/" + "{a}-" * 200)
    assert score(template, segments_of("/" + "-" * 4000)) is not None
    assert score(template, segments_of("/" + "x" * 4000 + "-")) is None
