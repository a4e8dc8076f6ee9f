from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn

from runner.sandbox import SandboxSettings, create_app

CANCEL = "/platform/v1/scheduling/bookings/cancel"
BOOKINGS = "/platform/v1/scheduling/bookings"
APPOINTMENTS = "/platform/v1/scheduling/appointments"


@contextmanager
def serving(settings: SandboxSettings | None = None) -> Iterator[str]:
    """A sandbox over real HTTP, served as an adapter would serve it; gives its URL."""
    config = uvicorn.Config(
        create_app(settings), host="127.0.0.1", port=0, lifespan="on", log_level="warning", access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.002)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@dataclass(frozen=True)
class World:
    """One space of a sandbox, and the means to reach it."""

    client: httpx.Client
    space: str | None
    ids: dict[str, str]
    tokens: dict[str, str]

    def call(self, method: str, path: str, role: str | None = "staff", **how: Any) -> httpx.Response:
        headers = dict(how.pop("headers", {}))
        if role is not None:
            headers["Authorization"] = f"Bearer {self.tokens.get(role, role)}"
        return self.request(method, path, headers=headers, **how)

    def request(self, method: str, path: str, **how: Any) -> httpx.Response:
        own = {} if self.space is None else {"X-Sandbox-Space": self.space}
        return self.client.request(method, path, headers={**own, **how.pop("headers", {})}, **how)

    def get(self, path: str, role: str | None = "staff", /, **query: Any) -> httpx.Response:
        return self.call("GET", path, role, params=query)

    def post(self, path: str, role: str | None = "staff", /, **body: Any) -> httpx.Response:
        return self.call("POST", path, role, json=body)

    def cancel(self, booking_id: str, role: str | None = "staff", /, **more: Any) -> httpx.Response:
        return self.post(
            CANCEL, role, **{"business_id": self.ids["business_id"], "booking_id": booking_id, **more}
        )

    def book(
        self, role: str | None = "staff", start: str = "2026-03-02T10:00:00Z", **more: Any
    ) -> httpx.Response:
        body = {
            "business_id": self.ids["business_id"],
            "service_id": self.ids["service_id"],
            "staff_id": self.ids["staff_id"],
            "start_time": start,
        }
        if role == "staff":
            body["client_id"] = self.ids["client_id"]
        return self.post(BOOKINGS, role, **{**body, **more})

    def control(self, name: str, /, **body: Any) -> Any:
        """What the control API says: looked up without a body, changed with one."""
        answer = self.request("POST" if body else "GET", f"/__sandbox/{name}", json=body or None)
        assert answer.is_success, answer.text
        return answer.json()

    def state(self, booking_id: str) -> str:
        return str(self.get(f"{APPOINTMENTS}/{booking_id}").json()["data"]["appointment"]["state"])


def client_of(url: str) -> httpx.Client:
    # The default would load certificates, which takes longer than most tests.
    return httpx.Client(base_url=url, trust_env=False, verify=False, timeout=10)


def world(client: httpx.Client, space: str | None) -> World:
    known = World(client, space, {}, {}).control("vars")
    return World(client, space, known["variables"], known["tokens"])


@contextmanager
def serving_world(settings: SandboxSettings | None = None) -> Iterator[World]:
    """The default space of a sandbox of its own."""
    with serving(settings) as url, client_of(url) as client:
        yield world(client, None)


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture(scope="session")
def shared_client(url: str) -> Iterator[httpx.Client]:
    with client_of(url) as client:
        yield client


_numbers = itertools.count(1)


@pytest.fixture
def sandbox(shared_client: httpx.Client) -> World:
    """A space of its own for each test."""
    return world(shared_client, f"test-{next(_numbers)}")
