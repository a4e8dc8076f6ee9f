"""steprun as a plugin of pytest: each spec is an item. Nobody imports it: pytest finds its entry point.

pytest loads it wherever steprun is installed; so nothing heavy is imported until a session asks for specs.
"""

from __future__ import annotations

import pytest

from runner.pytest_plugin.gate import Asked
from runner.pytest_plugin.options import add_options

MARKER = (
    "steprun(domain, method, status, tag): every spec has it, once for each of its tags: "
    "-m \"steprun(tag='smoke')\" selects those with the tag."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our words to those of pytest."""
    add_options(parser)


@pytest.hookimpl(trylast=True)  # the terminal comes first: it knows how wide it is
def pytest_configure(config: pytest.Config) -> None:
    """Take part in sessions that want specs. Raises pytest.UsageError where the settings are at fault."""
    config.addinivalue_line("markers", MARKER)
    asked = Asked.of(config)
    if not asked.perhaps:
        return
    from runner.pytest_plugin.collecting import collecting

    plugin = collecting(config, asked)
    if plugin is not None:
        config.pluginmanager.register(plugin, "steprun specs")
