"""What may stand between the braces beside a bare name. The one door to jinja2.

Names, attributes, items, slices, constants, and the filters listed here; no calls, no operators, no loops.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING

from runner.model.json import JSON

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

_LONGEST_SOURCE = 4096
_LONGEST_VALUE = 1 << 20
_COLON_ARGUMENTS = re.compile(r"\|\s*(\w+)\s*:\s*([^|]+)")


class ExpressionError(ValueError):
    """The expression cannot be read, is not allowed, or cannot be computed."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression and the names that it needs."""

    source: str
    required: tuple[str, ...]
    """Without a value for each of these it means nothing."""
    optional: tuple[str, ...]
    """Covered by the filter `default`."""
    _evaluate: Callable[[Mapping[str, JSON]], object]

    def evaluate(self, context: Mapping[str, JSON]) -> JSON:
        """The value, with its type. `context` holds the roots of the names.

        Raises ExpressionError.
        """
        try:
            value = self._evaluate(context)
        except Exception as fault:  # noqa: BLE001 - filters meet any kind of value
            raise ExpressionError(f"it cannot be computed: {fault}") from None
        return _checked(value)


@lru_cache(maxsize=1024)
def compile_expression(source: str) -> Expression:
    """Read and check an expression.

    Raises ExpressionError.
    """
    from jinja2 import TemplateSyntaxError

    if len(source) > _LONGEST_SOURCE:
        raise ExpressionError(f"longer than {_LONGEST_SOURCE} characters")
    environment = _environment()
    # `name | slice: -4` is how other template languages write arguments, and authors do too.
    text = _COLON_ARGUMENTS.sub(r"| \1(\2)", source)
    try:
        tree = environment.parse("{{" + text + "}}")
        names = _Names()
        _walk(_only_expression(tree), names, optional=False)
        evaluate = environment.compile_expression(text, undefined_to_none=False)
    except TemplateSyntaxError:
        # What the parser says speaks of tokens that nobody wrote.
        raise ExpressionError("only names, items, constants and filters may stand here") from None
    except (RecursionError, SyntaxError, MemoryError):
        raise ExpressionError("it is nested too deeply") from None
    required = tuple(dict.fromkeys(names.required))
    optional = tuple(name for name in dict.fromkeys(names.optional) if name not in required)
    return Expression(source.strip(), required, optional, evaluate)


# ---- what is allowed


class _Names:
    def __init__(self) -> None:
        self.required: list[str] = []
        self.optional: list[str] = []


def _only_expression(tree: nodes.Template) -> nodes.Node:
    from jinja2 import nodes

    if len(tree.body) == 1 and isinstance(output := tree.body[0], nodes.Output) and len(output.nodes) == 1:
        return output.nodes[0]
    raise ExpressionError("exactly one expression may stand between the braces")


def _walk(node: nodes.Node, names: _Names, *, optional: bool) -> None:
    from jinja2 import nodes

    dotted = _dotted(node)
    if dotted:
        (names.optional if optional else names.required).append(dotted)
        return
    allowed = (
        nodes.Getattr,
        nodes.Getitem,
        nodes.Slice,
        nodes.Const,
        nodes.Neg,
        nodes.Filter,
        nodes.Keyword,
        nodes.TemplateData,
    )
    if not isinstance(node, allowed):
        raise ExpressionError(
            f"only names, items, constants and filters may stand here, and no {_word(node)}"
        )
    if isinstance(node, nodes.Filter):
        if node.name not in FILTERS:
            raise ExpressionError(f"no filter named `{node.name}`; there are {', '.join(sorted(FILTERS))}")
        if node.node is not None:
            _walk(node.node, names, optional=optional or node.name == "default")
        for child in (*node.args, *node.kwargs):
            _walk(child, names, optional=optional)
        return
    for child in node.iter_child_nodes():
        _walk(child, names, optional=optional)


def _dotted(node: nodes.Node) -> str:
    """`a.b` of a chain of attributes that starts with a name; empty for anything else."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        if node.attr.startswith("_"):
            raise ExpressionError(f"`{node.attr}` is not a name of a value")
        above = _dotted(node.node)
        return f"{above}.{node.attr}" if above else ""
    return ""


def _word(node: nodes.Node) -> str:
    """What the author wrote, in the author's words."""
    from jinja2 import nodes

    if isinstance(node, nodes.BinExpr | nodes.UnaryExpr | nodes.Concat):
        return "arithmetic"
    words: dict[type[nodes.Node], str] = {
        nodes.Call: "calls",
        nodes.Compare: "comparisons",
        nodes.CondExpr: "conditions",
    }
    return words.get(type(node), f"{type(node).__name__.lower()}s")


# ---- filters


def _checked(value: object) -> JSON:
    from jinja2 import Undefined

    if isinstance(value, Undefined):
        raise ExpressionError("it has no value")
    if isinstance(value, str | int | float | bool | dict | list) or value is None:
        if isinstance(value, str) and len(value) > _LONGEST_VALUE:
            raise ExpressionError(f"the value is longer than {_LONGEST_VALUE} characters")
        return value
    raise ExpressionError(f"a {type(value).__name__} is not a JSON value")


def _default(value: object, instead: JSON = "") -> object:
    from jinja2 import Undefined

    return instead if value is None or isinstance(value, Undefined) else value


def _text(value: object) -> str:
    if not isinstance(value, str | int | float):
        raise TypeError("only a text or a number has that")
    return str(value)


def _number(value: object) -> float:
    """Without the value in the message: it may be a secret."""
    try:
        number = float(_text(value))
    except ValueError:
        raise ValueError("the value is no number") from None
    if not isfinite(number):
        raise ValueError("the value is no number that JSON knows")
    return number


def _replace(value: object, old: str, new: str) -> str:
    text = _text(value)
    if len(text) + text.count(old) * len(new) > _LONGEST_VALUE:
        raise ValueError("the result is too long")
    return text.replace(old, new)


def _slice(value: object, start: int, end: int | None = None) -> object:
    return value[start:end] if isinstance(value, list) else _text(value)[start:end]


def _join(value: object, between: str = "") -> str:
    if not isinstance(value, list):
        raise TypeError("only a list can be joined")
    if len(between) * len(value) > _LONGEST_VALUE:
        raise ValueError("the result is too long")
    return between.join(_text(item) for item in value)


def _item(index: int) -> Callable[[object], object]:
    def pick(value: object) -> object:
        if not isinstance(value, list | str):
            raise TypeError("only a list or a text has a first and a last")
        return value[index]

    return pick


def _length(value: object) -> int:
    if not isinstance(value, list | str | dict):
        raise TypeError("only a list, a text or an object has a length")
    return len(value)


FILTERS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "default": _default,
        "first": _item(0),
        "float": _number,
        "int": lambda value: int(_number(value)),
        "join": _join,
        "last": _item(-1),
        "length": _length,
        "lower": lambda value: _text(value).lower(),
        "replace": _replace,
        "slice": _slice,
        "string": _text,
        "title": lambda value: _text(value).title(),
        "trim": lambda value: _text(value).strip(),
        "upper": lambda value: _text(value).upper(),
    }
)


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, optimized=False)
    environment.globals.clear()
    environment.tests.clear()
    environment.filters = dict(FILTERS)
    return environment
