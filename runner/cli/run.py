"""`steprun run`: specs in, requests out, a verdict."""

from __future__ import annotations

from typing import Any

import click

from runner.cli.options import colouring, environing, recalling, running, selecting, surroundings


@click.command("run", short_help="Run specs and say what is true.")
@selecting
@recalling
@environing
@running
@click.option(
    "-x", "stop_at_first", is_flag=True, help="Start nothing new after the first that does not pass."
)
@click.option(
    "--maxfail",
    "max_failures",
    type=click.IntRange(1),
    metavar="N",
    help="Start nothing new after N of them.",
)
@click.option("--shuffle", is_flag=True, help="Start the specs in a random order, which --seed repeats.")
@click.option(
    "--accept",
    is_flag=True,
    help="Write what --contract finds into the file of accepted findings: it is not shown again.",
)
@click.option("-v", "verbose", count=True, help="-v: steps, -vv: what went over the wire.")
@colouring
def command(
    *,
    stop_at_first: bool,
    max_failures: int | None,
    verbose: int,
    quiet: bool,
    **words: Any,
) -> int:
    """Run specs: files, folders, `file.md:LINE`, `file.md::section/step`, "POST /path"."""
    from runner.app.order import Order
    from runner.app.run import run
    from runner.cli.exits import complain, of_run

    around = surroundings()
    limit = max_failures or (1 if stop_at_first else 0)
    ran = run(Order(**words, max_failures=limit, verbosity=-1 if quiet else verbose), around)
    for fault in ran.faults:
        complain(fault)
    return of_run(ran.result, faults=bool(ran.faults), broken=ran.broken)
