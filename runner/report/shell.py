"""Words of a shell as people copy them from a screen or a page: nothing in them acts before they are run."""

from __future__ import annotations

import re
import shlex

from runner.shown import UNSAFE


def word(text: str) -> str:
    """Quoted where it must be; what acts in it is spelt out, as bash, zsh and POSIX since 2024 read it."""
    if not UNSAFE.search(text):
        return shlex.quote(text)
    bare = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{UNSAFE.sub(octal, bare)}'"


def octal(match: re.Match[str]) -> str:
    """The bytes of what was found: those of the file system where its name is not UTF-8."""
    try:
        raw = match[0].encode(errors="surrogateescape")
    except UnicodeEncodeError:
        raw = match[0].encode(errors="surrogatepass")
    return "".join(f"\\{byte:03o}" for byte in raw)
