"""A step's request as far as it is known before a run: placeholders stand for themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from runner.contract.breach import Breach
from runner.contract.operation import Operation
from runner.contract.segments import path_values
from runner.model.http import FilePart, Request
from runner.model.json import JSON, Path
from runner.model.spec import FormBody, JsonBody, MultipartBody, RawBody, Step
from runner.step.payload import sent

_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}|<<[^<>]*>>")
_OPEN = re.compile(r"\{\{|<<")
_TYPE = "content-type"


@dataclass(frozen=True, slots=True)
class Draft:
    """A request that is not filled in."""

    step: Step
    operation: Operation
    request: Request

    @property
    def content_type(self) -> str:
        """Of its body."""
        return dict(self.request.headers).get(_TYPE, "multipart/form-data")

    def may_mend(self, breach: Breach) -> bool:
        """Whether the request can still be right, by what a placeholder comes to."""
        _, kind, *rest = breach.spot
        match kind:
            case "query":
                return self._query_may_mend(breach, str(rest[0]))
            case "path":
                values = path_values(self.operation.path, urlsplit(self.request.url).path)
                return "{" in values.get(str(rest[0]), "")
            case "content-type":
                return _is_open(self.content_type)
        return breach.rule == "SR736" and self._body_may_mend(breach)

    def _query_may_mend(self, breach: Breach, name: str) -> bool:
        pairs = parse_qsl(urlsplit(self.request.url).query, keep_blank_values=True)
        if breach.rule == "SR731":
            return _is_open(name)
        if breach.rule == "SR730":
            # `filter[name]=x` is a `filter` too, of whatever type that is said to be.
            return any(_is_open(other) or stem(other) == name for other, _value in pairs)
        return any(_is_open(value) for other, value in pairs if stem(other) == stem(name))

    def _body_may_mend(self, breach: Breach) -> bool:
        match self.step.body:
            case JsonBody(value=value):
                for part in place_in_body(breach):
                    value = _below(value, part)
                # Where the value does not decide, names do: a placeholder may be any of those asked for.
                return _is_open(value) if breach.found else isinstance(value, dict) and _is_open(list(value))
            case FormBody(fields=fields) | MultipartBody(fields=fields):
                return _is_open(fields)
            case RawBody(text=text):
                return _is_open(text)
        return False


def draft_of(step: Step, operation: Operation) -> Draft:
    """What would be sent if nothing were filled in; of files, the names."""
    headers = list(step.headers.items())
    content: bytes | None = None
    fields: Sequence[tuple[str, str]] = ()
    files: Sequence[FilePart] = ()
    match step.body:
        case JsonBody(value=value, content_type=kind):
            content, headers = json.dumps(value).encode(), [*headers, (_TYPE, kind)]
        case FormBody(fields=said):
            content = _encoded(said).encode()
            headers = [*headers, (_TYPE, "application/x-www-form-urlencoded")]
        case RawBody(text=text, content_type=kind):
            content, headers = text.encode(), [*headers, (_TYPE, kind)]
        case MultipartBody(fields=said, files=parts):
            fields = list(_pairs(said))
            files = [FilePart(part.field_name, part.filename or part.file_path, b"") for part in parts]
    request = Request(step.method, _url(step), tuple(headers), content, tuple(fields), tuple(files))
    return Draft(step, operation, request)


def is_missing(breach: Breach) -> bool:
    """Whether a name of the body is not there."""
    return breach.rule == "SR736" and breach.spot[-1] == "required"


def place_in_body(breach: Breach) -> Path:
    """Where in the body something is wrong, without what it is."""
    return breach.spot[2 : -2 if is_missing(breach) else -1]


def stem(name: str) -> str:
    """The parameter that `filter[name]` and `filter.name` are parts of."""
    return name.partition("[")[0].partition(".")[0]


def _is_open(value: JSON) -> bool:
    """Whether a placeholder stands anywhere in a value, so that a run decides what it is."""
    if isinstance(value, str):
        return _OPEN.search(value) is not None
    if isinstance(value, Mapping):
        return any(_is_open(key) or _is_open(item) for key, item in value.items())
    return isinstance(value, Sequence) and any(map(_is_open, value))


def _below(value: JSON, part: str | int) -> JSON:
    if isinstance(value, Mapping) and isinstance(part, str):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) else None


def _url(step: Step) -> str:
    # What stands in a placeholder may look like a part of a URL: `{{a | default('?')}}`.
    bare, _, own = _PLACEHOLDER.sub("{{}}", step.path).partition("?")
    query = [quote(own, safe="=&%+;,/:@[]"), _encoded(step.params)]
    return f"http://api{quote(bare, safe='/%')}?{'&'.join(filter(None, query))}"


def _encoded(values: Mapping[str, JSON]) -> str:
    return urlencode(list(_pairs(values)))


def _pairs(values: Mapping[str, JSON]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        for item in value if isinstance(value, list) else [value]:
            yield name, sent(item)
