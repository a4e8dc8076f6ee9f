"""Response + Extraction -> value, or the reason why there is none."""

from __future__ import annotations

from runner.model.http import NotJSON, Response
from runner.model.json import JSON
from runner.model.spec import Extraction
from runner.model.trouble import Cause, Trouble
from runner.query import QueryError, compile_query, first
from runner.shown import shown


def extract(
    extractions: tuple[Extraction, ...], response: Response
) -> tuple[dict[str, JSON], tuple[Trouble, ...]]:
    """The values by name, and a trouble for each name that got none. `false`, `0` and `""` are values."""
    values: dict[str, JSON] = {}
    troubles: list[Trouble] = []
    for item in extractions:
        try:
            value, trouble = _one(item, response)
        except (NotJSON, QueryError) as fault:
            value, trouble = None, _trouble(item, str(fault))
        if trouble:
            troubles.append(trouble)
        else:
            values[item.name] = value
    return values, tuple(troubles)


def _one(item: Extraction, response: Response) -> tuple[JSON, Trouble | None]:
    if item.header:
        return _header(item, response)
    query = compile_query(item.query)
    matches = query.find(response.json)
    if item.every:
        return matches, None
    value = first(matches)
    if value is not None:
        return value, None
    if matches:
        return None, _trouble(item, f"`{item.query}` is null", found="null")
    reached, there = query.dead_end(response.json)
    return None, _trouble(item, f"`{item.query}` matched nothing: `{reached}` is {shown(there)}")


def _header(item: Extraction, response: Response) -> tuple[JSON, Trouble | None]:
    value = response.header(item.header)
    if value is not None:
        return value, None
    return None, _trouble(item, f"the answer has no header `{item.header}`")


def _trouble(item: Extraction, message: str, *, found: str = "") -> Trouble:
    hint = f"so {{{{{item.name}}}}} has no value" + (f" ({found} is no value)" if found else "")
    return Trouble(Cause.EXTRACTION, message, hint, item.place, max(1, len(item.header or item.query)))
