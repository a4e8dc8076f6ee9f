"""The command as a user meets it: a folder with documents, words on the command line, a small API to ask."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from textwrap import dedent, indent
from xml.etree import ElementTree as ET

import pytest

from runner.cli import steprun
from runner.cli.exits import exit_code_of
from runner.model.json import JSON

STEPRUN = (sys.executable, "-m", "runner")
TOKEN = "staff-s3cret-token"
GET = "- {id: get, method: GET, path: /items}"


def document(test: str = GET, *, front: str = "", **blocks: str) -> str:
    """A spec with these steps under `Test Request`, and under the headings that are named."""
    keys = dedent(front).strip() or 'endpoint: "GET /items"\nstatus: pending'
    parts = {**blocks, "Test Request": test}
    body = "".join(
        f"## {title}\n```yaml\nsteps:\n{indent(dedent(steps).strip(), '  ')}\n```\n"
        for title, steps in parts.items()
    )
    return f"---\n{keys}\n---\n# Items\n\n{body}"


def settings(url: str) -> str:
    return (
        "default_environment: test\nenvironments:\n  test:\n"
        f"    base_url: {url}\n    tokens: {{staff: {{value: {TOKEN}}}}}\n"
    )


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err


@dataclass(frozen=True, slots=True)
class Folder:
    """A project, and the command run in it."""

    root: Path
    capsys: pytest.CaptureFixture[str]

    def write(self, files: Mapping[str, str | bytes]) -> Folder:
        for name, content in files.items():
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def run(self, *words: str) -> Said:
        """In this process, which is quick; the terminal is a pipe."""
        self.capsys.readouterr()
        code = exit_code_of(lambda: steprun.main(list(words), prog_name="steprun", standalone_mode=False))
        self._forget_its_modules()
        return Said(code, *self.capsys.readouterr())

    def _forget_its_modules(self) -> None:
        """A plugin of the same name in another folder is another one, as it is for a process of its own."""
        for name, module in list(sys.modules.items()):
            if Path(getattr(module, "__file__", None) or "/").is_relative_to(self.root):
                del sys.modules[name]

    def spawn(self, *words: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """As a process of its own."""
        return subprocess.Popen(
            [*STEPRUN, *words], cwd=self.root, env=surroundings(env), text=True, encoding="utf-8",
            errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def shell(self, line: str, *, env: Mapping[str, str] | None = None) -> Said:
        """A line for bash, in which `steprun` is the command; the code is that of the first of a pipe."""
        script = f'steprun() {{ "{STEPRUN[0]}" -m runner "$@"; }}\n{line}\nexit ${{PIPESTATUS[0]}}'
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.root, env=surroundings(env), capture_output=True, text=True,
            encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL, timeout=30, check=False,
        )  # fmt: skip
        return Said(done.returncode, done.stdout, done.stderr)

    def report(self, name: str = "reports/junit.xml") -> ET.Element:
        return ET.fromstring((self.root / name).read_text(encoding="utf-8"))


def surroundings(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours, but for what would change the outcome."""
    kept = {name: value for name, value in os.environ.items() if name not in CHANGING}
    kept = {name: value for name, value in kept.items() if not name.startswith("STEPRUN_")}
    return {**kept, "COLUMNS": "100", "PYTHONPATH": os.pathsep.join(map(str, sys.path)), **(more or {})}


CHANGING = ("CI", "NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "TERM")


@dataclass(slots=True)
class Answers:
    """What the small API says, by path; everything else is 404. It remembers what it was asked."""

    url: str = ""
    bodies: dict[str, JSON | bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    headers: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """More of them, by path."""
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    """The headers of what was asked, as text."""

    def said(self, path: str) -> tuple[int, bytes]:
        if path not in self.bodies:
            return 404, b"{}"
        body = self.bodies[path]
        return self.statuses.get(path, 200), body if isinstance(body, bytes) else json.dumps(body).encode()


@contextmanager
def answering(bodies: Mapping[str, JSON | bytes]) -> Iterator[Answers]:
    """A small API on a loopback port."""
    answers = Answers(bodies=dict(bodies))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path.partition("?")[0]
            answers.asked.append(f"{self.command} {self.path} {sent.decode('utf-8', 'replace')}".strip())
            answers.heads.append(str(self.headers))
            status, body = answers.said(path)
            self.send_response(status)
            for name, value in answers.headers.get(path, ()):
                self.send_header(name, value)
            self.send_header("Content-Type", answers.types.get(path, "application/json"))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    answers.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield answers
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
