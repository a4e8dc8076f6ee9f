"""Secrets out of everything that is shown: `‹staff›` stands where the token of role staff stood."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from typing import Final, TypeAlias

from runner.model.environment import Token
from runner.model.http import Request, Response, size_of
from runner.model.json import JSON
from runner.model.result import Exchange
from runner.model.scenario import PlannedStep
from runner.step.keyring import Keyring, Span, covered
from runner.step.telltale import (
    in_answer,
    in_credentials,
    in_header,
    in_request,
    in_step,
    in_text,
    is_secret_header,
    is_secret_name,
)

__all__ = ["Mark", "Redactor"]

Mark: TypeAlias = tuple[int, ...]
"""How much was known at a moment."""

_SHORTEST: Final = 6
"""A shorter secret would mask half of every text; it is masked where its name is known."""
_SHORTEST_SAID: Final = 3
"""What an author calls a secret may be shorter: it is masked where it stands alone, not inside of words."""
_LIKELY: Final = 10
"""What is called a token and is shorter (`Bearer`) is a word."""
_LONGEST_SECRET: Final = 8 * 1024
_LONGEST_BODY: Final = 64 * 1024
_LONGEST_MESSAGE: Final = 8 * 1024
"""In a longer text, `…` is what a server wrote: our messages are shorter."""
_TORN: Final = 32 * 1024
"""A text that is as long may have been cut without a mark."""
_CUT: Final = "…"
_COOKIES: Final = frozenset({"cookie", "set-cookie"})
"""Here a known token is rarely all that is secret."""
_LABEL: Final = re.compile(r"[A-Za-z][\w.-]{0,39}")
_BETWEEN: Final = "\0"
"""Stands between texts that are looked through together."""
_SHORT_TEXT: Final = 200
_REMEMBERED: Final = 4096


class Redactor:
    """Knows the secrets of a run, and takes them out of texts. It learns while the run goes on (logins).

    A child knows what its parent knows, and what it learns from requests and answers itself; it is dropped
    with the spec run that it was made for. Thread-safe.
    """

    def __init__(self, parent: Redactor | None = None, *, lasting: bool = False) -> None:
        own = Keyring()
        self._own = own
        self._rings: tuple[Keyring, ...] = (*parent._rings, own) if parent else (own,)  # noqa: SLF001 - its own kind
        self._root = parent or self
        self._lasting = lasting
        self._said_secret: Mapping[str, bool] = {}
        self._open: frozenset[str] = frozenset()
        """What authors say is no secret, whatever it sounds like."""
        self._examined: set[str] = set()
        self._masked: tuple[Mark, dict[str, str]] = ((), {})
        self._lock = Lock()

    def child(self) -> Redactor:
        """For one spec run. One that is `lasting` learns all itself: its spec runs are looked into later."""
        return self if self._lasting else Redactor(self)

    # ---- learning

    def learn(self, label: str, secret: str) -> None:
        """From now on `secret`, however it is spelt, is shown as `‹label›`."""
        if len(secret) >= _SHORTEST and not self._knows(secret):
            self._own.add(secret, f"‹{label}›")

    def learn_token(self, token: Token) -> None:
        """The token of a role; of one that is made of a name and a password, these, too."""
        if token.secret:
            self.learn(token.role, token.secret.value)
            self._learn_found(in_credentials(f"{token.scheme} {token.secret.value}"))

    def learn_variable(self, name: str, value: JSON, *, secret: bool | None = None) -> None:
        """A variable whose author, or else whose name, says whether it is a secret; every text in it is.

        Parents learn it, too: what one spec is told, another may be shown under a name that says nothing.
        """
        if self._root is not self:
            self._root.learn_variable(name, value, secret=secret)
            return
        if secret is None:
            if is_secret_name(name) and isinstance(value, str) and len(value) >= _LIKELY:
                self.learn(name, value)
            return
        with self._lock:
            self._said_secret = {**self._said_secret, name: secret}
            self._open |= frozenset() if secret else frozenset(_texts(value))
        for text in _texts(value) if secret else ():
            self.learn(name, text)
            if _SHORTEST_SAID <= len(text) < _SHORTEST:
                self._own.add_word(text, f"‹{name}›")

    def learn_step(self, planned: PlannedStep) -> None:
        """What its author wrote into the document, and should not have."""
        self._learn_found(in_step(planned))

    def learn_request(self, request: Request) -> None:
        """What a request holds that sounds like a secret: credentials, passwords, tokens in its URL."""
        for name, value in request.headers:
            # Most requests of a spec run have the same credentials.
            if is_secret_header(name) and value not in self._examined:
                self._examined.add(value)
                self._learn_found(in_header(name, value))
        self._learn_found(in_request(request))

    def learn_answer(self, response: Response) -> None:
        """What an answer hands out that sounds like a secret: cookies, tokens."""
        self._learn_found(in_answer(response))

    def learn_text(self, text: str) -> None:
        """What a text says that sounds like a secret: a URL with a token, a credential."""
        self._learn_found(in_text(text))

    def _learn_found(self, found: Iterable[tuple[str, str]]) -> None:
        for label, secret in found:
            if secret not in self._root._open:  # noqa: SLF001 - its own kind
                named = _LABEL.match(label)
                self.learn(named[0] if named else "secret", secret)

    def _knows(self, secret: str) -> bool:
        return any(secret in ring for ring in self._rings)

    # ---- what was learnt late

    def mark(self) -> Mark:
        """How much is known now."""
        return tuple([ring.size for ring in self._rings])

    def since(self, mark: Mark) -> Redactor | None:
        """What was learnt after that moment, as a redactor that knows nothing else; None: nothing was."""
        if mark == self.mark():
            return None
        late = Redactor()
        late._rings = tuple(ring.after(count) for ring, count in zip(self._rings, mark, strict=True))
        return late

    # ---- masking

    def knows_of(self, text: str) -> bool:
        """Whether a secret may stand in a text."""
        lowered = text.lower()
        return any(ring.may_stand_in(text, lowered) for ring in self._rings)

    def text(self, text: str) -> str:
        """The text without the secrets, and without the halves that are left of them where it was cut."""
        if len(text) > _SHORT_TEXT:
            return self._without(text)
        if self._root is not self and not self._own.size:
            return self._root.text(text)
        now = self.mark()
        mark, masked = self._masked
        if mark != now or len(masked) > _REMEMBERED:
            masked = {}
            self._masked = now, masked
        known = masked.get(text)
        if known is None:
            known = masked[text] = self._without(text)
        return known

    def again(self, text: str) -> str:
        """The same for a text that was cut before this was known, perhaps without a mark."""
        return self.text(text if len(text) < _TORN else self._untorn(text))

    def in_place(self, text: str) -> str:
        """The text without the secrets, all else in its column: for what is pointed at."""
        return covered(text, self._spans(text), keep=True)

    def variable(self, name: str, shown: str) -> str:
        """A variable's value, as it may be shown."""
        said = self._root._said_secret.get(name.partition(".")[0])  # noqa: SLF001 - its own kind
        secret = is_secret_name(name) if said is None else said
        return "‹secret›" if secret and shown not in ("null", '""') else self.text(shown)

    def exchange(self, request: Request, response: Response | None) -> Exchange:
        """A request and its answer as they may be shown."""
        sent = self._window(_request_body(request))
        came = self._window(response.text) if response else ""
        headers = (*request.headers, *(response.headers if response else ()))
        # Nearly always there is nothing to mask but the credentials: all else is looked through at once.
        seen = [request.url, sent, came, *(name for name, _ in headers)]
        seen += [value for name, value in headers if not is_secret_header(name)]
        mask = self.text if self.knows_of(_BETWEEN.join(seen)) else _as_it_is
        asked_with = tuple((mask(name), self._header(name, value, mask)) for name, value in request.headers)
        if response is None:
            return Exchange(request.method, mask(request.url), asked_with, mask(sent)[:_LONGEST_BODY])
        return Exchange(
            method=request.method,
            url=mask(request.url),
            request_headers=asked_with,
            request_body=mask(sent)[:_LONGEST_BODY],
            status=response.status,
            reason=response.reason,
            response_headers=tuple(
                (mask(name), self._header(name, value, mask)) for name, value in response.headers
            ),
            response_body=mask(came)[:_LONGEST_BODY],
            response_size=len(response.content),
            seconds=round(response.seconds, 6),
            phases=tuple((name, round(seconds, 6)) for name, seconds in response.phases),
        )

    def _header(self, name: str, value: str, mask: Callable[[str], str]) -> str:
        if not is_secret_header(name):
            return mask(value)
        masked = self.text(value)
        return masked if "‹" in masked and name.lower() not in _COOKIES else "‹secret›"

    def _window(self, text: str) -> str:
        """As much of a body as can be shown, and what a secret at its edge needs: it is masked, then cut."""
        window = text[: _LONGEST_BODY + _LONGEST_SECRET]
        # Masks are short: what is the edge of the window may move into what is shown.
        return window if len(window) == len(text) else self._untorn(window)

    def _untorn(self, text: str) -> str:
        tail = text[-2 * _LONGEST_SECRET :]
        half = self._half(tail)
        return text[: len(text) - len(tail) + half[0]] if half else text

    def _without(self, text: str) -> str:
        spans = self._spans(text)
        if _CUT in text and len(text) <= _LONGEST_MESSAGE:
            spans += self._halves(text)
        return covered(text, spans)

    def _spans(self, text: str) -> list[Span]:
        lowered = text.lower()
        return [span for ring in self._rings for span in ring.spans(text, lowered)]

    def _halves(self, text: str) -> Iterator[Span]:
        """Messages are cut before they come here: what is left of a secret at a cut goes, too."""
        begin = 0
        for piece in text.split(_CUT)[:-1]:
            half = self._half(piece)
            if half:
                yield begin + half[0], begin + half[1], half[2]
            begin += len(piece) + len(_CUT)

    def _half(self, text: str) -> Span | None:
        lowered = text.lower()
        halves = (ring.half(text, lowered) for ring in self._rings)
        return min((half for half in halves if half), default=None)


def _as_it_is(text: str) -> str:
    return text


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
