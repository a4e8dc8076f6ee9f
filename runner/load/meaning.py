"""What is wrong with a step beyond its shape: keys that exclude each other, paths, queries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from runner.load.expect import expectation_faults, has_placeholder, query_faults
from runner.load.source import Source, key_of
from runner.model.finding import Finding
from runner.model.json import JSON, Path

_BESIDE_USE = frozenset({"id", "description", "use", "with", "onFail", "skipReason", "sleep"})
_MULTIPART = ("form_fields", "file_fields")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_DOTS = re.compile(r"(?:\.|%2e){1,2}", re.IGNORECASE)
_SEPARATOR = re.compile(r"/|%2f", re.IGNORECASE)
_UNSENDABLE = re.compile(r"[\x00-\x1f\x7f\\]")
_TARGET = re.compile(r"(?:[A-Za-z]+\s+/\S*?|\S.*?\.md)\s*(?:::\s*\S.*)?", re.IGNORECASE)


def is_multipart(content_type: JSON) -> bool:
    """`multipart`, or the whole name of the type."""
    return isinstance(content_type, str) and content_type.lower() in {"multipart", "multipart/form-data"}


def meaning_faults(step: JSON, source: Source, path: Path) -> Iterator[Finding]:
    """All faults of the step at `path`, whatever its shape."""
    if not isinstance(step, dict):
        return
    if "use" in step:
        yield from _use_faults(step, source, path)
    else:
        yield from _request_faults(step, source, path)
    yield from _payload_faults(step, source, path)
    yield from _case_faults(step.get("cases"), source, (*path, "cases"))
    extract = step.get("extract")
    for name, wanted in extract.items() if isinstance(extract, dict) else ():
        yield from _extraction_faults(wanted, source, (*path, "extract", name))
    yield from expectation_faults(step.get("expect"), source, (*path, "expect"))
    retry = step.get("retry")
    if isinstance(retry, dict):
        yield from expectation_faults(retry.get("until"), source, (*path, "retry", "until"))


def _case_faults(cases: JSON, source: Source, path: Path) -> Iterator[Finding]:
    for index, row in enumerate(cases if isinstance(cases, list) else ()):
        if isinstance(row, dict) and "case" in row:
            message, hint = "`{{case}}` is the name of a case already", "write `name`, or another word"
            yield source.finding("SR205", key_of((*path, index, "case")), message, hint=hint)


def _extraction_faults(wanted: JSON, source: Source, path: Path) -> Iterator[Finding]:
    if isinstance(wanted, str):
        yield from query_faults(wanted, source, path)
    if not isinstance(wanted, dict):
        return
    query = wanted.get("path")
    if isinstance(query, str):
        yield from query_faults(query, source, (*path, "path"))
    if ("path" in wanted) is ("header" in wanted):
        both = "`path` and `header` exclude each other" if "path" in wanted else "`path` is missing"
        hint = "a value comes from the body (`path`) or from a header (`header`)"
        yield source.finding("SR205" if "path" in wanted else "SR204", path, both, hint=hint)
    elif "all" in wanted and "header" in wanted:
        message = "`all` needs a `path`: a header has one value"
        yield source.finding("SR205", key_of((*path, "all")), message, hint="remove `all`")


def _use_faults(step: Mapping[str, JSON], source: Source, path: Path) -> Iterator[Finding]:
    for key in step:
        if key not in _BESIDE_USE:
            message = f"`{key}` has no effect beside `use`: the steps come from the other spec"
            yield source.finding("SR205", key_of((*path, key)), message, hint=f"remove `{key}` or `use`")
    target = step["use"]
    if isinstance(target, str) and target.strip() and not _TARGET.fullmatch(target.strip()):
        hint = "write `GET /path`, or the path of a .md file, perhaps with `::section/step_id` behind it"
        yield source.finding(
            "SR202", (*path, "use"), f"`use` names neither an endpoint nor a spec: `{target}`", hint=hint
        )


def _request_faults(step: Mapping[str, JSON], source: Source, path: Path) -> Iterator[Finding]:
    title = step.get("id")
    named = f"step `{title}`" if isinstance(title, (str, int)) else "this step"
    missing = [f"`{key}`" for key in ("method", "path") if key not in step]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        yield source.finding("SR204", path, f"{' and '.join(missing)} {verb} missing in {named}")
    if "with" in step:
        hint = "name the spec under `use`"
        yield source.finding(
            "SR205", key_of((*path, "with")), "`with` hands values to `use`, which is missing", hint=hint
        )
    target = step.get("path")
    if isinstance(target, str):
        problem, hint = path_problem(target)
        if problem:
            yield source.finding("SR206", (*path, "path"), problem, hint=hint)


def path_problem(target: str) -> tuple[str, str]:
    """Why a path cannot be sent, and what to do; two empty texts when it can."""
    base = "the host comes from `base_url` of the environment: write the path only"
    if target.startswith("//"):
        return f"the path `{target}` names a host", base
    if not target.startswith(("/", "{", "<<")):
        if _SCHEME.match(target):
            return f"the path `{target}` is a whole URL", base
        return f"the path `{target}` does not start with `/`", f"write `/{target}`"
    if _UNSENDABLE.search(target):
        return "the path holds a backslash, a line break or a control character", "percent-encode it"
    if any(_DOTS.fullmatch(part) for part in _SEPARATOR.split(target.partition("?")[0])):
        return f"the path `{target}` holds `.` or `..` as a segment", "write the path that is meant"
    return "", ""


def _payload_faults(step: Mapping[str, JSON], source: Source, path: Path) -> Iterator[Finding]:
    kind = step.get("content_type")
    multipart = next((key for key in _MULTIPART if key in step), "")
    payloads = [key for key in (multipart, "form", "raw", "body") if key and key in step]
    for key in payloads[1:]:
        message = f"`{key}` and `{payloads[0]}` exclude each other: a request has one body"
        yield source.finding("SR205", key_of((*path, key)), message, hint="keep one of them")
    if "raw" in step and "content_type" not in step:
        hint = "for example `content_type: text/plain`"
        yield source.finding("SR205", key_of((*path, "raw")), "`raw` needs a `content_type`", hint=hint)
    if isinstance(kind, str) and not has_placeholder(kind) and len(payloads) < 2:  # noqa: PLR2004 - told above
        problem, hint = _type_problem(kind, payloads[0] if payloads else "")
        if problem:
            yield source.finding("SR205", (*path, "content_type"), problem, hint=hint)


def _type_problem(kind: str, payload: str) -> tuple[str, str]:
    plain = kind.partition(";")[0].strip().lower()
    if is_multipart(kind) != (payload in _MULTIPART):
        if payload in _MULTIPART:
            return f"`{payload}` is sent as multipart, not as `{kind}`", "write `content_type: multipart`"
        return f"`content_type: {kind}` needs `form_fields` or `file_fields`", ""
    if not payload:
        return f"`content_type: {kind}` describes a body, and there is none", "remove it, or add a body"
    if payload == "body" and plain != "application/json" and not plain.endswith("+json"):
        return f"`body` is sent as JSON, not as `{kind}`", "send text with `raw`, fields with `form`"
    if payload == "form" and plain != "application/x-www-form-urlencoded":
        return (
            f"`form` is sent as application/x-www-form-urlencoded, not as `{kind}`",
            "remove `content_type`",
        )
    return "", ""
