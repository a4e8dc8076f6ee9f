from __future__ import annotations

from pathlib import Path

import pytest

from runner.app.order import Order
from runner.app.selected import Selected, environment_for, select, settings_for
from runner.errors import UsageError
from support.project import Project


@pytest.fixture
def project(project: Project) -> Project:
    project.spec(name="shop/get_items.md", endpoint="GET /items")
    project.spec(name="shop/post_items.md", endpoint="POST /items")
    project.spec(name="other.md", endpoint="GET /items", front="domain: other")
    return project


def chosen(project: Project, *paths: str, cwd: Path | None = None) -> Selected:
    around = project.around(cwd=cwd)
    order = Order(paths=paths)
    return select(order, settings_for(order, around), around)


def files(project: Project, *paths: str, cwd: Path | None = None) -> list[str]:
    return [Path(spec.file).name for spec in chosen(project, *paths, cwd=cwd).specs]


def refusal(project: Project, *paths: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        chosen(project, *paths)
    return caught.value


def test_without_paths_the_folder_of_specs_is_meant(project: Project) -> None:
    assert files(project) == ["other.md", "get_items.md", "post_items.md"]


def test_without_a_folder_of_specs_the_project_is_meant(project: Project) -> None:
    (project.root / "specs").rename(project.root / "docs")
    assert files(project) == ["other.md", "get_items.md", "post_items.md"]


def test_paths_are_read_from_where_the_command_runs(project: Project) -> None:
    assert files(project, "get_items.md", cwd=project.root / "specs" / "shop") == ["get_items.md"]
    assert files(project, "specs/shop", "specs") == ["get_items.md", "post_items.md", "other.md"]


def test_an_endpoint_means_every_spec_that_describes_it(project: Project) -> None:
    assert files(project, "get /items") == ["other.md", "get_items.md"]


def test_beside_a_path_an_endpoint_narrows_it(project: Project) -> None:
    assert files(project, "specs/shop", "GET /items") == ["get_items.md"]
    assert files(project, "specs/shop", "GET /nothing") == []


@pytest.mark.parametrize(
    ("endpoint", "hint"),
    [
        ("GET /item", "did you mean `GET /items`?"),
        ("PATCH /q", "`steprun list` shows the endpoints that specs describe"),
    ],
)
def test_an_endpoint_that_nobody_describes_is_refused(project: Project, endpoint: str, hint: str) -> None:
    fault = refusal(project, endpoint)
    assert (fault.what, fault.hint) == (f"no spec describes `{endpoint}`", hint)


@pytest.mark.parametrize(
    ("path", "named", "hint"),
    [
        ("spec", "spec", "did you mean `specs/`?"),
        ("specs/shp/get_items.md", "specs/shp/get_items.md", "did you mean `specs/shop/`?"),
        ("specs/shop/get_item.md", "specs/shop/get_item.md", "did you mean `specs/shop/get_items.md`?"),
        ("specs/othr.md::test/a", "specs/othr.md", "did you mean `specs/other.md`?"),
        ("specs/othr.md:12", "specs/othr.md:12", "did you mean `specs/other.md`?"),
        ("zzz", "zzz", "looked from {root}"),
        ("specs/other.md/below", "specs/other.md/below", "looked from {root}"),
    ],
)
def test_a_path_that_does_not_exist_names_the_nearest_that_does(
    project: Project, path: str, named: str, hint: str
) -> None:
    fault = refusal(project, "specs", path)
    assert fault.what == f"no such path: {named}"
    assert fault.hint == hint.format(root=project.root)


def test_a_neighbour_outside_the_folder_is_named_in_full(project: Project) -> None:
    (project.root / "here").mkdir()
    with pytest.raises(UsageError) as caught:
        chosen(project, "../spec", cwd=project.root / "here")
    assert caught.value.hint.startswith("did you mean `")
    assert caught.value.hint.endswith("specs/`?")


def test_a_project_that_is_gone_has_nothing_to_run(tmp_path: Path) -> None:
    gone = Project(tmp_path / "gone")
    with pytest.raises(UsageError, match="nothing to run"):
        chosen(gone)


def test_the_words_of_the_order_reach_the_environment(project: Project) -> None:
    order = Order(base_url="https://b.test", variables={"a": "1"}, timeout="2s", write=True)
    environment = environment_for(order, settings_for(order, project.around()))
    assert environment.base_url == "https://b.test"
    assert environment.overrides == {"a": "1"}
    assert environment.timeout == 2
    assert environment.write_back.enabled


def test_filters_reach_the_scenarios(project: Project) -> None:
    around = project.around()
    order = Order(domains=("other",))
    (scenario,) = select(order, settings_for(order, around), around).scenarios()
    assert scenario.file.endswith("other.md")
