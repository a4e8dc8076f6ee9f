"""What went over the wire, as a HAR 1.2 archive, which the developer tools of browsers open.

A page for each spec, an entry for each request with its answer, retries included; masked and cut as recorded.

Where no answer came the status is 0, as browsers write it, and `_error` of the response says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlsplit

from runner.model.result import Exchange, RunResult, SpecResult, StepResult
from runner.report.jsonfile import json_document, json_text
from runner.report.moments import moment
from runner.report.words import headline

_UNKNOWN: Final = -1
"""What HAR says where there is nothing to say."""
_HTTP: Final = "HTTP/1.1"
_PATH: Final = re.compile("[/?#]")
#: What no URI has behind its host, unless it is encoded; a lone % among it.
_UNFIT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})|[^\w\-.~:/?#@!$&'()*+,;=%]|#(?=.*#)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A request and its answer, and whose it is."""

    exchange: Exchange
    page: str
    spec: SpecResult
    step: StepResult
    attempt: int


def render(result: RunResult) -> bytes:
    """The archive, oldest entries first."""
    pages: list[dict[str, Any]] = []
    sent: list[_Sent] = []
    for number, spec in enumerate(result.specs, 1):
        mine = list(_sent(spec, page=f"spec_{number}"))
        if mine:
            pages.append(_page(result, mine))
            sent += mine
    sent.sort(key=lambda each: each.exchange.began)
    log = {
        "version": "1.2",
        "creator": {"name": "steprun", "version": result.about.version or "unknown"},
        "pages": pages,
        "entries": [],
        "comment": f"run {result.run_id} in {result.environment}: secrets are masked, long bodies are cut",
    }
    lines = (json_text(_entry(result, each)) for each in sent)
    return json_document({"log": log}, name="entries", lines=lines)


def _sent(spec: SpecResult, *, page: str) -> Iterator[_Sent]:
    for step in spec.steps:
        attempts = (*step.earlier, step.exchange) if step.exchange else step.earlier
        for number, exchange in enumerate(attempts, 1):
            yield _Sent(exchange, page, spec, step, number)


def _page(run: RunResult, sent: Sequence[_Sent]) -> dict[str, Any]:
    spec = sent[0].spec
    began = min(each.exchange.began for each in sent)
    return {
        "startedDateTime": _instant(run, began),
        "id": sent[0].page,
        "title": f"{spec.scenario.title} · {spec.scenario.file}",
        "pageTimings": {"onContentLoad": _UNKNOWN, "onLoad": _UNKNOWN},
    }


def _entry(run: RunResult, sent: _Sent) -> dict[str, Any]:
    exchange, planned = sent.exchange, sent.step.planned
    timings = _timings(exchange)
    inside = ("blocked", "dns", "connect", "send", "wait", "receive")  # `ssl` is a part of `connect`
    return {
        "pageref": sent.page,
        "startedDateTime": _instant(run, exchange.began),
        "time": round(sum(max(timings[name], 0) for name in inside), 3),
        "request": _request(exchange),
        "response": _response(sent),
        "cache": {},
        "timings": timings,
        "_resourceType": "fetch",
        "_spec": sent.spec.scenario.file,
        "_step": planned.name,
        "_place": f"{planned.place.file}:{planned.place.line}",
        "_attempt": sent.attempt,
        "_outcome": sent.step.outcome.value,
        "_worker": sent.spec.worker,
    }


def _instant(run: RunResult, seconds: float) -> str:
    return moment(run, seconds).astimezone(UTC).isoformat(timespec="milliseconds")


def _timings(exchange: Exchange) -> dict[str, float]:
    """In milliseconds. What no phase accounts for is `blocked`: time before anything could be sent."""
    phases = {name: _milliseconds(seconds) for name, seconds in exchange.phases}
    spent, whole = sum(phases.values()), _milliseconds(exchange.seconds)
    connect, tls = phases.get("connect"), phases.get("tls")
    return {
        "blocked": round(whole - spent, 3) if phases and whole > spent else _UNKNOWN,
        "dns": _UNKNOWN,
        "connect": _UNKNOWN if connect is None and tls is None else round((connect or 0) + (tls or 0), 3),
        "ssl": _UNKNOWN if tls is None else tls,
        "send": phases.get("send", 0),
        "wait": phases.get("wait", 0) if phases else whole,
        "receive": phases.get("read", 0),
    }


def _milliseconds(seconds: float) -> float:
    return max(round(round(seconds, 6) * 1000, 3), 0.0)


def _request(exchange: Exchange) -> dict[str, Any]:
    body = exchange.request_body
    told = {
        "method": exchange.method,
        "url": _uri(exchange.url),
        "httpVersion": _HTTP,
        "cookies": [],
        "headers": _pairs(exchange.request_headers),
        "queryString": _pairs(_query(exchange.url)),
        "headersSize": _UNKNOWN,
        "bodySize": _UNKNOWN if body else 0,
    }
    if body:
        told["postData"] = {"mimeType": _header(exchange.request_headers, "content-type"), "text": body}
    return told


def _response(sent: _Sent) -> dict[str, Any]:
    exchange = sent.exchange
    answered = exchange.status is not None
    told = {
        "status": exchange.status or 0,
        "statusText": exchange.reason,
        "httpVersion": _HTTP if answered else "",
        "cookies": [],
        "headers": _pairs(exchange.response_headers),
        "content": {
            "size": exchange.response_size,
            "mimeType": _header(exchange.response_headers, "content-type") or "x-unknown",
            "text": exchange.response_body,
        },
        "redirectURL": _header(exchange.response_headers, "location"),
        "headersSize": _UNKNOWN,
        "bodySize": _UNKNOWN,
    }
    if not answered:
        last = exchange is sent.step.exchange
        told["_error"] = (headline(sent.step) if last else "") or "no answer"
    return told


def _uri(url: str) -> str:
    """The URL as validators want it: a mask has letters in it that are to be encoded there."""
    scheme, mark, rest = url.partition("://")
    end = _PATH.search(rest)
    host, tail = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    return scheme + mark + host + _UNFIT.sub(lambda found: quote(found[0], safe="", errors="replace"), tail)


def _query(url: str) -> Sequence[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:  # a port or a bracket that is none: the URL is there all the same
        return ()


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[Mapping[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _header(headers: Sequence[tuple[str, str]], wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")
