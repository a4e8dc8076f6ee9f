"""Sentences: what prose says, one by one, without its marks, and where each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_CODE: Final = re.compile(r"`[^`]*`")
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_EMPHASIS: Final = re.compile(
    r"(?<![\w*])(\*{1,3})(?=\S)(.{1,200}?)(?<=\S)\1(?![\w*])|(?<!\w)(__?)(?=\S)(.{1,200}?)(?<=\S)\3(?!\w)"
)
#: After a stop, or after a label in bold: `**Not idempotent**: repeating ...`.
_END: Final = re.compile(
    r"(?<!e\.g)(?<!i\.e)(?<!vs)(?<!etc)[.!?]\**(?=\s+[^a-z\s])|:\*\*(?=\s)|(?<=\*\*):(?=\s)"
)
_NESTED: Final = 2
"""How deep emphasis stands in emphasis."""
HEDGED: Final = re.compile(
    r"\b(may(?! not)|might|maybe|perhaps|possibly|sometimes|occasionally|unclear|likely|probably|"
    r"can cause|could|expected to|depending on|in some cases)\b",
    re.IGNORECASE,
)
"""Words that leave open whether it is so."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text."""

    plain: str
    """Without emphasis, code marks and links."""
    raw: str
    start: int
    """Where it begins in the text."""

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.raw)

    @property
    def is_hedged(self) -> bool:
        """Whether it leaves open if it is so."""
        return bool(HEDGED.search(self.plain))

    def find(self, word: str, after: int = 0) -> int:
        """Where a word stands in the text, looked for from index `after` on; its start where it does not."""
        begin = max(after - self.start, 0)
        found = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)").search(self.raw, begin)
        return self.start + (found.start() if found else 0)


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences of a text; a label in bold before a colon is one of its own."""
    hidden = _CODE.sub(lambda code: "`" + "x" * (len(code[0]) - 2) + "`", text)
    start = 0
    for end in (*(match.end() for match in _END.finditer(hidden)), len(text)):
        raw = text[start:end]
        blank = len(raw) - len(raw.lstrip())
        if raw.strip():
            yield Sentence(unmarked(raw), raw.strip(), start + blank)
        start = end


def unmarked(words: str) -> str:
    """Words without emphasis, code marks and links."""
    codes = [code[0][1:-1] for code in _CODE.finditer(words)]
    bare = _LINK.sub(r"\1", _CODE.sub("\0", words))
    for _nested in range(_NESTED):
        bare = _EMPHASIS.sub(r"\2\4", bare)
    for code in codes:
        bare = bare.replace("\0", code, 1)
    return " ".join(bare.split())
