"""The wire beneath ASGI: what the protocol cannot say, asked of the server itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

    from starlette.types import Receive, Send


class Wire:
    """The connection of one request, reached through the server's own `send`.

    In uvicorn, `send` is a method of the object that holds the transport and the default headers. Only the
    outermost application sees that `send`; middleware of others would have wrapped it.
    """

    def __init__(self, send: Send) -> None:
        self._cycle: object = getattr(send, "__self__", None)

    def silence_server_date(self) -> None:
        """Keeps the server from adding a `Date` of its own beside the sandbox's."""
        headers: list[tuple[bytes, bytes]] | None = getattr(self._cycle, "default_headers", None)
        if headers:
            # A new list: the old one is shared with all other connections.
            vars(self._cycle)["default_headers"] = [header for header in headers if header[0] != b"date"]

    async def hang_up(self, receive: Receive) -> None:
        """Closes the socket after what was already written, and returns once it is closed."""
        transport: asyncio.Transport | None = getattr(self._cycle, "transport", None)
        if transport is None:
            raise ConnectionAbortedError(
                "this server does not let the sandbox close a connection; use uvicorn"
            )
        transport.close()
        await disconnected(receive)


async def disconnected(receive: Receive) -> None:
    """Returns when the client, or we, closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass
