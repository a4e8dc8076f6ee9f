"""Documented bodies, rewritten from the answers that came instead of them."""

from __future__ import annotations

import json

from runner.model.claim import Answer
from runner.model.result import SpecResult
from runner.model.spec import Spec
from runner.report.splice import Splice


def updates(result: SpecResult) -> list[Splice]:
    """What is to change in a document so that it shows what came; for each of its bodies once."""
    spec = result.scenario.spec
    assert isinstance(spec, Spec)
    found: dict[int, Splice] = {}
    for verdict in result.claims:
        fact = verdict.claim.fact
        if verdict.came and isinstance(fact, Answer) and _is_alone(fact, spec):
            indent = _indent(spec.lines[fact.first_line - 1])
            new = tuple(f"{indent}{line}" for line in verdict.came.split("\n"))
            found[fact.first_line] = Splice(fact.first_line, fact.last_line + 1, new)
    return list(found.values())


def _is_alone(fact: Answer, spec: Spec) -> bool:
    """Whether its lines hold the documented body and nothing else: no quotation marks, no end of a fence."""
    lines = spec.lines[fact.first_line - 1 : fact.last_line] if fact.first_line else []
    try:
        return bool(json.loads("\n".join(lines)) == fact.body)
    except ValueError:
        return False


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
