"""Exchanges of a run held against the contract: look-up, judgement, and findings in the Markdown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from runner.contract.breach import Breach
from runner.contract.catalogue import Catalogue, Match
from runner.contract.document import Document
from runner.contract.judge import Judge, Judgement
from runner.contract.named import document_named
from runner.contract.outcome import nowhere
from runner.contract.reference import Node
from runner.contract.rules import RULES
from runner.model.contract import Documented, Evidence, Judged
from runner.model.finding import Finding, Severity
from runner.model.http import Request, Response
from runner.model.json import Path as Spot
from runner.model.place import Place
from runner.model.scenario import PlannedStep
from runner.model.spec import Spec

_UNKNOWN = frozenset({404, 405, 501})


@dataclass(frozen=True, slots=True)
class Terms:
    """What a project says about its contract."""

    root: Path
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """Other than those of the rules, by code."""
    accepted: frozenset[str] = frozenset()
    """Fingerprints that the project knows of and lives with."""
    internal: tuple[str, ...] = ()
    """Patterns of paths that are no part of the API."""
    bases: tuple[str, ...] = ()
    """The paths of the environment's base URLs."""


class Contract:
    """The documents of a project, and what was agreed about them. Many threads may ask at once."""

    def __init__(self, catalogue: Callable[[], Catalogue], terms: Terms) -> None:
        self._open = catalogue
        self._terms = terms
        self._opening = Lock()
        self._opened: tuple[Catalogue, Judge] | None = None
        self._found: dict[tuple[str, str, Path], Match] = {}

    @property
    def catalogue(self) -> Catalogue:
        """Read when it is first asked for."""
        return self._ready()[0]

    @property
    def judge(self) -> Judge:
        """Holds exchanges against operations."""
        return self._ready()[1]

    def _ready(self) -> tuple[Catalogue, Judge]:
        with self._opening:
            if self._opened is None:
                catalogue = self._open()
                self._opened = (catalogue, Judge(catalogue.references))
            return self._opened

    def documented(self) -> tuple[Documented, ...]:
        """What there is to hold exchanges against; nothing, as long as nobody had to look."""
        if self._opened is None:
            return ()
        return tuple(
            Documented(
                operation.key, operation.document.name, tuple(reply.status for reply in operation.replies)
            )
            for operation in self.catalogue.operations
        )

    def named_by(self, spec: Spec) -> Document | None:
        """The document that the spec names."""
        return document_named(spec.swagger, spec.path, self.catalogue.documents, root=self._terms.root)

    def find(self, method: str, path: str, spec: Spec) -> Match:
        """The operation that a method and a path mean in a spec."""
        key = (method, path, spec.path)
        if key not in self._found:
            self._found[key] = self.catalogue.find(method, path, named=self.named_by(spec))
        return self._found[key]

    def is_internal(self, path: str) -> bool:
        """Whether a path is no part of the API."""
        return any(fnmatchcase(path, pattern) for pattern in self._terms.internal)

    def hold(self, planned: PlannedStep, request: Request, response: Response) -> Judged | None:
        """Judge one exchange; None where nothing is documented, or the path is no part of the API."""
        step = planned.step
        path = urlsplit(request.url).path
        if not self.catalogue.documents or self.is_internal(step.path) or self.is_internal(path):
            return None
        match = self._meant(planned, path)
        if match.operation is None:
            breach = nowhere(match, f"{step.method} {step.path.partition('?')[0]}")
            # A server that does not know what is not documented agrees with the document.
            breaches = [] if response.status in _UNKNOWN else [breach]
            findings, accepted = self._settled(breaches, None, planned)
            return Judged("", "", response.status, documented=False, evidence=Evidence.UNCHECKED,
                          findings=findings, accepted=accepted)  # fmt: skip
        judgement = self.judge.judge(match.operation, request, response)
        findings, accepted = self._settled(judgement.breaches, judgement, planned)
        return Judged(
            operation=match.operation.key,
            document=match.operation.document.name,
            status=response.status,
            documented=judgement.documented,
            evidence=judgement.evidence,
            findings=findings,
            accepted=accepted,
        )

    def _meant(self, planned: PlannedStep, path: str) -> Match:
        """By the path as the author wrote it; then by that of the URL, less the environment's part, or whole.

        A placeholder may stand for what the document has as a word, or for the whole path.
        """
        step, spec = planned.step, planned.owner
        match = self.find(step.method, step.path, spec)
        for other in (self._below_base(path), path):
            if match.operation is None:
                by_url = self.find(step.method, other, spec)
                match = by_url if by_url.operation else match
        return match

    def _below_base(self, path: str) -> str:
        """The path of a URL without what the environment puts before every path."""
        bases = (base for base in self._terms.bases if path.startswith(base + "/"))
        return path.removeprefix(max(bases, key=len, default=""))

    def _settled(
        self, breaches: Sequence[Breach], judgement: Judgement | None, planned: PlannedStep
    ) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
        """The findings, each once; and the fingerprints of those that are accepted."""
        findings: dict[str, Finding] = {}
        for breach in breaches:
            finding = self._finding(breach, judgement, planned)
            findings.setdefault(finding.fingerprint, finding)
        known = self._terms.accepted
        return (
            tuple(finding for mark, finding in findings.items() if mark not in known),
            tuple(mark for mark in findings if mark in known),
        )

    def _finding(self, breach: Breach, judgement: Judgement | None, planned: PlannedStep) -> Finding:
        rule = RULES[breach.rule]
        place = _place(breach.spot, planned)
        lines = planned.owner.lines
        endpoint = judgement.operation.key if judgement else f"{planned.step.method} {planned.step.path}"
        status = str(judgement.status) if judgement else ""
        return Finding(
            rule=rule.code,
            severity=self._terms.severities.get(rule.code, rule.severity),
            place=place,
            message=breach.message,
            line=lines[place.line - 1] if place.line <= len(lines) else "",
            pointer=self.pointer(breach.promise) if breach.promise else "",
            fingerprint=fingerprint(rule.code, endpoint, status, breach.spot),
            hint=breach.hint,
        )

    def pointer(self, node: Node) -> str:
        """Where a promise is made, as shown to people: `swagger/items.json#/paths/~1items/get`."""
        root, path = self._terms.root, node.path
        for document in self.catalogue.documents:
            if document.path == path:
                return document.name + node.pointer
        return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix() + node.pointer


