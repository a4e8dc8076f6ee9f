"""The history of a project: what each run came to, in one SQLite file that anybody may look into.

One file, for it is copied and cached: no write-ahead log stands beside it. Each environment has a history of
its own. A run is written in one transaction, and once.
"""

from runner.adapters.history.file import History
from runner.adapters.history.schema import NotUsed

__all__ = ["History", "NotUsed"]
