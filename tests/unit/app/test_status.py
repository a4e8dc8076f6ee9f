from __future__ import annotations

from datetime import UTC, datetime, timedelta

from runner.app.order import Order
from runner.app.status import standings
from support.project import Project

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def files(project: Project, order: Order) -> list[str]:
    found = standings(order, project.around(), now=NOW, stale_after=timedelta(days=30))
    return [item.file.removeprefix("specs/").removesuffix(".md") for item in found]


def test_the_worst_come_first_and_the_oldest_of_them(project: Project) -> None:
    for name, front in {
        "fresh": "status: verified\nverifiedAt: '2026-02-28'",
        "older": "status: verified\nverifiedAt: '2025-02-01'",
        "old": "status: verified\nverifiedAt: '2026-01-01'",
        "never": "status: pending",
        "parked": "status: skipped\nskipReason: x",
        "failed": "status: failed",
    }.items():
        project.spec(name=f"{name}.md", front=front)
    project.spec(name="invalid.md", test="- {methd: GET}")
    assert files(project, Order()) == ["invalid", "failed", "older", "old", "never", "fresh", "parked"]


def test_paths_and_filters_are_those_of_list(project: Project) -> None:
    project.spec(name="a.md", front="domain: shop")
    project.spec(name="b.md", front="status: failed")
    assert files(project, Order(domains=("shop",))) == ["a"]
    assert files(project, Order(statuses=("failed",))) == ["b"]
    assert files(project, Order(paths=("specs/a.md",))) == ["a"]


def test_no_environment_is_needed(project: Project) -> None:
    project.settings("default_environment: far\nenvironments: {far: {}}\n")
    project.spec()
    assert files(project, Order()) == ["a"]
