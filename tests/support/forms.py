"""The forms that a secret takes in texts of libraries, servers and browsers."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable
from functools import partial
from urllib.parse import quote, quote_plus, urlencode


def _in_base64(secret: str, *, before: int, after: int) -> str:
    return base64.b64encode(b"x" * before + secret.encode() + b"y" * after).decode()


def _by_number(secret: str, form: str) -> str:
    return "".join(c if c.isascii() and c not in "<>&\"'" else form.format(ord(c)) for c in secret)


FORMS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "in small letters": str.lower,
    "in a url": lambda s: quote(s, safe=""),
    "in a url, small hexadecimal": lambda s: re.sub("%..", lambda m: m[0].lower(), quote(s, safe="")),
    "in a path": quote,
    "in a form": quote_plus,
    "in a query": lambda s: urlencode({"q": s})[2:],
    "in a url in a url": lambda s: quote(quote(s, safe=""), safe=""),
    "in a form in a url": lambda s: quote(quote_plus(s)),
    "json": lambda s: json.dumps(s)[1:-1],
    "json with its own letters": lambda s: json.dumps(s, ensure_ascii=False)[1:-1],
    "json with slashes escaped": lambda s: json.dumps(s)[1:-1].replace("/", "\\/"),
    "json in json": lambda s: json.dumps(json.dumps(s))[3:-3],
    "json in json in json": lambda s: json.dumps(json.dumps(json.dumps(s)))[7:-7],
    "json in a url": lambda s: quote(json.dumps(s)[1:-1], safe=""),
    "html": html.escape,
    "html in html": lambda s: html.escape(html.escape(s)),
    "html in json": lambda s: json.dumps(html.escape(s))[1:-1],
    "json in html": lambda s: html.escape(json.dumps(s)[1:-1]),
    "html as templates write it": lambda s: (
        html.escape(s).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
    ),
    "xml, decimal": lambda s: _by_number(s, "&#{};"),
    "xml, hexadecimal": lambda s: _by_number(s, "&#x{:X};"),
    "repr": lambda s: repr(s)[1:-1],
    "repr in ascii": lambda s: ascii(s)[1:-1],
    "repr of bytes": lambda s: repr(s.encode())[2:-1],
    "hexadecimal": lambda s: s.encode().hex(),
    "hexadecimal in capitals": lambda s: s.encode().hex().upper(),
    **{
        f"base64, {before} before and {after} after": partial(_in_base64, before=before, after=after)
        for before in range(4)
        for after in range(3)
    },
    "base64 for urls": lambda s: base64.urlsafe_b64encode(s.encode()).decode(),
    "base64 for urls, two before": lambda s: base64.urlsafe_b64encode(b"u:" + s.encode()).decode(),
    "base64 in a url": lambda s: quote(base64.b64encode(s.encode()).decode(), safe=""),
    "base64 in json": lambda s: base64.b64encode(s.encode()).decode().replace("/", "\\/"),
}
