from __future__ import annotations

import errno
import socket
import ssl

import httpcore
import httpx
import pytest

from runner.adapters.deadline import Expired, Interrupted, Phase, Watch
from runner.adapters.faults import MAPPED, Attempt, explain, may_repeat
from runner.model.trouble import Cause

SECRET = "http://x/?token=s3cret Bearer s3cret"


def exceptions_of(module: object) -> list[type[Exception]]:
    exported = (getattr(module, name) for name in module.__all__)  # type: ignore[attr-defined]
    return [each for each in exported if isinstance(each, type) and issubclass(each, Exception)]


def attempt(phase: Phase = Phase.WAITING) -> Attempt:
    watch = Watch()
    watch.phase = phase
    return Attempt("https://api.example:443", 30, watch)


@pytest.mark.parametrize(
    "kind",
    [*exceptions_of(httpcore), *exceptions_of(httpx)],
    ids=lambda kind: f"{kind.__module__}.{kind.__name__}",
)
@pytest.mark.parametrize("phase", list(Phase))
def test_every_exception_of_the_libraries_is_mapped_without_its_text(
    kind: type[Exception], phase: Phase
) -> None:
    fault = kind.__new__(kind)
    fault.args = (SECRET,)
    assert isinstance(fault, MAPPED)
    error = explain(fault, attempt(phase))
    assert error.cause in (Cause.CONNECTION, Cause.TIMEOUT, Cause.TLS, Cause.PROTOCOL, Cause.REQUEST)
    assert "s3cret" not in error.what + error.hint + error.key
    assert error.hint


def certificate_fault() -> ssl.SSLCertVerificationError:
    fault = ssl.SSLCertVerificationError(1, SECRET)
    fault.verify_message = "certificate has expired"
    return fault


@pytest.mark.parametrize(
    ("fault", "phase", "cause", "what", "key"),
    [
        (
            socket.gaierror(-2, SECRET),
            Phase.CONNECTING,
            Cause.CONNECTION,
            "no such host: api.example",
            "unknown",
        ),
        (UnicodeError(SECRET), Phase.CONNECTING, Cause.CONNECTION, "no such host: api.example", "unknown"),
        (
            ConnectionRefusedError(111, SECRET),
            Phase.CONNECTING,
            Cause.CONNECTION,
            "no connection to https://api.example:443: refused",
            "refused",
        ),
        (
            OSError(errno.ENETUNREACH, SECRET),
            Phase.CONNECTING,
            Cause.CONNECTION,
            "network is unreachable",
            "unreachable",
        ),
        (ConnectionResetError(104, SECRET), Phase.SECURING, Cause.TLS, "hung up during the handshake", "TLS"),
        (certificate_fault(), Phase.SECURING, Cause.TLS, "is not trusted: certificate has expired", "TLS"),
        (ssl.SSLError(1, SECRET), Phase.READING, Cause.TLS, "no TLS connection", "TLS"),
        (
            ConnectionResetError(104, SECRET),
            Phase.WAITING,
            Cause.CONNECTION,
            "closed before an answer came",
            None,
        ),
        (
            ConnectionResetError(104, SECRET),
            Phase.READING,
            Cause.CONNECTION,
            "lost after 0 B of the body",
            None,
        ),
    ],
)
def test_what_the_socket_said_decides_the_words(
    fault: Exception, phase: Phase, cause: Cause, what: str, key: str | None
) -> None:
    error = explain(httpcore.ConnectError(fault), attempt(phase))
    assert error.cause is cause
    assert what in error.what
    assert error.key == ("" if key is None else f"host https://api.example:443 {key}")
    assert "s3cret" not in error.what


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        (Phase.CONNECTING, "no answer in 30 s: still connecting to https://api.example:443"),
        (
            Phase.SECURING,
            "no answer in 30 s: connected to https://api.example:443, still in the TLS handshake",
        ),
        (Phase.SENDING, "no answer in 30 s: connected, still sending the request"),
        (Phase.WAITING, "no answer in 30 s: the request is sent, waiting for the answer"),
        (Phase.READING, "no complete answer in 30 s: reading the body, 0 B so far"),
    ],
)
def test_a_timeout_says_how_far_it_got(phase: Phase, words: str) -> None:
    error = explain(Expired(), attempt(phase))
    assert (error.cause, error.what) == (Cause.TIMEOUT, words)


def test_only_what_never_left_may_be_repeated() -> None:
    refused = httpcore.ConnectError(ConnectionRefusedError(111, "refused"))
    lost = httpcore.ReadError(ConnectionResetError(104, "reset"))
    watch = Watch()
    assert may_repeat(refused, watch)
    assert not may_repeat(httpcore.ConnectError(socket.gaierror(-2, "unknown")), watch)
    watch.phase = Phase.SECURING
    assert not may_repeat(lost, watch)
    watch.phase = Phase.WAITING
    assert may_repeat(lost, watch)
    assert not may_repeat(Expired(), watch)
    assert not may_repeat(Interrupted(), watch)
    watch.sent = 1
    assert not may_repeat(lost, watch)
