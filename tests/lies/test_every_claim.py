"""Each claim that holds, turned into a lie: whoever it is about, whatever it says, its line is pointed at.

Only prose is changed, so that one run of the documents, and one answer to each question, serve for all lies.
The sample is a fixed share of all lies that can be made.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from runner.app.order import Order, Surroundings
from runner.app.stage import stage
from runner.app.verify import Asker, Permit, Terms, claims_in, dossiers_of
from runner.claims import claims_of
from runner.engine.run import run_plan
from runner.load.build import build_spec
from runner.model.claim import Access, Answer, Claim, Code, Condition, Issue, Parameter
from runner.model.events import RunFinished
from runner.model.place import KEY
from runner.model.spec import Spec
from runner.model.verdict import State
from runner.proof import Asked, Dossier, Probe, Witness, prove

pytestmark = [
    pytest.mark.usefixtures("uncounted"),
    pytest.mark.timeout(300),
]  # a run, and hundreds of verdicts

ROOT = Path(__file__).parent.parent.parent
SHARE = 29
"""One lie of so many is told."""
OTHER_STATUS = {"200": "204", "201": "202", "400": "402", "401": "407", "403": "405", "404": "410", "409": "412",
                "422": "424", "428": "417", "429": "503", "500": "502"}  # fmt: skip
OTHER_CELLS = {"| Yes |": "| No |", "| No |": "| Yes |", "| string |": "| integer |", "| integer |": "| boolean |",
               "| boolean |": "| string |", "| object |": "| string |", "| array |": "| object |"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lie:
    """One line of a document, otherwise."""

    document: int
    line: int
    text: str


def lies_about(claim: Claim, spec: Spec) -> Iterator[tuple[int, str]]:
    """Lines that say something else than the claim does."""
    number = claim.place.line
    line = spec.lines[number - 1]
    match claim.fact:
        case Access() if "|" in line:
            yield from ((number, text) for text in in_table_of_roles(line))
        case Answer() as fact if fact.has_body and fact.first_line:
            yield from in_body(fact, spec)
            if fact.is_error:
                yield number, with_status(line, fact.statuses[0])
        case Code() as fact:
            yield number, with_status(line, fact.status)
            yield from ((number, line.replace(word, word + word[-2:])) for word in fact.words)
        case Parameter() as fact:
            yield number, line.replace(fact.name, f"{fact.name}_x", 1)
            yield from ((number, line.replace(was, now)) for was, now in OTHER_CELLS.items() if was in line)
        case Issue() as fact if fact.statuses:
            said = str(fact.statuses[0])
            at = next(at for at in range(number, number + 3) if said in spec.lines[at - 1])
            yield at, with_status(spec.lines[at - 1], fact.statuses[0])


def in_table_of_roles(line: str) -> Iterator[str]:
    yield line.translate(str.maketrans("✅❌", "❌✅"))
    if "❌" in line and "eturns 401" in line:
        yield line.replace("eturns 401", "eturns 403")


def in_body(fact: Answer, spec: Spec) -> Iterator[tuple[int, str]]:
    """Keys renamed; values of another type, or in errors other texts."""
    for path, (number, column) in fact.marks.items():
        line = spec.lines[number - 1]
        head, rest = line[: column - 1], line[column - 1 :]
        text = re.match(r'"((?:[^"\\]|\\.)*)"', rest)
        bare = re.match(r"-?[\d.]+|true|false", rest)
        if path and path[-1] == KEY and text:
            yield number, f'{head}"{text[1]}_x"{rest[text.end() :]}'
        elif path and text:
            yield (
                number,
                f'{head}"{text[1]}_x"{rest[text.end() :]}'
                if fact.is_error
                else f"{head}7{rest[text.end() :]}",
            )
        elif path and bare and not fact.is_error:
            yield number, f'{head}"{bare[0]}"{rest[bare.end() :]}'


def with_status(line: str, status: int) -> str:
    return line.replace(str(status), OTHER_STATUS.get(str(status), "418"), 1)


@pytest.fixture(scope="module")
def untold(uncounted: None) -> Sequence[str]:
    """The lies that nobody noticed."""
    silence = io.StringIO()
    around = Surroundings(cwd=ROOT, environ={}, stdout=silence, stderr=silence)
    with stage(Order(paths=("specs",), write=False, examples=True), around) as ready:
        witness = Witness(ready.bench.hold)
        events = list(run_plan(ready.scenarios, replace(ready.bench, hold=witness.hold), ready.pace))
        assert isinstance(events[-1], RunFinished)
        dossiers = dossiers_of(events[-1].result, ready, witness, claims_in(ready.scenarios))
        asker = Asker(ready, Permit.of(ready.bench.environment, Terms()))
        known: dict[tuple[str, Condition], Asked] = {}

        def ask(probes: Sequence[Probe]) -> list[Asked]:
            new = [each for each in probes if (each.scenario.file, each.condition) not in known]
            for probe, asked in zip(new, asker.ask(new) if new else (), strict=True):
                known[probe.scenario.file, probe.condition] = asked
            return [known[each.scenario.file, each.condition] for each in probes]

        verdicts = prove(dossiers, ask)
        told = [
            Lie(number, line, text)
            for number, (dossier, row) in enumerate(zip(dossiers, verdicts, strict=True))
            for verdict in row
            if verdict.state is State.HOLDS
            for line, text in dict.fromkeys(lies_about(verdict.claim, dossier.spec))
        ]
        assert len(told) > 4000
        return [unnoticed for lie in told[::SHARE] if (unnoticed := missed(lie, dossiers[lie.document], ask))]


def missed(lie: Lie, dossier: Dossier, ask: object) -> str:
    """What the lie says and where, if nothing points at its line."""
    lines = dossier.spec.lines
    was, lines[lie.line - 1] = lines[lie.line - 1], lie.text
    spec = build_spec("\n".join(lines), file=dossier.spec.file, path=dossier.spec.path)
    assert isinstance(spec, Spec)
    (row,) = prove([replace(dossier, spec=spec, claims=claims_of(spec))], ask)  # type: ignore[arg-type]  # an Asker
    pointed = {item.place.line for each in row if each.state is State.BROKEN for item in each.findings}
    return "" if lie.line in pointed else f"{spec.file}:{lie.line}: {was.strip()} -> {lie.text.strip()}"


def test_every_claim_notices_when_it_is_no_longer_true(untold: Sequence[str]) -> None:
    assert untold == []
