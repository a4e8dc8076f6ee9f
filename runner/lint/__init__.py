"""What can be said about specs without running them: `Spec`s in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from runner.lint import (
    answers,
    claims,
    endpoint,
    front,
    names,
    operations,
    outcome,
    prose,
    queries,
    requests,
    steps,
    swagger,
    values,
)
from runner.lint.claims import Told
from runner.lint.context import LintContext
from runner.lint.page import Page
from runner.model.finding import Finding, Severity
from runner.model.place import Place
from runner.model.spec import InvalidSpec, Loaded

__all__ = ["LintContext", "Rule", "lint_specs"]

Rule: TypeAlias = Callable[[Told], Iterable[Finding]]

_RULES: tuple[Rule, ...] = (
    *front.RULES,
    *outcome.RULES,
    *swagger.RULES,
    *endpoint.RULES,
    *operations.RULES,
    *steps.RULES,
    *requests.RULES,
    *answers.RULES,
    *queries.RULES,
    *names.RULES,
    *values.RULES,
    *prose.RULES,
    *claims.RULES,
)


def lint_specs(
    specs: Sequence[Loaded], context: LintContext, *, rules: Sequence[Rule] = _RULES
) -> list[Finding]:
    """All findings: the files in their order, those of a file by line and column; then OpenAPI documents."""
    found: list[Finding] = []
    for spec in specs:
        found += sorted(_findings(spec, context, rules), key=_position)
    if context.contract is not None:
        found += (_weighed(item, context) for item in operations.flaws(specs, context.contract))
    return found


def _weighed(finding: Finding, context: LintContext) -> Finding:
    """What a project takes more or less seriously than its rule does."""
    severity = context.severities.get(finding.rule)
    return replace(finding, severity=severity) if severity else finding


def _findings(spec: Loaded, context: LintContext, rules: Sequence[Rule]) -> Iterator[Finding]:
    if isinstance(spec, InvalidSpec):
        yield from endpoint.with_lookalike(spec, context.read)
        return
    page = Told(spec, context)
    for rule in rules:
        yield from (_calmed(_weighed(item, context), page) for item in _obeyed(rule, page))


def _obeyed(rule: Rule, page: Told) -> Iterator[Finding]:
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
