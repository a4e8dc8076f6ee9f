"""Chromium, driven over a pipe by its own protocol: no driver has to be installed, only the browser."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BINARY = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--mute-audio",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--remote-debugging-pipe",
)  # fmt: skip
_PATIENCE = 20.0
_KEYS = {"Escape": 27, "ArrowRight": 39, "ArrowLeft": 37, "Enter": 13, "Tab": 9}


class Tab:
    """One page of the browser."""

    def __init__(self, wire: Wire, session: str) -> None:
        self._wire = wire
        self._session = session
        self.complaints: list[str] = []

    def open(self, url: str) -> None:
        """Load it, and wait until it has settled."""
        self.ask("Page.navigate", url=url)
        self.until("document.readyState === 'complete'")

    def value(self, expression: str) -> Any:
        """What an expression comes to; promises are waited for."""
        told = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in told:
            raise AssertionError(told["exceptionDetails"])
        return told["result"].get("value")

    def until(self, expression: str) -> Any:
        """Wait until an expression is true."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            found = self.value(expression)
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"still not so: {expression}")

    def click(self, selector: str) -> None:
        """As somebody would who has found it."""
        self.value(f"document.querySelector({json.dumps(selector)}).click()")

    def press(self, key: str) -> None:
        """A key, down and up."""
        text = {"text": key} if len(key) == 1 else {}
        code = {"windowsVirtualKeyCode": _KEYS.get(key, ord(key[0].upper()))}
        self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, **text, **code)
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=key, **code)

    def picture(self, file: Path) -> None:
        """What somebody sees."""
        file.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot")["data"]))

    def ask(self, method: str, **params: Any) -> Any:
        """A command of the protocol."""
        return self._wire.ask(method, params, session=self._session, tab=self)


class Wire:
    """The pipe: commands go out, answers and events come back, each ended by a zero."""

    def __init__(self, out: int, back: int) -> None:
        self._out = out
        self._back = back
        self._buffer = b""
        self._last = 0

    def ask(self, method: str, params: dict[str, Any], *, session: str = "", tab: Tab | None = None) -> Any:
        self._last += 1
        message = {"id": self._last, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self._last:
                if "error" in told:
                    raise AssertionError(f"{method}: {told['error']}")
                return told["result"]
            if tab is not None:
                tab.complaints += _complaints(told)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            piece = os.read(self._back, 1 << 20)
            if not piece:
                raise AssertionError("the browser has gone away")
            self._buffer += piece
        message, _, self._buffer = self._buffer.partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        return told


def _complaints(told: dict[str, Any]) -> Iterator[str]:
    """What a page should have kept to itself: errors, violated policies, dialogs, and the network."""
    params = told.get("params", {})
    match told.get("method"):
        case "Runtime.exceptionThrown":
            yield str(params["exceptionDetails"])
        case "Log.entryAdded" if params["entry"]["level"] in ("error", "warning"):
            yield params["entry"]["text"]
        case "Page.javascriptDialogOpening":
            yield f"dialog: {params['message']}"
        case "Network.requestWillBeSent" if not params["request"]["url"].startswith(("file:", "data:")):
            yield f"request: {params['request']['url']}"
        case _:
            return


def _moved(number: int) -> int:
    moved = fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(number)
    return moved


@contextmanager
def chromium(folder: Path, *, width: int = 1280, height: int = 900) -> Iterator[Tab]:
    """A browser with a profile of its own in `folder`, and its one tab."""
    assert BINARY
    ours_in, theirs_out = os.pipe()
    theirs_in, ours_out = os.pipe()
    # Out of the way of 3 and 4, where the browser looks for them.
    theirs_in, theirs_out = _moved(theirs_in), _moved(theirs_out)
    wired = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
    process = subprocess.Popen(
        ["bash", "-c", wired, BINARY, *_FLAGS, f"--user-data-dir={folder}", f"--window-size={width},{height}"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        pass_fds=(theirs_in, theirs_out),
    )  # fmt: skip
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        wire = Wire(ours_out, ours_in)
        target = wire.ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        session = wire.ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        tab = Tab(wire, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            tab.ask(f"{domain}.enable")
        yield tab
    finally:
        process.kill()
        process.wait()
        os.close(ours_in)
        os.close(ours_out)
