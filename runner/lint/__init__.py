"""What can be said about specs without running them: `Spec`s in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from runner.lint import endpoint, front, names, prose, queries, steps, swagger, values
from runner.lint.context import LintContext
from runner.lint.page import Page
from runner.model.finding import Finding, Severity
from runner.model.place import Place
from runner.model.spec import InvalidSpec, Loaded

__all__ = ["LintContext", "Rule", "lint_specs"]

Rule: TypeAlias = Callable[[Page], Iterable[Finding]]

_RULES: tuple[Rule, ...] = (
    *front.RULES,
    *swagger.RULES,
    *endpoint.RULES,
    *steps.RULES,
    *queries.RULES,
    *names.RULES,
    *values.RULES,
    *prose.RULES,
)


def lint_specs(
    specs: Sequence[Loaded], context: LintContext, *, rules: Sequence[Rule] = _RULES
) -> list[Finding]:
    """All findings: the files in their order, those of a file by line and column."""
    found: list[Finding] = []
    for spec in specs:
        found += sorted(_findings(spec, context, rules), key=_position)
    return found


def _findings(spec: Loaded, context: LintContext, rules: Sequence[Rule]) -> Iterator[Finding]:
    if isinstance(spec, InvalidSpec):
        yield from endpoint.with_lookalike(spec, context.read)
        return
    page = Page(spec, context)
    for rule in rules:
        yield from (_calmed(item, page) for item in _obeyed(rule, page))


def _obeyed(rule: Rule, page: Page) -> Iterator[Finding]:
    """What the rule finds. One that breaks down says so, and hides nothing of the others."""
    try:
        yield from rule(page)
    except Exception as fault:  # noqa: BLE001 - the document is the author's, the rule is ours
        message = f"the rule `{getattr(rule, '__name__', rule)}` broke down: {type(fault).__name__}: {fault}"
        hint = "this is a fault of steprun: please report it, with the document"
        yield page.finding("SR901", Place(page.spec.file, 1), message, hint=hint)


def _calmed(finding: Finding, page: Page) -> Finding:
    """An example does not run by default: what is wrong in it can wait."""
    wrong = finding.severity is Severity.ERROR
    return (
        replace(finding, severity=Severity.WARNING) if wrong and page.is_example(finding.place) else finding
    )


def _position(finding: Finding) -> tuple[int, int, str]:
    return finding.place.line, finding.place.column, finding.rule
