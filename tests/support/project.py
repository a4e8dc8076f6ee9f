"""A project in a folder, whose network is a script: whole orders without a socket."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from runner.app.order import Order, Surroundings
from runner.model.http import Request, Response
from runner.plugins.hookspecs import hookimpl
from support.bench import document
from support.senders import Api

SETTINGS = """\
default_environment: test
environments:
  test:
    base_url: https://api.test
    tokens: {staff: {value: staff-s3cret-token}}
    write_back: {enabled: false}
"""


@dataclass(frozen=True, slots=True)
class Project:
    """A steprun.yaml and a folder of specs, which are written as a test goes along."""

    root: Path
    stdout: io.StringIO = field(default_factory=io.StringIO)

    def spec(self, test: str = "- {method: GET, path: /items}", *, name: str = "a.md", **parts: str) -> Path:
        file = self.root / "specs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(document(test, **parts), encoding="utf-8")
        return file

    def settings(self, text: str) -> None:
        (self.root / "steprun.yaml").write_text(text, encoding="utf-8")

    def around(self, environ: Mapping[str, str] | None = None, *, cwd: Path | None = None) -> Surroundings:
        return Surroundings(
            cwd=cwd or self.root, environ=environ or {}, stdout=self.stdout, stderr=self.stdout
        )

    @property
    def said(self) -> str:
        return self.stdout.getvalue()


def order(**words: Any) -> Order:
    """An order that asks the scripted network."""
    return Order(**{"plugins": ("scripted_network",), "seed": 1, **words})


def plug_in(monkeypatch: pytest.MonkeyPatch, name: str, /, *hooks: Callable[..., object]) -> str:
    """Make a plugin module of these hooks importable by `name` while the test runs."""
    module = ModuleType(name)
    for hook in hooks:
        setattr(module, hook.__name__, hook)
    monkeypatch.setitem(sys.modules, name, module)
    return name


def script(monkeypatch: pytest.MonkeyPatch, api: Api) -> Api:
    """Let `api` stand in for the network."""

    @hookimpl(tryfirst=True)
    def steprun_send(request: Request) -> Response:
        return api(request)

    plug_in(monkeypatch, "scripted_network", steprun_send)
    return api
