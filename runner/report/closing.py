"""The closing text of a run: what went wrong, once each; what was skipped, and why; the totals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from runner.model.result import Outcome, RunResult, SpecResult, StepResult
from runner.report import words
from runner.report.contract import Met, contract_facts, contract_lines, counted, met
from runner.report.failure import block, command, fact, rerun, title
from runner.report.measure import cells, cut, pad, wrap
from runner.report.news import News, news
from runner.report.proof import broken_lines, proof_facts, unchecked_lines
from runner.report.proof import counted as counted_claims
from runner.report.section import section
from runner.report.terminal import Line, Span, Style, line
from runner.report.wrongs import Wrong, grouped, wrongs_of

#: How many specs or places a list names before it counts the rest.
_MANY: Final = 10
#: How wide the table of domains is without their names; and what one more column takes, where it is needed.
_NUMBERS: Final = 64
_WIDE: Final = len("  quarantined")
_COLUMNS: Final = (words.PASSED, words.FAILED, words.ERROR, words.SKIPPED, words.FLAKY)
#: The order of the totals: what there is to act on first.
_TOTALS: Final = (
    words.FAILED, words.ERROR, words.PASSED, words.SKIPPED, words.FLAKY, words.QUARANTINED,
)  # fmt: skip


def closing(
    run: RunResult, *, width: int, quiet: bool, footer: Sequence[str] = (), every: bool = False
) -> list[Line]:
    """Everything after the last spec. Where all is well that is a line; a quiet run says only what is bad."""
    groups = grouped(wrong for spec in run.specs if not spec.quarantined for wrong in wrongs_of(spec))
    rows = [*_blocks(groups, width=width), *_claims(run, width=width)]
    if quiet:
        return [*rows[1:], *([line()] if rows else []), totals(run)]
    rows += _quarantined(run, width=width, every=every)
    rows += _skipped(run, width=width)
    rows += _blocked(run)
    # Troubles with the contract have no key: each has a block of its own.
    told = [wrong.step for group in groups for wrong in group if wrong.step]
    rows += _contract(met(run, told=told), width=width, every=every)
    rows += _unchecked(run, width=width, every=every)
    rows += _summary(run, groups, width=width)
    rows += _domains(run, width=width) if groups else []
    facts = (("contract", contract_facts(run)), ("claims", proof_facts(run)))
    footer = (*(f"{name:<8} {said}" for name, said in facts if said), *footer)
    return [*rows, line(), totals(run), *(line(f"  {text}") for text in footer)]


def totals(run: RunResult) -> Line:
    """`✗ 2 failed (1 new), 1 error, 349 passed (1 fixed), 4 skipped, 1 flaky · 12.3s`."""
    tally, told = _tally(run.specs), _news(run)
    new, fixed = _tally(told.new), _tally(told.fixed)
    said = [mark for mark in _TOTALS if tally[mark.word]]
    verdict = said[0] if said else words.SKIPPED
    parts: list[str | Span] = [Span(f"{verdict.glyph} ", verdict.style)]
    for index, mark in enumerate(said):
        noun = (
            words.count(tally[mark.word], "error")
            if mark is words.ERROR
            else f"{tally[mark.word]} {mark.word}"
        )
        parts += [", " if index else "", Span(noun, mark.style)]
        parts += [
            f" ({number[mark.word]} {word})"
            for number, word in ((new, "new"), (fixed, "fixed"))
            if number[mark.word]
        ]
    if not said:
        parts.append("no specs ran")
    if run.interrupted:
        parts.append(Span(f" · {words.interruption(run)}", Style.ERROR))
    missing = run.selected - len(run.specs)
    if missing > 0:
        parts.append(f" · {missing} of {words.count(run.selected, 'spec')} not run")
    return line(*parts, Span(f" · {words.duration(run.seconds)}", Style.FAINT))


def _news(run: RunResult) -> News:
    """Where nothing is known of earlier runs, everything is new, and nothing is said of it."""
    return news(run) if any(spec.scenario.past.turns for spec in run.specs) else News()


def _blocks(groups: Sequence[Sequence[Wrong]], *, width: int) -> list[Line]:
    rows: list[Line] = []
    for number, group in enumerate(groups, 1):
        wrong = group[0]
        mark = words.mark(wrong.spec if wrong.spec.quarantined else wrong.result)
        head = f"{number}/{len(groups)} {mark.word.upper()}"
        specs = {id(each.spec) for each in group}
        if len(specs) > 1:
            name, aside = words.count(len(specs), "spec"), ""
            body = _group(group, width=width)
        else:
            name, aside = wrong.spec.scenario.title, wrong.spec.scenario.domain
            body = block(wrong.spec, wrong.step, width=width)
        rows += section(Span(head, mark.style), body, width=width, name=name, aside=aside)
    return rows


def _group(group: Sequence[Wrong], *, width: int) -> list[Line]:
    trouble = group[0].trouble
    assert trouble is not None
    rows = title(trouble, width=width)
    entries = [(words.where(wrong.result), wrong.spec.scenario.title) for wrong in group[:_MANY]]
    rows += _two_columns([(line("    "), *entry) for entry in entries], width=width)
    if len(group) > _MANY:
        rows.append(line(f"    and {len(group) - _MANY} more"))
    rows.append(line())
    for hint in dict.fromkeys(each.trouble.hint for each in group if each.trouble and each.trouble.hint):
        rows += fact("hint", hint.split("\n"), width=width)
    return [*rows, *command("rerun", rerun(group[0].spec, group[0].step))]


def _skipped(run: RunResult, *, width: int) -> list[Line]:
    """Skips by their reasons."""
    reasons: dict[str, list[SpecResult]] = {}
    for spec in run.specs:
        if spec.outcome is Outcome.SKIPPED:
            reasons.setdefault(words.skip_reason(spec), []).append(spec)
    head = Span(f"{sum(map(len, reasons.values()))} SKIPPED", words.SKIPPED.style)
    rows: list[Line] = []
    for reason, specs in reasons.items():
        rows += _reason(words.SKIPPED, reason, width=width)
        rows += [line("    ", Span(words.where(spec), Style.FAINT)) for spec in specs[:_MANY]]
        if len(specs) > _MANY:
            rows.append(line(Span(f"    and {len(specs) - _MANY} more", Style.FAINT)))
    return section(head, rows, width=width)


def _quarantined(run: RunResult, *, width: int, every: bool) -> list[Line]:
    """What may fail for now: a line each, by the reasons; the whole of it where everything is wanted."""
    reasons: dict[str, list[SpecResult]] = {}
    for spec in run.specs:
        if spec.quarantined:
            reasons.setdefault(str(spec.scenario.quarantine), []).append(spec)
    specs = [spec for mine in reasons.values() for spec in mine]
    head = Span(f"{len(specs)} QUARANTINED", words.QUARANTINED.style)
    rows: list[Line] = []
    for reason, mine in reasons.items():
        rows += _reason(words.QUARANTINED, reason, width=width)
        rows += _two_columns([(line("    "), words.where(spec), _said(spec)) for spec in mine], width=width)
    if specs and not every:
        rows.append(line(Span("    -v shows the whole of it", Style.FAINT)))
    told = section(head, rows, width=width)
    if every:
        told += _blocks(grouped(wrong for spec in specs for wrong in wrongs_of(spec)), width=width)
    return told


def _reason(mark: words.Mark, reason: str, *, width: int) -> list[Line]:
    label = f"{mark.glyph} {mark.word}  "
    first, *more = wrap(reason, width - cells(label))
    return [line(Span(label, mark.style), first), *(line(" " * cells(label), text) for text in more)]


def _blocked(run: RunResult) -> list[Line]:
    number = sum(step.blocked for spec in run.specs for step in spec.steps)
    if not number:
        return []
    mark = words.BLOCKED
    text = f" {words.count(number, 'step')} not run: an earlier one stood in the way"
    return [line(), line(Span(f"{mark.glyph} {mark.word} ", mark.style), text)]


def _contract(found: Sequence[Met], *, width: int, every: bool) -> list[Line]:
    """What the OpenAPI documents promise, and was not kept."""
    rows = contract_lines(found, width=width, every=every) if found else []
    return section(Span(f"CONTRACT {counted(found)}", words.FLAKY.style), rows, width=width)


def _claims(run: RunResult, *, width: int) -> list[Line]:
    """What documents claim, and is not so."""
    rows = broken_lines(run, width=width)
    return section(Span(counted_claims(run).upper(), words.FAILED.style), rows[:-1], width=width)


def _unchecked(run: RunResult, *, width: int, every: bool) -> list[Line]:
    """What documents claim, and nobody knows."""
    rows = unchecked_lines(run, width=width, every=every)
    return section(Span("NOT CHECKED", words.SKIPPED.style), rows, width=width)


def _summary(run: RunResult, groups: Sequence[Sequence[Wrong]], *, width: int) -> list[Line]:
    new = {id(spec) for spec in _news(run).new}
    entries = [_entry(group, new) for group in groups]
    entries += [_retried(spec) for spec in run.specs if spec.flaky]
    entries += [
        (words.FAILED, words.where(step), f"tolerated · {_said(step)}")
        for spec in run.specs
        for step in spec.steps
        if step.tolerated and spec.outcome is Outcome.PASSED
    ]
    rows = [(line(Span(pad(mark.word.upper(), 8), mark.style)), place, said) for mark, place, said in entries]
    return section(Span("short summary"), _two_columns(rows, width=width), width=width)


def _entry(group: Sequence[Wrong], new: Collection[int]) -> tuple[words.Mark, str, str]:
    """`new`: the specs, by their ids, that did not fail the last time."""
    wrong = group[0]
    specs = {id(each.spec) for each in group}
    place = words.where(wrong.result) if len(specs) == 1 else words.count(len(specs), "spec")
    fresh = len(specs.intersection(new))
    said = _said(wrong.result)
    if fresh:
        said = f"new · {said}" if fresh == len(specs) else f"{fresh} new · {said}"
    return words.mark(wrong.result), place, said


def _said(result: SpecResult | StepResult) -> str:
    """The headline, behind the case that it is about: all cases of a step have the same lines."""
    case = result.planned.case if isinstance(result, StepResult) else None
    return f"[{case.label}] {words.headline(result)}" if case else words.headline(result)


def _two_columns(rows: Sequence[tuple[Line, str, str]], *, width: int) -> list[Line]:
    """What each row says stands beside its place, or, where there is no room for it, below."""
    beside = [_room(head, place, width) >= cells(said) for head, place, said in rows]
    column = max((cells(place) for (_, place, _), fits in zip(rows, beside, strict=True) if fits), default=0)
    shown: list[Line] = []
    for (head, place, said), fits in zip(rows, beside, strict=True):
        if fits:
            padded = pad(place, column)
            padded = padded if _room(head, padded, width) >= cells(said) else place
            shown.append(line(*head, padded, "  ", said))
        else:
            indent = " " * (_taken(head) + 2)
            shown += [line(*head, place), line(indent, Span(cut(said, width - len(indent)), Style.FAINT))]
    return shown


def _room(head: Line, place: str, width: int) -> int:
    return width - _taken(head) - cells(place) - 2


def _taken(head: Line) -> int:
    return sum(cells(span.text) for span in head)


def _retried(spec: SpecResult) -> tuple[words.Mark, str, str]:
    step = next(step for step in spec.steps if step.flaky)
    return words.FLAKY, words.where(step), words.attempts(spec)


def _domains(run: RunResult, *, width: int) -> list[Line]:
    """How each domain fared, where there is more than one."""
    domains: dict[str, list[SpecResult]] = {}
    for spec in run.specs:
        domains.setdefault(spec.scenario.domain or "(none)", []).append(spec)
    room = width - _NUMBERS
    if len(domains) < 2 or room < len("scheduling"):  # noqa: PLR2004 - one is the totals line
        return []
    longest = max(len("domain"), *(cells(name) for name in domains))
    columns: Sequence[words.Mark] = _COLUMNS
    if any(spec.quarantined for spec in run.specs) and room - _WIDE >= min(longest, len("scheduling")):
        columns, room = (*_COLUMNS, words.QUARANTINED), room - _WIDE
    names = min(room, longest)
    headings = "".join(f"{mark.word:>{_wide(mark)}}" for mark in columns)
    rows = [line(), line(Span(f"  {pad('domain', names)}  specs{headings}      time", Style.FAINT))]
    for name, specs in domains.items():
        tally = _tally(specs)
        counts = [
            Span(f"{tally[mark.word]:>{_wide(mark)}}", mark.style if tally[mark.word] else Style.FAINT)
            for mark in columns
        ]
        time = words.duration(sum(spec.seconds for spec in specs))
        rows.append(line(f"  {pad(cut(name, names), names)}  {len(specs):>5}", *counts, f"{time:>10}"))
    return rows


def _wide(mark: words.Mark) -> int:
    return max(len("  skipped"), len(f"  {mark.word}"))


def _tally(specs: Iterable[SpecResult]) -> dict[str, int]:
    tally = {mark.word: 0 for mark in _TOTALS}
    for spec in specs:
        tally[words.mark(spec).word] += 1
    return tally
