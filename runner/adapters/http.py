"""The way to the network: sends our requests with httpx, and brings back whole answers or our errors."""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import httpcore
import httpx

from runner.adapters.body import collect, unpack
from runner.adapters.deadline import Phase, TimedBackend, Watch
from runner.adapters.faults import MAPPED, Attempt, explain, may_repeat
from runner.adapters.hosts import is_allowed
from runner.errors import StepError
from runner.model.http import Request, Response
from runner.model.trouble import Cause
from runner.version import __version__

#: Below the five seconds after which common servers close an idle connection.
_KEEP_ALIVE = 4.0
_PORTS = {"http": 80, "https": 443}
_LAST_PORT = 65_535

_DEFAULTS = (
    ("Accept", "*/*"),
    ("Accept-Encoding", "gzip, deflate"),
    ("User-Agent", f"steprun/{__version__}"),
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def _public_authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


class HttpSender:
    """Sends from many threads at once; each has connections of its own, and no one's cookies meet.

    It follows no redirect, and asks nothing of the machine's proxies, netrc or environment. A request that
    begins after `stop` was set is sent all the same: it cleans up.
    """

    def __init__(
        self,
        *,
        allow_hosts: frozenset[str],
        stop: threading.Event | None = None,
        pauses: tuple[float, ...] = (0.1, 0.3),
        tls: Callable[[], ssl.SSLContext] = _public_authorities,
    ) -> None:
        self._allow_hosts = allow_hosts
        self._stop = stop
        self._pauses = pauses
        self._tls = tls
        self._context: ssl.SSLContext | None = None
        self._own = threading.local()
        self._lines: list[_Line] = []
        self._jars: dict[tuple[str, str], httpx.Cookies] = {}
        self._lock = threading.Lock()

    def __call__(self, request: Request, /) -> Response:
        """The answer, whole and unpacked. Raises StepError."""
        url = self._checked_url(request.url)
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if url.port is None:
            origin = f"{origin}:{_PORTS[url.scheme]}"
        outgoing = _outgoing(request, url)
        self._add_cookies(outgoing, (request.jar, origin))
        line = self._line()
        line.watch.start(request.timeout)
        try:
            answer = self._ask(line, outgoing)
            content = _content(answer, line.watch)
        except MAPPED as fault:
            raise explain(fault, Attempt(origin, request.timeout, line.watch)) from None
        seconds, phases = line.watch.elapsed(), line.watch.phases()
        if request.jar and "set-cookie" in answer.headers:
            answer.request = outgoing
            self._keep_cookies(answer, (request.jar, origin))
        return Response(
            status=answer.status_code,
            headers=tuple((_text(name), _text(value)) for name, value in answer.headers.raw),
            content=unpack(content, answer.headers.get("content-encoding", "")),
            seconds=seconds,
            phases=phases,
        )

    def forget(self, jar_prefix: str, /) -> None:
        """Drop the cookies of all jars whose names begin like this."""
        with self._lock:
            for key in [key for key in list(self._jars) if key[0].startswith(jar_prefix)]:
                del self._jars[key]

    def close(self) -> None:
        """Close all connections. Not to be called while a request is on its way."""
        with self._lock:
            for line in self._lines:
                line.close()
            self._lines.clear()
            self._own = threading.local()

    def _add_cookies(self, outgoing: httpx.Request, key: tuple[str, str]) -> None:
        cookies = self._jars.get(key)
        if cookies is not None:
            # Byte for byte as they came: one odd cookie must not make every later request impossible.
            outgoing.headers.encoding = "latin-1"
            cookies.set_cookie_header(outgoing)

    def _keep_cookies(self, answer: httpx.Response, key: tuple[str, str]) -> None:
        answer.headers.encoding = "latin-1"
        self._jars.setdefault(key, httpx.Cookies()).extract_cookies(answer)

    def _ask(self, line: _Line, outgoing: httpx.Request) -> httpx.Response:
        for pause in self._pauses:
            try:
                return line.handle_request(outgoing)
            except MAPPED as fault:
                if not may_repeat(fault, line.watch):
                    raise
            line.watch.again()
            line.watch.pause(pause)
        return line.handle_request(outgoing)

    def _line(self) -> _Line:
        line: _Line | None = getattr(self._own, "line", None)
        if line is None:
            line = self._own.line = _Line(Watch(self._stop), self._shared_context)
            with self._lock:
                self._lines.append(line)
        return line

    def _shared_context(self) -> ssl.SSLContext:
        with self._lock:
            if self._context is None:
                self._context = self._tls()
            return self._context

    def _checked_url(self, text: str) -> httpx.URL:
        try:
            url = _read_url(text)
        except (httpx.InvalidURL, ValueError):
            raise _refused(
                "the URL cannot be read as one", "look at the step's path and at `base_url`"
            ) from None
        if url.scheme not in _PORTS or not url.host:
            raise _refused("the URL is not one of http:// or https://", "look at `base_url` in steprun.yaml")
        if url.userinfo:
            raise _refused(
                "the URL carries a user name or password", "send them as a token, or as a header of the step"
            )
        if url.port is not None and not 0 < url.port <= _LAST_PORT:
            raise _refused("the URL's port is not one of 1 to 65535", "look at `base_url` in steprun.yaml")
        host, port = url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme]
        if not is_allowed(host, port, self._allow_hosts):
            name = host if url.port is None else f"{host}:{port}"
            raise StepError(
                f"host {name} is not in allow_hosts",
                cause=Cause.REQUEST,
                hint="add it to `allow_hosts` of the environment in steprun.yaml, if requests may go there",
                key=f"host {name} not allowed",
            )
        return url


