"""`steprun show`: the requests of a spec, nothing sent."""

from __future__ import annotations

from typing import Any

import click

from runner.cli.options import colouring, environing, recalling, remark, selecting, surroundings


@click.command("show", short_help="Show the requests of a spec, nothing sent.")
@selecting
@recalling
@environing
@click.option("--seed", type=click.IntRange(0), metavar="N", help="Makes the random_… variables repeatable.")
@click.option(
    "--curl", "as_commands", is_flag=True, help="As curl commands; tokens come from $STEPRUN_TOKEN_…."
)
@colouring
def command(*, as_commands: bool, **words: Any) -> int:
    """Show the resolved requests of a spec and where each value comes from; nothing is sent."""
    from runner.app.order import Order
    from runner.app.showing import previews
    from runner.cli.exits import ExitCode
    from runner.model.spec import InvalidSpec
    from runner.report.preview import commands, screen
    from runner.report.terminal import Screen, wants_colour

    around = surroundings()
    order = Order(**words)
    found = previews(order, around, note=remark)
    colour = wants_colour(around.stdout, around.environ, order.colour) and not as_commands
    lines = commands(found) if as_commands else screen(found, width=around.width)
    Screen(around.stdout, colour=colour).write(lines)
    if found and all(isinstance(preview.scenario.spec, InvalidSpec) for preview in found):
        return ExitCode.UNUSABLE
    return ExitCode.OK if found else ExitCode.NOTHING
