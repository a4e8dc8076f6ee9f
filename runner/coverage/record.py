"""A run, as far as coverage asks: which exchanges there were, and what they were held against."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from runner.load.frontmatter import split
from runner.model.contract import Evidence
from runner.model.result import RunResult, SpecResult, StepResult
from runner.model.spec import Spec


@dataclass(frozen=True, slots=True)
class Called:
    """One exchange that was judged."""

    file: str
    """The document that the step is written in, relative to the project."""
    line: int
    step: str
    method: str
    path: str
    """As its author wrote it, without the query."""
    operation: str
    """As the OpenAPI document calls it; empty: none has it."""
    document: str
    status: int
    documented: bool | None
    """Whether the document knows the status; None: not the last attempt, and nobody looked."""
    evidence: Evidence
    rules: tuple[str, ...] = ()
    """Of what was not as promised."""


@dataclass(frozen=True, slots=True)
class Record:
    """The last run."""

    run_id: str
    finished: datetime
    """By the clock on the wall."""
    environment: str
    specs: Mapping[str, str]
    """The documents that had their turn, relative to the project, with the fingerprints of their text."""
    exchanges: tuple[Called, ...]
    interrupted: int = 0
    """The signal that ended the run early."""


def record_of(result: RunResult, *, root: Path) -> Record:
    """What is of use in a run of the project `root`."""
    return Record(
        run_id=result.run_id,
        finished=(result.about.at or result.started) + timedelta(seconds=result.seconds),
        environment=result.environment,
        specs={name_of(spec.path, root): text_mark(spec) for spec in map(_asked, result.specs) if spec},
        exchanges=tuple(
            called for spec in result.specs for step in spec.steps for called in _called(step, root)
        ),
        interrupted=result.interrupted,
    )


def name_of(path: Path, root: Path) -> str:
    """A document as the record calls it, from wherever the command runs."""
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def text_mark(spec: Spec) -> str:
    """Changes with what a spec says, and not with its front matter, which runs write into."""
    front = split(spec.text)
    body = spec.lines[front.body_line - 1 :] if front else spec.lines
    return hashlib.sha256("\n".join(body).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _asked(result: SpecResult) -> Spec | None:
    """The document, where at least one of its steps had its turn."""
    spec = result.scenario.spec
    return spec if isinstance(spec, Spec) and any(not step.blocked for step in result.steps) else None


def _called(result: StepResult, root: Path) -> Iterator[Called]:
    """The exchanges of a step. Only the last attempt was judged; of those before it, the status is known."""
    judged, step = result.judged, result.planned.step
    if judged is None:
        return
    last = Called(
        file=name_of(result.planned.owner.path, root),
        line=step.place.line,
        step=result.planned.name,
        method=step.method,
        path=step.path.partition("?")[0],
        operation=judged.operation,
        document=judged.document,
        status=judged.status,
        documented=judged.documented,
        evidence=judged.evidence,
        rules=tuple(sorted({finding.rule for finding in judged.findings})),
    )
    for exchange in result.earlier:
        if exchange.status is not None:
            yield _unjudged(last, exchange.status)
    yield last


def _unjudged(last: Called, status: int) -> Called:
    documented = last.documented if status == last.status else None
    return replace(last, status=status, documented=documented, evidence=Evidence.UNCHECKED, rules=())
