"""`steprun merge`: the runs of shards become one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from runner.cli.options import colouring, junit_style, recording, surroundings


@click.command("merge", short_help="Put the runs of shards together.")
@click.argument("runs", nargs=-1, required=True, metavar="RUNS...")
@recording
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR",
    help="The folder of the merged run, with its junit.xml.  [default: one among the runs, as `latest`]",
)  # fmt: skip
@click.option(
    "--format", "formats", metavar="NAMES",
    help="Beside JUnit: what `steprun report` can make, with commas.  [default: as steprun.yaml says]",
)  # fmt: skip
@junit_style
@click.option("-q", "quiet", is_flag=True, help="Only what did not pass, and the totals.")
@colouring
def command(
    *, runs: tuple[str, ...], output: Path | None, formats: str | None, quiet: bool, **words: Any
) -> int:
    """Put the runs of shards (`run --shard 1/3`) together: their folders, ids, or a folder with all of them.

    What comes out is the run that they were cut from. Specs of a shard that left no record are errors in it.
    Runs that do not belong together are refused.

    Exit 0 when they are merged, whatever came of the specs: `steprun gate` judges. Exit 3 when a report could
    not be written.
    """
    from runner.app.merging import merge
    from runner.app.order import Order
    from runner.app.reporting import read_formats
    from runner.cli.exits import ExitCode, complain

    around = surroundings()
    wanted = read_formats(formats) if formats else ()
    ran = merge(runs, Order(**words, formats=wanted, verbosity=-1 if quiet else 0), around, output=output)
    for fault in ran.faults:
        complain(fault)
    if ran.broken:
        return ExitCode.INTERNAL
    return ExitCode.UNTESTED if ran.faults else ExitCode.OK
