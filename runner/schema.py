"""A JSON Schema of somebody's, bounded in what it may cost. The door to jsonschema for such schemas.

No reference leaves the schema: nothing is fetched. Regular expressions are those of `pattern`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from runner.formats import FORMATS
from runner.glance import Glance, glance_of
from runner.model.json import JSON, Path
from runner.pattern import PatternError, found_in
from runner.shown import shortened, shown

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_Word: TypeAlias = "Callable[[Validator, Any, Any, Any], Iterable[ValidationError] | None]"

_MOST_WORK = 100_000
_MOST_LOOKS = 20_000
_TOO_DEEP = "is not a JSON Schema: it is nested too deeply"


class SchemaError(ValueError):
    """The schema is none, or cannot be applied; the text says why, `hint` what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing in a value that the schema does not allow."""

    word: str
    """The word of the schema: `type`, `required` ..."""
    path: Path
    """From the root of the value."""
    wanted: Any
    found: JSON
    schema_path: Path
    """From the root of the schema, through its references."""
    message: str
    """The library's words, or ours where the word is ours."""
    nearest: tuple[Violation, ...] = ()
    """Of alternatives that all fail: what the one demands that is nearest to the value."""


@dataclass(frozen=True, slots=True)
class Schema:
    """A compiled schema."""

    _text: str = field(repr=False)
    _glance: Glance | None = field(repr=False)
    """None: it would take too long, or could be wrong."""

    def violations(self, value: JSON) -> list[Violation]:
        """Everything that is wrong, in the order of the value. Raises SchemaError."""
        if self._glance is not None and self._surely_fits(self._glance, value):
            return []
        from referencing.exceptions import Unresolvable

        _work.set(0)
        try:
            errors = list(_compiled(self._text).iter_errors(value))
        except _Costly:
            what = f"takes more than {_MOST_WORK:,} comparisons: its alternatives multiply"
            raise SchemaError(what) from None
        except RecursionError:
            raise SchemaError("goes round in a circle, or deeper than can be followed") from None
        except Unresolvable as fault:
            raise SchemaError(f"has a `$ref` that leads nowhere inside it: {fault}") from None
        except PatternError as fault:
            raise SchemaError(fault.message, hint=fault.hint) from None
        return _violations(errors)

    def _surely_fits(self, glance: Glance, value: JSON) -> bool:
        try:
            return glance(value)
        except (PatternError, RecursionError):
            return False


def compile_schema(schema: JSON) -> Schema:
    """Read a schema; without `$schema`, as one of draft 2020-12. Raises SchemaError."""
    if not isinstance(schema, dict | bool):
        raise SchemaError(f"is not a JSON Schema: {shown(schema)}")
    if isinstance(schema, dict) and not isinstance(schema.get("$schema", ""), str):
        raise SchemaError("is not a JSON Schema: its `$schema` is no text")
    text = _written(schema)
    glance = _glance(text) if isinstance(schema, bool) or "$schema" not in schema else None
    if glance is None or not glance.complete:
        _check(text)  # so that what is no schema is said now
    return _ready(text, glance)


def sound_schema(schema: JSON) -> Schema:
    """The same for what is surely a schema of draft 2020-12: not checked again. Raises SchemaError."""
    text = _written(schema)
    return _ready(text, _glance(text))


def _written(schema: JSON) -> str:
    try:
        return json.dumps(schema, sort_keys=True)
    except RecursionError:
        raise SchemaError(_TOO_DEEP) from None


def _ready(text: str, glance: Glance | None) -> Schema:
    if '"unevaluatedProperties"' in text and '"patternProperties"' in text:
        what = "uses `unevaluatedProperties` beside `patternProperties`, which nothing could stop"
        raise SchemaError(what, hint="use `additionalProperties`")
    return Schema(text, glance if glance is not None and glance.cost <= _MOST_LOOKS else None)


def _violations(errors: Iterable[ValidationError]) -> list[Violation]:
    return sorted(map(_violation, errors), key=lambda item: list(map(_rank, item.path)))


def _violation(error: ValidationError) -> Violation:
    return Violation(
        word=str(error.validator or ""),
        path=tuple(error.absolute_path),
        wanted=error.validator_value,
        found=error.instance,  # type: ignore[arg-type]  # JSON went in
        schema_path=tuple(error.absolute_schema_path),
        message=error.message,
        nearest=tuple(_violations(_nearest(error.context or ()))),
    )


def _nearest(errors: Iterable[ValidationError]) -> list[ValidationError]:
    """The faults of one alternative: of those whose type is right, if there are any, that with the fewest."""
    branches: dict[Path, list[ValidationError]] = {}
    for error in errors:
        # What is `false` has no path in it.
        branches.setdefault(tuple(error.schema_path)[:1], []).append(error)

    def distance(faults: list[ValidationError]) -> tuple[bool, int]:
        return any(fault.validator == "type" and not fault.path for fault in faults), len(faults)

    return min(branches.values(), key=distance, default=[])


def _rank(part: str | int) -> tuple[int, str]:
    """Items of a list in their order, keys by name."""
    return (part, "") if isinstance(part, int) else (-1, part)


@lru_cache(maxsize=1024)
def _glance(text: str) -> Glance:
    """Most values fit, and most schemas are plain: jsonschema need not even be imported for those."""
    return glance_of(json.loads(text), search=found_in)


@lru_cache(maxsize=1024)
def _check(text: str) -> None:
    """Refuse what is no schema. Large ones take long."""
    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.exceptions import SchemaError as Unusable
    from jsonschema.validators import validator_for

    try:
        schema = json.loads(text)
        kind = validator_for(schema, default=Draft202012Validator)
        # Patterns are not those of Python: they are read where they are applied.
        kind.check_schema(schema, format_checker=FormatChecker(formats=()))  # type: ignore[call-arg]  # not in the stubs
    except (Unusable, RecursionError) as fault:
        why = (
            f"is not a JSON Schema: {shortened(fault.message, 200)}"
            if isinstance(fault, Unusable)
            else _TOO_DEEP
        )
        raise SchemaError(why) from None


@lru_cache(maxsize=1024)
def _compiled(text: str) -> Validator:
    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.validators import extend, validator_for
    from referencing import Registry

    schema = json.loads(text)
    kind = validator_for(schema, default=Draft202012Validator)
    formats = FormatChecker(formats=())
    formats.checkers = {name: (check, ()) for name, check in FORMATS.items()}
    words = {word: _counted(judge) for word, judge in {**kind.VALIDATORS, **_OUR_WORDS}.items()}
    bounded = extend(kind, words)  # type: ignore[no-untyped-call]  # the stubs have none
    validator: Validator = bounded(schema, registry=Registry(), format_checker=formats)
    return validator


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


def _multiple_of(_validator: Validator, step: Any, value: object, _schema: Any) -> Iterator[ValidationError]:
    """In the decimals that were written: 19.99 is a multiple of 0.01."""
    from jsonschema.exceptions import ValidationError

    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and Fraction(str(value)) % Fraction(str(step))
    ):
        yield ValidationError(f"{value} is not a multiple of {step}")


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
    "multipleOf": _multiple_of,
}
