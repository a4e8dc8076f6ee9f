"""SR220, SR240, SR241: whether the document tests anything, and what it says it tests."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from runner.lint.page import Page, fences_of, finding_at
from runner.load.markdown import Fence
from runner.model.finding import Finding
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.spec import InvalidSpec, Role, Step
from runner.plan.paths import Fit, fit
from runner.plan.reuse import Library, ReuseError, planned

_REQUEST_LINE = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+/|curl\s", re.IGNORECASE)
_WAY_OUT = "write it as a ```yaml fence with `steps:`"


def nothing_to_run(page: Page) -> Iterator[Finding]:
    """No step block under `Test Request`. A parked spec need not have one."""
    if page.is_parked or page.spec.steps(Role.TEST):
        return
    message = "no executable steps: there is no step block under a heading `Test Request`"
    lookalike = _lookalike(page.fences)
    if lookalike:
        place = Place(page.spec.file, lookalike.line - 1, lookalike.indent + 1)
        yield page.finding("SR220", place, f"{message}; this looks like one", hint=_WAY_OUT)
        return
    hint = "the step blocks of this document stand under other headings" if page.spec.sections else _WAY_OUT
    yield page.front("SR220", "endpoint", message, hint=hint)


def with_lookalike(spec: InvalidSpec, read: Callable[[Path], str]) -> Iterator[Finding]:
    """The findings of loading; "no executable steps" points at the block that was meant, if any."""
    for item in spec.findings:
        if item.rule != "SR209":
            yield item
            continue
        try:
            text = read(spec.path)
            lookalike = _lookalike(fences_of(text))
        except (OSError, ValueError):  # gone, or changed, since it was loaded
            text, lookalike = "", None
        if lookalike is None:
            yield item
            continue
        place = Place(spec.file, lookalike.line - 1, lookalike.indent + 1)
        message = f"{item.message}: this looks like one, but is no step block"
        found = finding_at(text.split("\n"), "SR209", place, message, hint=_WAY_OUT)
        yield replace(found, severity=item.severity)


def _lookalike(fences: Sequence[Fence]) -> Fence | None:
    """The first block under `Test Request` that describes a request in other words than ours."""
    for fence in fences:
        under = any(heading.title.lower().startswith("test request") for heading in fence.chain)
        if under and (_REQUEST_LINE.match(fence.content.lstrip()) or _is_request(fence.content)):
            return fence
    return None


def _is_request(content: str) -> bool:
    try:
        value: JSON = json.loads(content)
    except (ValueError, RecursionError):
        return bool(re.search(r"^[ \t]*(?:-[ \t]*)?method:", content, re.MULTILINE) and "path:" in content)
    return isinstance(value, dict) and bool({"method", "steps"} & value.keys())


def own_endpoint(page: Page) -> Iterator[Finding]:
    """The Test Request has to call what the document is about."""
    try:
        steps = _tested(page, page.context.library)
    except ReuseError:
        return
    if not steps:
        return
    endpoint = page.spec.endpoint
    fits = [fit(endpoint.path, step.path) for step in steps]
    calls = [(step, how) for step, how in zip(steps, fits, strict=True) if step.method == endpoint.method]
    if any(how is Fit.YES for _step, how in calls):
        return
    near = next((step for step, how in calls if how is Fit.PREFIXED), None)
    if near is not None:
        message = f"the Test Request calls this endpoint as `{near.path}`"
        yield page.front("SR241", "endpoint", message, hint="write both with the same base path")
        return
    other = next((step for step, how in zip(steps, fits, strict=True) if how is not Fit.NO), None)
    said = f"the Test Request never calls `{endpoint}`"
    if other is not None:
        message = f"{said}: it uses {other.method}"
    else:
        shown = list(dict.fromkeys(f"`{step.method} {step.path}`" for step in steps))
        message = f"{said}, only {', '.join(shown[:3])}" + (" …" if len(shown) > 3 else "")  # noqa: PLR2004
    yield page.front("SR240", "endpoint", message, hint=_where_else(page) or "mend `endpoint` or the step")


def _tested(page: Page, library: Library) -> list[Step]:
    """The steps of the Test Request, those of reused specs among them. Raises ReuseError."""
    return [
        item.step
        for section in page.sections(Role.TEST)
        for step in section.steps
        for item in planned(page.spec, section, step, library)
    ]


def _where_else(page: Page) -> str:
    endpoint = page.spec.endpoint
    for section in page.sections(Role.SETUP, Role.CLEANUP, Role.EXAMPLE):
        for step in section.steps:
            if step.method == endpoint.method and fit(endpoint.path, step.path) is Fit.YES:
                return f"`{step.id}` on line {step.place.line} does, under `{section.title}`"
    return ""


RULES = (nothing_to_run, own_endpoint)
