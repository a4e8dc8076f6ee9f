"""`steprun report`: a run that is over, told again in any format."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from runner.cli.options import colouring, junit_style, recording, remark, surroundings

if TYPE_CHECKING:
    from runner.app.order import Surroundings


@click.command("report", short_help="Tell of a recorded run again: as a page, JUnit, CTRF, Markdown, HAR.")
@click.argument("run", default="latest", metavar="[RUN]")
@recording
@click.option(
    "--format", "formats", metavar="NAMES", default="html", show_default=True,
    help="One or several of html, junit, ctrf, markdown, har, with commas between; text: on the screen.",
)  # fmt: skip
@junit_style
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
    from runner.report.documents import formats_of, write_documents
    from runner.report.terminal import Screen, line

    around = surroundings()
    order = Order(**words, verbosity=verbose)
    names = () if formats == "text" else read_formats(formats)
    found = recorded(run, order, around)
    if not found.run.ended:
        remark(f"{found.folder.name} broke off, or still runs: what was not over is an error")
    if formats == "text":
        retell(found, order, around)
        return ExitCode.OK
    wanted = formats_of(names, strict_junit=found.strict_junit)
    if output == Path("-"):
        try:
            for each in wanted.values():
                sys.stdout.buffer.write(each.render(found.run.result))
        except BrokenPipeError:
            unheard()
        return ExitCode.OK
    files = files_for(wanted, found.folder, output=output and around.cwd / output)

    def written(file: Path) -> None:
        if file.is_file():  # who reads a pipe knows where it is, and wants nothing else in it
            Screen(around.stdout, colour=False).write([line(around.shown(file))])

    return _code_of(list(write_documents(found.run.result, files, done=written)), around)


def _code_of(faults: list[Exception], around: Surroundings) -> int:
    """How it ends with these, after each is said."""
    from runner.cli.exits import ExitCode, complain

    for fault in faults:
        said = str(fault)
        if isinstance(fault, OSError):
            said = f"{around.shown(Path(fault.filename))} cannot be written: {fault.strerror}"
        complain(said)
    if not all(isinstance(fault, OSError) for fault in faults):
        return ExitCode.INTERNAL
    return ExitCode.UNTESTED if faults else ExitCode.OK
