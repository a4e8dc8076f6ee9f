from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from integration.sandbox.bookings_v2.conftest import Bookings
from integration.sandbox.conftest import World, client_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import httpx

RACERS = 4


def race(
    v2: Bookings, url: str, attempts: Sequence[Callable[[Bookings], httpx.Response]]
) -> list[httpx.Response]:
    """All attempts at the same time, each over a connection of its own."""

    def run(attempt: Callable[[Bookings], httpx.Response]) -> httpx.Response:
        with client_of(url) as client:
            world = v2.world
            return attempt(Bookings(World(client, world.space, world.ids, world.tokens)))

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


@pytest.mark.parametrize("action", ["cancel", "decline", "confirm"])
def test_one_revision_is_changed_once(v2: Bookings, url: str, action: str) -> None:
    made = v2.make()
    answers = race(v2, url, [lambda each: each.move(action, made)] * RACERS)
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * (RACERS - 1)
    assert v2.read(made["id"])["revision"] == "2"
    assert len(v2.ledger("events")) == 1


def test_whichever_change_comes_first_is_the_only_one(v2: Bookings, url: str) -> None:
    made = v2.make()
    answers = race(v2, url, [lambda each: each.cancel(made), lambda each: each.decline(made)])
    assert sorted(answer.status_code for answer in answers) == [200, 409]


def test_one_slot_is_given_once(v2: Bookings, url: str) -> None:
    made = [v2.make(startDate="2026-02-10T10:00:00Z") for _ in range(RACERS)]
    answers = race(v2, url, [lambda each, one=one: each.settle(one) for one in made])  # type: ignore[misc]  # a default binds
    statuses = sorted(answer.json()["booking"]["status"] for answer in answers)
    assert statuses == ["CONFIRMED"] + ["DECLINED"] * (RACERS - 1)


def test_one_slot_is_confirmed_at_once_only_once(v2: Bookings, url: str) -> None:
    answers = race(v2, url, [lambda each: each.create(booking={"status": "CONFIRMED"})] * RACERS)
    assert sorted(answer.status_code for answer in answers) == [200] + [428] * (RACERS - 1)


def test_one_seat_goes_to_one_of_the_waiting_list(v2: Bookings, url: str) -> None:
    full = {"serviceId": v2.id("service_class"), "sessionId": v2.id("session_full")}
    waiting = [v2.make(status="WAITING_LIST", totalParticipants=2, **full) for _ in range(RACERS)]
    v2.cancel(v2.read(v2.id("booking_b")))
    answers = race(v2, url, [lambda each, one=one: each.confirm(one) for one in waiting])  # type: ignore[misc]  # a default binds
    assert sorted(answer.status_code for answer in answers) == [200] + [428] * (RACERS - 1)
    session = v2.session(v2.id("session_full")).json()["session"]
    assert session["totalNumberOfParticipants"] == session["capacity"] == 2


def test_a_limit_is_not_overrun(v2: Bookings, url: str) -> None:
    v2.world.control("fixtures", type="v2_quota", attributes={"operation": "create", "remaining": 2})
    answers = race(v2, url, [lambda each: each.create()] * RACERS)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 429, 429]
