"""Details of scenarios, packed: compressed in parcels that the page opens one by one, within a budget."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from runner.load.markdown import outline
from runner.model.json import JSON
from runner.model.result import Outcome, RunResult, SpecResult
from runner.model.spec import Spec
from runner.report.html.detail import detail_of, outline_of

_PARCEL: Final = 250_000
"""Characters of JSON in a parcel: opening one is not felt, and it compresses well."""
_LEAN_SHARE: Final = 4
"""One part of so many is kept for those of which only the outline is packed."""
_FEW: Final = 200
"""Up to so many documents, the bodies in all of them are looked for; beyond, in those that did not pass."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What the page holds of the scenarios."""

    parcels: Sequence[str]
    """Each base64 of gzip of `{"specs": {number: detail}, "documents": {file: document}}`."""
    contents: Sequence[Sequence[int]]
    """The numbers of the scenarios in each."""
    lean: int = 0
    """How many are told without what went over the wire, and without their documents."""
    left_out: int = 0
    """How many are not told at all."""


@dataclass(slots=True)
class _Pile:
    """Parcels, as long as there is room."""

    room: int
    parcels: list[str] = field(default_factory=list)
    contents: list[list[int]] = field(default_factory=list)

    def add(self, numbers: list[int], content: Mapping[str, JSON]) -> bool:
        text = json.dumps(content, separators=(",", ":"))
        parcel = base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode()
        if len(parcel) > self.room:
            return False
        self.room -= len(parcel)
        self.parcels.append(parcel)
        self.contents.append(numbers)
        return True


def pack(result: RunResult, *, room: int) -> Packed:
    """Pack as much as goes into `room` bytes: what did not pass first, and in full."""
    order = sorted(range(len(result.specs)), key=lambda number: (_is_fine(result.specs[number]), number))
    pile = _Pile(room - room // _LEAN_SHARE)
    documents = _Documents(result)
    full = _fill(pile, _bundles(result, order, documents))
    pile.room += room // _LEAN_SHARE
    lean = _fill(pile, _bundles(result, order[full:], None))
    return Packed(pile.parcels, pile.contents, lean=lean, left_out=len(order) - full - lean)


def _fill(pile: _Pile, bundles: Iterable[tuple[list[int], Mapping[str, JSON]]]) -> int:
    """Add bundles until one does not fit; returns how many scenarios were added."""
    added = 0
    for numbers, content in bundles:
        if not pile.add(numbers, content):
            break
        added += len(numbers)
    return added


def _bundles(
    result: RunResult, order: Iterable[int], documents: _Documents | None
) -> Iterator[tuple[list[int], Mapping[str, JSON]]]:
    """Details in bundles of about the size of a parcel; without documents, they are lean."""
    specs: dict[str, JSON] = {}
    texts: dict[str, JSON] = {}
    size = 0
    for number in order:
        spec = result.specs[number]
        detail = detail_of(spec) if documents else outline_of(spec)
        specs[str(number)] = detail
        size += len(json.dumps(detail))
        for file, document in documents.of(spec) if documents else ():
            if file not in texts:
                texts[file] = document
                size += len(str(document))
        if size > _PARCEL:
            yield [*map(int, specs)], {"specs": specs, "documents": texts}
            specs, texts, size = {}, {}, 0
    if specs:
        yield [*map(int, specs)], {"specs": specs, "documents": texts}


class _Documents:
    """The Markdown documents, with the bodies that they show."""

    def __init__(self, result: RunResult) -> None:
        files = {spec.scenario.file for spec in result.specs}
        self._every = len(files) <= _FEW
        self._known: dict[tuple[str, bool], JSON] = {}

    def of(self, spec: SpecResult) -> Iterator[tuple[str, JSON]]:
        """The document of a scenario, and those whose steps it used."""
        owners = [spec.scenario.spec, *(step.planned.owner for step in spec.steps)]
        searched = self._every or not _is_fine(spec)
        for document in {owner.file: owner for owner in owners}.values():
            if isinstance(document, Spec):
                key = (document.file, searched)
                if key not in self._known:
                    bodies = list(_bodies(document.text)) if searched else []
                    self._known[key] = {"text": document.text, "bodies": bodies}
                yield document.file, self._known[key]


def _bodies(text: str) -> Iterator[JSON]:
    """The blocks of JSON in a document: where they stand, below which heading, and what they say."""
    if "json" not in text:
        return
    for fence in outline(text).fences:
        if fence.language == "json" and fence.heading:
            yield {"line": fence.line, "title": fence.heading.title, "text": fence.content}


def _is_fine(spec: SpecResult) -> bool:
    return spec.outcome in (Outcome.PASSED, Outcome.SKIPPED) and not spec.flaky
