"""The embedded sandbox: a small real API to practise on; a stranger to the rest of the runner."""

from runner.sandbox.app import create_app
from runner.sandbox.settings import SandboxSettings

__all__ = ["SandboxSettings", "create_app"]
