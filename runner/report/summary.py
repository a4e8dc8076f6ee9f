"""The run in Markdown, for the people of a team: what GitHub shows as the summary of a step, or in a comment.

GitHub drops a summary of more than 1 MiB without a word, so that this one stays below 900 KiB.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from runner.model.finding import Severity
from runner.model.result import Outcome, RunResult, SpecResult, StepResult
from runner.model.verdict import State
from runner.report import words
from runner.report.contract import contract_facts, counted, met
from runner.report.failure import block_text, rerun
from runner.report.frame import finding_text
from runner.report.markdown import code, fenced, folded, html, plain, row, table
from runner.report.measure import cut
from runner.report.news import News, news
from runner.report.parts import Part
from runner.report.proof import proof_facts
from runner.report.shell import word
from runner.report.terminal import text_of
from runner.report.wrongs import Wrong, grouped, wrongs_of

MOST_BYTES: Final = 900 * 1024
_LESSER: Final = 48 * 1024
"""Of each part but that of the failures, which has the rest."""
_MANY: Final = 10
"""Specs of a group that are named, and targets of a command."""
_FEW: Final = 3
_SLOWEST: Final = 5
_LONG: Final = 160
"""Cells of a text in a list or a table."""
_NEW: Final = "new"
_QUARANTINED: Final = "quarantined"
_ORDER: Final = (words.FAILED, words.ERROR, words.PASSED, words.SKIPPED, words.FLAKY)
_COLUMNS: Final = (*(mark.word for mark in _ORDER), _QUARANTINED)


def render(result: RunResult, *, most_bytes: int = MOST_BYTES) -> bytes:
    """The page."""
    found = news(result)
    above = [_verdict(result), _origin(result), _missing(result), _news(result, found)]
    lesser = [_claims(result), _quarantine(result), _fixed(found), _domains(result), _flaky(result)]
    lesser.append(_skipped(result))
    share = min(_LESSER, most_bytes // (2 * len(lesser)))
    below = [*(part.within(share) for part in lesser), _slowest(result), _facts(result)]
    blank_lines = 2 * (len(above) + len(below) + 1)
    taken = sum(len(part.encode()) for part in (*above, *below)) + blank_lines
    parts = (*above, _failures(result, found).within(most_bytes - taken), *below)
    return ("\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n").encode()


# ---- above


def _verdict(run: RunResult) -> str:
    """`✗ steprun: 2 failed, 1 error, 349 passed`, as the console says it."""
    tally = _tally(run.specs)
    said = [mark for mark in _ORDER if tally[mark.word]]
    parts = [
        words.count(tally[mark.word], "error") if mark is words.ERROR else f"{tally[mark.word]} {mark.word}"
        for mark in said
    ]
    if tally[_QUARANTINED]:
        parts.append(f"{tally[_QUARANTINED]} {_QUARANTINED}")
    glyph = said[0].glyph if said else words.SKIPPED.glyph
    said_of_all = (", ".join(parts) or "no specs ran", words.interruption(run))
    return f"## {glyph} steprun: {' · '.join(filter(None, said_of_all))}"


def _origin(run: RunResult) -> str:
    """Where it ran, how long, and of what."""
    about = run.about
    commit = f"commit {_in_text(about.commit[:12])}" if about.commit else ""
    branch = f"on {_in_text(about.branch)}" if about.branch else ""
    facts = (
        " ".join(_in_text(text) for text in (run.environment, run.base_url) if text),
        f"{words.count(len(run.specs), 'spec')} in {words.duration(run.seconds)}",
        f"run {_in_text(run.run_id)}" if run.run_id else "",
        " ".join(filter(None, (commit, branch))),
        f"shard {about.shard}" if about.shard else "",
    )
    return " · ".join(filter(None, facts))


def _missing(run: RunResult) -> str:
    missing = words.missing(run)
    return f"**{plain(missing)}**" if missing else ""


def _news(run: RunResult, found: News) -> str:
    """Nothing where no earlier run is known."""
    if not _has_history(run):
        return ""
    numbers = ((found.new, f"**{len(found.new)} new**"), (found.still, f"{len(found.still)} still failing"))
    said = [text for specs, text in (*numbers, (found.fixed, f"{len(found.fixed)} fixed")) if specs]
    return f"Since the last run: {', '.join(said) or 'nothing changed'}"


def _has_history(run: RunResult) -> bool:
    return any(spec.scenario.past.turns for spec in run.specs)


# ---- what did not pass


def _failures(run: RunResult, found: News) -> Part:
    """What is new first; each root of trouble once."""
    wanted = [spec for spec in run.specs if not spec.quarantined]
    tags = {id(spec): _since(spec) for spec in found.still}
    if _has_history(run):
        tags |= {id(spec): _NEW for spec in found.new}
        wanted.sort(key=lambda spec: tags.get(id(spec)) != _NEW)
    groups = grouped(wrong for spec in wanted for wrong in wrongs_of(spec))
    command = _command("steprun", (rerun(group[0].spec, group[0].step) for group in groups))
    return Part(
        f"### Failures\n\n{command}\n",
        (_group(group, tags) for group in groups),
        len(groups),
        lambda more: f"\n… and {more} more: {_in_text(f'steprun report {run.run_id} --format text')}\n",
    )


def _since(spec: SpecResult) -> str:
    """`still failing since 2026-01-02, last passed at c0ffee1`."""
    past = spec.scenario.past
    since = f" since {past.first_failed.at.date()}" if past.first_failed else ""
    commit = past.last_passed.commit[:7] if past.last_passed else ""
    return f"still failing{since}{f', last passed at {commit}' if commit else ''}"


def _command(start: str, commands: Iterable[str]) -> str:
    """Commands that begin alike as one, which runs all of it again."""
    targets = list(dict.fromkeys(command.removeprefix(f"{start} ") for command in commands))
    more = f"  # and {len(targets) - _MANY} more" if len(targets) > _MANY else ""
    return fenced(f"{start} {' '.join(targets[:_MANY])}{more}", language="sh") if targets else ""


def _group(group: Sequence[Wrong], tags: Mapping[int, str]) -> str:
    """One root of trouble: who suffers from it in a line, and the block of the console behind it."""
    wrong = group[0]
    specs = list({id(each.spec): each.spec for each in group}.values())
    mark, said = words.mark(wrong.result), html(_said(wrong.result))
    facts = [f"{mark.glyph} {mark.word}"]
    listed = ""
    if len(specs) == 1:
        tag = tags.get(id(wrong.spec), "")
        shown = "<b>new</b>" if tag == _NEW else html(tag) if tag else ""
        facts += [shown, html(cut(wrong.spec.scenario.title, _LONG)), said, html(words.where(wrong.result))]
    else:
        facts += [words.count(len(specs), "spec"), said]
        listed = "".join(
            f"- {_in_text(words.where(spec))} {_in_text(spec.scenario.title)}\n" for spec in specs[:_MANY]
        )
        listed += f"- and {len(specs) - _MANY} more\n" if len(specs) > _MANY else ""
    block = fenced(block_text(wrong.spec, wrong.step))
    return folded(" · ".join(filter(None, facts)), f"{listed}\n{block}" if listed else block)


def _claims(run: RunResult) -> Part:
    """What documents claim, and is not so."""
    wrong = [
        (spec, item)
        for spec in run.specs
        for verdict in spec.claims
        for item in verdict.findings
        if verdict.state is State.BROKEN and item.severity is Severity.ERROR and not spec.quarantined
    ]
    items = (
        folded(
            f"{html(f'{item.place.file}:{item.place.line}')} · {html(cut(item.message, _LONG))}",
            fenced("\n".join(map(text_of, finding_text(item)))),
        )
        for _, item in wrong
    )
    command = _command("steprun verify", (word(spec.scenario.file) for spec, _ in wrong))
    return Part(f"### Broken claims\n\n{command}\n", items, len(wrong), _more)


def _quarantine(run: RunResult) -> Part:
    specs = [spec for spec in run.specs if spec.quarantined]
    rows = (
        row((_named(spec), plain(cut(str(spec.scenario.quarantine), _LONG)), code(_said(spec)), _where(spec)))
        for spec in specs
    )
    return Part(_heads("In quarantine", "spec", "how long", "what fails", "where"), rows, len(specs), _more)


# ---- the rest


def _fixed(found: News) -> Part:
    rows = (row((_named(spec), _failed_since(spec))) for spec in found.fixed)
    return Part(_heads("Fixed", "spec", "failed since"), rows, len(found.fixed), _more)


def _failed_since(spec: SpecResult) -> str:
    first = spec.scenario.past.first_failed
    return first.at.date().isoformat() if first else ""


def _domains(run: RunResult) -> Part:
    """How each domain fared, where there is more than one."""
    domains: dict[str, list[SpecResult]] = {}
    for spec in run.specs:
        domains.setdefault(spec.scenario.domain or "(none)", []).append(spec)
    every = _tally(run.specs)
    columns = [word for word in _COLUMNS if every[word]]
    rows = (_domain(name, specs, columns) for name, specs in domains.items())
    title = _heads("Domains", "domain", "specs", *columns, "time")
    return Part(title, rows, len(domains) if len(domains) > 1 else 0, _more)


def _domain(name: str, specs: Sequence[SpecResult], columns: Sequence[str]) -> str:
    tally = _tally(specs)
    numbers = (str(len(specs)), *(str(tally[word] or "") for word in columns))
    return row((code(cut(name, _LONG)), *numbers, words.duration(sum(spec.seconds for spec in specs))))


def _flaky(run: RunResult) -> Part:
    steps = [(spec, step) for spec in run.specs if spec.flaky for step in spec.steps if step.flaky]
    rows = (row((_named(spec), f"passed at attempt {step.attempts}", _where(step))) for spec, step in steps)
    return Part(_heads("Flaky", "spec", "what", "where"), rows, len(steps), _more)


def _skipped(run: RunResult) -> Part:
    """Skips by their reasons."""
    reasons: dict[str, list[SpecResult]] = {}
    for spec in run.specs:
        if spec.outcome is Outcome.SKIPPED:
            reasons.setdefault(words.skip_reason(spec), []).append(spec)
    rows = (_reason(reason, specs) for reason, specs in reasons.items())
    return Part(_heads("Skipped", "why", "specs", "where"), rows, len(reasons), _more)


def _reason(reason: str, specs: Sequence[SpecResult]) -> str:
    places = [*map(_where, specs[:_FEW]), *("…" for _ in specs[_FEW : _FEW + 1])]
    return row((plain(cut(reason, _LONG)), str(len(specs)), ", ".join(places)))


def _slowest(run: RunResult) -> str:
    # As exact as a record is: a run read back has the same order.
    specs = sorted(run.specs, key=lambda spec: round(spec.seconds, 6), reverse=True)[:_SLOWEST]
    rows = [(_named(spec), words.duration(spec.seconds), _where(spec)) for spec in specs if spec.seconds > 0]
    return folded("Slowest specs", table(("spec", "time", "where"), rows)) if len(rows) > 1 else ""


def _facts(run: RunResult) -> str:
    """What the contract and the claims came to."""
    contract, findings = contract_facts(run), counted(met(run))
    told = f"{contract} ({findings})" if contract and findings else contract
    facts = (("contract", told), ("claims", proof_facts(run)))
    return "\n".join(f"- {name}: {said}" for name, said in facts if said)


def _heads(title: str, *heads: str) -> str:
    return f"### {title}\n\n{table(heads, ())}"


def _more(number: int) -> str:
    return f"\n… and {number} more\n"


def _said(result: SpecResult | StepResult) -> str:
    return cut(words.headline(result) or "no reason was given", _LONG)


def _named(spec: SpecResult) -> str:
    variant = f" · {spec.scenario.variant}" if spec.scenario.variant else ""
    return code(cut(f"{spec.scenario.title}{variant}", _LONG))


def _where(result: SpecResult | StepResult) -> str:
    return code(cut(words.where(result), _LONG))


def _in_text(text: str) -> str:
    return code(cut(text, _LONG), cell=False)


def _tally(specs: Iterable[SpecResult]) -> Counter[str]:
    return Counter(_QUARANTINED if spec.quarantined else words.mark(spec).word for spec in specs)
