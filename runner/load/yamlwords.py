"""What the YAML parsers complain about, in words that say what to do."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(r"""(?:^|[:\[,-])\s*(\{\{[^{}"']*\}\})""")

#: A phrase of the parser -> what is wrong, and what to do about it. The first that occurs counts.
_PHRASES = (
    (
        ("mapping values are not allowed",),
        "a `: ` where no key can stand",
        "put the text in quotes, or mend the indentation",
    ),
    (
        ("end of stream",),
        "the quote that opens here is never closed",
        "close it on the same line",
    ),
    (
        ("cannot start any token",),
        "a text that starts with this character needs quotes",
        "put the value in quotes",
    ),
    (
        ("could not find expected ':'", "could not found expected ':'"),
        "this line is no `key: value`",
        "put a colon and a space after the key, or mend the indentation",
    ),
    (
        ("',' or ']'",),
        "a comma or `]` is missing",
        "close the list that opens above",
    ),
    (
        ("',' or '}'",),
        "a comma or `}` is missing",
        "close the mapping that opens above, or put the text in quotes",
    ),
    (
        ("block sequence entries are not allowed", "sequence entries are not allowed"),
        "a `-` where no list can start",
        "mend the indentation, or put the text in quotes",
    ),
    (
        ("expected '-' indicator", "<block end>", "expected key", "<document start>", "block mapping"),
        "this line does not fit the indentation of those above",
        "line it up with its neighbours, and quote values that go on after a closing quote or brace",
    ),
    (
        ("unknown escape character", "escape code", "hexdecimal", "hexadecimal"),
        "a backslash that YAML does not know in double quotes",
        "write \\\\ for a backslash, or use single quotes",
    ),
    (
        ("undefined tag handle", "tag handle"),
        "a tag that is not declared",
        "put the text in quotes if it starts with an exclamation mark",
    ),
    (
        ("alphabetic or numeric character",),
        "an anchor or alias without a name",
        "put the text in quotes if it starts with `&` or `*`",
    ),
    (
        ("expected chomping or indentation", "comment or a line break", "comment or line break"),
        "text after the sign that starts a block of text",
        "start the text on the next line",
    ),
)


def explain(problem: str, context: str, line: str) -> tuple[str, str]:
    """What is wrong and what to do, for a parser's complaint about `line`."""
    placeholder = _PLACEHOLDER.search(line)
    if placeholder:
        name = placeholder[1]
        return (
            f"`{name}` without quotes is a mapping to YAML, not a placeholder",
            f'put quotes around all of it: "{name}…"',
        )
    if line.lstrip(" ").startswith("\t"):
        return "a tab where YAML wants spaces", "indent with spaces"
    complaint = f"{context}: {problem}"
    for phrases, message, hint in _PHRASES:
        if any(phrase in complaint for phrase in phrases):
            return message, hint
    return f"not YAML: {problem or 'the parser gave up'}", ""
