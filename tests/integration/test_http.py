"""The sender over real loopback sockets: servers that drip, lie, hang up, flood, and bomb."""

from __future__ import annotations

import contextlib
import gzip
import resource
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runner.adapters.http import HttpSender
from runner.errors import StepError
from runner.model.http import FilePart, Request, Response
from runner.model.trouble import Cause

Handler = Callable[[socket.socket, bytes], None]
LOOPBACK = frozenset({"127.0.0.1", "localhost"})


class RawServer:
    """Reads whole requests, hands each to `handler`, and remembers them."""

    def __init__(self, handler: Handler, context: ssl.SSLContext | None = None) -> None:
        self.handler = handler
        self.context = context
        self.requests: list[bytes] = []
        self.connections = 0
        self.sockets: list[socket.socket] = []
        self.threads: list[threading.Thread] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start(self.accept)

    def start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self.threads.append(thread)
        thread.start()

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.sockets.append(connection)
            self.start(self.serve, connection)

    def serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection.settimeout(20)
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
                self.sockets.append(connection)
            while request := read_request(connection):
                self.requests.append(request)
                self.handler(connection, request)
        with contextlib.suppress(OSError):
            connection.close()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for each in self.sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self.threads:
            thread.join(5)
        assert not any(thread.is_alive() for thread in self.threads)


def read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [
        line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    ]
    while lengths and len(body) < int(lengths[0]):
        part = connection.recv(65536)
        if not part:
            return b""
        body += part
    return head + b"\r\n\r\n" + body


def answer(body: bytes = b"{}", *, status: str = "200 OK", headers: str = "") -> bytes:
    lines = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    return lines.encode() + body


def says(data: bytes) -> Handler:
    return lambda connection, _: connection.sendall(data)


def says_and_closes(data: bytes) -> Handler:
    def handle(connection: socket.socket, _: bytes) -> None:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_RDWR)

    return handle


def silence(connection: socket.socket, _: bytes) -> None:
    connection.recv(1)


Serve = Callable[..., RawServer]
Send = Callable[..., Response]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with contextlib.ExitStack() as stack:

        def start(handler: Handler, context: ssl.SSLContext | None = None) -> RawServer:
            server = RawServer(handler, context)
            stack.callback(server.close)
            return server

        yield start


@pytest.fixture
def sender() -> Iterator[HttpSender]:
    sender = HttpSender(allow_hosts=LOOPBACK)
    yield sender
    sender.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def fails(sender: HttpSender, url: str, timeout: float = 5, method: str = "GET") -> StepError:
    with pytest.raises(StepError) as caught:
        sender(Request(method, url, timeout=timeout))
    assert caught.value.hint or caught.value.cause is Cause.INTERRUPTED
    return caught.value


# What is asked


def test_a_request_is_sent_as_it_was_built(serve: Serve, sender: HttpSender) -> None:
    server = serve(says(answer(b'{"a": 1}', headers="Content-Type: application/json\r\nX-Way: \xfc\r\n")))
    request = Request(
        "PATCH", f"{server.url}/a%2Fb?x=1&x=2", headers=(("X-A", " one "), ("X-A", "two")), content=b"{}"
    )
    response = sender(request)
    lines = server.requests[0].decode().split("\r\n")
    assert lines[0] == "PATCH /a%2Fb?x=1&x=2 HTTP/1.1"
    assert f"Host: 127.0.0.1:{server.port}" in lines
    assert [line for line in lines if line.startswith("X-A")] == ["X-A: one", "X-A: two"]
    assert any(line.startswith("User-Agent: steprun/") for line in lines)
    assert "Accept-Encoding: gzip, deflate" in lines
    assert lines[-1] == "{}"
    assert (response.status, response.json, response.header("x-way")) == (200, {"a": 1}, "\xfc")
    assert 0 < response.seconds < 5


def test_headers_of_the_step_replace_the_usual_ones(serve: Serve, sender: HttpSender) -> None:
    server = serve(says(answer()))
    sender(
        Request(
            "GET", server.url, headers=(("user-agent", "mine"), ("accept", "text/csv"), ("host", "inner"))
        )
    )
    head = server.requests[0].lower()
    assert head.count(b"user-agent:") == head.count(b"accept:") == head.count(b"host:") == 1
    assert b"user-agent: mine" in head
    assert b"host: inner" in head


