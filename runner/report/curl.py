"""A request as a curl command that can be pasted into a POSIX shell."""

from __future__ import annotations

import re
import shlex
from typing import Final

from runner.model.result import Exchange
from runner.report.shell import octal, word
from runner.shown import UNSAFE

#: What a masked token looks like in a header.
_MASK: Final = re.compile(r"‹([A-Za-z][\w.-]*)›")
#: What acts inside double quotes; `!` does so in an interactive bash.
_ACTIVE: Final = frozenset('"\\$`!')
#: What curl itself makes, or what would make its output unreadable.
_OMITTED: Final = frozenset({"accept-encoding", "connection", "content-length", "host", "transfer-encoding"})
_GLOBS: Final = frozenset("[]{}")


def curl(exchange: Exchange, *, separator: str = " ") -> str:
    """The command. A token is asked of the shell: `"Bearer $STEPRUN_TOKEN_STAFF"`."""
    words = [_start(exchange)]
    words += [f"-H {_header(name, value)}" for name, value in exchange.request_headers if _is_sent(name)]
    if not exchange.request_body:
        return separator.join(words)
    if not UNSAFE.search(exchange.request_body):
        return separator.join([*words, f"--data-raw {word(exchange.request_body)}"])
    # A quoted word cannot show these characters; printf can name them, and a pipe keeps the last line end.
    return f"printf {_printf(exchange.request_body)} |{separator}" + separator.join(
        [*words, "--data-binary @-"]
    )


def _start(exchange: Exchange) -> str:
    if exchange.method == "HEAD":
        method = " --head"
    elif exchange.method == "GET" and not exchange.request_body:
        method = ""
    else:
        method = f" -X {word(exchange.method)}"
    globs = " --globoff" if _GLOBS & set(exchange.url) else ""
    return f"curl{method}{globs} {word(exchange.url)}"


def _is_sent(name: str) -> bool:
    return name.lower() not in _OMITTED


def _header(name: str, value: str) -> str:
    text = f"{name}: {value}" if value else f"{name};"
    if not _MASK.search(text):
        return word(text)
    if not (_ACTIVE & set(text) or UNSAFE.search(text)):
        return f'"{_MASK.sub(_variable, text)}"'
    pieces = _MASK.split(text)
    quoted = [
        f'"{_variable_name(piece)}"' if index % 2 else word(piece) if piece else ""
        for index, piece in enumerate(pieces)
    ]
    return "".join(quoted)


def _variable(match: re.Match[str]) -> str:
    name = _variable_name(match.group(1))
    follower = match.string[match.end() : match.end() + 1]
    return f"${{{name[1:]}}}" if follower.isalnum() or follower == "_" else name


def _variable_name(role: str) -> str:
    return "$STEPRUN_TOKEN_" + re.sub(r"[^A-Za-z0-9]", "_", role).upper()


def _printf(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "%%").replace("\n", "\\n")
    return shlex.quote(UNSAFE.sub(octal, escaped))
