from __future__ import annotations

from runner.app.claims import claimed
from runner.app.order import Order
from support.project import Project


def test_each_document_is_told_with_its_claims(project: Project) -> None:
    project.spec(name="a.md", front="tokens: [staff, client]")
    project.spec(name="b.md", front="tags: [x]")
    first, second = claimed(Order(), project.around())
    assert (first.file, first.endpoint) == ("specs/a.md", "POST /items")
    assert [claim.says for claim in first.claims] == ["staff: works", "client: works"]
    assert second.claims == ()
    assert [each.file for each in claimed(Order(tags=("x",)), project.around())] == ["specs/b.md"]


def test_a_document_that_is_no_spec_says_why(project: Project) -> None:
    project.spec(test="- {method: GET, path: /a, methd: GET}")
    (only,) = claimed(Order(), project.around())
    assert (only.claims, only.endpoint) == ((), "POST /items")
    assert "`methd`" in only.note
