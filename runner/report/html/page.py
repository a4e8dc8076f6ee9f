"""The page: view and parcels in a template, styles and script inside, and a policy that allows no other."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Final

import jinja2

from runner.model.result import RunResult
from runner.report.html.packing import pack
from runner.report.html.view import view_of
from runner.report.terminal import escape

ROOM: Final = 4_700_000
"""Bytes of a page: what mail, chat and CI systems still take as one file."""
_LEAST_ROOM: Final = 400_000
"""Bytes for details, however long the list of scenarios is."""


def render(result: RunResult) -> bytes:
    """The page of a run."""
    view = view_of(result)
    tags = {text: number for number, text in enumerate(dict.fromkeys(row.tags for row in view.rows))}
    shell = _page().render(
        view=view,
        tags=tags,
        style=_read("page.css"),
        script=_read("page.js"),
        policy=_policy(),
        gap=_GAP,
    )
    head, tail = shell.encode("utf-8", "backslashreplace").split(_GAP.encode())
    packed = pack(result, room=max(ROOM - len(head) - len(tail), _LEAST_ROOM))
    about = {"contents": packed.contents, "tags": list(tags)}
    told = json.dumps(about, separators=(",", ":")).replace("<", "\\u003c")  # or a tag could end the script
    parcels = [_data("json", "contents", told)]
    parcels += [_data("gzip", f"parcel-{number}", parcel) for number, parcel in enumerate(packed.parcels)]
    return b"".join((head, "".join(parcels).encode("ascii"), tail))


def _data(kind: str, name: str, text: str) -> str:
    return f'<script type="application/{kind}" id="{name}">{text}</script>\n'


_GAP: Final = "<!--parcels-->"
"""Where the parcels go in the template; no text can be it, for its brackets would be escaped."""


@cache
def _page() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True,
        finalize=_visible,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(_read("page.html"))


def _visible(value: object) -> object:
    """What would act on whoever reads it is spelt out; what is marked as safe is ours."""
    return escape(value) if type(value) is str else value


def _policy() -> str:
    """No network, no frames, no forms; these styles and this script, by what they say."""
    style, script = (_fingerprint(_read(name)) for name in ("page.css", "page.js"))
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{script}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _fingerprint(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _read(name: str) -> str:
    return (files("runner.report.html") / name).read_text(encoding="utf-8")
