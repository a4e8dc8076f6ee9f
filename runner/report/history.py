"""The screens of `steprun history`: one spec in full, several as a table; JSON, Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from runner.model.about import Past, Turn, flake_rate, percentile
from runner.model.json import JSON
from runner.report import markdown, words
from runner.report.jsonfile import json_page
from runner.report.measure import cells, cut, flow, pad
from runner.report.section import rule
from runner.report.terminal import Line, Span, Style, line
from runner.report.words import count, latency, moment, turn_mark

_MARKS: Final = (words.PASSED, words.FLAKY, words.FAILED, words.ERROR, words.SKIPPED)
_MEDIAN: Final = 0.5
_HIGH: Final = 0.95
_NONE: Final = "-"
_FIGURES: Final = (("FLAKY", 5), ("P50", 7), ("P95", 7))
#: How wide the figures are, with the blanks before each.
_WIDE: Final = sum(width + 2 for _, width in _FIGURES)
_STRIP: Final = "LATEST TURNS"
#: What the names of steps leave to the strip.
_LEAST: Final = 20


@dataclass(frozen=True, slots=True)
class Story:
    """What runs came to of one scenario, and of its steps in their order."""

    file: str
    title: str
    """Its endpoint, and the example where it is one."""
    domain: str
    past: Past
    steps: Mapping[str, Past] = field(default_factory=dict)

    @property
    def rank(self) -> tuple[bool, bool, float, float, str]:
        """Worst first: what fails, and longest; what is flaky; what nobody knows anything of comes last."""
        first = self.past.first_failed
        return (
            not self.past.turns,
            not self.past.failing,
            first.at.timestamp() if first else 0.0,
            -(flake_rate(self.past.turns) or 0.0),
            self.file,
        )


# ---- for people


def screen(stories: Sequence[Story], *, environment: str, width: int) -> list[Line]:
    """One document in full; several as a table."""
    if len({story.file for story in stories}) == 1:
        shown = [_whole(story, environment=environment, width=width) for story in stories]
        return [row for index, rows in enumerate(shown) for row in ((line(), *rows) if index else rows)]
    return _table(stories, environment=environment, width=width)


def _whole(story: Story, *, environment: str, width: int) -> list[Line]:
    past = story.past
    rows = [rule(_state(past), story.title, story.domain, width=width), line()]
    if not past.turns:
        return [*rows, line(f"{story.file} never ran in {environment}")]
    first, last = (turn.at.date().isoformat() for turn in (past.turns[0], past.turns[-1]))
    days = first if first == last else f"{first} to {last}"
    turns = count(len(past.turns), "turn")
    rows += [line(text) for text in flow([f"{story.file} in {environment}", f"{turns}, {days}"], width)]
    rows += [line(), line(*_strip(past.turns, width)), _legend(past.turns), line()]
    rows += [line(Span(f"{name:<14}", Style.HINT), said) for name, said in _facts(past)]
    return [*rows, line(), *_steps(story.steps, width=width)] if story.steps else rows


def _facts(past: Past) -> Iterator[tuple[str, str]]:
    if past.first_failed:
        yield "first failed", f"{_moment(past.first_failed)} · {words.ago(past)}"
    yield "last passed", _moment(past.last_passed) if past.last_passed else "never"
    told = [turn for turn in past.turns if turn.outcome != "skipped"]
    by_chance = sum(turn.flaky or turn.fell for turn in told)
    blind = "" if any(turn.commit for turn in told) else ", by retries alone: no commit is known"
    yield "flaky", f"{_share(past)} · {by_chance} of {count(len(told), 'turn')}{blind}"
    half, high = _times(past)
    yield "passes in", f"{half} (p50) · {high} (p95)"


def _steps(steps: Mapping[str, Past], *, width: int) -> list[Line]:
    longest = max(cells(name) for name in steps)
    names = max(min(longest, width - _WIDE - _LEAST), len("STEP"))
    room = width - names - _WIDE - 2
    rows = [line(Span(f"{pad('STEP', names)}{_heads()}  {_STRIP}", Style.FAINT))]
    for name, past in steps.items():
        head = f"{pad(cut(name, names), names)}{_figures(past)}  "
        rows.append(line(head, *_strip(past.turns, room)))
        if past.first_failed:
            passed = f"last passed {_moment(past.last_passed)}" if past.last_passed else "it never passed"
            facts = (f"first failed {_moment(past.first_failed)}", passed)
            rows += [line(Span(f"    {text}", Style.FAINT)) for text in flow(facts, width - 4)]
    return rows


def _table(stories: Sequence[Story], *, environment: str, width: int) -> list[Line]:
    """Two lines each: the figures, and below them the file that can be named."""
    rows = [line(Span(f"LAST     SINCE     {_heads()}  {_STRIP}", Style.FAINT))]
    room = width - len("LAST     SINCE     ") - _WIDE - 2
    for story in stories:
        past = story.past
        state = _last(past)
        since = past.first_failed.at.date().isoformat() if past.first_failed else _NONE
        head = Span(f"{state.word:<7}", state.style)
        rows.append(line(head, f"  {since:<10}{_figures(past)}  ", *_strip(past.turns, room)))
        rows.append(line(Span(f"    {_named(story)}", Style.FAINT)))
    every = [turn for story in stories for turn in story.past.turns]
    return [*rows, line(), _legend(every), line(Span(_sum(stories, environment), Style.STRONG))]


def _heads() -> str:
    return "".join(f"{name:>{width + 2}}" for name, width in _FIGURES)


def _figures(past: Past) -> str:
    figures = (_share(past), *_times(past))
    return "".join(f"{text:>{width + 2}}" for text, (_, width) in zip(figures, _FIGURES, strict=True))


def _strip(turns: Sequence[Turn], room: int) -> Iterator[Span]:
    """The latest turns, oldest first, as many as there is room for."""
    for turn in turns[-room:]:
        mark = turn_mark(turn)
        yield Span(mark.glyph, mark.style)


def _legend(turns: Iterable[Turn]) -> Line:
    tally = Counter(turn_mark(turn).word for turn in turns)
    parts: list[Span] = []
    for mark in _MARKS:
        if tally[mark.word]:
            parts += [Span(" · " if parts else "", Style.FAINT)]
            parts += [Span(f"{mark.glyph} {tally[mark.word]} {mark.word}", mark.style)]
    return line(*parts)


# ---- for programs and pages


def as_json(stories: Sequence[Story], *, environment: str) -> str:
    """One object; instants are ISO 8601 in UTC, durations are seconds, shares go from 0 to 1."""
    value: JSON = {
        "environment": environment,
        "specs": [
            {
                "file": story.file,
                "title": story.title,
                "domain": story.domain,
                **_told(story.past),
                "steps": [{"name": name, **_told(past)} for name, past in story.steps.items()],
            }
            for story in stories
        ],
    }
    return json_page(value)


def as_markdown(stories: Sequence[Story], *, environment: str) -> str:
    """A table of the specs with links to the documents; of a single document, one of its steps below."""
    heads = ("Last", "Failing since", "Flaky", "p50", "p95", "Latest turns")
    rows = ([*_cells(story.past), markdown.link(markdown.code(story.title), story.file)] for story in stories)
    parts = [markdown.plain(_sum(stories, environment)) + "\n", markdown.table((*heads, "Document"), rows)]
    for story in stories:
        if story.steps:
            steps = ([*_cells(past), markdown.code(name)] for name, past in story.steps.items())
            parts += [f"{markdown.code(story.title)}\n", markdown.table((*heads, "Step"), steps)]
    return "\n".join(parts)


def _cells(past: Past) -> list[str]:
    strip = "".join(span.text for span in _strip(past.turns, len(past.turns)))
    since = _moment(past.first_failed) if past.first_failed else ""
    return [_last(past).word, markdown.plain(since), _share(past), *_times(past), markdown.code(strip)]


def _told(past: Past) -> dict[str, JSON]:
    share = flake_rate(past.turns)
    half, high = (percentile(_passes(past), part) for part in (_MEDIAN, _HIGH))
    return {
        "last": _last(past).word,
        "failing": past.failing,
        "first_failed": _turn(past.first_failed),
        "last_passed": _turn(past.last_passed),
        "flake_rate": share if share is None else round(share, 4),
        "p50_seconds": half if half is None else round(half, 6),
        "p95_seconds": high if high is None else round(high, 6),
        "turns": [_turn(turn) for turn in past.turns],
    }


def _turn(turn: Turn | None) -> JSON:
    if turn is None:
        return None
    at = turn.at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return {**turn._asdict(), "at": at, "seconds": round(turn.seconds, 6)}


# ---- what all of them say


def _last(past: Past) -> words.Mark:
    """What it came to the last time that it said something; what never ran has a word of its own."""
    last = past.last or next(reversed(past.turns), None)
    return turn_mark(last) if last else _NEVER


_NEVER: Final = words.Mark("·", "never", "", Style.FAINT)


def _state(past: Past) -> Span:
    last = _last(past)
    return Span(last.word.upper(), last.style)


def _passes(past: Past) -> tuple[float, ...]:
    """How long it took whenever it passed: what fails stops early, or waits in vain."""
    return tuple(turn.seconds for turn in past.turns if turn.outcome == "passed")


def _times(past: Past) -> tuple[str, str]:
    half, high = (percentile(_passes(past), part) for part in (_MEDIAN, _HIGH))
    return (
        _NONE if half is None else latency(half),
        _NONE if high is None else latency(high),
    )


def _share(past: Past) -> str:
    share = flake_rate(past.turns)
    return _NONE if share is None else f"{share:.0%}"


def _moment(turn: Turn) -> str:
    return f"{moment(turn)} on {turn.branch}" if turn.branch else moment(turn)


def _named(story: Story) -> str:
    _, mark, example = story.title.partition(" › ")
    return f"{story.file}{mark}{example}"


def _sum(stories: Sequence[Story], environment: str) -> str:
    failing = sum(story.past.failing for story in stories)
    never = sum(not story.past.turns for story in stories)
    rest = len(stories) - failing - never
    numbers = ((failing, "failing"), (rest, "not failing"), (never, "never ran"))
    said = ", ".join(f"{number} {word}" for number, word in numbers if number)
    return f"{count(len(stories), 'spec')} in {environment}: {said}"
