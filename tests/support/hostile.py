"""Texts that act on whoever shows them: what reports must say without obeying."""

from __future__ import annotations

from typing import Final

MARKUP: Final = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</details></summary></code></pre></table>",
    "<!-- a comment that swallows the rest",
    "<![CDATA[ ]]>]]>&amp;&#x3c;&lt;!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    "<a href='javascript:alert(1)'>here</a>",
    "&lt;b&gt; &#x200b; &nbsp; \"'",
)
MARKDOWN: Final = (
    "a|b\\|c\\\\|d|",
    "`code` ``` ~~~ ```` `",
    "```\n# out of the fence\n```",
    "````\n<b>out of the fence</b>\n````",
    "[here](https://evil.example) ![x](https://evil.example/x.png) [a]: https://evil.example",
    "<https://evil.example> https://evil.example/x www.evil.example mail@evil.example",
    "@octocat @org/team (@octocat) #12 org/repo#12 GH-12 c0ffee1c0ffee1c0ffee1c0ffee1c0ffee1c0ffe",
    "*bold* _em_ **strong** ~~gone~~ ==mark== $x^2$ :tada: [^1] - [ ] 1. # ## > ---",
    "| a | b |\n| --- | --- |\n| c | d |",
    "\n\n# A title\n\n- a list\n\n---\n\n***\n\n===",
    "\\",
    "\\`\\|\\<",
    "    indented\n\ttabbed",
)
COMMANDS: Final = (
    "::error::said by a server",
    "  ::set-output name=x::y",
    "::stop-commands::x",
    "##[error]said by a server",
    "##vso[task.setvariable variable=x]y",
    "##teamcity[testFailed name='x']",
    "section_start:1:x\r\x1b[0K",
    "x\n::error::on a line of its own",
)
TERMINAL: Final = (
    "\x1b[31mred\x1b[0m\x1b]52;c;eA==\x07\x1b[2J",
    "over\rwritten\x08\x08",
    "\x9b31m \x85 \x7f \x00",
    "\u202eright to left\u202c\u2066 \u200b\ufeff\u2028\u2029",
    "\ud800 \udfff \ufffe\uffff\U0001ffff\U000e0041",
    "é ☃ 🎉 👩‍👩‍👧 日本語 ا̷",
)
LONG: Final = ("x" * 3000, "é" * 3000, "a b " * 1000, "`" * 500, "|" * 500, "\n" * 300)

HOSTILE: Final = (*MARKUP, *MARKDOWN, *COMMANDS, *TERMINAL, *LONG)
