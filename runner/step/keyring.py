"""The secrets that are known, what each is masked with, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Final, TypeAlias

from runner.step.sieve import Sieve
from runner.step.spelling import HEAD, Spelling, spellings

__all__ = ["Keyring", "Span", "covered"]

Span: TypeAlias = tuple[int, int, str]
"""From where to where a secret stands, and its mask."""

_FILL: Final = "·"


@dataclass(frozen=True, slots=True)
class _Secret:
    mask: str
    spellings: tuple[Spelling, ...] = ()
    word: re.Pattern[str] | None = None
    """Of one that is too short to be looked for inside of words."""


class Keyring:
    """Grows only, and may do so while others look."""

    def __init__(self, secrets: Iterable[_Secret] = ()) -> None:
        self.size = 0
        """How many it has; who sees that many finds as many."""
        self._secrets: list[_Secret] = []
        self._texts: set[str] = set()
        self._words: list[_Secret] = []
        self._sieve = Sieve[tuple[Spelling, str]]()
        self._heads: dict[str, list[tuple[Spelling, str]]] = {}
        self._lock = Lock()
        for secret in secrets:
            self._take(secret)

    def __contains__(self, text: str) -> bool:
        return text in self._texts

    def add(self, text: str, mask: str) -> None:
        """A secret, however it is spelt."""
        self._add(text, _Secret(mask, tuple(spellings(text))))

    def add_word(self, text: str, mask: str) -> None:
        """A secret where it stands alone, as it is."""
        self._add(text, _Secret(mask, word=re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")))

    def after(self, count: int) -> Keyring:
        """Those that came after the first `count`."""
        return Keyring(self._secrets[count:])

    def may_stand_in(self, text: str, lowered: str) -> bool:
        """Whether one of them may; `lowered` is the text in lower case."""
        return bool(self._sieve.found(lowered)) or any(self._in_words(text))

    def spans(self, text: str, lowered: str) -> Iterator[Span]:
        """Where they stand."""
        for spelling, mask in self._sieve.found(lowered):
            for start, end in spelling.spans(text, lowered):
                yield start, end, mask
        yield from self._in_words(text)

    def half(self, text: str, lowered: str) -> Span | None:
        """The beginning of one that the end of the text cuts off, the longest."""
        heads = self._heads
        if len(heads) <= len(lowered):
            known = [head for head in tuple(heads) if head in lowered]
        else:
            begins = range(len(lowered) - HEAD + 1)
            known = ["", *{head for begin in begins if (head := lowered[begin : begin + HEAD]) in heads}]
        found = (
            (start, len(text), mask)
            for head in known
            for spelling, mask in tuple(heads.get(head, ()))
            if (start := spelling.half(text)) >= 0
        )
        return min(found, default=None)

    def _add(self, text: str, secret: _Secret) -> None:
        with self._lock:
            if text not in self._texts:
                self._take(secret)
                # Last: who finds it here need not do anything more to have it masked.
                self._texts.add(text)

    def _take(self, secret: _Secret) -> None:
        for spelling in secret.spellings:
            self._sieve.add(spelling.needle, (spelling, secret.mask))
            self._heads.setdefault(spelling.head, []).append((spelling, secret.mask))
        if secret.word:
            self._words.append(secret)
        self._secrets.append(secret)
        self.size += 1

    def _in_words(self, text: str) -> Iterator[Span]:
        for secret in self._words:
            assert secret.word is not None
            for match in secret.word.finditer(text):
                yield *match.span(), secret.mask


def covered(text: str, spans: Iterable[Span], *, keep: bool = False) -> str:
    """Each span replaced by its mask; of spans that overlap all is hidden, under the mask of the longest.

    `keep`: everything else stays in its column.
    """
    pieces: list[str] = []
    done = 0
    for start, end, mask in _merged(spans):
        pieces += [text[done:start], _fitted(mask, end - start) if keep else mask]
        done = end
    return "".join((*pieces, text[done:])) if pieces else text


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    start, end, mask, longest = 0, -1, "", 0
    for at, until, other in sorted(spans, key=lambda span: (span[0], -span[1])):
        if at < end or (at == end and other == mask):
            if until - at > longest:
                mask, longest = other, until - at
            end = max(end, until)
            continue
        if longest:
            yield start, end, mask
        start, end, mask, longest = at, until, other, until - at
    if longest:
        yield start, end, mask


def _fitted(mask: str, width: int) -> str:
    return mask.ljust(width, _FILL) if width >= len(mask) else f"{mask[: width - 1]}›"
