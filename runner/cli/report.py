"""`steprun report`: a run that is over, told again in any format."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from runner.cli.options import colouring, recording, surroundings


def _said(fault: Exception) -> str:
    return (
        f"{fault.filename} cannot be written: {fault.strerror}" if isinstance(fault, OSError) else str(fault)
    )


@click.command("report", short_help="Tell of a recorded run again: as a page, JUnit, CTRF, Markdown, HAR.")
@click.argument("run", default="latest", metavar="[RUN]")
@recording
@click.option(
    "--format", "formats", metavar="NAMES", default="html", show_default=True,
    help="One or several of html, junit, ctrf, markdown, har, with commas between; text: on the screen.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="PATH",
    help="A folder, or for one format a file; `-`: the screen.  [default: the folder of the run]",
)  # fmt: skip
@click.option("-v", "verbose", count=True, help="For text: -v: steps, -vv: what went over the wire.")
@colouring
def command(*, run: str, formats: str, output: Path | None, verbose: int, **words: Any) -> int:
    """Make reports of a recorded run: `latest`, its id, or its folder. Nothing is sent."""
    from runner.app.order import Order
    from runner.app.reporting import files_for, read_formats, recorded, retell
    from runner.cli.exits import ExitCode, unheard
    from runner.report.documents import FORMATS, write_documents

    around = surroundings()
    order = Order(**words, verbosity=verbose)
    wanted = () if formats == "text" else read_formats(formats)
    found = recorded(run, order, around)
    if not found.run.ended:
        click.echo(
            f"note: {found.folder.name} broke off, or still runs: what was not over is an error", err=True
        )
    if formats == "text":
        retell(found, order, around)
        return ExitCode.OK
    if output == Path("-"):
        try:
            for name in wanted:
                sys.stdout.buffer.write(FORMATS[name].render(found.run.result))
        except BrokenPipeError:
            unheard()
        return ExitCode.OK
    files = files_for(wanted, found.folder, output=output and around.cwd / output)
    faults = list(write_documents(found.run.result, files, done=lambda file: click.echo(around.shown(file))))
    for fault in faults:
        click.echo(f"error: {_said(fault)}", err=True)
    if not all(isinstance(fault, OSError) for fault in faults):
        return ExitCode.INTERNAL
    return ExitCode.UNTESTED if faults else ExitCode.OK
