"""What is to be tested, started for the run and stopped after it."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import logging
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from runner.adapters.hosts import address_of
from runner.errors import SettingsError, StepError
from runner.model.environment import AppServer, CommandServer, Server
from runner.model.http import Request

if TYPE_CHECKING:
    import uvicorn

_START = 30.0
_STOP = 5.0
_HURRIED = 0.3
_INSTALL = "install what serves it: pip install 'steprun[sandbox]'"
_LAST_LINES = 20
_LAST_BYTES = 65_536
_DOWN = 500


@contextlib.contextmanager
def running(server: Server, *, root: Path, hurried: Callable[[], bool] = lambda: False) -> Iterator[str]:
    """Start it, hand over its base URL once it answers, and stop it. Raises SettingsError.

    `hurried`: whether it is given no time to end in order, once it is stopped.
    """
    make = partial(_app, server) if isinstance(server, AppServer) else partial(_command, server)
    started = make(root, hurried)
    with started as url:
        yield url


@contextlib.contextmanager
def _app(server: AppServer, root: Path, hurried: Callable[[], bool]) -> Iterator[str]:
    try:
        import uvicorn
    except ImportError:
        raise SettingsError(f"the server {server.app} needs uvicorn", hint=_INSTALL) from None
    with (
        _importable(root),
        _listener() as listener,
        _overheard("uvicorn.error") as lines,
        _overheard("asyncio"),  # which says, for each lost piece of an answer, that nobody reads any more
    ):
        config = uvicorn.Config(
            _load(server.app),
            access_log=False,
            log_config=None,
            log_level="warning",
            http="httptools" if find_spec("httptools") else "h11",
            loop="asyncio",
            ws="none",
            lifespan="on",
            timeout_graceful_shutdown=1,
        )
        serving = uvicorn.Server(config)
        thread = threading.Thread(
            target=_serve, args=(serving, listener), name=f"steprun-server-{server.app}", daemon=True
        )
        thread.start()
        try:
            _wait_for_start(server, serving, thread, lines)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            serving.should_exit = True
            serving.force_exit = hurried()
            thread.join(_STOP)


def _listener() -> socket.socket:
    # asyncio switches Nagle's algorithm off only for sockets that name their protocol; left on, it holds
    # back the second half of every answer for 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener


def _serve(serving: uvicorn.Server, listener: socket.socket) -> None:
    # It says why it cannot start in its log, and exits; from a thread, that would only be noise.
    with contextlib.suppress(SystemExit):
        serving.run(sockets=[listener])


def _wait_for_start(
    server: AppServer, serving: uvicorn.Server, thread: threading.Thread, lines: list[str]
) -> None:
    end = monotonic() + _START
    while not serving.started:
        if not thread.is_alive() or monotonic() > end:
            raise SettingsError(
                f"the server {server.app} did not start; {_said(lines)}", hint="see its lifespan start-up"
            )
        sleep(0.005)


@contextlib.contextmanager
def _importable(root: Path) -> Iterator[None]:
    """The project's own packages can be imported, as they could by `python -m`."""
    entry = str(root)
    sys.path.insert(0, entry)
    try:
        yield
    finally:
        with contextlib.suppress(ValueError):
            sys.path.remove(entry)


def _load(path: str) -> Any:
    """The app at `package.module:attribute`, made by calling it when it can be called without arguments."""
    module, _, attribute = path.partition(":")
    try:
        found: Any = importlib.import_module(module)
        for name in attribute.split("."):
            found = getattr(found, name)
        return found() if _is_factory(found) else found
    except ModuleNotFoundError as fault:
        missing = fault.name or module
        hint = _INSTALL if missing in ("starlette", "uvicorn") else "see `server:` in steprun.yaml"
        raise SettingsError(
            f"the server {path} cannot be imported: no module {missing}", hint=hint
        ) from fault
    except Exception as fault:
        why = f"{type(fault).__name__}: {fault}"
        raise SettingsError(
            f"the server {path} cannot be made: {why}", hint="see `server:` in steprun.yaml"
        ) from fault


