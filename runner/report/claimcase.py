"""A claim that was put to the proof, as a test case."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from runner.model.claim import Topic
from runner.model.finding import Severity
from runner.model.result import Outcome
from runner.model.trouble import Cause
from runner.model.verdict import State, Verdict
from runner.report.frame import finding_text
from runner.report.measure import cut
from runner.report.terminal import escape, text_of
from runner.report.testcase import Case

#: How wide the text of a finding is, and how long the name of a claim may be.
_WIDTH: Final = 100
_LONGEST: Final = 200


def claim_name(verdict: Verdict) -> str:
    """`Authentication › client: works`."""
    claim = verdict.claim
    return cut(f"{claim.topic.value} › {' '.join(claim.says.split())}", _LONGEST)


def claim_case(verdict: Verdict, *, name: str, classname: str) -> Case:
    """Broken claims fail as they do in the run: where a finding is an error."""
    claim = verdict.claim
    wrong = [item for item in verdict.findings if item.severity is Severity.ERROR]
    case = Case(
        name=name,
        classname=classname,
        outcome=Outcome.PASSED,
        place=claim.place,
        kind=Cause.CLAIM.value,
        properties={"claim": verdict.state.value},
        asides=(partial(_claim_text, verdict),),
    )
    if verdict.state is State.BROKEN and wrong:
        return replace(
            case,
            outcome=Outcome.FAILED,
            place=wrong[0].place,
            message=wrong[0].message,
            text=partial(_claim_text, verdict),
            asides=(),
        )
    if verdict.state is State.UNCHECKED:
        return replace(case, outcome=Outcome.SKIPPED, message=f"not checked: {verdict.by}", asides=())
    if verdict.state is State.HOLDS and claim.topic is Topic.KNOWN_ISSUES:
        message = f"expected failure, as documented: {' '.join(claim.says.split())}"
        return replace(case, outcome=Outcome.SKIPPED, message=message)
    return case


def _claim_text(verdict: Verdict) -> str:
    """What was found, and how."""
    rows = [row for item in verdict.findings for row in (*finding_text(item, width=_WIDTH), ())]
    told = any(verdict.by == item.message for item in verdict.findings)
    text = "\n".join(map(text_of, rows)).rstrip()
    return "\n\n".join(filter(None, (text, "" if told else escape(verdict.by))))