def test_a_body_of_parts_is_encoded_with_its_boundary(serve: Serve, sender: HttpSender) -> None:
    server = serve(says(answer()))
    sender(
        Request(
            "POST",
            server.url,
            headers=(("Content-Type", "multipart/form-data"),),
            fields=(("kind", "photo"), ("kind", "big")),
            files=(FilePart("file", 'a"b.png', b"\x89PNG\x00"),),
        )
    )
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    boundary = head.partition(b"boundary=")[2].partition(b"\r\n")[0]
    assert head.lower().count(b"content-type") == 1
    assert body.count(b"--" + boundary) == 4
    assert body.count(b'name="kind"') == 2
    assert b'filename="a%22b.png"' in body
    assert b"\x89PNG\x00" in body


def test_text_fields_alone_are_parts_as_well(serve: Serve, sender: HttpSender) -> None:
    server = serve(says(answer()))
    sender(Request("POST", server.url, fields=(("kind", "é"),)))
    assert b"multipart/form-data; boundary=" in server.requests[0]
    assert "é".encode() in server.requests[0]


@pytest.mark.parametrize(
    ("method", "status"), [("HEAD", "200 OK"), ("GET", "204 No Content"), ("GET", "304 Not Modified")]
)
def test_answers_without_a_body_are_complete(
    serve: Serve, sender: HttpSender, method: str, status: str
) -> None:
    length = "Content-Length: 99999999\r\nContent-Encoding: gzip\r\n" if method == "HEAD" else ""
    server = serve(says(f"HTTP/1.1 {status}\r\n{length}\r\n".encode()))
    for _ in range(2):
        response = sender(Request(method, server.url))
        assert response.content == b""
    assert server.connections == 1


def test_redirects_are_answers(serve: Serve, sender: HttpSender) -> None:
    server = serve(says(answer(b"", status="302 Found", headers="Location: /elsewhere\r\n")))
    assert sender(Request("GET", server.url)).status == 302
    assert len(server.requests) == 1


