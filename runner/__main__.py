"""Where the process begins: `steprun`, and `python -m runner`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. Its version is told without loading anything: scripts ask for it all the time."""
    if sys.argv[1:] == ["--version"]:
        from runner.version import __version__

        sys.stdout.write(f"steprun {__version__}\n")
        return
    from runner.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
