"""`steprun run`: specs in, requests out, a verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from runner.cli.options import colouring, environing, selecting, surroundings


@click.command("run", short_help="Run specs and say what is true.")
@selecting
@environing
@click.option("--timeout", metavar="TIME", help="For a whole step: `30s`, `500ms`.")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 256),
    envvar="STEPRUN_JOBS",
    help="Specs side by side.  [default: 8]",
)
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
@click.option(
    "--contract",
    type=click.Choice(["off", "warn", "fail"]),
    help="Exchanges that OpenAPI documents forbid: not looked for, shown, or failures.  [default: warn]",
)
@click.option(
    "--accept",
    is_flag=True,
    help="Write what --contract finds into the file of accepted findings: it is not shown again.",
)
@click.option("--shuffle", is_flag=True, help="Start the specs in a random order, which --seed repeats.")
@click.option(
    "--seed", type=click.IntRange(0), metavar="N", help="Makes random_… variables and --shuffle repeatable."
)
@click.option(
    "--junit",
    type=click.Path(path_type=Path),
    metavar="FILE",
    envvar="STEPRUN_JUNIT",
    help="[default: REPORTS/junit.xml]",
)
@click.option(
    "--reports",
    type=click.Path(path_type=Path),
    metavar="DIR",
    envvar="STEPRUN_REPORTS",
    help="Where reports go.  [default: reports]",
)
@click.option(
    "--write/--no-write", default=None, help="Status into front matter.  [default: yes, but not in CI]"
)
@click.option("-v", "verbose", count=True, help="-v: steps, -vv: what went over the wire.")
@click.option("-q", "quiet", is_flag=True, help="Only what did not pass, and the totals.")
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
    from runner.cli.exits import of_run

    around = surroundings()
    limit = max_failures or (1 if stop_at_first else 0)
    ran = run(Order(**words, max_failures=limit, verbosity=-1 if quiet else verbose), around)
    for fault in ran.faults:
        click.echo(f"error: {fault}", err=True)
    return of_run(ran.result, faults=bool(ran.faults), broken=ran.broken)
