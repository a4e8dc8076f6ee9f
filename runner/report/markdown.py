"""Tables in Markdown, for pages that people paste them into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown: `plain`, `code` and `link` make it."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def plain(text: str) -> str:
    """A text that is shown as it is."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """A text in the letters of code; it cannot hold backticks."""
    bare = " ".join(text.replace("`", "'").split()).replace("|", "\\|")
    return f"`{bare}`" if bare else ""


def link(shown: str, target: str) -> str:
    """A link; `shown` is Markdown."""
    return f"[{shown}]({quote(target, safe='/.-_~:')})"
