"""SR117, SR118, SR702, SR706: whether `swagger` names the OpenAPI document that has the endpoint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from runner.contract.catalogue import How
from runner.contract.named import document_named
from runner.contract.outcome import beside, misnamed
from runner.lint.documented import contract_of, endpoint_of
from runner.lint.page import Page
from runner.model.finding import Finding

_ABSOLUTE = re.compile(r"/|[A-Za-z]:[\\/]|\\\\|~|file:")
_DEEPEST = 12
_REMOTE = re.compile(r"https?://")
_FROM_ROOT = "write its path from the root of the project"


def swagger(page: Page) -> Iterator[Finding]:
    """It is looked for beside the spec, in the folders above it, and in the root of the project."""
    said = page.spec.swagger.strip()
    if not said or _REMOTE.match(said):
        return
    right = _right(page)
    if _ABSOLUTE.match(said):
        found = right or _tail(page, said)
        hint = f"write `{found}`" if found else _FROM_ROOT
        yield _pointer(page, "SR117", "this path means something on one machine only", hint, right=right)
    elif not _finds(page, said):
        found = _tail(page, said)
        guess = f"did you mean `{found}`?" if found else _FROM_ROOT
        hint = f"write `{right}`" if right else guess
        yield _pointer(page, "SR118", f"there is no file `{said}`", hint, right=right)
    else:
        yield from _content(page, said, right)


def _content(page: Page, said: str, right: str) -> Iterator[Finding]:
    """The file is there: whether it has the endpoint."""
    contract, match = contract_of(page), endpoint_of(page)
    if contract is None or match is None:
        return
    if contract.named_by(page.spec) is None:
        breach = misnamed(said)
        hint = f"the endpoint is in `{right}`" if right else breach.hint
        yield _pointer(page, breach.rule, breach.message, hint)
    elif match.elsewhere:
        for breach in beside(match, str(page.spec.endpoint)):
            if breach.rule == "SR702":
                yield _pointer(page, breach.rule, breach.message, breach.hint, right=right)


def _pointer(page: Page, code: str, message: str, hint: str, *, right: str = "") -> Finding:
    finding = page.front(code, "swagger", message, hint=hint)
    return page.certain(finding, str(page.spec.front.get("swagger")), right) if right else finding


def _right(page: Page) -> str:
    """What to write, where exactly one document has the endpoint; empty where that is not certain."""
    contract, match = contract_of(page), endpoint_of(page)
    if contract is None or match is None or match.operation is None or match.how is How.PREFIXED:
        return ""
    endpoint, document = page.spec.endpoint, match.operation.document
    alone = contract.catalogue.find(endpoint.method, endpoint.path).operation is match.operation
    documents, root = contract.catalogue.documents, page.context.root
    means_it = document_named(document.name, page.spec.path, documents, root=root) is document
    return document.name if alone and means_it and not _ABSOLUTE.match(document.name) else ""


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
