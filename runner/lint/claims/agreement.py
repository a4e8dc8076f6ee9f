"""Whether steps agree with a documented answer, as far as the constants that they expect can tell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from runner.errors import StepError
from runner.lint.asks import asks_of_value
from runner.lint.expected import REFUSAL, expected_statuses, wants_refusal
from runner.model.claim import Answer
from runner.model.http import Response
from runner.model.json import JSON
from runner.model.result import CheckResult
from runner.model.spec import Expectation, Step
from runner.query import QueryError, compile_query
from runner.schema import SchemaError, compile_schema
from runner.step.checks import BUILT_IN, judge

_ABOUT_BODIES = frozenset({"body", "schema"})
_OF_EACH = frozenset({"type", "exists", "each"})
"""What holds of a list however few of its items an example shows."""
_OF_SEVERAL = frozenset({"any", "count"})
_OF_ITEMS = frozenset({"minItems", "contains", "minContains"})
"""In the words of JSON Schema: what items that are not shown may bring about."""
_HEADERS = (("content-type", "application/json"),)


@dataclass(frozen=True, slots=True)
class No:
    """An expectation that a documented body does not meet."""

    step: Step
    wanted: Expectation
    result: CheckResult


def unlike(answers: Sequence[Answer], steps: Sequence[Step]) -> Iterator[tuple[Answer, list[list[No]]]]:
    """The answers that no step agrees with, with what those say that agree with none of the answers."""
    held = {
        (index, number): list(_noes(step, answer))
        for index, answer in enumerate(answers)
        for number, step in enumerate(steps)
        if _is_meant(step, answer)
    }
    agreed = [key for key, noes in held.items() if not noes]
    for index, answer in enumerate(answers):
        if any(index == other for other, _number in agreed):
            continue
        taken = {number for _other, number in agreed}
        refused = [noes for (other, number), noes in held.items() if other == index and number not in taken]
        if refused:
            yield answer, refused


def _is_meant(step: Step, answer: Answer) -> bool:
    """Whether it expects such an answer, and says more of it than its status."""
    wanted = expected_statuses(step)
    if not any(item.kind in _ABOUT_BODIES for item in step.expectations):
        return False
    if answer.is_error:
        return wanted == list(answer.statuses)
    good = [code for code in wanted if code < REFUSAL]
    fits = not good or not answer.statuses or any(code in answer.statuses for code in good)
    return fits and not wants_refusal(step)


def _noes(step: Step, answer: Answer) -> Iterator[No]:
    """What of its constants is not so; what a run decides may be anything."""
    status = next(iter(answer.statuses), 200)
    response = Response(status, _HEADERS, json.dumps(answer.body).encode())
    for item in step.expectations:
        is_constant = not any(asks_of_value([item.subject, item.wanted]))
        if item.kind not in _ABOUT_BODIES or not is_constant or _is_about_more(item, answer.body):
            continue
        try:
            results = judge((item,), response, BUILT_IN)
        except StepError:
            continue  # a run says so
        yield from (No(step, item, result) for result in results if not result.passed)


def _is_about_more(item: Expectation, body: JSON) -> bool:
    """Whether it is about items of a list of which an example may show some only."""
    try:
        if item.kind == "schema":
            return any(found.word in _OF_ITEMS for found in compile_schema(item.wanted).violations(body))
        query = compile_query(item.subject)
        found = query.find(body)
    except (QueryError, SchemaError):
        return True
    words = frozenset(item.wanted if isinstance(item.wanted, Mapping) else ())
    if not found:
        return isinstance(query.dead_end(body)[1], list)
    several = len(found) > 1 or isinstance(found[0], list)
    return bool(words & _OF_SEVERAL) or (several and not words <= _OF_EACH)
