from __future__ import annotations

import signal
import socket
import subprocess
import sys

import httpx
import pytest

from runner.sandbox.serve import RefusedHostError, serve

PROGRAM = """
import sys, warnings
warnings.simplefilter("error")
from runner.sandbox import SandboxSettings
from runner.sandbox.serve import serve
serve(settings=SandboxSettings(clock="wall"), ready=lambda url: print(url, flush=True))
print("stopped")
"""


def test_it_serves_until_it_is_interrupted() -> None:
    command = [sys.executable, "-X", "dev", "-c", PROGRAM]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with httpx.Client(base_url=url, trust_env=False, verify=False) as client:
            assert client.get("/__sandbox/clock").json()["clock"] == "wall"
            answer = client.get("/__sandbox/vars", headers={"X-Sandbox-Space": "a"})
            staff = {"Authorization": f"Bearer {answer.json()['tokens']['staff']}"}
            rows = client.get("/platform/v1/scheduling/appointments?state=scheduled", headers=staff).json()
            assert len(rows["data"]["appointments"]) == 12
            process.send_signal(signal.SIGINT)
            out, errors = process.communicate(timeout=10)
    assert (out, errors, process.returncode) == ("stopped\n", "", 0)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "example.com", ""])
def test_it_does_not_open_to_the_network_by_itself(host: str) -> None:
    with pytest.raises(RefusedHostError, match="loopback"):
        serve(host=host)


def test_a_port_in_use_is_an_error_of_the_caller() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        serve(port=taken.getsockname()[1])