def test_proxies_and_netrc_of_the_machine_are_ignored(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    proxy, server = serve(says(answer(b"proxy"))), serve(says(answer(b"server")))
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    monkeypatch.setenv("NETRC", str(netrc))
    with contextlib.closing(HttpSender(allow_hosts=LOOPBACK)) as sender:
        assert sender(Request("GET", server.url)).content == b"server"
    assert not proxy.requests
    assert b"authorization" not in server.requests[0].lower()


def test_connections_are_kept_open_and_renewed_when_the_server_closed_them(
    serve: Serve, sender: HttpSender
) -> None:
    def handle(connection: socket.socket, request: bytes) -> None:
        connection.sendall(answer())
        if b"/last" in request:
            connection.shutdown(socket.SHUT_RDWR)

    server = serve(handle)
    for path in ("/a", "/b", "/last"):
        sender(Request("GET", server.url + path))
    time.sleep(0.1)
    assert sender(Request("POST", server.url + "/c", content=b"{}")).status == 200
    assert server.connections == 2


# Cookies


def test_each_jar_has_cookies_of_its_own(serve: Serve, sender: HttpSender) -> None:
    server = serve(says(answer(headers="Set-Cookie: who=x; Path=/\r\n")))
    other = serve(says(answer()))
    sender(Request("GET", server.url, jar="spec1/staff"))
    for url, jar, sent in [
        (server.url, "spec1/staff", True),
        (server.url, "spec1/client", False),
        (server.url, "", False),
        (server.url, "", False),
        (other.url, "spec1/staff", False),
    ]:
        sender(Request("GET", url, jar=jar))
        last = (server if url == server.url else other).requests[-1]
        assert (b"Cookie: who=x" in last) is sent, (url, jar)


def test_forgotten_cookies_are_not_sent(serve: Serve, sender: HttpSender) -> None:
    server = serve(says(answer(headers="Set-Cookie: who=x\r\n")))
    for jar in ("spec1/staff", "spec2/staff"):
        sender(Request("GET", server.url, jar=jar))
    sender.forget("spec1/")
    for jar in ("spec1/staff", "spec2/staff"):
        sender(Request("GET", server.url, jar=jar))
    assert [b"Cookie" in request for request in server.requests] == [False, False, False, True]


def test_a_cookie_of_odd_bytes_goes_back_as_it_came(serve: Serve, sender: HttpSender) -> None:
    odd = b"a=\xe9\xff" + "日".encode()
    server = serve(says(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nSet-Cookie: " + odd + b"\r\n\r\n"))
    for _ in range(2):
        sender(Request("GET", server.url, headers=(("X-Name", "é"),), jar="a"))
    assert b"Cookie: " + odd in server.requests[1]


# Time


def test_a_dripping_body_ends_at_the_deadline(serve: Serve, sender: HttpSender) -> None:
    def drip(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _drop in range(1000):
            connection.sendall(b"x")
            time.sleep(0.05)

    begun = time.perf_counter()
    fault = fails(sender, serve(drip).url, timeout=1)
    assert time.perf_counter() - begun < 1.5
    assert fault.cause is Cause.TIMEOUT
    assert fault.what.startswith("no complete answer in 1 s: reading the body, ")


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"", "no answer in 0.4 s: the request is sent, waiting for the answer"),
        (b"HTTP/1.1 200 OK\r\nX-", "no complete answer in 0.4 s: reading its headers"),
    ],
)
def test_a_silent_server_is_given_up(serve: Serve, sender: HttpSender, start: bytes, what: str) -> None:
    def begin(connection: socket.socket, _: bytes) -> None:
        connection.sendall(start)
        connection.recv(1)

    fault = fails(sender, serve(begin).url, timeout=0.4)
    assert (fault.cause, fault.what, fault.key) == (Cause.TIMEOUT, what, "")


def test_a_tls_handshake_that_never_ends_is_given_up(sender: HttpSender) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        fault = fails(sender, f"https://127.0.0.1:{port}", timeout=0.6)
    assert fault.cause is Cause.TIMEOUT
    assert "still in the TLS handshake" in fault.what
    assert fault.key == f"host https://127.0.0.1:{port} does not answer"


def test_a_full_backlog_is_given_up_while_connecting(sender: HttpSender) -> None:
    with socket.socket() as listener, contextlib.ExitStack() as stack:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        fault = fails(sender, f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=0.5)
    assert fault.cause is Cause.TIMEOUT
    assert "still connecting to http://127.0.0.1:" in fault.what


def test_a_stop_ends_a_blocked_read(serve: Serve) -> None:
    stop = threading.Event()
    server = serve(silence)
    with contextlib.closing(HttpSender(allow_hosts=LOOPBACK, stop=stop)) as sender:
        threading.Timer(0.2, stop.set).start()
        begun = time.perf_counter()
        fault = fails(sender, server.url, timeout=20)
        assert time.perf_counter() - begun < 5
        assert fault.cause is Cause.INTERRUPTED


def test_what_begins_after_a_stop_is_sent_because_it_cleans_up(serve: Serve) -> None:
    stop = threading.Event()
    stop.set()
    server = serve(says(answer()))
    with contextlib.closing(HttpSender(allow_hosts=LOOPBACK, stop=stop)) as sender:
        assert sender(Request("DELETE", server.url)).status == 200


# Connections that fail


def test_a_refused_connection_is_tried_three_times(sender: HttpSender) -> None:
    port = free_port()
    begun = time.perf_counter()
    fault = fails(sender, f"http://127.0.0.1:{port}")
    assert 0.4 <= time.perf_counter() - begun < 1.5
    assert fault.cause is Cause.CONNECTION
    assert fault.what == f"no connection to http://127.0.0.1:{port}: refused"
    assert fault.key == f"host http://127.0.0.1:{port} refused"


def test_a_server_that_comes_up_late_is_reached(serve: Serve, sender: HttpSender) -> None:
    port = free_port()
    late: list[RawServer] = []

    def come_up() -> None:
        listener = socket.create_server(("127.0.0.1", port))
        server = serve(says(answer()))
        server.sockets.append(listener)
        late.append(server)
        server.start(lambda: server.serve(listener.accept()[0]))

    timer = threading.Timer(0.15, come_up)
    timer.start()
    assert sender(Request("GET", f"http://127.0.0.1:{port}")).status == 200
    timer.join()


def test_an_unknown_host_is_named() -> None:
    with contextlib.closing(HttpSender(allow_hosts=frozenset({"nowhere.invalid"}))) as sender:
        fault = fails(sender, "http://nowhere.invalid/a?token=s3cret", timeout=20)
    assert fault.cause in (Cause.CONNECTION, Cause.TIMEOUT)
    assert "nowhere.invalid" in fault.what
    assert "s3cret" not in fault.what


def reset(connection: socket.socket, _: bytes) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def reset_in_the_body(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789")
    time.sleep(0.1)
    reset(connection, request)


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("handler", "cause", "what"),
    [
        (reset, Cause.CONNECTION, "the connection was closed before an answer came"),
        (reset_in_the_body, Cause.CONNECTION, "the connection was lost after 10 B of the body"),
        (says_and_closes(b""), Cause.CONNECTION, "the connection was closed before an answer came"),
        (
            says_and_closes(OK),
            Cause.CONNECTION,
            "the connection was lost in the middle of the answer's headers",
        ),
        (
            says_and_closes(OK + b"Content-Length: 9\r\n\r\n1234"),
            Cause.CONNECTION,
            "the connection was lost after 4 B of the body",
        ),
        (says_and_closes(b"<html>hello</html>"), Cause.PROTOCOL, "is not HTTP"),
        (says(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), Cause.PROTOCOL, "is not HTTP"),
        (
            says(b"HTTP/1.1 two hundred\r\n\r\n"),
            Cause.PROTOCOL,
            "the answer's headers cannot be read as HTTP/1.1",
        ),
        (says(OK + b"no colon\r\n\r\n"), Cause.PROTOCOL, "the answer's headers cannot be read as HTTP/1.1"),
        (
            says(OK + b"X-N: 1\r\n" * 100_000),
            Cause.PROTOCOL,
            "the answer's headers cannot be read as HTTP/1.1",
        ),
        (
            says(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
            Cause.PROTOCOL,
            "the answer's body cannot be read as HTTP/1.1",
        ),
        (
            says(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n12"),
            Cause.PROTOCOL,
            "the answer's headers cannot be read as HTTP/1.1",
        ),
    ],
)
def test_broken_answers_are_errors_in_our_words(
    serve: Serve, sender: HttpSender, handler: Handler, cause: Cause, what: str
) -> None:
    server = serve(handler)
    fault = fails(sender, server.url, method="POST")
    assert fault.cause is cause
    assert what in fault.what
    assert len(server.requests) == 1, "what was sent is not sent again"


# Bodies


def flood(connection: socket.socket, _: bytes) -> None:
    connection.sendall(OK + b"\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    block = bytes(1024 * 1024)
    return b"".join(packer.compress(block) for _ in range(300)) + packer.flush()


@pytest.mark.parametrize("kind", ["endless", "gzip bomb"])
def test_a_response_is_bounded_on_the_wire_and_unpacked(serve: Serve, sender: HttpSender, kind: str) -> None:
    server = serve(flood if kind == "endless" else says(answer(bomb(), headers="Content-Encoding: gzip\r\n")))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fault = fails(sender, server.url)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert fault.cause is Cause.PROTOCOL
    assert fault.what == "the response is larger than 10 MiB"
    assert grown < 64 * 1024  # kilobytes


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b'{"a": 1}', mtime=0)),
        ("gzip", gzip.compress(b'{"a":', mtime=0) + gzip.compress(b" 1}", mtime=0)),
        ("deflate", zlib.compress(b'{"a": 1}')),
        ("gzip, GZIP", gzip.compress(gzip.compress(b'{"a": 1}', mtime=0), mtime=0)),
    ],
)
def test_packed_answers_are_unpacked(serve: Serve, sender: HttpSender, coding: str, packed: bytes) -> None:
    headers = f"Content-Type: application/json\r\nContent-Encoding: {coding}\r\n"
    assert sender(Request("GET", serve(says(answer(packed, headers=headers))).url)).json == {"a": 1}


