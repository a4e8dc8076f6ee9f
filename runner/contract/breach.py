"""A promise that was not kept, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from runner.contract.reference import Node
from runner.model.json import Path
from runner.schema import Violation
from runner.shown import kind_of, shortened, shown


@dataclass(frozen=True, slots=True)
class Breach:
    """One promise that was not kept."""

    rule: str
    """A code of `runner/contract/rules.py`."""
    message: str
    promise: Node | None = field(default=None, repr=False)
    """Where in the OpenAPI files it is made; None where nothing is said."""
    spot: Path = ()
    """In the exchange, and what is wrong there: `("response", "body", "items", 0, "type")`; no values."""
    found: str = ""
    """What stands there, as far as it decides; it may hold placeholders where nothing was sent yet."""
    hint: str = ""

    @property
    def pointer(self) -> str:
        """Into the file of the promise."""
        return self.promise.pointer if self.promise else ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a value that a schema does not allow."""

    at: Path
    """Where in the value."""
    mark: Path
    """What tells it from others there: the word of the schema, after a name that is missing."""
    says: str
    """What follows the name of the place."""
    schema_path: Path
    """Where in the schema the word is."""
    found: str = ""
    """The value, where it decides, and not just its type or names."""


_OF_SURFACE = frozenset(
    {"type", "additionalProperties", "minProperties", "maxProperties", "minItems", "maxItems"}
)
"""Words to which it does not matter what is inside a list or an object."""

_NO_ALTERNATIVE = "alternatives fits"
_VALUE, _ROOM = 40, 120
"""Characters for one allowed value, and for all of them."""
_FEW = 2
"""Values that are told without a word before them."""


def faults_of(violation: Violation) -> Iterator[Fault]:
    """What is wrong, each for itself: a name that is missing, the parts of what may be null otherwise."""
    if violation.word == "anyOf" and _other_than_null(violation) and violation.nearest:
        for inner in violation.nearest:
            yield from faults_of(inner)
        return
    path, schema_path = violation.path, violation.schema_path
    if violation.word in ("anyOf", "oneOf") and violation.nearest:
        # At what keeps it from the nearest of them: the whole of it would tell nobody where to look.
        first = next(faults_of(violation.nearest[0]))
        says = first.says
        if not says.endswith(_NO_ALTERNATIVE):  # one within another
            says += f"; none of {len(violation.wanted)} {_NO_ALTERNATIVE}"
        # What is open anywhere in it may make another one fit.
        yield Fault(first.at, (violation.word,), says, schema_path, shown(violation.found))
        return
    if violation.word != "required":
        decides = isinstance(violation.found, str) or violation.word not in _OF_SURFACE
        found = shown(violation.found) if decides else ""
        yield Fault(path, (violation.word,), _says(violation), schema_path, found)
        return
    there = violation.found if isinstance(violation.found, dict) else {}
    for name in violation.wanted:
        if name not in there:
            yield Fault(path, (name, "required"), f"lacks `{name}`", schema_path)


def where(path: Path) -> str:
    """A place in a body: `$.items[0].name`."""
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)


def _other_than_null(violation: Violation) -> bool:
    alternatives = violation.wanted if isinstance(violation.wanted, list) else []
    return len([one for one in alternatives if one != {"type": "null"}]) == 1


def _wanted(item: Violation) -> str:
    """The value that is allowed; of several, as many as there is room for."""
    if item.word == "format":
        return f"of the format {item.wanted}"
    if item.word != "enum" or not isinstance(item.wanted, list):
        return shown(item.wanted)
    values = [shown(value, longest=_VALUE) for value in item.wanted]
    room = _ROOM
    known = [value for value in values if (room := room - len(value)) >= 0] or values[:1]
    if len(known) < len(values):
        return f"one of {', '.join(known)} and {len(values) - len(known)} more"
    *others, last = known
    listed = f"{', '.join(others)} or {last}" if others else last
    return f"one of {listed}" if len(known) > _FEW else listed


def _says(item: Violation) -> str:
    match item.word:
        case "" | "not" if item.wanted in (None, False, {}):
            return f"is not allowed, is {shown(item.found)}"
        case "type":
            kinds = " or ".join(item.wanted) if isinstance(item.wanted, list) else item.wanted
            return f"should be {kinds}, is {shown(item.found)} ({kind_of(item.found)})"
        case "enum" | "const" | "format":
            return f"should be {_wanted(item)}, is {shown(item.found)}"
        case "additionalProperties" | "unevaluatedProperties":
            return f"has more than is documented: {shortened(item.message, 200)}"
        case "oneOf":
            return f"fits more than one of {len(item.wanted)} alternatives"
        case "pattern":
            return f"does not match /{item.wanted}/, is {shown(item.found)}"
    return f"does not fit `{item.word}: {shown(item.wanted, longest=60)}`, is {shown(item.found)}"
