"""`steprun list`: what would run."""

from __future__ import annotations

from typing import Any

import click

from runner.cli.options import (
    changing,
    colouring,
    environing,
    recalling,
    remark,
    selecting,
    surroundings,
)


@click.command("list", short_help="Show what would run.")
@selecting
@recalling
@environing
@changing
@colouring
def command(**words: Any) -> int:
    """Show what would run: steps, tokens, status and age of each spec."""
    from runner.app.listing import rows
    from runner.app.order import Order
    from runner.cli.exits import ExitCode
    from runner.report.listing import table
    from runner.report.terminal import Screen, wants_colour

    around = surroundings()
    order = Order(**words)
    found = rows(order, around, note=remark)
    colour = wants_colour(around.stdout, around.environ, order.colour)
    Screen(around.stdout, colour=colour).write(table(found, width=around.width))
    return ExitCode.OK if found else ExitCode.NOTHING
