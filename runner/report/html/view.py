"""What the page shows at once, as rows for its template: everything that can be read without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from runner.model.result import RunResult
from runner.report import words
from runner.report.closing import totals
from runner.report.contract import contract_facts, finding_lines, met
from runner.report.html.covered import Covered, covered_of
from runner.report.html.lanes import WIDTH, Bar, Lanes, lanes_of
from runner.report.html.rows import (
    BAD,
    Article,
    Row,
    Slow,
    article_of,
    domains_of,
    rank,
    row_of,
    skipped_of,
    slowest_of,
    tally_of,
)
from runner.report.news import news
from runner.report.proof import proof_facts
from runner.report.terminal import Line, text_of

_ARTICLES: Final = 50
"""How many failures are told in full before anything is opened."""
_FINDINGS: Final = 50
_WIDTH: Final = 100


@dataclass(frozen=True, slots=True)
class View:
    """The whole of it."""

    title: str
    run_id: str
    version: str
    verdict: str
    outcome: str
    """What the page is coloured by."""
    share: tuple[Bar, ...]
    """The outcomes, side by side."""
    tally: tuple[tuple[words.Mark, int], ...]
    facts: tuple[tuple[str, str], ...]
    news: tuple[tuple[str, int], ...]
    articles: tuple[Article, ...]
    more_articles: int
    rows: tuple[Row, ...]
    domains: tuple[tuple[str, int, Mapping[str, int], str], ...]
    skipped: tuple[tuple[str, tuple[str, ...]], ...]
    slowest: tuple[Slow, ...]
    covered: tuple[Covered, ...]
    seen_answers: int
    all_answers: int
    contract: str
    findings: tuple[Line, ...]
    findings_count: int
    more_findings: int
    claims: str
    lanes: Lanes


def view_of(result: RunResult) -> View:
    """The view of a run."""
    numbered = list(enumerate(result.specs))
    bad = [(number, spec) for number, spec in numbered if spec.outcome in BAD and not spec.quarantined]
    said = {id(spec): "new" for spec in news(result).new if spec.scenario.past.last is not None}
    tally = tally_of(result.specs)
    found = met(result)
    covered = tuple(covered_of(result))
    answers = [answer for each in covered for answer in each.answers if answer.documented]
    return View(
        title=_title(result),
        run_id=result.run_id,
        version=result.about.version,
        verdict=text_of(totals(result)),
        outcome=_outcome(tally),
        share=tuple(_share(tally)),
        tally=tuple((mark, tally[mark.word]) for mark in words.MARKS if tally[mark.word]),
        facts=tuple(_facts(result)),
        news=_news(result),
        articles=tuple(article_of(number, spec, said.get(id(spec), "")) for number, spec in bad[:_ARTICLES]),
        more_articles=max(len(bad) - _ARTICLES, 0),
        rows=tuple(
            row_of(number, spec)
            for number, spec in sorted(numbered, key=lambda each: (rank(each[1]), each[0]))
        ),
        domains=tuple(domains_of(result.specs)),
        skipped=skipped_of(result.specs),
        slowest=tuple(slowest_of(numbered)),
        covered=covered,
        seen_answers=sum(answer.times > 0 for answer in answers),
        all_answers=len(answers),
        contract=contract_facts(result),
        findings=tuple(finding_lines((item.finding for item in found[:_FINDINGS]), width=_WIDTH)),
        findings_count=len(found),
        more_findings=max(len(found) - _FINDINGS, 0),
        claims=proof_facts(result),
        lanes=lanes_of(result),
    )


def moment(at: datetime | None) -> str:
    """`2026-11-28 20:15:30 UTC`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else ""


def _title(result: RunResult) -> str:
    tally = tally_of(result.specs)
    bad = tally[words.FAILED.word] + tally[words.ERROR.word]
    return f"{'✗' if bad else '✓'} {result.environment} · steprun {result.run_id}"


def _share(tally: Mapping[str, int]) -> Iterator[Bar]:
    total = sum(tally.values())
    x = 0.0
    for mark in words.MARKS:
        width = WIDTH * tally[mark.word] / total if total else 0.0
        if width:
            yield Bar(round(x, 2), round(width, 2), mark.word, mark.word, 0)
        x += width


def _outcome(tally: Mapping[str, int]) -> str:
    order = (words.FAILED, words.ERROR, words.PASSED)
    return next((mark.word for mark in order if tally[mark.word]), words.SKIPPED.word)


def _facts(result: RunResult) -> Iterator[tuple[str, str]]:
    about = result.about
    yield "environment", " ".join(filter(None, (result.environment, result.base_url)))
    yield "started", moment(about.at or result.started)
    yield "took", words.duration(result.seconds)
    if about.shard:
        yield "shard", str(about.shard)
    if about.parts:
        yield "shards", str(about.parts)
    if about.commit:
        yield "commit", " ".join(filter(None, (about.commit[:12], about.branch and f"on {about.branch}")))
    yield "run", result.run_id
    yield "seed", str(result.seed)
    yield "jobs", str(result.jobs)
    if about.version:
        yield "steprun", about.version


def _news(result: RunResult) -> tuple[tuple[str, int], ...]:
    if not any(spec.scenario.past.last for spec in result.specs):
        return ()
    found = news(result)
    counts = (("new", len(found.new)), ("still failing", len(found.still)), ("fixed", len(found.fixed)))
    return tuple((name, number) for name, number in counts if number)
