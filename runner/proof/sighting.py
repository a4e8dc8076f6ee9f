"""Sightings: the exchanges of a run as they really were, kept while its claims are judged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from urllib.parse import parse_qsl, urlsplit

from runner.contract.promises import parts_of
from runner.model.contract import Judged
from runner.model.http import NotJSON, Request, Response
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.scenario import PlannedStep
from runner.model.spec import Step
from runner.proof.likeness import texts_of

_MISSING = re.compile(
    r"\b(?:missing|required|mandatory|must be (?:sent|given|present|provided))\b", re.IGNORECASE
)
_ONE_OF = re.compile(r"\b(?:either|one of|at least|or)\b", re.IGNORECASE)
_OK, _REDIRECT, _BAD, _WORSE = 200, 300, 400, 500


@dataclass(frozen=True)
class Sighting:
    """One exchange. It holds secrets: nothing of it is shown that was not masked."""

    planned: PlannedStep
    request: Request
    response: Response
    operation: str = ""
    """What the OpenAPI documents call it; empty: they do not have it."""
    under: str = ""
    """How it departs from what the document sends; empty: it does not."""

    @property
    def status(self) -> int:
        """Of the answer."""
        return self.response.status

    @property
    def is_success(self) -> bool:
        """Whether it was let in and done."""
        return _OK <= self.status < _REDIRECT

    @property
    def role(self) -> str:
        """Whose token went along; empty where the step wrote the header itself: it may be anybody's."""
        if any(name.lower() == "authorization" for name in self.planned.step.headers):
            return ""
        return self.request.jar.partition("/")[2]

    @property
    def path(self) -> str:
        """Of the URL."""
        return urlsplit(self.request.url).path

    @property
    def home(self) -> str:
        """The document in whose run it was."""
        return (*self.planned.via, self.planned.step)[0].place.file

    @property
    def place(self) -> Place:
        """Where its step is written."""
        return self.planned.place

    @cached_property
    def body(self) -> JSON:
        """Of the answer; None where it is no JSON."""
        try:
            return self.response.json
        except NotJSON:
            return None

    @cached_property
    def sent(self) -> JSON:
        """The body of the request; None where it is no JSON."""
        try:
            return Response(0, self.request.headers, self.request.content or b"").json
        except NotJSON:
            return None

    @cached_property
    def query(self) -> tuple[tuple[str, str], ...]:
        """Names and values in the URL."""
        return tuple(parse_qsl(urlsplit(self.request.url).query, keep_blank_values=True))

    @cached_property
    def form(self) -> tuple[tuple[str, str], ...]:
        """Names and values of a form, of either kind; of files their names."""
        request = self.request
        if request.is_multipart:
            return (*request.fields, *((file.name, file.filename) for file in request.files))
        kind = Response(0, request.headers).media_type
        if kind != "application/x-www-form-urlencoded":
            return ()
        text = (request.content or b"").decode(errors="replace")
        return tuple(parse_qsl(text, keep_blank_values=True))

    def misses(self, name: str) -> bool:
        """Whether it is refused in words that name a parameter, and does not send it, but what holds it."""
        return self._is_refused_without(name) and any(True for _text in self._texts_with(name))

    def demands(self, name: str) -> bool:
        """Whether it is refused because just this parameter is not sent, as its words say."""
        if not self._is_refused_without(name):
            return False
        # The name may stand apart from the words: `{"code": "required", "pointer": "/data/o"}`.
        alone = re.compile(rf"(?:.*/)?{re.escape(name.rpartition('.')[2])}")
        naming = list(self._texts_with(name))
        telling = list(texts_of(self.body)) if any(map(alone.fullmatch, naming)) else naming
        return any(_MISSING.search(text) and not _ONE_OF.search(text) for text in telling)

    def _is_refused_without(self, name: str) -> bool:
        above = name.rpartition(".")[0]
        refused = _BAD <= self.status < _WORSE and self.status not in (401, 403)
        held = not above or any(True for _value in self.in_body(above))
        return refused and held and not any(True for _value in self.sent_as(name))

    def _texts_with(self, name: str) -> Iterator[str]:
        """The texts of the answer that have the last part of the name as a word of its own."""
        word = re.compile(rf"(?<!\w){re.escape(name.rpartition('.')[2])}(?!\w)")
        return (text for text in texts_of(self.body) if word.search(text))

    def in_query(self, name: str) -> Iterator[JSON]:
        """What the URL sends under a name."""
        yield from (text for key, text in self.query if key in (name, f"{name}[]"))

    def in_body(self, name: str) -> Iterator[JSON]:
        """What the body sends under a name such as `booking.slot.id` or `items[].name`."""
        yield from _values(self.sent, parts_of(name))
        yield from (text for key, text in self.form if key == name)

    def in_headers(self, name: str) -> Iterator[JSON]:
        """What is sent as a header."""
        yield from (text for key, text in self.request.headers if key.lower() == name.lower())

    def sent_as(self, name: str) -> Iterator[JSON]:
        """What is sent under a name, wherever that is."""
        yield from self.in_query(name)
        yield from self.in_body(name)
        yield from self.in_headers(name)


def _values(value: JSON, parts: Sequence[str]) -> Iterator[JSON]:
    if isinstance(value, list) and parts:
        for item in value:
            yield from _values(item, parts)
    elif not parts:
        yield value
    elif isinstance(value, Mapping) and parts[0] in value:
        yield from _values(value[parts[0]], parts[1:])


class Witness:
    """Sees every exchange of a run. Many threads may tell it at once."""

    def __init__(self, hold: Callable[[PlannedStep, Request, Response], Judged | None]) -> None:
        self._hold = hold
        self._seen: list[Sighting] = []
        self._lock = Lock()

    def hold(self, planned: PlannedStep, request: Request, response: Response) -> Judged | None:
        """Remember an exchange, and pass it on to the contract."""
        judged = self._hold(planned, request, response)
        sighting = Sighting(planned, request, response, judged.operation if judged else "")
        with self._lock:
            self._seen.append(sighting)
        return judged

    def __iter__(self) -> Iterator[Sighting]:
        with self._lock:
            return iter(tuple(self._seen))

    def last_of(self, step: Step) -> Sighting | None:
        """The last exchange of this very step."""
        return next((each for each in reversed(self._seen) if each.planned.step is step), None)
