"""Where the process begins: `steprun`, and `python -m runner`."""

from __future__ import annotations

import sys
from contextlib import suppress


def main() -> None:
    """Run the command line. Its version is told without loading anything: scripts ask for it all the time."""
    if sys.argv[1:] == ["--version"]:
        from runner.version import __version__

        with suppress(OSError, AttributeError):  # no room, or no stdout: the command line knows what to say
            sys.stdout.write(f"steprun {__version__}\n")
            sys.stdout.flush()
            return
    try:
        from runner.cli import main as command_line

        command_line()
    except KeyboardInterrupt:  # before anybody was there to take it
        sys.exit(130)


if __name__ == "__main__":
    main()
