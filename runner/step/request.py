"""Step + Scope + Environment -> Request: every name resolved, the right token, the right host."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from runner.errors import StepError, UnresolvedName
from runner.model.environment import Environment, Route, Token
from runner.model.http import FilePart, Request
from runner.model.json import JSON, Path
from runner.model.place import Place
from runner.model.scenario import PlannedStep
from runner.model.spec import (
    Expectation,
    Extraction,
    FormBody,
    JsonBody,
    MultipartBody,
    RawBody,
    Step,
)
from runner.model.trouble import Cause, Trouble
from runner.resolve.scope import Scope
from runner.resolve.template import Missing, Renderer, Use, as_text, quoted

ANONYMOUS = "none"
_LONGEST_NAME = 80
_DOT_SEGMENT = re.compile(r"/(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
_IN_PATH = "/%:@!$&'()*+,;=-._~[]"


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
    route = _route(planned, desk.environment, path)
    query = _query(step, renderer)
    headers = _headers(step, desk.environment, renderer)
    body = _Body.of(step, renderer)
    expectations = _rendered(step.expectations, renderer, ("expect",))
    until = _rendered(step.retry.until, renderer, ("retry", "until")) if step.retry else ()
    extractions = tuple(_rendered_query(item, renderer) for item in step.extractions)
    if renderer.missing:
        raise UnresolvedName(explain(renderer.missing, step, scope, planned.owner.lines))

    role = step.token or desk.environment.default_token
    if _has(headers, "authorization"):
        role = ANONYMOUS
    elif role != ANONYMOUS:
        headers["Authorization"] = _authorization(desk.token(role), route)
    if body.content_type and not _has(headers, "content-type"):
        headers["Content-Type"] = body.content_type
    request = Request(
        method=step.method,
        url=_url(_base(planned, desk.environment, route), path, query, step),
        headers=tuple(headers.items()),
        content=body.content,
        fields=body.fields,
        files=tuple(
            _file(index, body.files[index], step, desk.read_file) for index in range(len(body.files))
        ),
        timeout=desk.environment.timeout,
        jar=f"{run}/{step.token or desk.environment.default_token}",
    )
    return Prepared(
        request=request,
        role=role,
        expectations=_with_status(_schemas(expectations, planned, desk.read_schema), step),
        until=_schemas(until, planned, desk.read_schema),
        extractions=extractions,
        used=tuple(renderer.used),
    )


# ---- names


def explain(missing: list[Missing], step: Step, scope: Scope, lines: Sequence[str]) -> tuple[Trouble, ...]:
    """One trouble for each name without a value: where it is asked for, and what to do about it."""
    troubles: dict[str, Trouble] = {}
    for item in missing:
        if item.name not in troubles:
            place = _pinpoint(item.name, step.place_at(*item.path), lines)
            troubles[item.name] = _trouble(item, *place, scope=scope)
    # What nobody could ever set weighs more than what a step did not get to set.
    return tuple(sorted(troubles.values(), key=lambda trouble: _WEIGHT[trouble.cause]))


_WEIGHT = {Cause.UNDEFINED: 0, Cause.SOURCE_FAILED: 1, Cause.SOURCE_SKIPPED: 2}


def _trouble(item: Missing, place: Place, width: int, *, scope: Scope) -> Trouble:
    shown = _cut(item.name if item.why else "{{" + item.name + "}}")
    if item.why:
        return Trouble(
            Cause.UNDEFINED, f"`{shown}`: {item.why}", "see what may stand between the braces", place, width
        )
    if item.withheld:
        what = f"`{shown}` has no value: {item.withheld.step} {item.withheld.reason}"
        cause = Cause.SOURCE_SKIPPED if item.withheld.by_skip else Cause.SOURCE_FAILED
        return Trouble(cause, what, place=place, width=width)
    name = shown.strip("{}")
    near = difflib.get_close_matches(name, sorted(scope.names()), n=1, cutoff=0.7)
    hint = f"did you mean `{{{{{near[0]}}}}}`? " if near else ""
    hint += f"give it with `--var {name}=…` or under `variables:` in steprun.yaml, or extract it before"
    return Trouble(
        Cause.UNDEFINED, f"`{shown}` has no value", hint, place, width, key=f"variable {item.name}"
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def _pinpoint(name: str, place: Place, lines: Sequence[str]) -> tuple[Place, int]:
    """The placeholder itself, where it can be found behind the start of the value that holds it."""
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    inner = re.escape(name.strip("{} "))
    written = re.compile(rf"(?:\{{\{{|<<|\{{)\s*{inner}\s*(?:\}}\}}|>>|\}})").search(line, place.column - 1)
    if not written:
        return place, max(1, len(name))
    return Place(place.file, place.line, written.start() + 1), len(written[0])


def _business(renderer: Renderer) -> str:
    for name in ("business_uid", "business_id"):
        if renderer.scope.find(name):
            return renderer.text("{{" + name + "}}", ("x_on_behalf_of",))
    return renderer.text("{{business_uid}}", ("x_on_behalf_of",))


def _rendered(
    expectations: tuple[Expectation, ...], renderer: Renderer, path: Path
) -> tuple[Expectation, ...]:
    return tuple(_render_one(item, renderer, path) for item in expectations)


def _rendered_query(item: Extraction, renderer: Renderer) -> Extraction:
    query = renderer.text(item.query, ("extract", item.name))
    return item if query == item.query else replace(item, query=query)


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
    with _pointing_at(item.place):
        return replace(item, wanted=read(item.wanted, str(planned.owner.path)))


# ---- where to


def _route(planned: PlannedStep, environment: Environment, path: str) -> Route | None:
    """The first route whose pattern fits; a step that asks for the fallback goes there and nowhere else.

    The path is the one that is sent: values in it are percent-encoded, and cannot pose as segments.
    """
    if planned.step.fallback or planned.owner.fallback:
        return None
    bare = path.partition("?")[0]
    return next((route for route in environment.routes if fnmatchcase(bare, route.match)), None)


def _base(planned: PlannedStep, environment: Environment, route: Route | None) -> str:
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


def _url(base: str, path: str, query: str, step: Step) -> str:
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


def _query(step: Step, renderer: Renderer) -> str:
    pairs: list[str] = []
    for key, value in step.params.items():
        name = quoted(renderer.text(key, ("params", key)))
        rendered = renderer.value(value, ("params", key))
        values = rendered if isinstance(rendered, list) else [rendered]
        pairs.extend(f"{name}={quoted(_sent(item))}" for item in values)
    return "&".join(pairs)


# ---- headers


def _headers(step: Step, environment: Environment, renderer: Renderer) -> dict[str, str]:
    """The environment's, then the step's: the same name, whatever its case, is replaced.

    Whom a step names in a header itself, it acts for.
    """
    # Not among the step's own values: what the environment adds to every request interests nobody here.
    ambient = Renderer(renderer.scope, missing=renderer.missing)
    headers = {name: ambient.text(value, ("headers",)) for name, value in environment.headers.items()}
    if step.token == ANONYMOUS:
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


# ---- bodies


@dataclass(frozen=True, slots=True)
class _Body:
    content: bytes | None = None
    content_type: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str, str | None], ...] = ()

    @classmethod
    def of(cls, step: Step, renderer: Renderer) -> _Body:
        match step.body:
            case None:
                return cls()
            case JsonBody(value=value, content_type=kind):
                with _pointing_at(step.place_at("body")):
                    content = _encode(renderer.value(value, ("body",)))
                return cls(content, renderer.text(kind, ("content_type",)))
            case FormBody(fields=fields):
                pairs = _pairs(fields, renderer, "form")
                text = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)
                return cls(text.encode(), "application/x-www-form-urlencoded")
            case RawBody(text=text, content_type=kind):
                content = renderer.text(text, ("raw",)).encode("utf-8", "surrogatepass")
                return cls(content, renderer.text(kind, ("content_type",)))
            case MultipartBody(fields=fields, files=files):
                return cls(
                    fields=tuple(_pairs(fields, renderer, "form_fields")),
                    files=tuple(
                        (
                            renderer.text(item.field_name, ("file_fields", index, "field_name")),
                            renderer.text(item.file_path, ("file_fields", index, "file_path")),
                            renderer.text(item.filename, ("file_fields", index, "filename"))
                            if item.filename
                            else None,
                        )
                        for index, item in enumerate(files)
                    ),
                )


def _encode(value: JSON) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:
        what = "the body holds a number that JSON does not know: infinity, or none"
        raise StepError(
            what, cause=Cause.REQUEST, hint="servers send it as 1e999; do not hand it on"
        ) from None
    try:
        return text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, as servers sometimes send: JSON can escape it
        return json.dumps(value, separators=(",", ":")).encode()


def _pairs(fields: Mapping[str, JSON], renderer: Renderer, key: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in fields.items():
        rendered = renderer.value(value, (key, name))
        shown = renderer.text(name, (key, name))
        values = rendered if isinstance(rendered, list) else [rendered]
        pairs.extend((shown, _sent(item)) for item in values)
    return pairs


def _sent(value: JSON) -> str:
    """A scalar in a query or a form: null is sent as nothing."""
    return "" if value is None else as_text(value)


def _file(
    index: int, file: tuple[str, str, str | None], step: Step, read: Callable[[str], bytes]
) -> FilePart:
    name, path, filename = file
    with _pointing_at(step.place_at("file_fields", index, "file_path")):
        return FilePart(name, filename or path.replace("\\", "/").rpartition("/")[2], read(path))


@contextmanager
def _pointing_at(place: Place) -> Iterator[None]:
    """What cannot be had is wrong where it is named."""
    try:
        yield
    except StepError as fault:
        fault.place = fault.place or place
        raise