def _is_factory(found: Any) -> bool:
    try:
        inspect.signature(found).bind()
    except (TypeError, ValueError):
        return False
    return True


class _Listener(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.extend(self.format(record).rstrip().splitlines())
        del self._lines[:-_LAST_LINES]


@contextlib.contextmanager
def _overheard(logger: str) -> Iterator[list[str]]:
    """The last lines that a logger says; with a handler there, they do not go to the terminal."""
    lines: list[str] = []
    handler = _Listener(lines)
    logging.getLogger(logger).addHandler(handler)
    try:
        yield lines
    finally:
        logging.getLogger(logger).removeHandler(handler)


@contextlib.contextmanager
def _command(server: CommandServer, root: Path, hurried: Callable[[], bool]) -> Iterator[str]:
    parts = urlsplit(server.url)
    _must_be_free(server)
    with tempfile.TemporaryFile() as output:
        process = _launch(server, root, output)
        try:
            _wait_for_answer(server, process, output)
            yield f"{parts.scheme}://{parts.netloc}"
        finally:
            _stop(process, patience=_HURRIED if hurried() else _STOP)


def _must_be_free(server: CommandServer) -> None:
    host, _, port = address_of(server.url).rpartition(":")
    with contextlib.suppress(OSError), socket.create_connection((host.strip("[]"), int(port)), timeout=1):
        raise SettingsError(
            f"something listens on {host}:{port} already, before `{server.command}` was started",
            hint="stop it, or leave `server:` out to test what runs there",
        )


def _launch(server: CommandServer, root: Path, output: IO[bytes]) -> subprocess.Popen[bytes]:
    try:
        # The command is the project's own, from its steprun.yaml; no shell sees it.
        return subprocess.Popen(  # noqa: S603 - see above
            shlex.split(server.command),
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else str(fault)
        raise SettingsError(
            f"the command `{server.command}` cannot be started: {why}", hint="see `server:` in steprun.yaml"
        ) from None


def _wait_for_answer(server: CommandServer, process: subprocess.Popen[bytes], output: IO[bytes]) -> None:
    from runner.adapters.http import HttpSender

    end = monotonic() + server.wait.total_seconds()
    ask = Request("GET", server.url, timeout=2)
    with contextlib.closing(HttpSender(allow_hosts=frozenset({address_of(server.url)}), pauses=())) as send:
        while process.poll() is None:
            with contextlib.suppress(StepError):
                if send(ask).status < _DOWN and process.poll() is None:
                    return
            if monotonic() > end:
                seconds = f"{server.wait.total_seconds():g} s"
                raise _dead(server, f"does not answer at {server.url} after {seconds}", output)
            sleep(0.05)
    raise _dead(server, f"ended with exit code {process.returncode} before it answered", output)


def _dead(server: CommandServer, what: str, output: IO[bytes]) -> SettingsError:
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - _LAST_BYTES))
    lines = output.read().decode("utf-8", errors="replace").splitlines()
    return SettingsError(
        f"the server `{server.command}` {what}; {_said(lines)}", hint="see `server:` in steprun.yaml"
    )


def _said(lines: list[str]) -> str:
    return "\n".join(["it said:", *lines[-_LAST_LINES:]]) if lines else "it said nothing"


def _stop(process: subprocess.Popen[bytes], *, patience: float) -> None:
    """End the whole process group: a shell or a reloader leaves children behind."""
    end = monotonic() + patience
    _signal(process, signal.SIGTERM)
    while _signal(process, 0):
        if monotonic() > end:
            _signal(process, signal.SIGKILL)
            break
        process.poll()  # a leader that is not reaped would count as alive
        sleep(0.02)
    process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> bool:
    """Whether there was anybody left to hear it."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True
