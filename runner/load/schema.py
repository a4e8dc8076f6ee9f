"""The shape of front matter and step blocks, held against the JSON Schema next door."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from runner.glance import Glance, glance_of, inlined
from runner.load.shapewords import describe, did_you_mean
from runner.load.source import Source, key_of
from runner.model.finding import Finding
from runner.model.json import JSON, Path
from runner.model.place import Marks

if TYPE_CHECKING:
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import ValidationError

Part = Literal["front", "steps"]


def shape_faults(
    value: JSON,
    marks: Marks,
    *,
    part: Part,
    file: str,
    lines: Sequence[str],
    checks: frozenset[str] = frozenset(),
) -> list[Finding]:
    """All faults of shape in a front matter or a step block; `checks` are more words under `expect`."""
    if _glance(part, checks)(value):
        return []
    errors = list(_validator(part, checks).iter_errors(value))
    source = Source(file, lines, marks)
    found: list[Finding] = []
    seen: set[Path] = set()
    for error in sorted(errors, key=lambda one: one.validator != "type"):
        path: Path = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            found += _unknown_keys(source, value, error, path)
        elif path not in seen:
            seen.add(path)
            found.append(_fault(source, value, error, path, part))
    return found


@cache
def _glance(part: Part, checks: frozenset[str]) -> Glance:
    return glance_of(_schema(part, checks))


@cache
def _validator(part: Part, checks: frozenset[str]) -> Draft7Validator:
    from jsonschema import Draft7Validator

    return Draft7Validator(_schema(part, checks))


@cache
def _schema(part: Part, checks: frozenset[str]) -> Any:
    """The part of the shipped schema, with the plugins' words under `expect`."""
    schema = json.loads(files("runner.load").joinpath("spec.schema.json").read_text("utf-8"))
    definitions = schema["definitions"]
    definitions["expect"]["properties"].update(dict.fromkeys(sorted(checks), True))
    return inlined(definitions[part], schema)


def _unknown_keys(source: Source, value: JSON, error: ValidationError, path: Path) -> list[Finding]:
    schema: Any = error.schema
    instance: Any = error.instance
    known = sorted(schema["properties"])
    return [
        source.finding(
            "SR203",
            key_of((*path, key)),
            f"unknown key `{key}` {_where(value, path)}",
            hint=did_you_mean(key, known) or f"known here: {', '.join(known)}",
        )
        for key in instance
        if key not in schema["properties"]
    ]


def _fault(source: Source, value: JSON, error: ValidationError, path: Path, part: Part) -> Finding:
    limit: Any = error.validator_value
    instance: Any = error.instance
    if error.validator == "required":
        missing = [f"`{key}`" for key in limit if key not in instance]
        verb = "is" if len(missing) == 1 else "are"
        rule = "SR204" if part == "steps" else "SR103"
        return source.finding(rule, path, f"{' and '.join(missing)} {verb} missing {_where(value, path)}")
    message, hint = describe(str(error.validator), limit, instance, path)
    return source.finding(_rule(part, error, path), path, message, hint=hint)


def _rule(part: Part, error: ValidationError, path: Path) -> str:
    if part == "front":
        return {"endpoint": "SR103", "status": "SR104"}.get(str(path[0]) if path else "", "SR102")
    return "SR208" if str(error.validator).startswith("min") and {"expect", "until"} & set(path) else "SR202"


def _where(value: JSON, path: Path) -> str:
    """In which step, and under which of its keys."""
    if not path:
        return "in the step block" if isinstance(value, dict) and "steps" in value else "in the front matter"
    steps = value["steps"] if isinstance(value, dict) else []
    step = steps[path[1]] if isinstance(steps, list) and len(path) > 1 and isinstance(path[1], int) else None
    title = step.get("id") if isinstance(step, dict) else None
    number = path[1] + 1 if len(path) > 1 and isinstance(path[1], int) else 0
    named = f"step `{title}`" if isinstance(title, (str, int)) else f"step {number}"
    below = [str(part) for part in path[2:] if isinstance(part, str)]
    return f"under `{'.'.join(below)}` in {named}" if below else f"in {named}"