@pytest.mark.parametrize(
    ("method", "answered"),
    [("DELETE", "204 No Content"), ("GET", "304 Not Modified")],
)
def test_a_body_where_none_belongs_does_not_spoil_the_next_answer(
    serve: Serve, sender: HttpSender, method: str, answered: str
) -> None:
    stray = f"HTTP/1.1 {answered}\r\nContent-Length: 4\r\n\r\nHTTP".encode()

    def sloppy(connection: socket.socket, request: bytes) -> None:
        connection.sendall(answer(b"fine") if request.startswith(b"POST") else stray)

    server = serve(sloppy)
    assert sender(Request(method, server.url)).content == b""
    assert sender(Request("POST", server.url)).content == b"fine"


def test_an_answer_without_a_body_keeps_the_connection(serve: Serve, sender: HttpSender) -> None:
    server = serve(says(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"))
    for _ in range(3):
        sender(Request("DELETE", server.url))
    assert server.connections == 1


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    openssl = shutil.which("openssl")
    assert openssl, "the TLS tests make their certificate with openssl"
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", file, "-out", f"{file}.crt"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    with file.open("a") as both:
        both.write(Path(f"{file}.crt").read_text())
    return file


@pytest.fixture
def secure(certificate: Path, serve: Serve) -> Callable[[Handler], RawServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return lambda handler: serve(handler, context)


def trusting(certificate: Path, stop: threading.Event | None = None) -> HttpSender:
    return HttpSender(
        allow_hosts=LOOPBACK, stop=stop, tls=lambda: ssl.create_default_context(cafile=str(certificate))
    )


def test_a_trusted_server_is_spoken_to_over_tls(
    secure: Callable[[Handler], RawServer], certificate: Path
) -> None:
    server = secure(says(answer(b"x" * 300_000)))
    with contextlib.closing(trusting(certificate)) as sender:
        for _ in range(3):
            assert len(sender(Request("GET", f"https://localhost:{server.port}")).content) == 300_000
    assert server.connections == 1


def test_the_deadline_and_a_stop_hold_over_tls(
    secure: Callable[[Handler], RawServer], certificate: Path
) -> None:
    server = secure(silence)
    stop = threading.Event()
    with contextlib.closing(trusting(certificate, stop)) as sender:
        assert fails(sender, f"https://localhost:{server.port}", timeout=0.4).cause is Cause.TIMEOUT
        threading.Timer(0.1, stop.set).start()
        assert fails(sender, f"https://localhost:{server.port}", timeout=20).cause is Cause.INTERRUPTED


def test_an_unknown_authority_is_not_trusted(
    secure: Callable[[Handler], RawServer], sender: HttpSender
) -> None:
    server = secure(says(answer()))
    fault = fails(sender, f"https://localhost:{server.port}")
    assert fault.cause is Cause.TLS
    assert f"the certificate of https://localhost:{server.port} is not trusted: self" in fault.what
    assert not server.requests


def test_a_certificate_for_another_name_is_not_trusted(
    secure: Callable[[Handler], RawServer], certificate: Path
) -> None:
    server = secure(says(answer()))
    with contextlib.closing(trusting(certificate)) as sender:
        assert fails(sender, f"https://127.0.0.1:{server.port}").cause is Cause.TLS


def test_https_to_a_plain_server_says_so(serve: Serve, sender: HttpSender) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def shout() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(65536)

        thread = threading.Thread(target=shout)
        thread.start()
        fault = fails(sender, f"https://127.0.0.1:{listener.getsockname()[1]}")
        thread.join()
    assert fault.cause is Cause.TLS
    assert "the answer is not TLS" in fault.what


# Many at once


def test_eight_threads_get_their_own_answers(serve: Serve) -> None:
    def echo(connection: socket.socket, request: bytes) -> None:
        connection.sendall(answer(request.split(b" ")[1]))

    server = serve(echo)
    with contextlib.closing(HttpSender(allow_hosts=LOOPBACK)) as sender:

        def ask(worker: int) -> list[str]:
            return [sender(Request("GET", f"{server.url}/{worker}/{n}")).text for n in range(50)]

        with ThreadPoolExecutor(8) as workers:
            answers = list(workers.map(ask, range(8)))
    assert answers == [[f"/{worker}/{n}" for n in range(50)] for worker in range(8)]
    assert server.connections <= 8


def test_the_sender_leaves_no_socket_open(serve: Serve) -> None:
    server = serve(says(answer()))
    before = len(list(Path("/proc/self/fd").iterdir()))
    sender = HttpSender(allow_hosts=LOOPBACK)
    with ThreadPoolExecutor(3) as workers:
        list(workers.map(lambda _: sender(Request("GET", server.url)), range(9)))
    sender.close()
    # The server's ends are in this process, too, and its threads let go of theirs when they get to it.
    deadline = time.monotonic() + 5
    while (left := len(list(Path("/proc/self/fd").iterdir()))) > before and time.monotonic() < deadline:
        for each in list(server.sockets):
            each.close()
        time.sleep(0.01)
    assert left <= before