@lru_cache(maxsize=1024)
def _read_url(text: str) -> httpx.URL:
    # httpx looks at each character; many specs ask for the same list first.
    return httpx.URL(text)


class _Line(httpx.BaseTransport):
    """One worker's connections: one for each origin, kept open.

    A worker has one request on its way at a time, so that a pool would have nothing to decide.
    """

    def __init__(self, watch: Watch, context: Callable[[], ssl.SSLContext]) -> None:
        self.watch = watch
        self._context = context
        self._backend = TimedBackend(watch)
        self._connections: dict[tuple[bytes, bytes, int | None], httpcore.HTTPConnection] = {}
        self._doubtful: set[httpcore.HTTPConnection] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        connection = self._connection((url.raw_scheme, url.raw_host, url.port), target.origin)
        assert isinstance(request.stream, httpx.SyncByteStream)
        answer = connection.handle_request(
            httpcore.Request(request.method, target, headers=request.headers.raw, content=request.stream)
        )
        assert isinstance(answer.stream, Iterable)
        if _is_doubtful(answer):
            self._doubtful.add(connection)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def _connection(
        self, key: tuple[bytes, bytes, int | None], origin: httpcore.Origin
    ) -> httpcore.HTTPConnection:
        known = self._connections.get(key)
        if known is not None:
            if known not in self._doubtful and known.is_idle() and not known.has_expired():
                return known
            known.close()
            self._doubtful.discard(known)
        connection = self._connections[key] = httpcore.HTTPConnection(
            origin,
            ssl_context=self._context() if origin.scheme == b"https" else None,
            keepalive_expiry=_KEEP_ALIVE,
            network_backend=self._backend,
        )
        return connection


def _is_doubtful(answer: httpcore.Response) -> bool:
    """Whether a body may come that nobody reads: it would become the head of the next answer."""
    lengths = (b"content-length", b"transfer-encoding")
    announced = any(name.lower() in lengths and value.strip() != b"0" for name, value in answer.headers)
    return announced and answer.status in (204, 304)


class _Body(httpx.SyncByteStream):
    """The bytes of an answer as they arrive."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _outgoing(request: Request, url: httpx.URL) -> httpx.Request:
    if not _TOKEN.fullmatch(request.method):
        raise _refused("the method is not a word of ASCII letters", "use one such as GET or POST")
    headers = _headers(request)
    if not request.is_multipart:
        return httpx.Request(request.method, url, headers=headers, content=request.content)
    fields = [(name, (None, value)) for name, value in request.fields]
    files = [(part.name, (part.filename, part.content)) for part in request.files]
    outgoing = httpx.Request(request.method, url, headers=headers, files=[*fields, *files])
    outgoing.read()  # the parts become one body, which can be sent more than once
    return outgoing


def _headers(request: Request) -> list[tuple[bytes, bytes]]:
    given = {name.lower() for name, _ in request.headers}
    headers = [pair for pair in _DEFAULTS if pair[0].lower() not in given]
    for name, value in request.headers:
        if not _TOKEN.fullmatch(name):
            raise _refused(f"`{name!a}` cannot be the name of a header", "use letters, digits and dashes")
        if not _HEADER_VALUE.fullmatch(value):
            raise _refused(
                f"the value of the header `{name}` cannot be sent: it holds a line break or a character "
                "that headers cannot carry",
                "see where the value comes from",
            )
        _check_framing(request, name, value)
        # The parts of a multipart body are marked off by a boundary that only its encoder knows.
        if not (request.is_multipart and name.lower() == "content-type"):
            headers.append((name, value))
    return [(name.encode("ascii"), value.strip(" \t").encode("latin-1")) for name, value in headers]


def _check_framing(request: Request, name: str, value: str) -> None:
    """Where a request ends follows from its body; whoever says otherwise leaves the server waiting."""
    length = "" if request.is_multipart else str(len(request.content or b""))
    if name.lower() == "transfer-encoding" or (name.lower() == "content-length" and value != length):
        raise _refused(f"the header `{name}` does not fit the body", "leave it out: the body decides it")


def _content(answer: httpx.Response, watch: Watch) -> bytes:
    watch.enter(Phase.READING)
    assert isinstance(answer.stream, _Body)
    parts = []
    try:
        for chunk in collect(answer.stream):
            watch.body += len(chunk)
            parts.append(chunk)
    finally:
        answer.stream.close()
    return b"".join(parts)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _refused(what: str, hint: str) -> StepError:
    return StepError(what, cause=Cause.REQUEST, hint=hint)
