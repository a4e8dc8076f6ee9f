"""What the OpenAPI document of an endpoint says to a claim about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runner.contract.breach import Breach
from runner.contract.described import keys_at, types_at
from runner.contract.holding import Contract
from runner.contract.media import is_json
from runner.contract.operation import Media, Operation, Reply
from runner.contract.operation import Parameter as Documented
from runner.contract.reach import Reach, Reached, reach_in_examples, reach_in_schema, together
from runner.contract.schema import Direction
from runner.contract.segments import segments_of
from runner.model.claim import Parameter, Where
from runner.model.json import JSON, Path
from runner.query import QueryError, compile_query

_USUAL = (200, 201, 202)
_FIRST_NAME = re.compile(r"\$\.[A-Za-z_]\w*(?=\.|\[)")
_CHOICE = re.compile(r"[/|,]| or ")


@dataclass(frozen=True, slots=True)
class Promises:
    """An operation, asked about claims."""

    contract: Contract
    operation: Operation

    def types_of(self, parameter: Parameter) -> frozenset[str] | None:
        """The types that a parameter may have; empty: it is there, and they are not said. None: it is not."""
        if parameter.where in (Where.BODY, Where.UNSAID):
            for schema in self._bodies():
                types = types_at(schema, parts_of(parameter.name))
                if types is not None:
                    return types
        item = self.documented(parameter)
        if item is None:
            return None
        schema = self._translated(item.schema) if item.schema else {}
        return types_at(schema, ()) or frozenset()

    def documented(self, parameter: Parameter) -> Documented | None:
        """A parameter beside the body."""
        for where in ("query", "path", "header"):
            if parameter.where in (Where.UNSAID, Where(where)):
                for name in (parameter.name, f"{parameter.name}[]"):
                    item = self.operation.parameter(where, name)
                    if item is not None:
                        return item
        return None

    def beside(self, parameter: Parameter) -> list[str]:
        """What is listed in the place of a parameter; empty where nothing is."""
        found: list[str] = []
        *above, _name = parts_of(parameter.name)
        if parameter.where in (Where.QUERY, Where.UNSAID) and not above:
            found += [item.name for item in self.operation.parameters if item.where == "query"]
        if parameter.where in (Where.BODY, Where.UNSAID):
            for schema in self._bodies():
                found += keys_at(schema, above)
        return list(dict.fromkeys(found))

    def forbidden(self, body: JSON, statuses: Sequence[int]) -> Iterator[tuple[Path, str, str]]:
        """What is not allowed in an answer: where, in which words, and where that is promised.

        The first of the statuses that is documented decides; none means a success.
        """
        for media, breach in self._held(body, statuses):
            if media.schema is not None:
                pointer = self.contract.pointer(breach.promise) if breach.promise else ""
                words = breach.message.removeprefix("the answer: ")
                yield tuple(breach.spot[2:-1]), words, pointer or self.operation.document.name

    def breaches(self, body: JSON, statuses: Sequence[int]) -> Iterator[Breach]:
        """The same by the rules of the contract; where no schema says what is right, an example does."""
        yield from (breach for _media, breach in self._held(body, statuses))

    def _held(self, body: JSON, statuses: Sequence[int]) -> Iterator[tuple[Media, Breach]]:
        reply = next((reply for code in statuses or _USUAL if (reply := self.operation.reply_to(code))), None)
        for media in reply.media if reply else ():
            if is_json(media.type):
                version = self.operation.document.version
                _evidence, breaches = self.contract.judge.answers.body(version, media, body)
                yield from ((media, breach) for breach in breaches if not _names_them_all(breach, body))

    def requires(self, parameter: Parameter) -> bool | None:
        """Whether a parameter has to be there as soon as what holds it is; None: that is not said."""
        item = self.documented(parameter)
        if item is not None:
            return item.required
        if parameter.where not in (Where.BODY, Where.UNSAID) or not self.types_of(parameter):
            return None
        *above, name = parameter.name.split(".")
        place: Path = tuple(part for key in above for part in _steps_into(key))
        for media in self._media():
            found = list(self.contract.judge.body(self.operation, media, _hollow(above)))
            if (place, name) in [(_holder(breach), breach.spot[-2]) for breach in found if _lacks(breach)]:
                return True
            if any(
                not _lacks(breach) and place[: len(_holder(breach))] == _holder(breach) for breach in found
            ):
                return None
        return False

    def reach(self, query: str) -> Reach:
        """Whether a success has something at a JSONPath."""
        try:
            path = compile_query(query.replace("[*]", "[0]")).plain  # to a document all items are alike
        except QueryError:
            path = None
        if path is None:
            return Reach.UNKNOWN
        replies = [reply for code in _USUAL if (reply := self.operation.reply_to(code)) is not None]
        return self.reached(path, replies).reach

    def denies(self, query: str, *, is_loose: bool = False) -> bool:
        """Whether a success has nothing at a JSONPath; a loose one that does not begin here may be deeper."""
        if self.reach(query) is not Reach.NOT_THERE:
            return False
        first = _FIRST_NAME.match(query)
        return not is_loose or (first is not None and self.reach(first[0]) is Reach.THERE)

    def reached(self, path: Path, replies: Iterable[Reply]) -> Reached:
        """Where a path leads in answers of which any may come, in any of its types."""
        return together([self._reach(media, path) for reply in replies for media in reply.media])

    def _reach(self, media: Media, path: Path) -> Reached:
        if media.schema is not None:
            schema = self.contract.judge.translated(media.schema, self.operation, Direction.RESPONSE)
            reached = reach_in_schema(schema, path)
            if reached.reach is not Reach.UNKNOWN:
                return reached
        return reach_in_examples([example.value for example in media.examples], path)

    def _bodies(self) -> Iterator[Mapping[str, Any]]:
        for media in self._media():
            schema = self._translated(media.schema)
            if isinstance(schema, Mapping):
                yield schema

    def _media(self) -> Iterator[Media]:
        """The bodies with names in them."""
        payload = self.operation.payload
        for media in payload.media if payload else ():
            if media.schema is not None and (is_json(media.type) or "form" in media.type):
                yield media

    def _translated(self, node: Any) -> Any:
        return self.contract.judge.translated(node, self.operation, Direction.REQUEST)


def _hollow(names: Sequence[str]) -> JSON:
    """A body with nothing in it but what such names lead through: `{"items": [{}]}`."""
    body: JSON = {}
    for name in reversed(names):
        body = {name.removesuffix("[]"): [body] if name.endswith("[]") else body}
    return body


def _steps_into(name: str) -> Path:
    return (name.removesuffix("[]"), 0) if name.endswith("[]") else (name,)


def _lacks(breach: Breach) -> bool:
    return breach.spot[-1] == "required"


def _holder(breach: Breach) -> Path:
    """Where in the body something is missing, or wrong."""
    return breach.spot[2 : -2 if _lacks(breach) else -1]


def _names_them_all(breach: Breach, body: JSON) -> bool:
    """Whether it is a text such as `appointment/event`, which stands for any of the allowed values."""
    if not breach.spot or breach.spot[-1] != "enum" or breach.promise is None:
        return False
    value: Any = body
    for part in breach.spot[2:-1]:
        value = value[part]
    allowed = breach.promise.value
    return isinstance(value, str) and isinstance(allowed, list) and _is_choice(value, allowed)


def _is_choice(text: str, allowed: Sequence[Any]) -> bool:
    parts = [part.strip() for part in _CHOICE.split(text)]
    return len(parts) > 1 and all(part in allowed for part in parts)


def path_variables(template: str, promises: Promises | None) -> list[str]:
    """The names of what varies in a path, by its author and by the OpenAPI document."""
    names = [name for part in segments_of(template) for name in part.names]
    if promises is not None:
        names += [item.name for item in promises.operation.parameters if item.where == "path"]
    return list(dict.fromkeys(names))


def same_type(one: str, other: str) -> bool:
    """Whether two names of JSON types go together: every integer is a number."""
    return one == other or {one, other} == {"integer", "number"}


def parts_of(name: str) -> list[str]:
    """The keys of a name such as `items[].name`; items of lists are looked through."""
    return [part.removesuffix("[]") for part in name.split(".")]
