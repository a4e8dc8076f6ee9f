"""The failure block: all that is needed to act on a step that did not pass, without running it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from runner.model.result import CheckResult, SpecResult, StepResult
from runner.model.trouble import Cause, Trouble
from runner.report.curl import curl
from runner.report.frame import finding_text
from runner.report.measure import cells, cut, pad, wrap
from runner.report.shell import word
from runner.report.source import placed, source_lines, valued
from runner.report.terminal import Line, Span, Style, line, text_of
from runner.report.traffic import request_lines, response_lines, status
from runner.report.words import failed_checks, headline, latency, since

_INDENT: Final = "    "
_LABEL: Final = 7
#: How many variables, earlier values and attempts are listed.
_MANY: Final = 8
#: How wide the value of a variable may be, and what a check wanted or found.
_VALUE: Final = 60
_FOUND: Final = 200
_TAGS: Final = {
    Cause.EXTRACTION: "extract",
    Cause.SOURCE_FAILED: "undefined",
    Cause.SOURCE_SKIPPED: "undefined",
}


def block(spec: SpecResult, step: StepResult | None = None, *, width: int) -> list[Line]:
    """The block of a step; without one, of a spec that never got its turn."""
    if step is None:
        return _spec_block(spec, width=width)
    failed = failed_checks(step)
    rows = [*_headline(step, width=width), *source_lines(spec, step, width=width)]
    rows += _checks(failed, width=width)
    if step.exchange is not None:
        about_headers = any(check.kind == "headers" for check in failed)
        rows += request_lines(step.exchange, width=width, indent=_INDENT)
        rows += response_lines(step.exchange, width=width, indent=_INDENT, headers=about_headers)
    rows.append(line())
    for name, texts in _facts(spec, step):
        rows += fact(name, texts, width=width)
    rows += command("rerun", rerun(spec, step))
    if step.exchange is not None:
        rows += command("curl", curl(step.exchange, separator=" \\\n  "))
    return rows


def block_text(spec: SpecResult, step: StepResult | None = None, *, width: int = 100) -> str:
    """The same block without colours, escaped: what JUnit and the other reports show."""
    return "\n".join(text_of(row) for row in block(spec, step, width=width))


def title(trouble: Trouble, *, width: int) -> list[Line]:
    """`error[timeout]: no response in 30 s`."""
    return _title(trouble.message, tag=_TAGS.get(trouble.cause, trouble.cause.value), width=width)


def rerun(spec: SpecResult, step: StepResult | None = None) -> str:
    """The command that runs just this again."""
    target = word(spec.scenario.file)
    if step is None:
        return f"steprun {target}"
    return f"steprun {target}:{(*step.planned.via, step.planned.step)[0].place.line}"


def fact(name: str, texts: Iterable[str], *, width: int) -> list[Line]:
    """A label, and what there is to say under it, broken to the width."""
    rows = [row for text in texts for row in wrap(text, width - len(_INDENT) - _LABEL)]
    return _labelled(name, rows)


def command(name: str, text: str) -> list[Line]:
    """A command, in one piece so that it can be copied."""
    return _labelled(name, text.split("\n"))


def _labelled(name: str, rows: Sequence[str]) -> list[Line]:
    labels = [f"{name}:", *[""] * len(rows)]
    return [
        line(_INDENT, Span(pad(label, _LABEL), Style.HINT), row)
        for label, row in zip(labels, rows, strict=False)
    ]


def _spec_block(spec: SpecResult, *, width: int) -> list[Line]:
    rows: list[Line] = []
    for finding in spec.scenario.findings:
        rows += [*finding_text(finding, width=width), line()]
    for trouble in () if rows else spec.troubles:
        rows += title(trouble, width=width)
        rows.append(line(_INDENT, Span("--> ", Style.FAINT), str(trouble.place or spec.scenario.file)))
        rows += [*fact("hint", trouble.hint.split("\n") if trouble.hint else (), width=width), line()]
    if not rows:
        rows = [*_title(headline(spec), tag=spec.outcome.value, width=width), line()]
    for name, texts in _history(spec):
        rows += fact(name, texts, width=width)
    return [*rows, *command("rerun", rerun(spec))]


def _headline(step: StepResult, *, width: int) -> list[Line]:
    failed = failed_checks(step)
    trouble = step.trouble
    if failed and (trouble is None or trouble.cause is Cause.CHECK):
        return _title(trouble.message if trouble else failed[0].message, tag=failed[0].kind, width=width)
    if trouble is not None:
        return title(trouble, width=width)
    return _title(step.reason, tag=step.outcome.value, width=width)


def _title(message: str, *, tag: str, width: int) -> list[Line]:
    head = f"error[{tag}]: "
    first, *more = wrap(message or "no reason was given", width - cells(head))
    return [
        line(Span(head, Style.FAILED), Span(first, Style.STRONG)),
        *(line(" " * cells(head), Span(text, Style.STRONG)) for text in more),
    ]


def _checks(failed: Sequence[CheckResult], *, width: int) -> list[Line]:
    """All that failed, where there is more than the headline: side by side if every one of them fits."""
    if len(failed) <= 1:
        return []
    subjects = max(cells(check.subject or check.kind) for check in failed)
    wanted = max(cells(check.wanted) for check in failed)
    found = max(cells(check.found) for check in failed)
    beside = len(_INDENT) + subjects + wanted + found + len("✗   expected   found ") <= width
    rows: list[Line] = []
    for check in failed:
        subject = check.subject or check.kind
        head = (_INDENT, Span("✗ ", Style.FAILED), pad(subject, subjects) if beside else subject)
        came = Span(cut(check.found, _FOUND) or "nothing", Style.MARK)
        if not (check.wanted or check.found):
            rows += [line(*head), *(line(_INDENT, "    ", row) for row in wrap(check.message, width - 8))]
        elif beside:
            rows.append(line(*head, "  expected ", pad(check.wanted, wanted), "  found ", came))
        else:
            rows.append(line(*head))
            rows.append(line(_INDENT, "    expected ", cut(check.wanted, _FOUND)))
            rows.append(line(_INDENT, "    found    ", came))
    return rows


def _facts(spec: SpecResult, step: StepResult) -> Iterable[tuple[str, list[str]]]:
    """Label and rows of what stands below the traffic."""
    framed = placed(step)
    yield "using", _listed([f"{used.name} = {valued(used)}" for used in step.used if used not in framed])
    yield "known", _listed(list(_known(spec, step)))
    attempts = enumerate(step.earlier, 1)
    yield "tried", _listed([f"{index}. {status(each)} · {latency(each.seconds)}" for index, each in attempts])
    said = {check.message for check in step.checks} | {trouble.message for trouble in step.troubles[:1]}
    yield "also", _listed([each.message for each in step.troubles[1:] if each.message not in said])
    for hint in dict.fromkeys(trouble.hint for trouble in step.troubles if trouble.hint):
        yield "hint", hint.split("\n")
    yield from _history(spec)


def _history(spec: SpecResult) -> Iterable[tuple[str, list[str]]]:
    """Since when it fails, and until when it may."""
    told = since(spec.scenario.past)
    yield "since", [told] if told else []
    quarantine = spec.scenario.quarantine
    if quarantine is not None:
        yield "until", [f"{quarantine.until.isoformat()}, in quarantine: {quarantine.reason}"]


def _known(spec: SpecResult, step: StepResult) -> Iterable[str]:
    """What earlier steps extracted, apart from what this one used anyway."""
    used = {each.name for each in step.used}
    for earlier in spec.steps:
        if earlier is step:
            return
        for extracted in earlier.extracted:
            if extracted.name not in used:
                value = cut(extracted.value, _VALUE)
                yield f"{extracted.name} = {value}  extracted by {earlier.planned.step.id}"


def _listed(rows: list[str]) -> list[str]:
    rest = len(rows) - _MANY
    return [*rows[:_MANY], f"and {rest} more"] if rest > 0 else rows