def fingerprint(rule: str, endpoint: str, status: str, spot: Spot) -> str:
    """Tells one broken promise from another; without words, so that better words do not change it.

    The same fault of every item of a list is one.
    """
    text = "|".join((rule, endpoint, status, *("*" if isinstance(part, int) else part for part in spot)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _place(spot: Spot, planned: PlannedStep) -> Place:
    """Where in the step the broken promise is: the nearest thing that the author wrote."""
    path = next((path for path in _written(spot) if path in planned.step.marks), ("path",))
    return planned.step.place_at(*path)


_PLACES: Mapping[tuple[str, str], Sequence[tuple[str, ...]]] = {
    ("request", "query"): (("params",),),
    ("request", "header"): (("headers",),),
    ("request", "body"): (("body",), ("form",), ("raw",), ("form_fields",)),
    ("request", "content-type"): (("content_type",), ("body",)),
    ("response", "status"): (("expect", "status"),),
    ("response", "content-type"): (("expect", "headers"),),
}


def _written(spot: Spot) -> Iterator[Spot]:
    """Paths below the step that may be meant, the nearest first."""
    kind = (str(spot[0]), str(spot[1])) if len(spot) > 1 else ("", "")
    for path in _PLACES.get(kind, ()):
        for length in range(len(spot), 1, -1):
            yield (*path, *spot[2:length])
