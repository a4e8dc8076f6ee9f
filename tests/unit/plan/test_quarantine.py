"""Which specs are in quarantine, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from runner.model.about import Quarantine
from runner.model.place import Place
from runner.model.scenario import Scenario
from runner.plan.quarantine import Ward, in_quarantine
from support.build import make_invalid, make_scenario, make_spec

DAY = date(2026, 12, 31)


def ward(name: str, *, until: date = DAY, reason: str = "later") -> Ward:
    return Ward(name, Quarantine(until, reason), Place("steprun.yaml", 4, 5), is_endpoint=" /" in name)


def scenario(key: str = "specs/sales/a.md", *, example: str = "", endpoint: str = "GET /a") -> Scenario:
    made = make_scenario(make_spec(endpoint, file=key.partition(" › ")[0]), example=example)
    return replace(made, key=key)


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("specs/sales/a.md", True),
        ("specs/sales", True),
        ("specs", True),
        (".", True),
        ("specs/sale", False),
        ("specs/sales/a", False),
        ("sales/a.md", False),
        ("GET /a", True),
        ("POST /a", False),
        ("GET /a/b", False),
    ],
)
def test_an_entry_means_a_file_a_folder_or_an_endpoint(name: str, holds: bool) -> None:
    (found,) = in_quarantine([scenario()], [ward(name)], today=DAY)
    assert found.quarantine == (Quarantine(DAY, "later") if holds else None)


@pytest.mark.parametrize(
    ("today", "active"),
    [(date(2026, 12, 30), True), (date(2026, 12, 31), True), (date(2027, 1, 1), False)],
)
def test_it_lasts_through_the_whole_of_its_last_day(today: date, active: bool) -> None:
    (found,) = in_quarantine([scenario()], [ward("specs")], today=today)
    assert (found.quarantine is not None) is active


def test_the_first_entry_that_is_not_over_counts() -> None:
    wards = [ward("specs", until=date(2020, 1, 1)), ward("specs/sales"), ward("GET /a", reason="no")]
    (found,) = in_quarantine([scenario()], wards, today=DAY)
    assert found.quarantine == Quarantine(DAY, "later")


def test_examples_and_documents_that_cannot_be_read_are_meant_as_well() -> None:
    example = scenario("specs/sales/a.md › Option 1", example="Option 1")
    invalid = replace(make_scenario(make_invalid(file="specs/sales/b.md")), key="specs/sales/b.md")
    found = in_quarantine([example, invalid], [ward("specs/sales")], today=DAY)
    assert all(each.quarantine for each in found)
    assert example.document == "specs/sales/a.md"
