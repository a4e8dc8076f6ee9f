"""The outside, made real: network, settings, servers, clock."""

import sys

# httpx has a command line of its own, and imports it with all it draws in (37 ms) where that is installed.
# None makes that one import fail, for which httpx is prepared; nothing else of it is affected.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # the documented way to bar a module
