from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import httpx
import pytest
from integration.sandbox.conftest import client_of, serving, serving_world, world

from runner.sandbox import SandboxSettings
from runner.sandbox.store import StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from integration.sandbox.conftest import World

APPOINTMENTS = "/platform/v1/scheduling/appointments"


def test_spaces_do_not_see_each_other(shared_client: httpx.Client) -> None:
    one, two, shared = (world(shared_client, name) for name in ("isolated-1", "isolated-2", None))
    shared.request("POST", "/__sandbox/reset")
    one.cancel(one.ids["appointment_id"])
    one.control("clock", advance="PT1H")
    one.control("faults", fault="status=503;times=1")
    for other in (two, shared):
        assert other.state(other.ids["appointment_id"]) == "scheduled"
        assert other.control("clock")["now"] == "2026-02-02T08:00:00Z"
        assert other.control("faults")["faults"] == []
        assert len(other.control("requests")["requests"]) == 1
        other.request("POST", "/__sandbox/reset")
    assert one.control("clock")["now"] == "2026-02-02T09:00:00Z"


def test_the_same_calls_give_the_same_answers_in_every_space(shared_client: httpx.Client) -> None:
    def story(sandbox: World) -> list[str]:
        made = sandbox.book("client")
        return [made.text, sandbox.cancel(made.json()["data"]["booking"]["id"]).text, sandbox.book().text]

    assert story(world(shared_client, "same-1")) == story(world(shared_client, "same-2"))


def test_the_least_recently_used_space_is_closed() -> None:
    with serving(SandboxSettings(space_limit=3)) as url, client_of(url) as client:
        for name in ("a", "b", "c"):
            sandbox = world(client, name)
            sandbox.cancel(sandbox.ids["appointment_id"])
        a, b = world(client, "a"), world(client, "b")
        world(client, "d")
        assert a.state(a.ids["appointment_id"]) == "cancelled"
        assert b.state(b.ids["appointment_id"]) == "cancelled"
        c = world(client, "c")
        assert c.state(c.ids["appointment_id"]) == "scheduled"


def test_a_space_that_is_in_use_outlives_its_eviction() -> None:
    with serving(SandboxSettings(space_limit=1)) as url, client_of(url) as client:
        slow = world(client, "slow")
        headers = {
            "X-Sandbox-Fault": "slow-body=100b/60ms",
            "Authorization": f"Bearer {slow.tokens['staff']}",
        }
        with client.stream(
            "GET", APPOINTMENTS + "?per_page=1", headers={**headers, "X-Sandbox-Space": "slow"}
        ) as answer:
            world(client, "other")
            assert json.loads(answer.read())["status"] == "OK"
        delayed = {**headers, "X-Sandbox-Fault": "delay=200ms", "X-Sandbox-Space": "slow"}
        with httpx.Client(base_url=url, trust_env=False, verify=False) as second:
            found: list[int] = []
            thread = threading.Thread(
                target=lambda: found.append(second.get(APPOINTMENTS, headers=delayed).status_code)
            )
            thread.start()
            time.sleep(0.05)
            world(client, "third")
            thread.join()
        assert found == [200]


def test_the_name_of_a_space_has_an_end(url: str) -> None:
    answer = httpx.get(
        url + "/__sandbox/health", headers={"X-Sandbox-Space": "x" * 201}, trust_env=False, verify=False
    )
    assert answer.status_code == 400


def test_a_file_keeps_the_default_space(tmp_path: Path) -> None:
    settings = SandboxSettings(db=tmp_path / "sandbox.db")
    with serving_world(settings) as sandbox:
        booking = sandbox.ids["appointment_id"]
        sandbox.cancel(booking)
        sandbox.control("clock", advance="PT1H")
        private = world(sandbox.client, "private")
        assert private.state(booking) == "scheduled"
    with serving_world(settings) as sandbox:
        assert sandbox.state(booking) == "cancelled"
        assert sandbox.control("clock")["now"] == "2026-02-02T09:00:00Z"
        assert sandbox.request("POST", "/__sandbox/reset").status_code == 200
        assert sandbox.state(booking) == "scheduled"
    with serving_world(
        SandboxSettings(db=tmp_path / "sandbox.db", clock="fixed:2026-03-01T00:00:00Z")
    ) as sandbox:
        assert sandbox.control("clock")["now"] == "2026-03-01T00:00:00Z"
    with sqlite3.connect(tmp_path / "sandbox.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_killed_server_leaves_a_sound_file(tmp_path: Path) -> None:
    db = tmp_path / "sandbox.db"
    program = (
        "from pathlib import Path; from runner.sandbox import SandboxSettings; from runner.sandbox.serve import serve;"
        f"serve(settings=SandboxSettings(db=Path({str(db)!r})), ready=lambda url: print(url, flush=True))"
    )
    for _ in range(2):
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            with client_of(process.stdout.readline().strip()) as client:
                sandbox = world(client, None)
                for _ in range(20):
                    assert sandbox.post("/platform/v1/clients").status_code == 201
            process.kill()
    connection = sqlite3.connect(db)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("SELECT count(*) FROM sch_client").fetchone() == (43,)
    connection.close()


@pytest.mark.parametrize(
    "content", [b"this is no database at all, but it is long enough to look at" * 40, None]
)
def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path, content: bytes | None) -> None:
    from runner.sandbox.serve import serve

    db = tmp_path / "other.db"
    if content is None:
        connection = sqlite3.connect(db)
        connection.execute("CREATE TABLE mine (x)")
        connection.close()
        content = db.read_bytes()
    else:
        db.write_bytes(content)
    with pytest.raises(StoreError, match=r"other\.db"):
        serve(settings=SandboxSettings(db=db))
