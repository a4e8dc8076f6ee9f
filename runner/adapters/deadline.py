"""A deadline over a whole request: sockets that wait in short slices, and look up between them.

A read timeout per `recv` would let a dripping server last for ever, and a blocked `recv` hears no Ctrl-C.
"""

from __future__ import annotations

import errno
import os
import select
import selectors
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import partial
from math import inf
from queue import Empty, SimpleQueue
from time import perf_counter, sleep
from typing import TypeAlias, TypeVar

import httpcore

_T = TypeVar("_T")

#: Seconds after which a blocked socket looks up: an interrupt is heard within this time.
SLICE = 0.25


class Interrupted(Exception):  # noqa: N818 - nobody erred
    """The run was stopped while this request was waiting."""


class Expired(Exception):  # noqa: N818 - the deadline did its work
    """The time of this request is up."""


class Phase(StrEnum):
    """How far a request got."""

    CONNECTING = "connect"
    SECURING = "tls"
    SENDING = "send"
    WAITING = "wait"
    READING = "read"


class Watch:
    """What a worker knows of the request that it is sending; started anew for each."""

    def __init__(self, stop: threading.Event | None = None) -> None:
        self._stop = stop
        self.start(0)

    def start(self, seconds: float) -> None:
        """Count from now.

        A stop that came before is not heard: what is asked after an interrupt is cleaning up.
        """
        self._begun = perf_counter()
        self._end = self._begun + seconds
        self._entered: list[tuple[Phase, float]] = []
        self._heard = self._stop if self._stop is not None and not self._stop.is_set() else None
        self.again()

    def again(self) -> None:
        """Forget how far it got: another attempt begins, with the same end."""
        self.phase = Phase.CONNECTING
        self.sent = 0
        self.received = 0
        self.body = 0
        self.head = b""
        self.ended = False

    def enter(self, phase: Phase) -> None:
        """It got this far."""
        self.phase = phase
        self._entered.append((phase, perf_counter()))

    def elapsed(self) -> float:
        """Seconds since the start."""
        return perf_counter() - self._begun

    def phases(self) -> tuple[tuple[str, float], ...]:
        """What was entered, in order, and how many seconds each took; the last one ends now."""
        ends = [moment for _, moment in self._entered[1:]] + [perf_counter()]
        return tuple(
            (phase.value, end - moment) for (phase, moment), end in zip(self._entered, ends, strict=True)
        )

    def left(self) -> float:
        """Seconds to wait at most before asking again. Raises Interrupted and Expired."""
        if self._heard is not None and self._heard.is_set():
            raise Interrupted
        left = self._end - perf_counter()
        if left <= 0:
            raise Expired
        return min(left, SLICE)

    def pause(self, seconds: float) -> None:
        """Wait; raises what `left` raises."""
        until = perf_counter() + seconds
        while (short := until - perf_counter()) > 0:
            sleep(min(short, self.left()))

    def share(self, parts: int) -> float:
        """When one of `parts` equal shares of the time left is used up; the last has it all."""
        if parts == 1:
            return inf
        now = perf_counter()
        return now + (self._end - now) / parts


