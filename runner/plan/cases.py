"""The step of one case: what must be known before the run, roles and names, is filled in."""

from __future__ import annotations

from dataclasses import replace

from runner.model.spec import Case, Step
from runner.resolve.template import Name, Part, compile_template, written


def step_of(case: Case, step: Step) -> Step:
    """The step with the role of this case, and the names under which this case extracts."""
    token = filled(step.token, case) if step.token is not None else None
    extractions = tuple(replace(item, name=filled(item.name, case)) for item in step.extractions)
    return replace(step, token=token, extractions=extractions)


def filled(text: str, case: Case) -> str:
    """A text in which the names of the case's values, and nothing else, are replaced."""

    def piece(part: Part) -> str:
        if isinstance(part, Name) and part.name in case.values:
            return str(case.values[part.name])
        return written(part)

    template = compile_template(text)
    return text if template.unreadable() else "".join(map(piece, template.parts))
