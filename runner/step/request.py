"""Step + Scope + Environment -> Request: every name resolved, the right token, the right host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from runner.errors import StepError, UnresolvedName, pointing_at
from runner.model.environment import Environment, Route, Token
from runner.model.http import Request
from runner.model.json import JSON, Path
from runner.model.scenario import PlannedStep
from runner.model.spec import Expectation, Extraction, Step
from runner.model.trouble import Cause
from runner.resolve.scope import Scope
from runner.resolve.template import Renderer, Use
from runner.step.address import base_of, query_of, route_of, url_of
from runner.step.names import explain
from runner.step.payload import Payload, file_parts

ANONYMOUS = "none"


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed beside the step itself to write its request. Callables reach outside."""

    environment: Environment
    token: Callable[[str], Token]
    """The token of a role, with its secret. Raises StepError (TOKEN)."""
    read_file: Callable[[str], bytes]
    """A file for a multipart body. Raises StepError (REQUEST)."""
    read_schema: Callable[[str, str], JSON]
    """A JSON Schema: the path as written, and the spec that names it. Raises StepError (REQUEST)."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that may be sent, and what its answer will be held against."""

    request: Request
    role: str
    """Whose token goes along; "none": nobody's."""
    expectations: tuple[Expectation, ...]
    until: tuple[Expectation, ...]
    extractions: tuple[Extraction, ...]
    used: tuple[Use, ...]


def prepare(planned: PlannedStep, scope: Scope, desk: Desk, *, run: str = "") -> Prepared:
    """Write the request of a step. `run` tells spec runs apart: cookies never go from one to another.

    Raises UnresolvedName with every name that has no value, StepError (TOKEN, REQUEST) for all else.
    """
    step = planned.step
    renderer = Renderer(scope)
    path = renderer.url_text(step.path, ("path",))
    route = route_of(planned, desk.environment, path)
    query = query_of(step, renderer)
    role = desk.environment.default_token if step.token is None else renderer.text(step.token, ("token",))
    anonymous = step.token is not None and role == ANONYMOUS
    headers = _headers(step, desk.environment, renderer, anonymous=anonymous)
    payload = Payload.of(step, renderer)
    expectations = _rendered(step.expectations, renderer, ("expect",))
    until = _rendered(step.retry.until, renderer, ("retry", "until")) if step.retry else ()
    extractions = tuple(_rendered_source(item, renderer) for item in step.extractions)
    if renderer.missing:
        raise UnresolvedName(explain(renderer.missing, step, scope, planned.owner.lines))

    if not role and step.token is not None:
        what = "`token` names no role: it is empty"
        raise StepError(what, cause=Cause.TOKEN, hint="`none` sends no token", place=step.place_at("token"))
    jar = f"{run}/{role}"
    if _has(headers, "authorization"):
        role = ANONYMOUS
    elif role != ANONYMOUS:
        headers["Authorization"] = _authorization(desk.token(role), route)
    if payload.content_type and not _has(headers, "content-type"):
        headers["Content-Type"] = payload.content_type
    request = Request(
        method=step.method,
        url=url_of(base_of(planned, desk.environment, route), path, query, step),
        headers=tuple(headers.items()),
        content=payload.content,
        fields=payload.fields,
        files=file_parts(payload, step, desk.read_file),
        timeout=desk.environment.timeout,
        jar=jar,
    )
    return Prepared(
        request=request,
        role=role,
        expectations=_with_status(_schemas(expectations, planned, desk.read_schema), step),
        until=_schemas(until, planned, desk.read_schema),
        extractions=extractions,
        used=tuple(renderer.used),
    )


# ---- expectations


def _rendered(
    expectations: tuple[Expectation, ...], renderer: Renderer, path: Path
) -> tuple[Expectation, ...]:
    return tuple(_render_one(item, renderer, path) for item in expectations)


def _rendered_source(item: Extraction, renderer: Renderer) -> Extraction:
    path = ("extract", item.name)
    query, header = renderer.text(item.query, path), renderer.text(item.header, path)
    unchanged = query == item.query and header == item.header
    return item if unchanged else replace(item, query=query, header=header)


def _render_one(item: Expectation, renderer: Renderer, above: Path) -> Expectation:
    path = (*above, item.kind, item.subject) if item.subject else (*above, item.kind)
    subject, wanted = renderer.text(item.subject, path), renderer.value(item.wanted, path)
    # Nearly all expectations are constants, and come out as they went in.
    unchanged = subject == item.subject and wanted == item.wanted
    return item if unchanged else replace(item, subject=subject, wanted=wanted)


def _with_status(expectations: tuple[Expectation, ...], step: Step) -> tuple[Expectation, ...]:
    """Where the author names no status, any 2xx will do; that is an expectation too."""
    if any(item.kind == "status" for item in expectations):
        return expectations
    return (Expectation("status", None, step.place), *expectations)


def _schemas(
    expectations: tuple[Expectation, ...], planned: PlannedStep, read: Callable[[str, str], JSON]
) -> tuple[Expectation, ...]:
    return tuple(_with_schema(item, planned, read) for item in expectations)


def _with_schema(item: Expectation, planned: PlannedStep, read: Callable[[str, str], JSON]) -> Expectation:
    if item.kind != "schema" or not isinstance(item.wanted, str):
        return item
    with pointing_at(item.place):
        return replace(item, wanted=read(item.wanted, str(planned.owner.path)))


# ---- headers


def _headers(step: Step, environment: Environment, renderer: Renderer, *, anonymous: bool) -> dict[str, str]:
    """The environment's, then the step's: the same name, whatever its case, is replaced.

    Whom a step names in a header itself, it acts for.
    """
    # Not among the step's own values: what the environment adds to every request interests nobody here.
    ambient = Renderer(renderer.scope, missing=renderer.missing)
    headers = {name: ambient.text(value, ("headers",)) for name, value in environment.headers.items()}
    if anonymous:
        headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
    if step.on_behalf_of and not _has(step.headers, "x-on-behalf-of"):
        _put(headers, "X-On-Behalf-Of", _business(renderer))
    for name, value in step.headers.items():
        path = ("headers", name)
        _put(headers, renderer.text(name, path), renderer.text(value, path))
    return headers


def _put(headers: dict[str, str], name: str, value: str) -> None:
    for known in [key for key in headers if key.lower() == name.lower()]:
        del headers[known]
    headers[name] = value


def _has(headers: Mapping[str, str], name: str) -> bool:
    return any(key.lower() == name for key in headers)


def _authorization(token: Token, route: Route | None) -> str:
    assert token.secret is not None
    if route and route.authorization:
        return route.authorization.replace("{token}", token.secret.value)
    return f"{token.scheme} {token.secret.value}".strip()


def _business(renderer: Renderer) -> str:
    for name in ("business_uid", "business_id"):
        if renderer.scope.find(name):
            return renderer.text("{{" + name + "}}", ("x_on_behalf_of",))
    return renderer.text("{{business_uid}}", ("x_on_behalf_of",))
