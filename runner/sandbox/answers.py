"""An answer: status, headers and body, before they become bytes on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.jsontext import write_json

if TYPE_CHECKING:
    from starlette.types import Send

    from runner.sandbox.jsontext import Json

Headers = tuple[tuple[bytes, bytes], ...]

JSON_TYPE = (b"content-type", b"application/json")
BODILESS = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""
    headers: Headers = ()


def json_answer(status: int, payload: Json, headers: Headers = ()) -> Answer:
    return Answer(status, write_json(payload), (JSON_TYPE, *headers))


async def send_answer(send: Send, answer: Answer) -> None:
    headers = list(answer.headers)
    if answer.status not in BODILESS:
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
