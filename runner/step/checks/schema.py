"""`expect.schema`: the body against a JSON Schema. No reference leaves the schema: nothing is fetched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import copy
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from runner.errors import StepError
from runner.model.http import NotJSON, Response
from runner.model.result import CheckResult
from runner.model.spec import Expectation
from runner.model.trouble import Cause
from runner.pattern import found_in
from runner.step.shown import shown

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_MOST = 10


def check_schema(expectation: Expectation, response: Response) -> CheckResult:
    """`wanted`: the schema. Raises StepError (REQUEST) when it is none."""
    from referencing.exceptions import Unresolvable

    validator = _validator(json.dumps(expectation.wanted, sort_keys=True))
    try:
        errors = sorted(validator.iter_errors(response.json), key=lambda error: list(map(str, error.path)))
    except NotJSON as fault:
        return _result(expectation, [str(fault)])
    except (Unresolvable, RecursionError) as fault:
        what = f"expect.schema has a `$ref` that leads nowhere inside it: {fault}"
        raise StepError(what, cause=Cause.REQUEST, place=expectation.place) from None
    # One error for each missing property, each of which names them all.
    sentences = list(dict.fromkeys(_sentence(error) for error in errors))
    more = [f"and {len(sentences) - _MOST} more"] if len(sentences) > _MOST else []
    return _result(expectation, [*sentences[:_MOST], *more])


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
    except SchemaError as fault:
        raise StepError(f"expect.schema is not a JSON Schema: {fault.message}", cause=Cause.REQUEST) from None
    bounded = extend(kind, {"pattern": _pattern})  # type: ignore[no-untyped-call]  # the stubs have none
    formats = copy(kind.FORMAT_CHECKER)
    formats.checkers = {"date-time": (_is_moment, ValueError), **formats.checkers}
    validator: Validator = bounded(schema, registry=Registry(), format_checker=formats)
    return validator


def _is_moment(value: object) -> bool:
    """RFC 3339, which the library itself only knows when another one is installed."""
    if not isinstance(value, str):
        return True
    return "T" in value.upper() and datetime.fromisoformat(value).tzinfo is not None


def _pattern(_validator: Validator, pattern: str, value: object, _schema: Any) -> Iterator[ValidationError]:
    from jsonschema.exceptions import ValidationError

    if isinstance(value, str) and not found_in(pattern, value):
        yield ValidationError(f"{shown(value)} does not match /{pattern}/")
