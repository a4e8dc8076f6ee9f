"""`steprun claims`: what the prose of documents claims."""

from __future__ import annotations

from typing import Any

import click

from runner.cli.options import colouring, environing, selecting, surroundings


@click.command("claims", short_help="Show what the prose of specs claims, nothing sent.")
@selecting
@environing
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="For people, for programs.",
)  # fmt: skip
@colouring
def command(*, style: str, **words: Any) -> int:
    """Show what specs claim of their endpoints: which claims can be checked and how, which cannot and why."""
    from runner.app.claims import claimed
    from runner.app.order import Order
    from runner.cli.exits import ExitCode, unheard
    from runner.report.claims import as_json, screen
    from runner.report.terminal import Screen, wants_colour

    around = surroundings()
    order = Order(**words)
    found = claimed(order, around)
    try:
        if style == "json":
            click.echo(as_json(found), nl=False)
        elif found:
            colour = wants_colour(around.stdout, around.environ, order.colour)
            Screen(around.stdout, colour=colour).write(screen(found, width=around.width))
    except BrokenPipeError:  # `| head`: what is shown does not depend on who reads it
        unheard()
    if not found:
        click.echo("error: no spec to look at", err=True)
        return ExitCode.NOTHING
    return ExitCode.OK
