"""`expect.schema`: the body against a JSON Schema. No reference leaves the schema: nothing is fetched."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from copy import copy
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from runner.errors import StepError
from runner.model.http import NotJSON, Response
from runner.model.json import JSON
from runner.model.result import CheckResult
from runner.model.spec import Expectation
from runner.model.trouble import Cause
from runner.pattern import found_in
from runner.step.shown import shown

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_Word: TypeAlias = "Callable[[Validator, Any, Any, Any], Iterable[ValidationError] | None]"

_MOST = 10
_MOST_WORK = 100_000


def check_schema(expectation: Expectation, response: Response) -> CheckResult:
    """`wanted`: the schema. Raises StepError (REQUEST) when it is none."""
    from referencing.exceptions import Unresolvable

    schema = expectation.wanted
    if not isinstance(schema, dict | bool):
        what = f"expect.schema is not a JSON Schema: {shown(schema)}"
        raise StepError(what, cause=Cause.REQUEST, place=expectation.place)
    validator = _validator(json.dumps(schema, sort_keys=True))
    _work.set(0)
    try:
        errors = sorted(validator.iter_errors(response.json), key=lambda error: list(map(str, error.path)))
    except NotJSON as fault:
        return _result(expectation, [str(fault)])
    except (Unresolvable, RecursionError, _Costly) as fault:
        raise StepError(_unusable(fault), cause=Cause.REQUEST, place=expectation.place) from None
    # One error for each missing property, each of which names them all.
    sentences = list(dict.fromkeys(_sentence(error) for error in errors))
    more = [f"and {len(sentences) - _MOST} more"] if len(sentences) > _MOST else []
    return _result(expectation, [*sentences[:_MOST], *more])


def _unusable(fault: Exception) -> str:
    if isinstance(fault, _Costly):
        return f"expect.schema takes more than {_MOST_WORK:,} comparisons: its alternatives multiply"
    if isinstance(fault, RecursionError):
        return "expect.schema goes round in a circle, or deeper than can be followed"
    return f"expect.schema has a `$ref` that leads nowhere inside it: {fault}"


def _result(expectation: Expectation, wrong: list[str]) -> CheckResult:
    found = "; ".join(wrong)
    return CheckResult(
        kind="schema",
        passed=not wrong,
        message=f"the body does not fit the schema: {found}" if wrong else "fits the schema",
        place=expectation.place,
        wanted="to fit",
        found=found,
    )


def _sentence(error: ValidationError) -> str:
    where = "$" + "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path
    )
    wanted: Any = error.validator_value
    found: Any = error.instance
    match error.validator:
        case "type":
            kinds = " or ".join(wanted) if isinstance(wanted, list) else wanted
            return f"`{where}` should be {kinds}, is {shown(found)}"
        case "required":
            return f"`{where}` lacks {', '.join(name for name in wanted if name not in found)}"
        case "enum" | "const":
            return f"`{where}` should be {shown(wanted)}, is {shown(found)}"
    return f"`{where}`: {error.message[:200]}"


@lru_cache(maxsize=256)
def _validator(text: str) -> Validator:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import extend, validator_for
    from referencing import Registry

    schema = json.loads(text)
    kind = validator_for(schema, default=Draft202012Validator)
    try:
        kind.check_schema(schema)
    except (SchemaError, RecursionError) as fault:
        why = fault.message if isinstance(fault, SchemaError) else "it is nested too deeply"
        raise StepError(f"expect.schema is not a JSON Schema: {why[:200]}", cause=Cause.REQUEST) from None
    if '"unevaluatedProperties"' in text and '"patternProperties"' in text:
        what = (
            "expect.schema uses `unevaluatedProperties` beside `patternProperties`, which nothing could stop"
        )
        raise StepError(what, cause=Cause.REQUEST, hint="use `additionalProperties`")
    words = {word: _counted(judge) for word, judge in {**kind.VALIDATORS, **_OUR_WORDS}.items()}
    bounded = extend(kind, words)  # type: ignore[no-untyped-call]  # the stubs have none
    formats = copy(kind.FORMAT_CHECKER)
    formats.checkers = {**formats.checkers, "date-time": (_is_moment, ValueError)}
    validator: Validator = bounded(schema, registry=Registry(), format_checker=formats)
    return validator


def _is_moment(value: object) -> bool:
    """RFC 3339: the library itself only knows it when another one is installed, and machines should agree."""
    if not isinstance(value, str):
        return True
    return "T" in value.upper() and datetime.fromisoformat(value).tzinfo is not None


# ---- words of a schema that could take for ever


class _Costly(Exception):  # noqa: N818 - it ends a validation, nobody else sees it
    """The schema asks for more than we do."""


_work: ContextVar[int] = ContextVar("work")
"""How often a word of the schema was applied since the check began."""


def _counted(judge: _Word) -> _Word:
    """The library goes through every alternative, and those of alternatives multiply."""

    def counted(
        validator: Validator, wanted: Any, value: object, schema: Any
    ) -> Iterable[ValidationError] | None:
        done = _work.get() + 1
        if done > _MOST_WORK:
            raise _Costly
        _work.set(done)
        return judge(validator, wanted, value, schema)

    return counted


def _pattern(_validator: Validator, pattern: str, value: object, _schema: Any) -> Iterator[ValidationError]:
    from jsonschema.exceptions import ValidationError

    if isinstance(value, str) and not found_in(pattern, value):
        yield ValidationError(f"{shown(value)} does not match /{pattern}/")


def _pattern_properties(
    validator: Any, patterns: Any, value: object, _schema: Any
) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for pattern, below in patterns.items():
            for name in [name for name in value if found_in(pattern, name)]:
                yield from validator.descend(value[name], below, path=name, schema_path=pattern)


def _additional_properties(
    validator: Any, allowed: Any, value: object, schema: Any
) -> Iterator[ValidationError]:
    from jsonschema.exceptions import ValidationError

    if not isinstance(value, dict):
        return
    patterns = schema.get("patternProperties", {})
    others = [
        name
        for name in value
        if name not in schema.get("properties", {})
        and not any(found_in(pattern, name) for pattern in patterns)
    ]
    if isinstance(allowed, dict):
        for name in others:
            yield from validator.descend(value[name], allowed, path=name)
    elif not allowed and others:
        yield ValidationError(f"nothing is said about {', '.join(others)}")


def _unique_items(
    _validator: Validator, wanted: Any, value: object, _schema: Any
) -> Iterator[ValidationError]:
    from jsonschema.exceptions import ValidationError

    if wanted and isinstance(value, list) and len({_identity(item) for item in value}) < len(value):
        yield ValidationError("some items are there twice")


def _identity(value: JSON) -> Hashable:
    """What is equal has the same: 1 and 1.0, but not 1 and true."""
    if isinstance(value, dict):
        return ("object", frozenset((name, _identity(item)) for name, item in value.items()))
    if isinstance(value, list):
        return ("array", tuple(map(_identity, value)))
    return (isinstance(value, bool), value)


_OUR_WORDS: Mapping[str, _Word] = {
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "uniqueItems": _unique_items,
}
