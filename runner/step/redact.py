"""Secrets out of everything that is shown: `‹staff›` stands where the token of role staff stood."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from threading import Lock
from urllib.parse import quote, quote_plus

from runner.model.http import Request, Response, size_of
from runner.model.json import JSON
from runner.model.result import Exchange

_SHORTEST = 6
"""A shorter secret would mask half of every text; it is masked where its name is known."""
_SHORTEST_SAID = 3
"""What an author calls a secret may be shorter: it is masked where it stands alone, not inside of words."""
_LIKELY = 10
"""What is called a token and is shorter (`Bearer`) is a word."""
_LONGEST_SECRET = 8 * 1024
_LONGEST_BODY = 64 * 1024
_SECRET_NAME = re.compile(
    r"token|secret|password|passwd|api_?key|authorization|cookie|session_?id", re.IGNORECASE
)
_CUT = "…"
_COOKIES = frozenset({"cookie", "set-cookie"})
"""Here a known token is rarely all that is secret."""
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})


def is_secret_name(name: str) -> bool:
    """Whether a variable of this name holds something that should not be shown."""
    return _SECRET_NAME.search(name) is not None


class Redactor:
    """Knows the secrets of a run, and takes them out of texts. It learns while the run goes on (logins)."""

    def __init__(self) -> None:
        self._masks: tuple[tuple[str, str], ...] = ()
        self._words: tuple[tuple[re.Pattern[str], str], ...] = ()
        self._said_secret: Mapping[str, bool] = {}
        self._lock = Lock()

    def learn(self, label: str, secret: str) -> None:
        """From now on `secret`, in the forms it usually takes, is shown as `‹label›`."""
        if len(secret) < _SHORTEST:
            return
        with self._lock:
            known = dict(self._masks)
            for form in _forms(secret):
                known.setdefault(form, f"‹{label}›")
            # Longest first: a form that contains another one must not be left half.
            self._masks = tuple(sorted(known.items(), key=lambda item: -len(item[0])))

    def text(self, text: str) -> str:
        """The text without the secrets."""
        for form, mask in self._masks:
            if form in text:
                text = text.replace(form, mask)
        for word, mask in self._words:
            text = word.sub(mask, text)
        return self._mended(text) if _CUT in text else text

    def _mended(self, text: str) -> str:
        """Messages are cut before they come here: the half of a secret that stands at a cut goes, too."""
        pieces = text.split(_CUT)
        for index, piece in enumerate(pieces[:-1]):
            for form, mask in self._masks:
                start = piece.rfind(form[:_SHORTEST])
                if start >= 0 and form.startswith(piece[start:]):
                    pieces[index] = piece[:start] + mask
                    break
        return _CUT.join(pieces)

    def learn_variable(self, name: str, value: JSON, *, secret: bool | None = None) -> None:
        """A variable whose author, or else whose name, says whether it is a secret; every text in it is."""
        if secret is None:
            if is_secret_name(name) and isinstance(value, str) and len(value) >= _LIKELY:
                self.learn(name, value)
            return
        with self._lock:
            self._said_secret = {**self._said_secret, name: secret}
        for text in _texts(value) if secret else ():
            self.learn(name, text)
            if _SHORTEST_SAID <= len(text) < _SHORTEST:
                word = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
                with self._lock:
                    self._words = tuple({**dict(self._words), word: f"‹{name}›"}.items())

    def variable(self, name: str, shown: str) -> str:
        """A variable's value, as it may be shown."""
        secret = self._said_secret.get(name.partition(".")[0], is_secret_name(name))
        return "‹secret›" if secret and shown not in ("null", '""') else self.text(shown)

    def exchange(self, request: Request, response: Response | None) -> Exchange:
        """A request and its answer as they may be shown."""
        headers = tuple((name, self._header(name, value)) for name, value in request.headers)
        body = self._body(_request_body(request))
        if response is None:
            return Exchange(request.method, self.text(request.url), headers, body)
        return Exchange(
            method=request.method,
            url=self.text(request.url),
            request_headers=headers,
            request_body=body,
            status=response.status,
            reason=response.reason,
            response_headers=tuple((name, self._header(name, value)) for name, value in response.headers),
            response_body=self._body(response.text),
            response_size=len(response.content),
            seconds=round(response.seconds, 6),
            phases=tuple((name, round(seconds, 6)) for name, seconds in response.phases),
        )

    def _body(self, text: str) -> str:
        """Masked, then cut: the other way round half a secret could stay at the edge."""
        window = text[: _LONGEST_BODY + _LONGEST_SECRET]
        masked = self.text(window)
        # Masks are short: what was the edge of the window may have moved into what is shown.
        return (masked[:-_LONGEST_SECRET] if len(window) < len(text) else masked)[:_LONGEST_BODY]

    def _header(self, name: str, value: str) -> str:
        masked = self.text(value)
        if name.lower() not in _SECRET_HEADERS or ("‹" in masked and name.lower() not in _COOKIES):
            return masked
        return "‹secret›"


def _request_body(request: Request) -> str:
    if request.is_multipart:
        fields = [f"{name}={value}" for name, value in request.fields]
        files = [f"{part.name}=@{part.filename} ({size_of(len(part.content))})" for part in request.files]
        return "\n".join((*fields, *files))
    return (request.content or b"").decode("utf-8", errors="replace")


def _texts(value: JSON) -> Iterator[str]:
    """Every text and number in a value, however deep; not recursive, for it came from a stranger."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, str):
            yield here
        elif isinstance(here, int | float) and not isinstance(here, bool):
            yield json.dumps(here)
        elif isinstance(here, Mapping):
            waiting.extend(here.values())
        elif isinstance(here, list):
            waiting.extend(here)


def _forms(secret: str) -> set[str]:
    """Raw, in a URL, in JSON, in base64 at each of its three alignments, in hexadecimal."""
    raw = secret.encode("utf-8", "surrogatepass")
    forms = {secret, quote(raw, safe=""), quote(raw), quote_plus(raw), raw.hex()}
    forms |= {json.dumps(secret, ensure_ascii=escaped)[1:-1] for escaped in (True, False)}
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
        # The characters at either end are mixed with what stands beside the secret.
        middle = encoded[(0, 2, 3)[offset] :][:-1] if offset else encoded[:-1]
        forms |= {middle, middle.replace("+", "-").replace("/", "_")}
    return {form for form in forms if len(form) >= _SHORTEST}
