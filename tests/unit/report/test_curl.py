import subprocess
from typing import Any

import pytest

from runner.report.curl import curl
from support.build import make_exchange

URL = "https://api.example/a"


@pytest.mark.parametrize(
    ("exchange", "command"),
    [
        ({"method": "GET"}, f"curl {URL}"),
        ({"method": "DELETE"}, f"curl -X DELETE {URL}"),
        ({"method": "HEAD"}, f"curl --head {URL}"),
        ({"method": "GET", "body": "{}"}, f"curl -X GET {URL} --data-raw '{{}}'"),
        ({"method": "GET", "url": URL + "?a=1&b=it's"}, f"""curl '{URL}?a=1&b=it'"'"'s'"""),
        ({"method": "GET", "url": URL + "?q[]=1"}, f"curl --globoff '{URL}?q[]=1'"),
        (
            {"method": "GET", "headers": [("Authorization", "Bearer ‹staff›")]},
            f'curl {URL} -H "Authorization: Bearer $STEPRUN_TOKEN_STAFF"',
        ),
        (
            {"method": "GET", "headers": [("Authorization", 'Token token="‹my-app›"')]},
            f"""curl {URL} -H 'Authorization: Token token="'"$STEPRUN_TOKEN_MY_APP"'"'""",
        ),
        ({"method": "GET", "headers": [("X-A", "‹app›x")]}, f'curl {URL} -H "X-A: ${{STEPRUN_TOKEN_APP}}x"'),
        ({"method": "GET", "headers": [("X-A", "$(reboot) `x`")]}, f"curl {URL} -H 'X-A: $(reboot) `x`'"),
        ({"method": "GET", "headers": [("X-A", "")]}, f"curl {URL} -H 'X-A;'"),
        ({"method": "GET", "headers": [("Content-Length", "3"), ("Host", "x")]}, f"curl {URL}"),
        ({"body": '{"a": "it\'s"}'}, f"""curl -X POST {URL} --data-raw '{{"a": "it'"'"'s"}}'"""),
        ({"body": '{"a": "‹staff›"}'}, f"""curl -X POST {URL} --data-raw '{{"a": "‹staff›"}}'"""),
        ({"body": "a\n\x1b%\\"}, f"printf 'a\\n\\033%%\\\\' | curl -X POST {URL} --data-binary @-"),
    ],
)
def test_the_command(exchange: dict[str, Any], command: str) -> None:
    assert curl(make_exchange(**{"url": URL, "headers": (), **exchange})) == command


def test_it_can_be_broken_into_lines() -> None:
    broken = curl(make_exchange(url=URL, body="{}"), separator=" \\\n  ")
    assert broken == (
        f"curl -X POST {URL} \\\n  -H \"Authorization: Bearer $STEPRUN_TOKEN_STAFF\" \\\n  --data-raw '{{}}'"
    )


NASTY = [
    "plain",
    'it\'s "quoted" $HOME `id` $(id) \\ !! #',
    "two\nlines\n",
    "\x1b[31m\x01\x7f %s %d \\n \\033",
    "@/etc/passwd",
    "é 日本 \u202e",
    "‹staff›",
]


@pytest.mark.parametrize("text", NASTY)
def test_a_posix_shell_takes_it_as_it_was(text: str) -> None:
    script = 'curl() { while [ $# -gt 0 ]; do case "$1" in --data-raw) printf %s "$2"; return;; '
    script += "--data-binary) cat; return;; esac; shift; done; }; "
    command = script + curl(make_exchange(url=URL, headers=(), body=text))
    sent = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True)
    assert sent.stdout.decode() == text


@pytest.mark.parametrize("text", ["Bearer ‹staff›", 'Token token="‹staff›"', "‹staff›$HOME`id`!"])
def test_the_shell_puts_the_token_in(text: str) -> None:
    script = 'curl() { printf %s "$3"; }; '
    command = script + curl(make_exchange(method="GET", url=URL, headers=[("A", text)]))
    environ = {"STEPRUN_TOKEN_STAFF": "s3cret $x"}
    sent = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True, env=environ)
    assert sent.stdout.decode() == "A: " + text.replace("‹staff›", "s3cret $x")
