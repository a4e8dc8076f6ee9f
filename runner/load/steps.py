"""A step block without faults, as steps."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping

from runner.load.expect import expectations
from runner.load.meaning import is_multipart
from runner.load.source import Source
from runner.model.json import JSON, Path
from runner.model.place import Marks
from runner.model.spec import (
    Body,
    Case,
    Extraction,
    FileField,
    FormBody,
    JsonBody,
    MultipartBody,
    OnFail,
    RawBody,
    Retry,
    Step,
    Use,
)

DEFAULT_INTERVAL_MS = 1000
_ON_FAIL = {
    "abort": OnFail.ABORT,
    "skip": OnFail.SKIP,
    "continue": OnFail.CONTINUE,
    "warn": OnFail.CONTINUE,
}


def build_steps(
    steps: list[JSON], source: Source, *, last_line: int, default_token: str | None = None
) -> tuple[Step, ...]:
    """The steps of a block, of which `last_line` is the last line of text.

    `default_token` is the role of those that name none; None: the environment's.
    """
    marks = _marks_by_step(source.marks)
    starts = [source.place(("steps", index)).line for index in range(len(steps))]
    ends = [_last_text_line(source, line - 1) for line in (*starts[1:], last_line + 1)]
    return tuple(
        _step(
            step if "token" in step or default_token is None else {**step, "token": default_token},
            Source(source.file, source.lines, marks[index]),
            number=index + 1,
            last_line=ends[index],
        )
        for index, step in enumerate(steps)
        if isinstance(step, dict)
    )


def text_of(value: JSON) -> str:
    """A scalar as the text that is sent or shown: `true`, not `True`."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value)


def _marks_by_step(marks: Marks) -> Mapping[int, Marks]:
    split: defaultdict[int, dict[Path, tuple[int, int]]] = defaultdict(dict)
    for path, mark in marks.items():
        if len(path) > 1 and isinstance(path[1], int):
            split[path[1]][path[2:]] = mark
    return split


def _last_text_line(source: Source, line: int) -> int:
    while line > 1 and not source.lines[line - 1].strip():
        line -= 1
    return line


def _step(raw: Mapping[str, JSON], source: Source, *, number: int, last_line: int) -> Step:
    token = raw.get("token")
    on_fail = raw.get("onFail")
    sleep = raw.get("sleep", 0)
    return Step(
        id=text_of(raw.get("id")) or f"step-{number}",
        place=source.place(()),
        method=text_of(raw.get("method")).upper(),
        path=text_of(raw.get("path")),
        description=text_of(raw.get("description")),
        token=None if token is None else text_of(token),
        params=_values(raw, "params", source),
        headers={name: text_of(value) for name, value in _values(raw, "headers", source).items()},
        body=_body(raw, source),
        extractions=tuple(
            _extraction(name, wanted, source) for name, wanted in _mapping(raw, "extract").items()
        ),
        expectations=expectations(raw.get("expect"), source, ("expect",)),
        on_fail=_ON_FAIL[on_fail] if isinstance(on_fail, str) else None,
        skip_reason=text_of(raw.get("skipReason")),
        sleep_ms=int(sleep) if isinstance(sleep, (int, float)) else 0,
        on_behalf_of=raw.get("x_on_behalf_of") is True,
        fallback=raw.get("useFallback") is True or raw.get("useFallbackApi") is True,
        retry=_retry(raw.get("retry"), source),
        use=_use(raw, source) if "use" in raw else None,
        cases=_cases(raw.get("cases")),
        last_line=last_line,
        marks=source.marks,
    )


def _extraction(name: str, wanted: JSON, source: Source) -> Extraction:
    path: Path = ("extract", name)
    if not isinstance(wanted, dict):
        return Extraction(name, text_of(wanted), source.place(path))
    place = source.place((*path, "header" if "header" in wanted else "path"))
    return Extraction(
        name,
        text_of(wanted.get("path")),
        place,
        header=text_of(wanted.get("header")),
        every=wanted.get("all") is True,
        secret=secret if isinstance(secret := wanted.get("secret"), bool) else None,
    )


def _use(raw: Mapping[str, JSON], source: Source) -> Use:
    target, _, part = text_of(raw["use"]).partition("::")
    return Use(target.strip(), _mapping(raw, "with"), source.place(("use",)), part.strip())


def _cases(rows: JSON) -> tuple[Case, ...]:
    return tuple(
        Case(name, {"case": name, **{key: value for key, value in row.items() if key != "name"}}, index)
        for index, row in enumerate(rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
        for name in [text_of(row.get("name")) or str(index + 1)]
    )


def _mapping(raw: Mapping[str, JSON], key: str) -> Mapping[str, JSON]:
    value = raw.get(key)
    return value if isinstance(value, dict) else {}


def _values(raw: Mapping[str, JSON], key: str, source: Source) -> Mapping[str, JSON]:
    """A mapping whose values are sent as text: numbers in the spelling of the author."""
    return {
        name: [source.as_written(item, (key, name, index)) for index, item in enumerate(value)]
        if isinstance(value, list)
        else source.as_written(value, (key, name))
        for name, value in _mapping(raw, key).items()
    }


def _body(raw: Mapping[str, JSON], source: Source) -> Body | None:
    kind = raw.get("content_type")
    if is_multipart(kind) or "form_fields" in raw or "file_fields" in raw:
        return MultipartBody(_values(raw, "form_fields", source), _files(raw.get("file_fields"), source))
    if "form" in raw:
        return FormBody(_values(raw, "form", source))
    if "raw" in raw:
        return RawBody(text_of(raw["raw"]), text_of(kind))
    if "body" in raw:
        return JsonBody(raw["body"], text_of(kind) or "application/json")
    return None


def _files(fields: JSON, source: Source) -> tuple[FileField, ...]:
    return tuple(
        FileField(
            text_of(field["field_name"]),
            text_of(field["file_path"]),
            text_of(field.get("filename")) or None,
            source.place(("file_fields", index, "file_path")),
        )
        for index, field in enumerate(fields if isinstance(fields, list) else ())
        if isinstance(field, dict)
    )


def _retry(retry: JSON, source: Source) -> Retry | None:
    if not isinstance(retry, dict):
        return None
    times, interval = retry["times"], retry.get("interval_ms", DEFAULT_INTERVAL_MS)
    assert isinstance(times, (int, float))
    assert isinstance(interval, (int, float))
    return Retry(int(times), int(interval), expectations(retry.get("until"), source, ("retry", "until")))