class TimedStream(httpcore.NetworkStream):
    """A connected socket that keeps to a watch.

    The socket never blocks; `select` waits for it. With a timeout of its own, Python would make three system
    calls where one is enough, and each of them lets another thread in between.
    """

    def __init__(self, sock: socket.socket, watch: Watch) -> None:
        sock.settimeout(0)
        self._sock = sock
        self._watch = watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the watch knows
        watch = self._watch
        watch.left()
        if watch.phase is Phase.SENDING:
            watch.enter(Phase.WAITING)
            # The answer to a question that was just asked is not there yet.
            self._wait(for_write=False)
        try:
            data = self._patiently(partial(self._sock.recv, max_bytes))
        except OSError as fault:
            raise httpcore.ReadError(fault) from fault
        if not watch.received:
            watch.head = data[:5]
        watch.received += len(data)
        watch.ended = not data
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the watch knows
        watch = self._watch
        if watch.phase is not Phase.SENDING:
            watch.enter(Phase.SENDING)
        watch.left()
        rest = memoryview(buffer)
        while rest:
            try:
                count = self._patiently(partial(self._sock.send, rest), for_write=True)
            except OSError as fault:
                raise httpcore.WriteError(fault) from fault
            watch.sent += count
            rest = rest[count:]

    def close(self) -> None:
        self._sock.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the watch knows
    ) -> httpcore.NetworkStream:
        self._watch.enter(Phase.SECURING)
        sock: socket.socket = self._sock
        try:
            secure = ssl_context.wrap_socket(
                sock, server_hostname=server_hostname, do_handshake_on_connect=False
            )
            sock = secure
            stream = TimedStream(secure, self._watch)
            stream._patiently(secure.do_handshake)
        except (OSError, ValueError) as fault:
            sock.close()
            raise httpcore.ConnectError(fault) from fault
        except BaseException:
            sock.close()
            raise
        return stream

    def get_extra_info(self, info: str) -> object:
        """Asked of an idle connection: something to read there means that the server closed it."""
        if info != "is_readable":
            return None
        return self._sock.fileno() < 0 or _is_ready(self._sock, 0.0, for_write=False)

    def _patiently(self, act: Callable[[], _T], *, for_write: bool = False) -> _T:
        """Do it as soon as the socket is ready for it. TLS may have to write in order to read, and so on."""
        while True:
            try:
                return act()
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError) as wants:
                if not isinstance(wants, BlockingIOError):
                    for_write = isinstance(wants, ssl.SSLWantWriteError)
                self._wait(for_write=for_write)

    def _wait(self, *, for_write: bool) -> None:
        if isinstance(self._sock, ssl.SSLSocket) and self._sock.pending():
            return
        while not _is_ready(self._sock, self._watch.left(), for_write=for_write):
            pass


def _is_ready(sock: socket.socket, seconds: float, *, for_write: bool) -> bool:
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLOUT if for_write else select.POLLIN)
        return bool(poll.poll(seconds * 1000))
    readers, writers = ([], [sock]) if for_write else ([sock], [])
    return any(select.select(readers, writers, [], seconds))


_Where: TypeAlias = "tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]"
_Address: TypeAlias = "tuple[int, int, int, str, _Where]"


class TimedBackend(httpcore.NetworkBackend):
    """Looks names up and connects, keeping to a watch."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the watch knows
        local_address: str | None = None,  # noqa: ARG002 - never asked for
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - never asked for
    ) -> httpcore.NetworkStream:
        faults: list[OSError] = []
        self._watch.enter(Phase.CONNECTING)
        try:
            addresses = self._look_up(host, port)
        except (OSError, UnicodeError) as fault:
            raise httpcore.ConnectError(fault) from fault
        for number, address in enumerate(addresses):
            try:
                sock = self._connect(address, self._watch.share(len(addresses) - number))
            except OSError as fault:
                faults.append(fault)
            else:
                return TimedStream(sock, self._watch)
        refused = [fault for fault in faults if isinstance(fault, ConnectionRefusedError)]
        raise httpcore.ConnectError((refused or faults)[-1])

    def _look_up(self, host: str, port: int) -> Sequence[_Address]:
        try:
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        except socket.gaierror:
            pass  # a name
        answers: SimpleQueue[Sequence[_Address] | OSError | UnicodeError] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError) as fault:
                answers.put(fault)

        # Nothing can end a look-up that hangs, so that a thread is left to wait for it.
        threading.Thread(target=ask, name="steprun-look-up", daemon=True).start()
        while True:
            try:
                answer = answers.get(timeout=self._watch.left())
            except Empty:
                continue
            if isinstance(answer, Exception):
                raise answer
            return answer

    def _connect(self, address: _Address, until: float) -> socket.socket:
        family, kind, protocol, _, where = address
        sock = socket.socket(family, kind, protocol)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(0)
            code = sock.connect_ex(where)
            if code in (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN):
                self._until_connected(sock, until)
                code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            _check(code)
        except BaseException:
            sock.close()
            raise
        return sock

    def _until_connected(self, sock: socket.socket, until: float) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(sock, selectors.EVENT_WRITE)
            while not ready.select(self._watch.left()):
                if perf_counter() >= until:
                    raise TimeoutError


def _check(code: int) -> None:
    if code:
        raise OSError(code, os.strerror(code))
