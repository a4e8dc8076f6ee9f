"""The sandbox as a server of its own, in the foreground, until it is interrupted."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import uvicorn

from runner.sandbox.app import Sandbox
from runner.sandbox.front import ANY_HOST
from runner.sandbox.settings import SandboxSettings

if TYPE_CHECKING:
    from collections.abc import Callable

# A client that keeps its connection open must not keep the server from stopping.
GRACE = 2


class RefusedHostError(ValueError):
    """Serving there would open the sandbox to the network, and nobody said that they want it."""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    settings: SandboxSettings | None = None,
    ready: Callable[[str], None] | None = None,
    open_to_network: bool = False,
) -> None:
    """Serves until interrupted; calls `ready` with the URL once requests are answered.

    Raises `RefusedHostError`, `OSError` for a port in use, `StoreError` for an unusable database.
    """
    settings = settings or SandboxSettings()
    if not _is_loopback(host):
        if not open_to_network:
            raise RefusedHostError(f"{host} is not a loopback address, and the sandbox has no defences")
        # Under which names the network knows this machine, only the network knows.
        settings = replace(settings, allowed_hosts=(*settings.allowed_hosts, ANY_HOST))
    app = Sandbox(settings)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with _listener(family, host, port) as listener:
        # Before the server starts, so that an unusable database is an error here and not a traceback there.
        app.spaces.open()
        try:
            url = _url(listener)
            config = uvicorn.Config(
                app,
                lifespan="on",
                log_level="warning",
                access_log=False,
                date_header=False,
                timeout_graceful_shutdown=GRACE,
            )
            with suppress(KeyboardInterrupt):
                _Server(config, lambda: ready(url) if ready else None).run(sockets=[listener])
        finally:
            app.spaces.close()


def _listener(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    # asyncio switches Nagle's algorithm off only for sockets that name their protocol; left on, it holds
    # back the second half of every answer for 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
