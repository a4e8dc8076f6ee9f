"""SR75x: what steps expect of an answer, and take from it, against what is documented."""

from __future__ import annotations

from collections.abc import Iterator

from runner.contract.breach import where
from runner.contract.operation import Operation, Reply
from runner.contract.promises import Promises
from runner.contract.reach import Reach
from runner.lint.documented import asked
from runner.lint.expected import REFUSAL, expected_statuses, wants_refusal
from runner.lint.page import Page
from runner.model.finding import Finding
from runner.model.json import Path
from runner.model.spec import Extraction, Step
from runner.query import QueryError, compile_query

_NOT_ALLOWED = 405
"""Said of a method that is not documented, which is as it should be."""
_SUCCESSES = (200, 201, 202, 203, 206)
"""Those that have a body."""


def statuses(page: Page) -> Iterator[Finding]:
    """Documents seldom list how they refuse: that none of the expected refusals is there is no error."""
    for each in asked(page):
        wanted = expected_statuses(each.step)
        strange = [code for code in wanted if code != _NOT_ALLOWED and each.operation.reply_to(code) is None]
        known = ", ".join(sorted(reply.status for reply in each.operation.replies))
        if not (strange and known):
            continue
        verb = "is" if len(strange) == 1 else "are"
        message = f"{', '.join(map(str, strange))} {verb} not among the documented statuses"
        sure = len(strange) == len(wanted) and not wants_refusal(each.step)
        yield page.about(
            "SR750" if sure else "SR751",
            each.step,
            ("expect", "status"),
            message,
            hint=f"documented: {known}",
        )


def extracts(page: Page) -> Iterator[Finding]:
    """Only a path of plain keys and indexes can be followed without an answer."""
    for each in asked(page):
        replies = [] if wants_refusal(each.step) else _successes(each.operation, each.step)
        for item in each.step.extractions:
            path = _plain(item)
            if path is None or not replies:
                continue
            reached = Promises(each.contract, each.operation).reached(path, replies)
            if reached.reach is Reach.NOT_THERE:
                here = where(reached.upto)
                says = f"`{item.query}` is not in the documented answer, which goes as far as `{here}`"
                hint = f"promised in {each.contract.pointer(replies[0].node)}"
                yield page.about("SR752", each.step, ("extract", item.name), says, hint=hint)


def _successes(operation: Operation, step: Step) -> list[Reply]:
    """What is documented of the successes that the step expects."""
    wanted = [code for code in expected_statuses(step) if code < REFUSAL] or _SUCCESSES
    return [reply for code in wanted if (reply := operation.reply_to(code)) is not None]


def _plain(item: Extraction) -> Path | None:
    try:
        return None if item.header else compile_query(item.query).plain
    except QueryError:
        return None


RULES = (statuses, extracts)
