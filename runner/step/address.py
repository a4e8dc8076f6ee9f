"""Where a step's request goes: route, base URL, path and query."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from runner.errors import StepError
from runner.model.environment import Environment, Route
from runner.model.scenario import PlannedStep
from runner.model.spec import Step
from runner.model.trouble import Cause
from runner.resolve.template import Renderer, quoted
from runner.step.payload import sent

_DOT_SEGMENT = re.compile(r"/(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
_IN_PATH = "/%:@!$&'()*+,;=-._~[]"


def route_of(planned: PlannedStep, environment: Environment, path: str) -> Route | None:
    """The first route whose pattern fits; a step that asks for the fallback goes there and nowhere else.

    The path is the one that is sent: values in it are percent-encoded, and cannot pose as segments.
    """
    if planned.step.fallback or planned.owner.fallback:
        return None
    bare = path.partition("?")[0]
    return next((route for route in environment.routes if fnmatchcase(bare, route.match)), None)


def base_of(planned: PlannedStep, environment: Environment, route: Route | None) -> str:
    if planned.step.fallback or planned.owner.fallback:
        if environment.fallback_url:
            return environment.fallback_url
        raise StepError(
            f"the step goes to the fallback URL, and environment `{environment.name}` has none",
            cause=Cause.REQUEST,
            hint="add `fallback_url:` to the environment in steprun.yaml",
            place=planned.step.place,
            key=f"no fallback_url in {environment.name}",
        )
    base = (route.base_url if route else "") or environment.base_url
    if base:
        return base
    raise StepError(
        f"environment `{environment.name}` has no base URL",
        cause=Cause.REQUEST,
        hint="add `base_url:` to the environment in steprun.yaml, or use `--base-url URL`",
        place=planned.step.place,
        key=f"no base_url in {environment.name}",
    )


def url_of(base: str, path: str, query: str, step: Step) -> str:
    bare, mark, own = path.partition("?")
    if not bare.startswith("/") or bare.startswith("//") or _DOT_SEGMENT.search(bare):
        raise StepError(
            f"`{bare}` cannot be sent as a path",
            cause=Cause.REQUEST,
            hint="a path starts with one `/`, and has no `.` or `..` segments",
            place=step.place_at("path"),
        )
    queries = "&".join(part for part in (quoted(own, safe=_IN_PATH + "?") if mark else "", query) if part)
    return base.rstrip("/") + quoted(bare, safe=_IN_PATH) + ("?" + queries if queries else "")


def query_of(step: Step, renderer: Renderer) -> str:
    pairs: list[str] = []
    for key, value in step.params.items():
        name = quoted(renderer.text(key, ("params", key)))
        rendered = renderer.value(value, ("params", key))
        values = rendered if isinstance(rendered, list) else [rendered]
        pairs.extend(f"{name}={quoted(sent(item))}" for item in values)
    return "&".join(pairs)
