"""`steprun coverage`: how much of what OpenAPI documents promise was seen."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from runner.cli.options import colouring, environing, reports_in, share, surroundings


@click.command("coverage", short_help="Show what OpenAPI documents promise and nobody saw.")
@environing
@reports_in("Where the record of the last run lies.  [default: reports]")
@click.option("--domain", "only", metavar="WORD", multiple=True, help="Only this domain; repeatable.")
@click.option(
    "--min", "least", callback=share, metavar="60%",
    help="Exit 1 when the last run observed less of the documented answers.",
)  # fmt: skip
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True,
    help="For people, for programs, for a page.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE",
    help="Where JSON or Markdown goes; the screen shows the text then.",
)  # fmt: skip
@click.option("-v", "every", is_flag=True, help="Every answer, and where it is claimed and expected.")
@colouring
def command(
    *,
    only: tuple[str, ...],
    least: Fraction | None,
    style: str,
    output: Path | None,
    every: bool,
    **words: Any,
) -> int:
    """Show which answers OpenAPI documents promise, specs claim, steps expect, and the last run observed.

    An answer is a status of an endpoint. The percentage is the share of the documented answers that the last
    run observed; what is not documented counts nowhere. Nothing is sent.
    """
    from runner.app.coverage import coverage
    from runner.app.order import Order
    from runner.cli.exits import ExitCode, unheard
    from runner.errors import UsageError
    from runner.report.atomic import write
    from runner.report.coverage import screen, shortfall
    from runner.report.coveragefile import as_json, as_markdown
    from runner.report.terminal import Screen, wants_colour

    if output and style == "text":
        raise UsageError("--output is for JSON and Markdown", hint="add --format json or --format markdown")
    around = surroundings()
    order = Order(**words)
    found = coverage(order, around, domains=only)
    text = {"json": as_json, "markdown": as_markdown}[style](found) if style != "text" else ""
    try:
        if output:
            write(output, text.encode())
    except OSError as fault:
        raise UsageError(f"{output} cannot be written: {fault.strerror}") from None
    try:
        if text and not output:
            Screen(around.stdout, colour=False).write_text(text)
        else:
            colour = wants_colour(around.stdout, around.environ, order.colour)
            Screen(around.stdout, colour=colour).write(screen(found, width=around.width, every=every))
    except BrokenPipeError:  # `| head`: the verdict does not depend on who reads it
        unheard()
    if found.totals.share is None:
        click.echo("error: no answer is documented", err=True)
        return ExitCode.NOTHING
    if least is not None and found.totals.share < least:
        click.echo(f"error: {shortfall(found, least)}", err=True)
        return ExitCode.FAILED
    return ExitCode.OK
