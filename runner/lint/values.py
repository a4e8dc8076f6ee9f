"""SR212, SR304, SR305: what a document itself gives names to, under `variables:`, `cases:` and `extract:`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runner.lint.asks import Ask, asks_of, asks_of_value
from runner.lint.page import Page
from runner.model.finding import Finding
from runner.model.place import KEY, Place
from runner.model.spec import Section, Step
from runner.plan.cases import filled
from runner.resolve.template import compile_template, is_name


def case_names(page: Page) -> Iterator[Finding]:
    """Names tell the cases of a step apart, in reports and in what they extract."""
    for step in _steps(page):
        seen: dict[str, int] = {}
        for case in step.cases:
            place = step.place_at("cases", case.index, "name")
            if case.name in seen:
                message = f"the case `{case.name}` is on line {place.line} and on line {seen[case.name]}"
                yield page.finding("SR212", place, message, hint="give each case of a step its own name")
            seen.setdefault(case.name, place.line)


def unused_variables(page: Page) -> Iterator[Finding]:
    """Only this document can ask for its variables."""
    asked = {name for section in page.spec.sections for name in _asked_in(section)}
    for section in page.spec.sections:
        for name in section.variables:
            if is_name(name) and not _is_asked(name, asked):
                message = f"nothing in this document asks for the variable `{name}`"
                place = section.place_at("variables", name, KEY)
                yield page.finding("SR304", place, message, hint="remove it, or use it")


def unused_case_values(page: Page) -> Iterator[Finding]:
    """Only its step can ask for the values of a case."""
    for step in _steps(page):
        asked = set(_asked_by(step))
        # Each once, where it stands first.
        first = {name: case.index for case in reversed(step.cases) for name in case.values if name != "case"}
        for name, index in first.items():
            if is_name(name) and not _is_asked(name, asked):
                message = f"nothing in step `{step.id}` asks for `{name}` of its cases"
                hint = "remove it, or use it; reports show the `name` of a case"
                yield page.about("SR304", step, ("cases", index, name, KEY), message, hint=hint)


def unaskable(page: Page) -> Iterator[Finding]:
    """A value behind a name that is none."""
    for name, place in _given(page):
        if not is_name(name):
            message = f"no placeholder can ask for `{name}`"
            hint = "a name is made of letters, digits, `_` and `-`, and begins with a letter or `_`"
            yield page.finding("SR305", place, message, hint=hint)


def _given(page: Page) -> Iterator[tuple[str, Place]]:
    for section in page.spec.sections:
        for name in section.variables:
            yield name, section.place_at("variables", name, KEY)
    for step in _steps(page):
        for case in step.cases:
            for name in case.values:
                yield name, step.place_at("cases", case.index, name, KEY)
        for item in step.extractions:
            names = [filled(item.name, case) for case in step.cases] or [item.name]
            wrong = next((name for name in names if not is_name(name)), names[0])
            yield wrong, step.place_at("extract", item.name, KEY)


def _steps(page: Page) -> Iterator[Step]:
    return (step for section in page.spec.sections for step in section.steps)


def _asked_in(section: Section) -> Iterator[str]:
    for value in section.variables.values():
        yield from _names(asks_of_value(value))
    for step in section.steps:
        yield from _asked_by(step)
        for values in (*(case.values for case in step.cases), step.use.values if step.use else {}):
            yield from _names(asks_of_value(values))


def _asked_by(step: Step) -> Iterator[str]:
    yield from _names(asks_of(step))
    for item in step.extractions:
        yield from compile_template(item.name).names()


def _names(asks: Iterable[Ask]) -> Iterator[str]:
    return (name for ask in asks for name in ask.names)


def _is_asked(name: str, asked: set[str]) -> bool:
    return any(each == name or each.startswith(f"{name}.") for each in asked)


RULES = (case_names, unused_variables, unused_case_values, unaskable)
