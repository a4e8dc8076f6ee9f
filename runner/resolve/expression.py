"""What may stand between the braces beside a bare name. The one door to jinja2.

Names, attributes, items, slices, constants, and the filters listed here; no calls, no operators, no loops.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from runner.model.json import JSON
from runner.resolve.filters import FILTERS as VALUE_FILTERS
from runner.resolve.filters import LONGEST_VALUE

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

_LONGEST_SOURCE = 4096
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
        if isinstance(value, str) and len(value) > LONGEST_VALUE:
            raise ExpressionError(f"the value is longer than {LONGEST_VALUE} characters")
        return value
    raise ExpressionError(f"a {type(value).__name__} is not a JSON value")


def _default(value: object, instead: JSON = "") -> object:
    from jinja2 import Undefined

    return instead if value is None or isinstance(value, Undefined) else value


FILTERS: Mapping[str, Callable[..., object]] = MappingProxyType({**VALUE_FILTERS, "default": _default})


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, optimized=False)
    environment.globals.clear()
    environment.tests.clear()
    environment.filters = dict(FILTERS)
    return environment
