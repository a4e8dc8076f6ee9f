"""The nodes of pytest's tree: a Markdown file, and in it an item for each scenario."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest

from runner.app.turns import Taken, Turn, Turns
from runner.errors import SteprunError
from runner.model.place import Place
from runner.model.result import Outcome
from runner.model.spec import InvalidSpec, Role
from runner.pytest_plugin import telling
from runner.report.terminal import escape
from runner.report.words import place_of, skip_reason

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr, TracebackStyle

_LOGGERS = ("httpcore", "httpx")
"""They write down whole answers, cookies included."""


class NotPassedError(Exception):
    """A scenario failed, or could not be tested; its item tells how."""


class SpecFile(pytest.File):
    """A Markdown file that may be a spec."""

    turns: Turns
    width: int

    @classmethod
    def of(cls, parent: pytest.Collector, path: Path, *, turns: Turns, width: int) -> Self:
        """The node of a file."""
        node: Self = cls.from_parent(parent, path=path)
        node.turns, node.width = turns, width
        return node

    def collect(self) -> Iterator[SpecItem]:
        """An item for the spec, and one for each of its examples that is wanted."""
        taken = self.turns.take(self.path)
        names: list[str] = []
        for number, example in enumerate(taken.examples if taken else ()):
            assert taken is not None
            name = _name(taken, example)
            names.append(name)
            again = names.count(name)
            yield SpecItem.of(self, f"{name} #{again}" if again > 1 else name, taken=taken, number=number)


class SpecItem(pytest.Item):
    """A scenario: one pass through the steps of a spec, or one of its examples."""

    taken: Taken
    number: int
    turn: Turn | None = None

    @classmethod
    def of(cls, parent: SpecFile, name: str, *, taken: Taken, number: int) -> Self:
        """The item of a scenario, with all that `-k` and `-m` can ask for."""
        item: Self = cls.from_parent(parent, name=name)
        item.taken, item.number = taken, number
        spec = taken.spec
        if isinstance(spec, InvalidSpec):
            item.add_marker(pytest.mark.steprun(domain=spec.domain, status="invalid"))
            return item
        ids = [step.id for section in spec.sections for step in section.steps]
        item.extra_keyword_matches.update(
            (spec.domain, spec.endpoint.method, spec.status.value, spec.title, *spec.tags, *ids)
        )
        for tag in spec.tags or (None,):
            about = {"domain": spec.domain, "method": spec.endpoint.method, "status": spec.status.value}
            item.add_marker(pytest.mark.steprun(**about, tag=tag))
        return item

    @property
    def file(self) -> SpecFile:
        """Where it is from."""
        assert isinstance(self.parent, SpecFile)
        return self.parent

    @property
    def place(self) -> Place:
        """What to look at: the line that is to blame, or else where the test begins."""
        blamed = place_of(self.turn.result) if self.turn else None
        return blamed or _beginning(self.taken, self.taken.examples[self.number])

    def runtest(self) -> None:
        """Run it. Raises NotPassedError, SteprunError, and what pytest takes for a skip."""
        with _unheard():
            self.turn = turn = self.file.turns.run(self.path, self.number)
        result = turn.result
        self.user_properties += telling.properties(turn, environment=self.file.turns.environment)
        for title, text in (
            (telling.STEPS, telling.steps_text(turn, width=self.file.width)),
            (telling.NOTES, telling.notes_text(turn, width=self.file.width)),
        ):
            if text:
                self.add_report_section("call", title, telling.fitted(text))
        if result.outcome is Outcome.SKIPPED:
            pytest.skip(turn.mask(escape(skip_reason(result))))
        if result.quarantined:
            reason = turn.mask(escape(f"quarantine {result.scenario.quarantine}"))
            self.add_marker(pytest.mark.xfail(reason=reason, strict=False))
        if result.outcome is not Outcome.PASSED:
            raise NotPassedError

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: TracebackStyle | None = None
    ) -> str | TerminalRepr:
        """Our block; a traceback only for what is a fault of ours."""
        brief = self.config.getoption("tbstyle", "") == "line"
        if isinstance(excinfo.value, NotPassedError) and self.turn is not None:
            return telling.failure(self.turn, self.place, width=self.file.width, brief=brief)
        if isinstance(excinfo.value, SteprunError):
            return telling.fault(excinfo.value, self.place, brief=brief)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """File, line (from 0) and name."""
        return self._file_of(self.place), self.place.line - 1, self.name

    def amend(self, report: pytest.TestReport, fault: BaseException | None) -> None:
        """Put right what pytest could not know before the turn, and cannot know of us."""
        path, line, name = self.reportinfo()
        root = self.config.rootpath
        report.location = (str(path.relative_to(root) if path.is_relative_to(root) else path), line, name)
        if isinstance(report.longrepr, tuple):
            report.longrepr = (str(path), line + 1, report.longrepr[2])
        untested = isinstance(fault, SteprunError) or (
            isinstance(fault, NotPassedError)
            and self.turn is not None
            and self.turn.result.outcome is Outcome.ERROR
        )
        if report.failed and untested:
            # What cannot be tested is an error, not a failure; pytest tells them apart by when they happen.
            report.when = "setup"

    def _file_of(self, place: Place) -> Path:
        """Where it is: the document itself, or one that it uses."""
        return self.config.invocation_params.dir / place.file


def _name(taken: Taken, example: str) -> str:
    """`POST /items › Option 1`, without what means something in the ids of pytest."""
    endpoint = str(taken.spec.endpoint) or "spec"
    name = escape(f"{endpoint} › {example}" if example else endpoint)
    return re.sub(":{2,}", ":", name.replace("[", "(").replace("]", ")"))


def _beginning(taken: Taken, example: str) -> Place:
    spec = taken.spec
    if isinstance(spec, InvalidSpec):
        return spec.findings[0].place
    for section in spec.sections:
        if section.title == example if example else section.role is Role.TEST:
            return Place(spec.file, section.heading_line or section.place.line)
    return Place(spec.file, 1)


@contextmanager
def _unheard() -> Iterator[None]:
    """Within, what the HTTP library writes down does not reach pytest, which would show it unmasked."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.propagate = False
    try:
        yield
    finally:
        for logger, propagate in zip(loggers, before, strict=True):
            logger.propagate = propagate
