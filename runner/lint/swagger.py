"""SR117, SR118: whether the OpenAPI file that the front matter names can be found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from runner.lint.page import Page
from runner.model.finding import Finding

_ABSOLUTE = re.compile(r"/|[A-Za-z]:[\\/]|\\\\|~|file:")
_DEEPEST = 12
_REMOTE = re.compile(r"https?://")


def swagger(page: Page) -> Iterator[Finding]:
    """It is looked for beside the spec, in the folders above it, and in the root of the project."""
    said = page.spec.swagger.strip()
    if not said or _REMOTE.match(said):
        return
    if _ABSOLUTE.match(said):
        found = _tail(page, said)
        hint = f"write `{found}`" if found else "write its path from the root of the project"
        yield page.front("SR117", "swagger", "this path means something on one machine only", hint=hint)
    elif not _finds(page, said):
        found = _tail(page, said)
        hint = f"did you mean `{found}`?" if found else "write its path from the root of the project"
        yield page.front("SR118", "swagger", f"there is no file `{said}`", hint=hint)


def _finds(page: Page, said: str) -> bool:
    bare = said.partition("#")[0]
    return any(page.exists(folder / bare) for folder in _folders(page))


def _folders(page: Page) -> list[Path]:
    """The spec's own folder, those above it as far as the root, and the root."""
    root = page.context.root
    folder = page.spec.path.parent
    within = folder.is_relative_to(root)
    above = [each for each in folder.parents if within and each.is_relative_to(root)]
    return list(dict.fromkeys([folder, *above, root]))


def _tail(page: Page, said: str) -> str:
    """A relative path to the file, where the last parts of what was said lead to one."""
    parts: list[str] = [
        part for part in re.split(r"[\\/]+", said.partition("#")[0]) if part not in ("", ".", "..", "~")
    ]
    parts = parts[-_DEEPEST:]
    kinds = ("", "swagger/", f"swagger/{page.spec.domain}/", f"swagger/{page.spec.domain}/legacy/")
    for start in range(len(parts)):
        tail = "/".join(parts[start:])
        for kind in kinds:
            if kind + tail != said and _finds(page, kind + tail):
                return kind + tail
    return ""


RULES = (swagger,)
