"""SR230, SR30x: whether every name has a value when its step asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from runner.lint.asks import Ask, asks_of, asks_of_handover, spot
from runner.lint.likeness import alike, misspelt
from runner.lint.page import Page
from runner.model.finding import Finding
from runner.model.place import Place
from runner.model.scenario import Giver, Handover, PlannedStep
from runner.model.spec import Extraction, Role, Section, Step
from runner.plan.reuse import ReuseError, planned
from runner.resolve.builtins import NAMES


def names(page: Page) -> Iterator[Finding]:
    """The scenarios of a document, one after the other, as they would run."""
    told: set[str] = set()
    yield from _Walk(page, told=told).findings(page.sections(Role.SETUP, Role.TEST, Role.CLEANUP))
    for section in page.sections(Role.EXAMPLE):
        yield from _Walk(page, told=told, example=True).findings([section])


@dataclass(slots=True)
class _Walk:
    """One pass through the steps of a scenario, with what is known so far."""

    page: Page
    told: set[str]
    """The names that were spoken of before, in any pass: once is enough."""
    example: bool = False
    known: set[str] = field(default_factory=set)
    everything: bool = False
    """A broken `use:` might have set anything."""

    def findings(self, sections: Sequence[Section]) -> Iterator[Finding]:
        self.known = set(NAMES | self.page.context.variables)
        unknown: dict[str, list[tuple[Step | Handover, Ask]]] = {}
        before: dict[str, frozenset[str]] = {}
        for item in self._steps(sections):
            if isinstance(item, Finding):
                yield item
                self.everything = True
                continue
            for step, ask in self._asked(item):
                if ask.why:
                    yield self._unreadable(step, ask)
                elif not (self.everything or ask.optional) and not any(
                    _has(self.known, name) for name in ask.names
                ):
                    unknown.setdefault(ask.name, []).append((step, ask))
                    before.setdefault(ask.name, frozenset(self.known))
            self.known |= {extraction.name for extraction in item.step.extractions}
        for name, uses in unknown.items():
            if name not in self.told:
                self.told.add(name)
                yield self._unknown(uses, before[name])

    def _steps(self, sections: Sequence[Section]) -> Iterator[PlannedStep | Finding]:
        page = self.page
        for section in sections:
            for index, step in enumerate(section.steps):
                try:
                    yield from planned(page.spec, section, step, page.context.library, opens=index == 0)
                except ReuseError as fault:
                    yield fault.finding

    def _asked(self, item: PlannedStep) -> Iterator[tuple[Step | Handover, Ask]]:
        """What is asked for in this document. What a reused one asks for is said where it is written."""
        here = self.page.spec.file
        for handover in item.given:
            if handover.file == here:
                yield from ((handover, ask) for ask in asks_of_handover(handover))
            if handover.file == here or handover.giver is not Giver.VARIABLES:
                self.known |= handover.values.keys()
        known = set(self.known)
        if item.case:
            if item.case.file == here:
                yield from ((item.case, ask) for ask in asks_of_handover(item.case))
            self.known |= item.case.values.keys()
        if item.step.place.file == here:
            yield from ((item.step, ask) for ask in asks_of(item.step))
        self.known = known

    # ---- words

    def _unreadable(self, step: Step | Handover, ask: Ask) -> Finding:
        place, width = spot(self.page.lines, step, ask)
        hint = "a placeholder is `{{name}}`, perhaps with a filter: `{{name | default('x')}}`"
        return self.page.finding("SR303", place, f"`{ask.source}`: {ask.why}", hint=hint, width=width)

    def _unknown(self, uses: Sequence[tuple[Step | Handover, Ask]], before: frozenset[str]) -> Finding:
        step, ask = uses[0]
        place, width = spot(self.page.lines, step, ask)
        code, message, hint = self._verdict(ask, _shown(self.page.lines, place, width, ask), before)
        if len(uses) > 1:
            message += f" ({len(uses)} uses)"
        return self.page.finding(code, place, message, hint=hint, width=width)

    def _verdict(self, ask: Ask, shown: str, before: frozenset[str]) -> tuple[str, str, str]:
        """Which rule, what is wrong, and what to do: surest first."""
        name, root = ask.name, ask.name.partition(".")[0]
        main, elsewhere = _extractions(self.page, examples=False), _extractions(self.page, examples=True)
        if self.example:
            if root in main:
                line = main[root].place.line
                message = f"{shown} has no value in this example: it does not see what line {line} extracts"
                return "SR302", message, "examples run by themselves, each with its own variables"
        elif _has(self.known, name):
            source = f"line {main[root].place.line}" if root in main else "a reused step"
            message = f"{shown} has no value yet: {source} extracts it, after this step asked for it"
            return "SR301", message, "extract it in an earlier step"
        elif root in elsewhere:
            line = elsewhere[root].place.line
            message = f"{shown} has no value: only line {line} extracts it, in an example, which does not run"
            return "SR301", message, "move that step under `Prerequisites`"
        meant = misspelt(name, self.known)
        if meant:
            return "SR301", f"{shown} is never defined", f"did you mean `{{{{{meant}}}}}`?"
        return "SR302", self._nobody(shown), self._way_out(ask, before)

    def _nobody(self, shown: str) -> str:
        environment = self.page.context.environment
        also = f", and environment `{environment}` does not either" if environment else ""
        return f"nobody in this document sets {shown}{also}"

    def _way_out(self, ask: Ask, before: frozenset[str]) -> str:
        near = alike(ask.name, before)
        question = f"did you mean `{{{{{near}}}}}`? If not, " if near else ""
        return f"{question}extract it in a step before, or give it under `variables:` in steprun.yaml"


def _has(known: set[str], name: str) -> bool:
    """A dotted name is one, or leads into the value of its first part."""
    return name in known or name.partition(".")[0] in known


def _extractions(page: Page, *, examples: bool) -> Mapping[str, Extraction]:
    """What the steps of this document extract, each name at its first place."""
    found: dict[str, Extraction] = {}
    for section in page.spec.sections:
        if (section.role is Role.EXAMPLE) is examples:
            for step in section.steps:
                for item in step.extractions:
                    found.setdefault(item.name, item)
    return found


def _shown(lines: Sequence[str], place: Place, width: int, ask: Ask) -> str:
    """The placeholder as it is written; one with more than a name in it is shown by its name."""
    text = lines[place.line - 1][place.column - 1 : place.column - 1 + width]
    bare = text.strip("{}<> ")
    return f"`{text}`" if bare == ask.name else f"`{{{{{ask.name}}}}}`"


RULES = (names,)
