"""What went over the wire, as people read it: request and response with excerpts of their bodies.

Every line from outside stands behind a gutter, so that none of them begins a line of the log.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from runner.model.http import size_of
from runner.model.result import Exchange
from runner.report.body import excerpt
from runner.report.measure import cells, cut
from runner.report.terminal import Line, Span, Style, line
from runner.report.words import latency

_HTTP_OK: Final = range(200, 400)


def request_lines(exchange: Exchange, *, width: int, indent: str) -> list[Line]:
    """`→ POST url`, headers, body."""
    address = _address(exchange.url, width - len(indent) - cells(exchange.method) - 3)
    rows = [line(indent, Span("→ ", Style.NOTE), Span(f"{exchange.method} {address[0]}", Style.STRONG))]
    rows += [_quoted(text, indent=indent) for text in address[1:]]
    rows += _headers(exchange.request_headers, width=width, indent=indent)
    return rows + _body(exchange.request_body, width=width, indent=indent)


def response_lines(exchange: Exchange, *, width: int, indent: str, headers: bool = False) -> list[Line]:
    """`← 404 Not Found · 212 ms · 96 B`, body; headers where a check is about them."""
    if exchange.status is None:
        waited = f" after {latency(exchange.seconds)}" if exchange.seconds else ""
        return [line(indent, Span("← ", Style.NOTE), Span(f"no answer{waited}", Style.ERROR))]
    style = Style.PASSED if exchange.status in _HTTP_OK else Style.FAILED
    rows = [
        line(
            indent, Span("← ", Style.NOTE), Span(status(exchange), style), Span(_facts(exchange), Style.FAINT)
        )
    ]
    if headers:
        rows += _headers(exchange.response_headers, width=width, indent=indent)
    return rows + _body(exchange.response_body, width=width, indent=indent)


def status(exchange: Exchange) -> str:
    """`404 Not Found`; `no answer`."""
    return f"{exchange.status} {exchange.reason}".rstrip() if exchange.status is not None else "no answer"


def path_of(exchange: Exchange) -> str:
    """The path of the URL, without what every step shares."""
    try:
        return urlsplit(exchange.url).path or "/"
    except ValueError:
        return exchange.url


def _address(url: str, width: int) -> list[str]:
    """A URL that is too long is broken before its query and each parameter, and nowhere else."""
    start, mark, query = url.partition("?")
    if cells(url) <= width or not mark:
        return [url]
    first, *more = query.split("&")
    return [start, f"?{first}", *(f"&{each}" for each in more)]


def _facts(exchange: Exchange) -> str:
    media_type = next(
        (
            value.partition(";")[0].strip()
            for name, value in exchange.response_headers
            if name.lower() == "content-type"
        ),
        "",
    )
    facts = [latency(exchange.seconds), size_of(exchange.response_size)]
    if media_type and "json" not in media_type.lower():
        facts.append(media_type)
    return "".join(f" · {fact}" for fact in facts)


def _headers(headers: tuple[tuple[str, str], ...], *, width: int, indent: str) -> list[Line]:
    room = width - len(indent) - 2
    return [
        _quoted(cut(f"{name}: {value}", room), indent=indent, style=Style.FAINT) for name, value in headers
    ]


def _body(text: str, *, width: int, indent: str) -> list[Line]:
    return [_quoted(row, indent=indent) for row in excerpt(text, width=width - len(indent) - 2)]


def _quoted(text: str, *, indent: str, style: Style = Style.PLAIN) -> Line:
    return line(Span(f"{indent}│ ", Style.FAINT), Span(text, style))
