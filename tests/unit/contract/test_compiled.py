"""Schemas, ready to hold values against."""

from __future__ import annotations

from runner.contract.compiled import Schemas
from runner.contract.document import Version
from runner.contract.schema import Direction
from support.openapi import node, references

SCHEMAS = Schemas(references({}))


def test_each_name_that_is_missing_is_told_once_however_many_there_are() -> None:
    names = [f"n{n}" for n in range(3000)]
    compiled = SCHEMAS.of(node({"required": names}), Version.V30, Direction.RESPONSE)
    assert compiled
    assert [fault.says for fault, _origin in compiled.faults({"n0": 1})] == [
        f"lacks `{name}`" for name in names[1:]
    ]
