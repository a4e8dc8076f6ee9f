"""What goes wrong on the way to an answer, in our words.

The libraries' own texts are never shown: they hold URLs, headers, and what is secret in them.
"""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import httpcore
import httpx

from runner.adapters.deadline import Expired, Interrupted, Phase, Watch
from runner.errors import StepError
from runner.model.trouble import Cause

_CHECK_SERVER = "start the server, or correct `base_url` in steprun.yaml"
_CHECK_HOST = "correct `base_url` in steprun.yaml, or see whether this machine can look the name up"
_CHECK_LOGS = "look into the server's log: it ended the connection by itself"
_CHECK_TIMEOUT = "see why the endpoint is slow, or raise `timeout` in steprun.yaml"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request that failed: where it went, how long it might take, how far it got."""

    origin: str
    seconds: float
    watch: Watch

    @property
    def host(self) -> str:
        """The origin without its scheme and port."""
        return self.origin.partition("://")[2].rpartition(":")[0]


def explain(fault: Exception, attempt: Attempt) -> StepError:
    """The error of ours for one of MAPPED."""
    return next(words for kind, words in _WORDS if isinstance(fault, kind))(fault, attempt)


def may_repeat(fault: Exception, watch: Watch) -> bool:
    """Whether not one byte of the request left: only then is it safe to ask once more."""
    if watch.sent or isinstance(fault, (Interrupted, Expired)):
        return False
    if watch.phase is Phase.CONNECTING:
        return isinstance(_root(fault), ConnectionRefusedError)
    return watch.phase in (Phase.SENDING, Phase.WAITING)


def _root(fault: Exception) -> BaseException:
    """What the socket said; it travels as the argument, since httpcore cuts off causes."""
    first = fault.args[0] if fault.args else None
    return first if isinstance(first, (OSError, ValueError)) else fault


def _interrupted(_: Exception, __: Attempt) -> StepError:
    return StepError("interrupted while waiting for the answer", cause=Cause.INTERRUPTED, key="interrupted")


def _late(_: Exception, attempt: Attempt) -> StepError:
    watch, time = attempt.watch, f"{attempt.seconds:g} s"
    what = {
        Phase.CONNECTING: f"no answer in {time}: still connecting to {attempt.origin}",
        Phase.SECURING: f"no answer in {time}: connected to {attempt.origin}, still in the TLS handshake",
        Phase.SENDING: f"no answer in {time}: connected, still sending the request",
        Phase.WAITING: f"no answer in {time}: the request is sent, waiting for the answer",
        Phase.READING: f"no complete answer in {time}: reading the body, {watch.body:,} B so far",
    }[watch.phase]
    if watch.phase is Phase.WAITING and watch.received:
        what = f"no complete answer in {time}: reading its headers"
    early = watch.phase in (Phase.CONNECTING, Phase.SECURING)
    return StepError(
        what,
        cause=Cause.TIMEOUT,
        hint=_CHECK_SERVER if early else _CHECK_TIMEOUT,
        key=f"host {attempt.origin} does not answer" if early else "",
    )


def _broken(fault: Exception, attempt: Attempt) -> StepError:
    root, phase = _root(fault), attempt.watch.phase
    if phase is Phase.CONNECTING:
        return _unconnected(root, attempt)
    if phase is Phase.SECURING or isinstance(root, ssl.SSLError):
        return _insecure(root, attempt)
    return _lost(attempt)


def _unconnected(root: BaseException, attempt: Attempt) -> StepError:
    if isinstance(root, (socket.gaierror, UnicodeError)):
        return StepError(
            f"no such host: {attempt.host}",
            cause=Cause.CONNECTION,
            hint=_CHECK_HOST,
            key=f"host {attempt.origin} unknown",
        )
    if isinstance(root, ConnectionRefusedError):
        return StepError(
            f"no connection to {attempt.origin}: refused",
            cause=Cause.CONNECTION,
            hint=_CHECK_SERVER,
            key=f"host {attempt.origin} refused",
        )
    # strerror knows the number, not the address: its text is safe to show.
    number = root.errno if isinstance(root, OSError) else None
    why = os.strerror(number).lower() if number else "unreachable"
    return StepError(
        f"no connection to {attempt.origin}: {why}",
        cause=Cause.CONNECTION,
        hint=_CHECK_SERVER,
        key=f"host {attempt.origin} unreachable",
    )


def _insecure(root: BaseException, attempt: Attempt) -> StepError:
    # Not every SSLError has a reason: only those that OpenSSL gave.
    reason = str(getattr(root, "reason", None) or "")
    hint = "see whether the server speaks TLS on this port, and which versions"
    if isinstance(root, ssl.SSLCertVerificationError):
        what = f"the certificate of {attempt.origin} is not trusted: {root.verify_message}"
        hint = "mend the server's certificate; steprun trusts the public authorities only"
    elif reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST"):
        what = f"no TLS connection to {attempt.origin}: the answer is not TLS"
        hint = "the server may speak plain HTTP on this port: correct `base_url` in steprun.yaml"
    elif isinstance(root, ssl.SSLError):
        what = f"no TLS connection to {attempt.origin}: {reason.replace('_', ' ').lower() or 'it broke'}"
    else:
        what = f"no TLS connection to {attempt.origin}: the server hung up during the handshake"
    return StepError(what, cause=Cause.TLS, hint=hint, key=f"host {attempt.origin} TLS")


def _lost(attempt: Attempt) -> StepError:
    watch = attempt.watch
    if watch.phase is Phase.READING:
        what = f"the connection was lost after {watch.body:,} B of the body"
    elif watch.received:
        what = "the connection was lost in the middle of the answer's headers"
    else:
        what = "the connection was closed before an answer came"
    return StepError(what, cause=Cause.CONNECTION, hint=_CHECK_LOGS)


def _garbled(_: Exception, attempt: Attempt) -> StepError:
    watch = attempt.watch
    if watch.head and not watch.head.startswith(b"HTTP/"[: len(watch.head)]):
        return StepError(
            f"the answer of {attempt.origin} is not HTTP",
            cause=Cause.PROTOCOL,
            hint="something else may listen on this port, or it may want https://",
        )
    if watch.ended:
        return _lost(attempt)
    part = "body" if watch.phase is Phase.READING else "headers"
    return StepError(
        f"the answer's {part} cannot be read as HTTP/1.1",
        cause=Cause.PROTOCOL,
        hint="its framing is broken" if part == "body" else "they are malformed, or longer than 100 kB",
    )


def _unsendable(_: Exception, __: Attempt) -> StepError:
    return StepError(
        "the request cannot be sent as it is: its URL, method or headers are not legal HTTP",
        cause=Cause.REQUEST,
        hint="look for odd characters, and for headers that are sent twice",
    )


def _unexpected(_: Exception, __: Attempt) -> StepError:
    return StepError(
        "the exchange with the server could not be completed",
        cause=Cause.PROTOCOL,
        hint=_CHECK_LOGS,
    )


_Words: TypeAlias = Callable[[Exception, Attempt], StepError]

#: The first row that fits decides; the last rows are the libraries' roots.
_WORDS: tuple[tuple[type[Exception], _Words], ...] = (
    (Interrupted, _interrupted),
    (Expired, _late),
    (httpcore.TimeoutException, _late),
    (httpx.TimeoutException, _late),
    (httpcore.NetworkError, _broken),
    (httpx.NetworkError, _broken),
    (httpcore.RemoteProtocolError, _garbled),
    (httpx.RemoteProtocolError, _garbled),
    (httpx.DecodingError, _garbled),
    (httpcore.LocalProtocolError, _unsendable),
    (httpx.LocalProtocolError, _unsendable),
    (httpcore.UnsupportedProtocol, _unsendable),
    (httpx.UnsupportedProtocol, _unsendable),
    (httpx.InvalidURL, _unsendable),
    (httpcore.ProtocolError, _unexpected),
    (httpcore.ProxyError, _unexpected),
    (httpcore.ConnectionNotAvailable, _unexpected),
    (httpx.HTTPError, _unexpected),
    (httpx.StreamError, _unexpected),
    (httpx.CookieConflict, _unexpected),
)

#: All that a sender has to catch.
MAPPED = tuple(kind for kind, _ in _WORDS)
