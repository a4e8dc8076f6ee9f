"""Names without a value, as troubles: where each is asked for, and what to do about it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from runner.model.place import Place
from runner.model.scenario import Handover
from runner.model.spec import Step
from runner.model.trouble import Cause, Trouble
from runner.resolve.scope import Scope
from runner.resolve.template import Missing

_LONGEST_NAME = 80


def explain(
    missing: list[Missing], asking: Step | Handover, scope: Scope, lines: Sequence[str]
) -> tuple[Trouble, ...]:
    """One trouble for each name without a value: where it is asked for, and what to do about it."""
    troubles: dict[str, Trouble] = {}
    for item in missing:
        if item.name not in troubles:
            place = _pinpoint(item.name, asking.place_at(*item.path), lines)
            troubles[item.name] = _trouble(item, *place, scope=scope)
    # What nobody could ever set weighs more than what a step did not get to set.
    return tuple(sorted(troubles.values(), key=lambda trouble: _WEIGHT[trouble.cause]))


_WEIGHT = {Cause.UNDEFINED: 0, Cause.SOURCE_FAILED: 1, Cause.SOURCE_SKIPPED: 2}


def _trouble(item: Missing, place: Place, width: int, *, scope: Scope) -> Trouble:
    shown = _cut(item.name if item.why else "{{" + item.name + "}}")
    if item.why:
        return Trouble(Cause.UNDEFINED, f"`{shown}`: {item.why}", item.hint, place, width)
    if item.withheld:
        what = f"`{shown}` has no value: {item.withheld.step} {item.withheld.reason}"
        cause = Cause.SOURCE_SKIPPED if item.withheld.by_skip else Cause.SOURCE_FAILED
        return Trouble(cause, what, place=place, width=width)
    name = shown.strip("{}")
    near = difflib.get_close_matches(name, sorted(scope.names()), n=1, cutoff=0.7)
    hint = f"did you mean `{{{{{near[0]}}}}}`? " if near else ""
    hint += f"give it with `--var {name}=…` or under `variables:` in steprun.yaml, or extract it before"
    return Trouble(
        Cause.UNDEFINED, f"`{shown}` has no value", hint, place, width, key=f"variable {item.name}"
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def _pinpoint(name: str, place: Place, lines: Sequence[str]) -> tuple[Place, int]:
    """The placeholder itself, where it can be found behind the start of the value that holds it."""
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    inner = re.escape(name.strip("{} "))
    written = re.compile(rf"(?:\{{\{{|<<|\{{)\s*{inner}\s*(?:\}}\}}|>>|\}})").search(line, place.column - 1)
    if not written:
        return place, max(1, len(name))
    return Place(place.file, place.line, written.start() + 1), len(written[0])
