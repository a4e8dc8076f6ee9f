"""The shape of front matter and step blocks, held against the JSON Schema next door."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, cast

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
    errors = list(_validator(part, checks).iter_errors(value))
    if not errors:
        return []
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
def _validator(part: Part, checks: frozenset[str]) -> Draft7Validator:
    from jsonschema import Draft7Validator
    from jsonschema.validators import extend

    schema = json.loads(files("runner.load").joinpath("spec.schema.json").read_text("utf-8"))
    definitions = schema["definitions"]
    definitions["expect"]["properties"].update(dict.fromkeys(sorted(checks), True))
    quick = extend(Draft7Validator, {"properties": _properties})  # type: ignore[no-untyped-call]  # the stubs leave it open
    return cast("Draft7Validator", quick(_inlined(definitions[part], definitions)))


_JSON_TYPES: Mapping[type, frozenset[str]] = {
    str: frozenset({"string"}),
    bool: frozenset({"boolean"}),
    int: frozenset({"integer", "number"}),
    float: frozenset({"number"}),
    dict: frozenset({"object"}),
    list: frozenset({"array"}),
    type(None): frozenset({"null"}),
}


def _properties(
    validator: Draft7Validator, properties: Mapping[str, Any], instance: JSON, _schema: Any
) -> Iterator[ValidationError]:
    """The keyword `properties`, without the machinery where a type is all that is asked: half the time."""
    if not isinstance(instance, dict):
        return
    for key, schema in properties.items():
        if key in instance and not _is_plainly_right(instance[key], schema):
            yield from validator.descend(instance[key], schema, path=key, schema_path=key)


def _is_plainly_right(value: JSON, schema: Any) -> bool:
    """Whether a schema of types only (and of texts that are not empty) is met; False: who knows."""
    if schema is True or not schema:
        return True
    if schema.keys() - {"type", "minLength"}:
        return False
    types = schema["type"]
    kinds = _JSON_TYPES.get(type(value), frozenset())
    return value != "" and not kinds.isdisjoint([types] if isinstance(types, str) else types)


def _inlined(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """The schema without references and remarks: both would be walked over for every step."""
    if isinstance(schema, list):
        return [_inlined(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    remarks = {"title", "description"} if isinstance(schema.get("title"), str) else set()
    return {key: _inlined(value, definitions) for key, value in schema.items() if key not in remarks}


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
