"""What in a request or an answer sounds like a secret: by its name, by the header it stands in, by its looks.

Pairs of what to call it and its text. Nothing is masked here; `redact.py` learns from it.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeAlias
from urllib.parse import parse_qsl, unquote_plus

from runner.model.http import NotJSON, Request, Response
from runner.model.json import JSON
from runner.model.scenario import PlannedStep
from runner.model.spec import FormBody, JsonBody, MultipartBody, RawBody

__all__ = [
    "in_answer",
    "in_credentials",
    "in_header",
    "in_request",
    "in_step",
    "in_text",
    "is_secret_header",
    "is_secret_name",
]

Telling: TypeAlias = Iterator[tuple[str, str]]

_SECRET: Final = re.compile(
    r"token|secret|passw|passphrase|(?:^|_)pwd|api_?key|access_?key|private_?key|authorization|credential|cookie"
    r"|session_?id|(?:^|_)(?:jwt|csrf|xsrf)"
)
#: Where a list goes on: whoever debugs must see it, and it opens nothing that its holder cannot read anyway.
_PAGE: Final = re.compile(
    r"(?:^|_)(?:page|next|prev|previous|continu(?:e|ation)|sync|cursor|scroll|resume)_?(?:page_?)?token"
)
#: What is said about a secret, and is none.
_ABOUT: Final = re.compile(
    r"_(?:types?|names?|count|limit|status|state|policy|methods?|expir\w*|ttl|ur[il]|endpoints?|at|on|in|date|length"
    r"|strength|hint|required|enabled|valid|scheme|format|header|field|label|text|message|errors?|usage|issuer)$"
)
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|\W+")
_HEADERS: Final = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})
_COOKIE: Final = re.compile(r"sess|sid$|auth|csrf|xsrf|jwt|token|remember|login|secret|ticket", re.IGNORECASE)
#: Of the query of a URL: secrets that have a short name there.
_OF_QUERY: Final = frozenset({"code", "sig", "signature", "key", "auth", "ticket", "assertion"})

_LIKELY: Final = 10
"""What is called a token and is shorter (`Bearer`) is a word."""
_PASSWORD: Final = 6
"""A password is often shorter."""
_LONG: Final = 16
_VARIED: Final = 8
_LONGEST_TEXT: Final = 256 * 1024
"""Of a body that is not JSON, so much is searched."""
_NODES: Final = 200_000
_DEEPEST: Final = 4
"""JSON in JSON."""

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_ADDRESS: Final = re.compile(r"https?://[^\s?#]*", re.IGNORECASE)
_CONTAINERS: Final = (dict, list)
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
#: What has a UUID is a thing of the API, such as a lesson; what lets somebody in is longer, or not so tidy.
_SESSION: Final = re.compile(r"\w*session[_-]?id", re.IGNORECASE)
_TEMPLATE: Final = re.compile(r"\{\{|<<")
_BASIC: Final = re.compile(r"basic\s+([\w+/=-]+)\s*$", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[A-Za-z][\w-]*\s+(?=\S)")
_PARAMETER: Final = re.compile(r'\w+="?([^",\s]+)')
_USERINFO: Final = re.compile(r"://[^/\s:@?#]*:([^/\s@]+)@")
_CREDENTIALS: Final = re.compile(r"\b(?:bearer|basic)\s+[\w.~+/=-]{10,}", re.IGNORECASE)
_QUERY: Final = re.compile(rf"[?#&;]({'|'.join(sorted(_OF_QUERY))})=([^\s\"'&<>;,#]{{16,}})", re.IGNORECASE)
_NAMED: Final = (
    re.compile(r"(?<![\w.-])([\w.\[\]-]{2,64})=([^\s\"'&<>;,#]{10,})"),
    re.compile(r"(?<![\w.-])([\w.\[\]-]{2,64})[\"']?\s{0,8}[:=]\s{0,8}[\"']([^\"'\\\n]{10,8192})[\"']"),
    re.compile(r"<([\w:.-]{2,64})(?:\s[^<>]{0,200})?>([^<>]{10,8192})</"),
    re.compile(r"name=[\"']([\w.\[\]-]{2,64})[\"'][^<>]{0,200}?value=[\"']([^\"'<>]{10,8192})[\"']"),
)
_HINTS: Final = (
    b"token", b"secret", b"pass", b"key", b"pwd", b"auth", b"credential", b"cookie", b"session", b"jwt",
    b"srf", b"bearer", b"basic", b"sig", b"code", b"ticket", b"assertion", b"://",
)  # fmt: skip
"""One of these stands in every text in which something could be found by a name."""
_BEGINS_JSON: Final = (b"{", b"[")
_HINTS_OF_JSON: Final = (
    b"token", b"secret", b"pass", b"pwd", b"key", b"authoriz", b"credential", b"cookie", b"session", b"jwt",
    b"srf", b"=", b'\\"',
)  # fmt: skip
"""Or something is embedded in it."""


@lru_cache(maxsize=8192)
def is_secret_name(name: str) -> bool:
    """Whether what is called so must not be shown: `accessToken`, but not `next_page_token`, `token_type`."""
    words = _HUMP.sub("_", name[:200]).lower().strip("_")
    if not _SECRET.search(words) or _ABOUT.search(words):
        return False
    return not _PAGE.search(words)


@lru_cache(maxsize=2048)
def is_secret_header(name: str) -> bool:
    """Whether what a header of this name says is shown to nobody."""
    lower = name.lower()
    return lower in _HEADERS or (is_secret_name(lower) and not lower.startswith("access-control-"))


def in_request(request: Request) -> Telling:
    """What its URL and body say that sounds like a secret."""
    if "=" in request.url or "@" in request.url:
        yield from _in_url(request.url)
    for name, value in request.fields:
        yield from _called(name, value, written=True)
    if request.content and _hints_in(request.content):
        yield from _in_body(Response(0, request.headers, request.content), written=True)


def in_answer(response: Response) -> Telling:
    """What its headers and body say that sounds like a secret."""
    for name, value in response.headers:
        if is_secret_header(name):
            yield from in_header(name, value)
        elif "@" in value or ("=" in value and ("?" in value or "#" in value)):
            # A URL: of a redirect, of the next page.
            yield from _in_url(value)
    if response.content:
        yield from _in_body(response, written=False)


def in_step(planned: PlannedStep) -> Telling:
    """What its author wrote into a document, and should not have: as far as no placeholder stands for it."""
    step = planned.step
    for name, value in step.headers.items():
        if is_secret_header(name) and not _TEMPLATE.search(value):
            yield from in_header(name, value)
    yield from _in_url(step.path)
    handed = [handover.values for handover in (*planned.given, *((planned.case,) if planned.case else ()))]
    bodies: list[JSON] = [dict(step.params), *map(dict, handed)]
    match step.body:
        case JsonBody(value=body):
            bodies.append(body)
        case FormBody(fields=fields) | MultipartBody(fields=fields):
            bodies.append(dict(fields))
        case RawBody(text=text):
            yield from ((name, value) for name, value in in_text(text) if not _TEMPLATE.search(value))
    for each in bodies:
        yield from ((n, value) for n, value in _in_json(each, written=True) if not _TEMPLATE.search(value))


def in_text(text: str, *, written: bool = False) -> Telling:
    """What a text says of its own accord: forms, queries, user names in URLs, credentials, markup."""
    text = text[:_LONGEST_TEXT]
    if not _hints_in(text.encode(errors="replace")):
        return
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            value = html.unescape(match[2]) if "&" in match[2] else match[2]
            yield from _called(match[1], _decoded(value), written=written)
    for match in _QUERY.finditer(text):
        yield from _in_query(match[0][1:])
    for match in _USERINFO.finditer(text):
        yield "password", _decoded(match[1])
    for match in _CREDENTIALS.finditer(text):
        yield from in_credentials(match[0])


def _hints_in(content: bytes) -> bool:
    hints = _HINTS_OF_JSON if content[:1] in _BEGINS_JSON else _HINTS
    lowered = content.lower()
    return any(hint in lowered for hint in hints)


# ---- headers


def in_header(name: str, value: str) -> Telling:
    """What a header of a secret name says; of cookies, what opens something."""
    lower = name.lower()
    if lower == "cookie":
        for pair in value.split(";"):
            yield from _in_cookie(pair)
    elif lower == "set-cookie":
        yield from _in_cookie(value.partition(";")[0])
    elif lower.endswith("authorization"):
        yield from in_credentials(value, name=lower)
    elif len(value) >= _PASSWORD:
        yield lower, value.strip()


def _in_cookie(pair: str) -> Telling:
    """Of cookies only what opens something: what is random, or is called so. They also hold languages."""
    name, _, value = pair.strip().partition("=")
    value = _decoded(value.strip().strip('"'))
    if len(value) < _LIKELY or not _may_be_secret(value, written=False):
        return
    if _COOKIE.search(name) or (len(value) >= _LONG and _is_random(value) and not _UUID.fullmatch(value)):
        yield name, value


def in_credentials(value: str, *, name: str = "authorization") -> Telling:
    """`Bearer x`, `Token token="x"`, and of `Basic x` also what it is made of."""
    value = value.strip()
    basic = _BASIC.match(value)
    if basic:
        yield name, basic[1]
        pair = _debased(basic[1])
        password = pair.partition(":")[2]
        if password:
            yield name, pair
            yield "password", password
        return
    scheme = _SCHEME.match(value)
    rest = value[scheme.end() :] if scheme else value
    inner = [each for each in _PARAMETER.findall(rest) if len(each) >= _LIKELY] if '="' in rest else []
    for each in inner or [rest]:
        if len(each) >= _LIKELY and "‹" not in each:
            yield name, each


def _debased(text: str) -> str:
    common = text.replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(common + "=" * (-len(common) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""


# ---- URLs


def _in_url(url: str) -> Telling:
    if "@" in url:
        for match in _USERINFO.finditer(url):
            yield "password", _decoded(match[1])
    for mark in "?#":
        _, found, query = url.partition(mark)
        if found and "=" in query:
            yield from _in_query(query.partition("#")[0] if mark == "?" else query)


def _in_query(query: str) -> Telling:
    for name, value in parse_qsl(query.replace(";", "&"), errors="surrogateescape"):
        if _TEMPLATE.search(value):
            continue
        if name.lower() in _OF_QUERY and len(value) >= _LONG and _is_random(value):
            yield name, value
        else:
            yield from _called(name, value, written=True)


# ---- bodies


def _in_body(message: Response, *, written: bool) -> Telling:
    try:
        value = message.json
    except NotJSON:
        yield from in_text(message.text, written=written)
    else:
        if _hints_in(message.content):
            yield from _in_json(value, written=written)


def _in_json(value: JSON, *, written: bool, depth: int = 0) -> Telling:
    """What stands under names that sound like secrets; not recursive, for it may come from a stranger.

    Of an object under such a name only what looks random counts: the rest says when it ends, and for whom.
    """
    waiting: list[tuple[str, bool, JSON]] = [("", False, value)]
    left = _NODES
    while waiting and left:
        left -= 1
        label, deeper, here = waiting.pop()
        if isinstance(here, dict):
            for name, text in _texts_in(label, here, waiting):
                if name:
                    yield from _called(name, text, written=written, known=True)
                else:
                    yield from _embedded(text, written=written, depth=depth)
        elif isinstance(here, list):
            # Lists in lists are rare, and long lists of texts are not.
            waiting.extend((label, deeper, item) for item in here if label or not isinstance(item, str))
        elif isinstance(here, str) and label and (not deeper or _is_random(here)):
            yield from _called(label, here, written=written, known=True)


def _texts_in(
    label: str, here: Mapping[str, JSON], waiting: list[tuple[str, bool, JSON]]
) -> list[tuple[str, str]]:
    """The texts of an object that may be secrets, and what to call them; nothing: one may be inside of it.

    What is deeper waits for its turn. This is looked at for every object of every answer: it is no generator.
    """
    found = []
    for name, item in here.items():
        if isinstance(item, str):
            if len(item) < _PASSWORD:
                continue
            if is_secret_name(name):
                found.append((name, item))
            elif label and _is_random(item):
                found.append((label, item))
            elif len(item) > _LONG and ("=" in item or '"' in item):
                found.append(("", item))
        elif isinstance(item, _CONTAINERS):
            secret = is_secret_name(name)
            waiting.append((name if secret else label, not secret, item))
    if "value" in here:  # a list of names with values
        called = here.get("name", here.get("key"))
        if isinstance(called, str) and is_secret_name(called):
            waiting.append((called, False, here["value"]))
    return found


def _embedded(text: str, *, written: bool, depth: int) -> Telling:
    """JSON in JSON, a URL, a form."""
    if text.lstrip()[:1] in ("{", "[") and depth < _DEEPEST:
        try:
            inner = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            yield from _in_json(inner, written=written, depth=depth + 1)
            return
    yield from in_text(text, written=written)


# ---- what counts


def _called(name: str, value: str, *, written: bool, known: bool = False) -> Telling:
    """A value under a name, if both are a secret's."""
    if not (known or is_secret_name(name)) or (_SESSION.fullmatch(name) and _UUID.fullmatch(value)):
        return
    if name.lower().endswith("authorization"):
        yield from in_credentials(value, name=name)
        return
    least = _PASSWORD if written and "pass" in name.lower() and _is_varied(value) else _LIKELY
    if len(value) >= least and _may_be_secret(value, written=written):
        yield name, value


def _may_be_secret(value: str, *, written: bool) -> bool:
    """Whether it can be one, and not a date, an address, a sentence about one, or a mask."""
    if _DATE.fullmatch(value) or "‹" in value or "…" in value or len(set(value)) == 1:
        return False
    if _ADDRESS.match(value) or _TEMPLATE.search(value):
        return False
    return written or not any(char.isspace() for char in value)


def _is_random(value: str) -> bool:
    """Whether nobody would write it by hand: letters and digits mixed, or small and large ones."""
    if len(value) < _LIKELY or len(set(value)) < _VARIED or not _may_be_secret(value, written=False):
        return False
    return _is_varied(value)


def _is_varied(value: str) -> bool:
    kinds: Iterable[bool] = (
        any(char.isdigit() for char in value),
        any(char.islower() for char in value),
        any(char.isupper() for char in value[1:]),
        any(not char.isalnum() and char not in " -_." for char in value),
    )
    return sum(kinds) > 1


def _decoded(value: str) -> str:
    if "%" not in value:
        return value
    plain = unquote_plus(value, errors="replace")
    return value if "\ufffd" in plain else plain
