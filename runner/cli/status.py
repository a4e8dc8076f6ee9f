"""`steprun status`: how fresh the specs are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import click

from runner.cli.options import colouring, configuring, selecting, surroundings


def _duration(_context: click.Context, _option: click.Parameter, value: str | None) -> timedelta | None:
    from runner.adapters.durations import read_duration

    try:
        return None if value is None else read_duration(value)
    except (ValueError, OverflowError) as fault:
        raise click.BadParameter(str(fault)) from None


@click.command("status", short_help="Show how fresh the specs are, nothing sent.")
@selecting
@configuring
@click.option(
    "--stale-after", callback=_duration, metavar="TIME", default="30d", show_default=True,
    help="A verification older than this is stale.",
)  # fmt: skip
@click.option(
    "--fail-stale",
    "limit",
    callback=_duration,
    metavar="TIME",
    help="Exit 1 unless every spec that is not parked is verified, and not longer ago than this.",
)
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True,
    help="For people, for programs, for a page.",
)  # fmt: skip
@colouring
def command(*, stale_after: timedelta, limit: timedelta | None, style: str, **words: Any) -> int:
    """Show which specs fail, are stale or were never verified, by what their front matter says."""
    from datetime import UTC, datetime

    from runner.app.order import Order
    from runner.app.status import standings
    from runner.cli.exits import ExitCode, unheard
    from runner.report.status import as_json, as_markdown, overdue_lines, screen
    from runner.report.terminal import Screen, line, text_of, wants_colour

    around = surroundings()
    order = Order(**words)
    now = datetime.now(UTC)
    found = standings(order, around, now=now, stale_after=stale_after)
    try:
        if style == "json":
            click.echo(as_json(found, now=now, stale_after=stale_after, limit=limit), nl=False)
        elif style == "markdown":
            page = as_markdown(found, stale_after=stale_after)
            Screen(around.stdout, colour=False).write_text(page)
        elif found:
            colour = wants_colour(around.stdout, around.environ, order.colour)
            Screen(around.stdout, colour=colour).write(screen(found, stale_after=stale_after))
    except BrokenPipeError:  # `| head`: the verdict does not depend on who reads it
        unheard()
    if not found:
        click.echo("error: no spec to look at", err=True)
        return ExitCode.NOTHING
    late = overdue_lines(found, limit) if limit is not None else []
    for number, text in enumerate(late):
        click.echo(text_of(line("error: " if number == 0 else "  ", text)), err=True)
    return ExitCode.FAILED if late else ExitCode.OK
