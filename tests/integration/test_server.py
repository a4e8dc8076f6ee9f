"""Servers that a run starts: apps in a thread, commands in a process group."""

from __future__ import annotations

import contextlib
import os
import shlex
import socket
import sys
import textwrap
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from runner.adapters.http import HttpSender
from runner.adapters.server import running
from runner.adapters.settings import load_settings
from runner.errors import SettingsError
from runner.model.environment import AppServer, CommandServer
from runner.model.http import Request, Response

APPS = """
from contextlib import asynccontextmanager
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

import asyncio

events = []

async def hello(request):
    return PlainTextResponse("hello")

async def slow(request):
    await asyncio.sleep(30)

@asynccontextmanager
async def lifespan(app):
    events.append("up")
    yield
    events.append("down")

@asynccontextmanager
async def failing(app):
    raise RuntimeError("no database")
    yield

def create_app(greeting="hello"):
    return Starlette(routes=[Route("/", hello), Route("/slow", slow)], lifespan=lifespan)

def broken():
    raise ValueError("bad settings")

app = create_app()
fails = Starlette(lifespan=failing)
"""


def get(url: str) -> Response:
    with contextlib.closing(HttpSender(allow_hosts=frozenset({"127.0.0.1"}))) as send:
        return send(Request("GET", url, timeout=5))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose module has a name of its own, since imports outlive a test."""
    name = f"apps_{tmp_path.name}"
    (tmp_path / f"{name}.py").write_text(APPS)
    return tmp_path


def module(project: Path) -> str:
    return f"apps_{project.name}"


@pytest.mark.parametrize("attribute", ["app", "create_app"])
def test_an_app_is_served_and_stopped(project: Path, attribute: str) -> None:
    before = threading.active_count()
    with running(AppServer(f"{module(project)}:{attribute}"), root=project) as url:
        assert url.startswith("http://127.0.0.1:")
        assert get(url + "/").text == "hello"
        begun = time.perf_counter()
    assert time.perf_counter() - begun < 1
    assert threading.active_count() == before
    assert sys.modules[module(project)].events == ["up", "down"]
    assert str(project) not in sys.path
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=1)


def test_an_app_stops_even_when_a_request_hangs(project: Path) -> None:
    with running(AppServer(f"{module(project)}:app"), root=project) as url:
        hanging = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))
        hanging.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.1)
        begun = time.perf_counter()
    hanging.close()
    assert time.perf_counter() - begun < 2
    assert sys.modules[module(project)].events == ["up", "down"]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("no_such_module_here:app", "no module no_such_module_here"),
        ("{module}:nothing", "has no attribute 'nothing'"),
        ("{module}:broken", "ValueError: bad settings"),
        ("{module}:fails", "RuntimeError: no database"),
    ],
)
def test_an_app_that_cannot_start_says_why(
    project: Path, path: str, what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        pytest.raises(SettingsError) as caught,
        running(AppServer(path.format(module=module(project))), root=project),
    ):
        pass
    assert what in caught.value.what
    assert caught.value.hint
    assert capfd.readouterr() == ("", "")
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("steprun-server")]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def command(code: str, *, wait: float = 10, port: int | None = None) -> CommandServer:
    port = port or free_port()
    words = [sys.executable, "-c", textwrap.dedent(code).replace("PORT", str(port))]
    return CommandServer(shlex.join(words), f"http://127.0.0.1:{port}/health", timedelta(seconds=wait))


SERVE = """
import http.server, os, time
{first}
time.sleep(0.2)
http.server.HTTPServer(("127.0.0.1", PORT), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def test_a_command_runs_in_the_project_until_the_end(tmp_path: Path) -> None:
    first = "open('pid', 'w').write(str(os.getpid()))"
    server = command(SERVE.format(first=first))
    with running(server, root=tmp_path) as url:
        assert server.url == f"{url}/health"
        assert get(url + "/pid").text == (tmp_path / "pid").read_text()
    assert not is_alive(int((tmp_path / "pid").read_text()))


def test_the_children_of_a_command_end_with_it(tmp_path: Path) -> None:
    first = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open('pid', 'w').write(str(child.pid))
"""
    with running(command(SERVE.format(first=first)), root=tmp_path):
        child = int((tmp_path / "pid").read_text())
        assert is_alive(child)
    assert not is_alive(child)


def test_a_command_that_dies_shows_its_last_words(tmp_path: Path) -> None:
    server = command("import sys; print('no database'); sys.exit(3)")
    with pytest.raises(SettingsError) as caught, running(server, root=tmp_path):
        pass
    assert "ended with exit code 3 before it answered; it said:\nno database" in caught.value.what


def test_a_command_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    server = command("print('thinking', flush=True); import time; time.sleep(60)", wait=0.6)
    begun = time.perf_counter()
    with pytest.raises(SettingsError) as caught, running(server, root=tmp_path):
        pass
    assert time.perf_counter() - begun < 3
    assert f"does not answer at {server.url} after 0.6 s; it said:\nthinking" in caught.value.what


def test_a_command_that_does_not_exist_is_named(tmp_path: Path) -> None:
    server = CommandServer("no-such-command-here --port 1", f"http://127.0.0.1:{free_port()}/")
    with pytest.raises(SettingsError, match="no-such-command-here"), running(server, root=tmp_path):
        pass


def test_what_listens_already_is_not_taken_for_the_command(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = command(SERVE.format(first=""), port=listener.getsockname()[1])
        with pytest.raises(SettingsError, match="already"), running(server, root=tmp_path):
            pass


def test_the_built_in_environment_agrees_with_the_sandbox(tmp_path: Path) -> None:
    environment = load_settings(start=tmp_path, config=None, environ={}).environment("sandbox")
    assert environment.server is not None
    with running(environment.server, root=tmp_path) as url:
        told = get(url + "/__sandbox/vars").json
        now = get(url + environment.now.path)
    assert isinstance(told, dict)
    assert environment.variables == told["variables"]
    secrets = {role: token.secret.value for role, token in environment.tokens.items() if token.secret}
    assert secrets == told["tokens"]
    assert now.status == 200
