"""The kinds of faults, one function each, and what each does to the exchange."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runner.sandbox.answers import Answer, send_answer
from runner.sandbox.faults.grammar import Fault, pace, pause, size
from runner.sandbox.visit import visit_of
from runner.sandbox.wire import disconnected

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CHUNK = 64 * 1024
HTML = b"<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Errand:
    """One faulty exchange: the ASGI call that would have been, and the means to do otherwise."""

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send

    async def proceed(self) -> None:
        await self.app(self.scope, self.receive, self.send)

    async def true_answer(self) -> Answer:
        """What the API answers, held back; it has done its work by then."""
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        await self.app(self.scope, self.receive, collect)
        start, *bodies = messages
        headers = tuple(header for header in start["headers"] if header[0] != b"content-length")
        return Answer(start["status"], b"".join(part["body"] for part in bodies), headers)

    async def answer(self, answer: Answer) -> None:
        await send_answer(self.send, answer)

    async def start(self, answer: Answer, length: int) -> None:
        headers = [*answer.headers, (b"content-length", b"%d" % length)]
        await self.send({"type": "http.response.start", "status": answer.status, "headers": headers})

    async def write(self, part: bytes, *, more: bool = True) -> None:
        await self.send({"type": "http.response.body", "body": part, "more_body": more})

    async def hang_up(self) -> None:
        await visit_of(self.scope).wire.hang_up(self.receive)

    async def wait(self, seconds: float) -> bool:
        """False when the client went away meanwhile: then there is nobody to go on for."""
        try:
            async with asyncio.timeout(seconds):
                await disconnected(self.receive)
        except TimeoutError:
            return True
        return False


def _typed(answer: Answer, content_type: bytes) -> Answer:
    others = tuple(header for header in answer.headers if header[0] != b"content-type")
    return replace(answer, headers=((b"content-type", content_type), *others))


def _with_member(body: bytes, member: bytes) -> bytes:
    """The JSON object with a member put first; a body that is none becomes one."""
    rest = body[1:] if body[:1] == b"{" else b"}"
    return b"{" + member + (b"" if rest[:1] == b"}" else b",") + rest


# A client that gives up during the delay leaves nothing behind: `commit-then-drop` is the fault for that.
async def delay(fault: Fault, errand: Errand) -> None:
    if await errand.wait(pause(fault.arg)):
        await errand.proceed()


async def status(fault: Fault, errand: Errand) -> None:
    headers = () if fault.retry_after is None else ((b"retry-after", fault.retry_after.encode()),)
    await errand.answer(Answer(int(fault.arg), b"", headers))


async def drop(_fault: Fault, errand: Errand) -> None:
    await errand.hang_up()


async def commit_then_drop(_fault: Fault, errand: Errand) -> None:
    await errand.true_answer()
    await errand.hang_up()


async def truncate(_fault: Fault, errand: Errand) -> None:
    answer = await errand.true_answer()
    await errand.start(answer, len(answer.body) + CHUNK)
    await errand.write(answer.body)
    await errand.hang_up()


async def slow_body(fault: Fault, errand: Errand) -> None:
    amount, interval = pace(fault.arg)
    answer = await errand.true_answer()
    await errand.start(answer, len(answer.body))
    for at in range(0, len(answer.body), amount):
        await errand.write(answer.body[at : at + amount])
        if not await errand.wait(interval):
            return
    await errand.write(b"", more=False)


async def malformed_json(_fault: Fault, errand: Errand) -> None:
    answer = await errand.true_answer()
    await errand.answer(replace(answer, body=answer.body[:-1] or b"{"))


async def html(_fault: Fault, errand: Errand) -> None:
    await errand.answer(_typed(Answer(200, HTML), b"text/html; charset=utf-8"))


async def empty(_fault: Fault, errand: Errand) -> None:
    await errand.answer(Answer(200))


async def gzipped(_fault: Fault, errand: Errand) -> None:
    answer = await errand.true_answer()
    packed = gzip.compress(answer.body, mtime=0)
    await errand.answer(
        replace(answer, body=packed, headers=(*answer.headers, (b"content-encoding", b"gzip")))
    )


async def bom(_fault: Fault, errand: Errand) -> None:
    answer = await errand.true_answer()
    await errand.answer(replace(answer, body=b"\xef\xbb\xbf" + answer.body))


async def dup_keys(_fault: Fault, errand: Errand) -> None:
    answer = await errand.true_answer()
    # The false value stands first: a parser that takes the last one still reads the truth.
    await errand.answer(replace(answer, body=_with_member(answer.body, b'"status":"duplicate"')))


async def huge(fault: Fault, errand: Errand) -> None:
    head, tail = b'{"filler":"', b'"}'
    length = max(size(fault.arg), len(head + tail))
    filler = length - len(head + tail)
    await errand.start(_typed(Answer(200), b"application/json"), length)
    await errand.write(head)
    for at in range(0, filler, CHUNK):
        await errand.write(b"x" * min(CHUNK, filler - at))
    await errand.write(tail, more=False)


async def redirect(fault: Fault, errand: Errand) -> None:
    code, _, target = fault.arg.partition(":")
    await errand.answer(Answer(int(code), b"", ((b"location", target.encode()),)))


async def redirect_host(fault: Fault, errand: Errand) -> None:
    """To the same path of this server under its other loopback name: to a client, another host.

    The request log shows whether the token came along.
    """
    host = next((value for name, value in errand.scope["headers"] if name == b"host"), b"")
    name, colon, port = host.partition(b":")
    other = b"127.0.0.1" if name == b"localhost" else b"localhost"
    query = errand.scope["query_string"]
    target = errand.scope["raw_path"] + (b"?" + query if query else b"")
    location = b"http://" + other + colon + port + target
    await errand.answer(Answer(int(fault.arg), b"", ((b"location", location),)))


async def wrong_charset(_fault: Fault, errand: Errand) -> None:
    """Says UTF-8, and is not."""
    answer = await errand.true_answer()
    body = _with_member(answer.body, '"note":"café"'.encode("latin-1"))
    await errand.answer(_typed(replace(answer, body=body), b"application/json; charset=utf-8"))


async def header_flood(fault: Fault, errand: Errand) -> None:
    answer = await errand.true_answer()
    flood = tuple((b"x-flood-%d" % n, b"~" * 32) for n in range(int(fault.arg)))
    await errand.answer(replace(answer, headers=(*answer.headers, *flood)))


KINDS: dict[str, Callable[[Fault, Errand], Awaitable[None]]] = {
    "delay": delay,
    "status": status,
    "drop": drop,
    "commit-then-drop": commit_then_drop,
    "truncate": truncate,
    "slow-body": slow_body,
    "malformed-json": malformed_json,
    "html": html,
    "empty": empty,
    "gzip": gzipped,
    "bom": bom,
    "dup-keys": dup_keys,
    "huge": huge,
    "redirect": redirect,
    "redirect-host": redirect_host,
    "wrong-charset": wrong_charset,
    "header-flood": header_flood,
}
