"""What a step sends: its body, in whichever way it is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from runner.errors import StepError, pointing_at
from runner.model.http import FilePart
from runner.model.json import JSON
from runner.model.spec import FormBody, JsonBody, MultipartBody, RawBody, Step
from runner.model.trouble import Cause
from runner.resolve.template import Renderer, as_text, quoted


@dataclass(frozen=True, slots=True)
class Payload:
    """A body as it goes out: bytes, or the parts of a multipart body."""

    content: bytes | None = None
    content_type: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str, str | None], ...] = ()
    """Field name, path, and the name to send instead of the path's last part."""

    @classmethod
    def of(cls, step: Step, renderer: Renderer) -> Payload:
        """The body of a step, rendered. Raises StepError (REQUEST)."""
        match step.body:
            case None:
                return cls()
            case JsonBody(value=value, content_type=kind):
                with pointing_at(step.place_at("body")):
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
        pairs.extend((shown, sent(item)) for item in values)
    return pairs


def sent(value: JSON) -> str:
    """A scalar in a query or a form: null is sent as nothing."""
    return "" if value is None else as_text(value)


def file_parts(payload: Payload, step: Step, read: Callable[[str], bytes]) -> tuple[FilePart, ...]:
    """The files of a multipart body with their content. Raises StepError (REQUEST)."""
    return tuple(_file(index, file, step, read) for index, file in enumerate(payload.files))


def _file(
    index: int, file: tuple[str, str, str | None], step: Step, read: Callable[[str], bytes]
) -> FilePart:
    name, path, filename = file
    with pointing_at(step.place_at("file_fields", index, "file_path")):
        return FilePart(name, filename or path.replace("\\", "/").rpartition("/")[2], read(path))
