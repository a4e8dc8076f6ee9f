from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from integration.sandbox.conftest import serving_world
from integration.sandbox.customer_bookings.conftest import Desk
from integration.sandbox.test_hostile import BODIES, SEGMENTS, VALUES

from runner.sandbox import SandboxSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ACTIONS = (
    "",
    "/cancel",
    "/cancellation-preview",
    "/cancel-edit-booking",
    "/accept-invite",
    "/reject-invite",
    "/personalization",
    "/edit-participants",
    "/edit-service-options",
    "/edit-booking-base-data",
    "/check-in",
)
OTHERS = (
    "bookings",
    "bookings/by-number",
    "bookings/instant",
    "order/bookings",
    "order/{}/complete",
    "services/{}",
    "resources/{}/availability",
)
METHODS = ("GET", "POST", "POST", "POST", "PATCH", "HEAD", "OPTIONS", "DELETE")
QUERY = (
    "o",
    "number",
    "hash",
    "include",
    "page[size]",
    "page[number]",
    "filter[status]",
    "start_date",
    "end_date",
)
MEMBERS = (
    "start_date", "end_date", "resource_id", "service_id", "participants", "addons", "data", "email", "payment", "x/~",
)  # fmt: skip
INNER = (
    "email",
    "name",
    "can_edit",
    "attending_virtually",
    "add_on_id",
    "quantity",
    "type",
    "id",
    "attributes",
    "status",
)
TYPES = ("application/json", "application/json", "application/vnd.api+json", "text/plain", "", "\x7f;;;")
ROLES = ("customer", "customer", "customer", "customer_b", "admin", "admin", "staff", None, "\xe9")


def requests(desk: Desk, dice: random.Random, count: int) -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
    ids = [id_ for name, id_ in desk.ids.items() if name.startswith("cb_")]
    values = (*VALUES, *ids, "2026-04-15T09:00:00+02:00", "2026-04-15T10:00:00+02:00", "accepted", 1, 100)

    def value(depth: int = 0) -> Any:
        shape = dice.random()
        if depth < 2 and shape < 0.3:
            return {dice.choice(INNER): value(depth + 1) for _ in range(dice.randrange(5))}
        if depth < 2 and shape < 0.6:
            return [value(depth + 1) for _ in range(dice.randrange(4))]
        return dice.choice(values)

    for _ in range(count):
        path = f"bookings/{{}}{dice.choice(ACTIONS)}" if dice.random() < 0.7 else dice.choice(OTHERS)
        path = path.replace("{}", dice.choice(ids) if dice.random() < 0.8 else dice.choice(SEGMENTS))
        query = [f"{dice.choice(QUERY)}={dice.choice([*ids, '1', '', '%00', '9' * 30])}" for _ in range(2)]
        if dice.random() < 0.5:
            query.append(f"o={desk.ids['cb_organization_id']}")
        body = {dice.choice(MEMBERS): value() for _ in range(dice.randrange(6))}
        content = json.dumps(body).encode() if dice.random() < 0.8 else dice.choice(BODIES)
        headers = {"Content-Type": dice.choice(TYPES)}
        role = dice.choice(ROLES)
        if role is not None:
            headers["Authorization"] = f"Bearer {desk.world.tokens.get(role, role)}"
        yield dice.choice(METHODS), f"/api/v1/{path}?{'&'.join(query)}", content, headers


@pytest.mark.parametrize("seed", range(4))
def test_no_request_breaks_the_server(tmp_path: Path, seed: int) -> None:
    file = tmp_path / "sandbox.db"
    with serving_world(SandboxSettings(db=file)) as world:
        desk = Desk(world)
        for method, path, content, headers in requests(desk, random.Random(seed), 150):
            encoded = {name: value.encode("latin-1") for name, value in headers.items()}
            url = httpx.URL(str(world.client.base_url)).copy_with(raw_path=path.encode())
            answer = world.request(method, url, content=content, headers=encoded)  # type: ignore[arg-type]  # bytes
            assert answer.status_code < 500, (method, path, content, headers, answer.text)
            # The client resolves dots; what is then outside belongs to no API.
            if answer.content and answer.request.url.path.startswith("/api/v1/"):
                assert answer.headers["content-type"] == "application/vnd.api+json", (path, answer.text)
                json.loads(answer.content, parse_constant=pytest.fail)
        for page in ("events", "outbox", "refunds"):
            desk.told(page)
        listed = desk.admin("GET", "bookings", params={"page[size]": "100"}).json()["data"]
        assert len(listed) >= 12
    with closing(sqlite3.connect(file)) as left:
        assert left.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert left.execute("PRAGMA foreign_key_check").fetchall() == []
