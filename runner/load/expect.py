"""What stands under `expect:`, as expectations, and what is wrong with it beyond its shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from runner.load.shapewords import did_you_mean
from runner.load.source import Source, key_of
from runner.model.finding import Finding
from runner.model.json import JSON, Path
from runner.model.spec import Expectation
from runner.query import QueryError, compile_query

#: The operators of a mapping such as `{gte: 1}`, and the types that what they ask for may have.
OPERATORS: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "equals": (),
        "not": (),
        "contains": (),
        "matches": (str,),
        "type": (str, list),
        "length": (int, dict),
        "exists": (bool,),
        "gt": (int, float, str),
        "gte": (int, float, str),
        "lt": (int, float, str),
        "lte": (int, float, str),
        "in": (list,),
        "one_of": (list,),
        "each": (),
        "any": (),
        "count": (int, dict),
    }
)
#: What these ask for may be operators in turn.
_OVER_OTHERS = frozenset({"not", "each", "any", "length", "count"})
_LONGEST = 80
"""Of a text that a message repeats."""
_TYPE_WORDS = {
    str: "text",
    list: "a list",
    int: "a number",
    float: "a number",
    dict: "a mapping",
    bool: "true or false",
}
#: Words whose value is a mapping of subjects, each with an expectation of its own.
_BY_SUBJECT = ("headers", "body")


def has_placeholder(text: str) -> bool:
    """Whether variables stand in it: what it says is known at run time only."""
    return "{{" in text or "<<" in text


def expectations(expect: JSON, source: Source, path: Path) -> tuple[Expectation, ...]:
    """The expectations of a mapping without faults."""
    return tuple(_each(expect, source, path)) if isinstance(expect, dict) else ()


def _each(expect: Mapping[str, JSON], source: Source, path: Path) -> Iterator[Expectation]:
    for kind, wanted in expect.items():
        here = (*path, kind)
        if kind in _BY_SUBJECT and isinstance(wanted, dict):
            for subject, value in wanted.items():
                place = source.place((*here, subject))
                yield Expectation(kind, _operators(value), place, subject=subject)
        elif kind == "status":
            codes = wanted if isinstance(wanted, list) else [wanted]
            yield Expectation(
                kind, [int(code) if isinstance(code, float) else code for code in codes], source.place(here)
            )
        else:
            yield Expectation(kind, wanted, source.place(here))


def _operators(value: JSON) -> JSON:
    """Everything but a mapping of operators is a value to be equal to.

    All the way down, and before any placeholder is filled: what a server sends is never an operator.
    """
    if not isinstance(value, dict) or not value or not value.keys() <= OPERATORS.keys():
        return {"equals": value}
    return {name: _operators(wanted) if name in _OVER_OTHERS else wanted for name, wanted in value.items()}


def expectation_faults(expect: JSON, source: Source, path: Path) -> Iterator[Finding]:
    """Unreadable JSONPaths and operators that ask for nothing sensible."""
    if not isinstance(expect, dict):
        return
    for kind in _BY_SUBJECT:
        wanted = expect.get(kind)
        if not isinstance(wanted, dict):
            continue
        for subject, value in wanted.items():
            here = (*path, kind, subject)
            if kind == "body":
                yield from query_faults(subject, source, key_of(here))
            yield from _operator_faults(value, source, here)


def query_faults(query: str, source: Source, path: Path) -> Iterator[Finding]:
    """A JSONPath that cannot be read. One with variables in it is read at run time."""
    if has_placeholder(query):
        return
    try:
        compile_query(query)
    except QueryError as error:
        message = f"`{query if len(query) <= _LONGEST else f'{query[:_LONGEST]}…'}`: {error}"
        yield source.finding("SR207", path, message, column=error.column)


def _operator_faults(value: JSON, source: Source, path: Path) -> Iterator[Finding]:
    if not isinstance(value, dict):
        return
    known = value.keys() & OPERATORS.keys()
    strange = [key for key in value if key not in OPERATORS]
    if known and strange:
        yield source.finding(
            "SR208",
            key_of((*path, strange[0])),
            f"`{strange[0]}` is no operator, but stands beside `{min(known)}`, which is one",
            hint=did_you_mean(strange[0], list(OPERATORS)) or "for the whole mapping write `equals: {…}`",
        )
    if strange:
        return
    for operator, wanted in value.items():
        here = (*path, operator)
        yield from _operand_faults(operator, wanted, source, here)
        if operator in _OVER_OTHERS:
            yield from _operator_faults(wanted, source, here)


def _operand_faults(operator: str, wanted: JSON, source: Source, path: Path) -> Iterator[Finding]:
    types = OPERATORS[operator]
    if not types or (isinstance(wanted, str) and has_placeholder(wanted)):
        return
    if not isinstance(wanted, types) or (isinstance(wanted, bool) and bool not in types):
        words = " or ".join(dict.fromkeys(_TYPE_WORDS[kind] for kind in types))
        yield source.finding("SR208", path, f"`{operator}` asks for {words}")
    elif wanted == []:
        yield source.finding("SR208", path, f"`{operator}` of an empty list can never hold")
