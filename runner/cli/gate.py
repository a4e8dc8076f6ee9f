"""`steprun gate`: whether a run is good enough."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import click

from runner.cli.options import colouring, recording, remark, share, surroundings


@click.command("gate", short_help="Say whether a recorded run is good enough.")
@click.argument("run", default="latest", metavar="[RUN]")
@recording
@click.option(
    "--max-failures", type=click.IntRange(0), metavar="N",
    help="At most so many failed or could not be tested; those in quarantine do not count.",
)  # fmt: skip
@click.option(
    "--no-new-failures", is_flag=True, help="None that did not fail before: in the base, else by the history."
)
@click.option(
    "--base", metavar="RUN", help="The run that tells what failed before; implies --no-new-failures."
)
@click.option(
    "--min-pass-rate", callback=share, metavar="98%", help="At least this share of those not skipped passed."
)
@click.option(
    "--max-flaky", type=click.IntRange(0), metavar="N", help="At most so many passed only when retried."
)
@click.option("--max-skipped", callback=share, metavar="10%", help="At most this share of all was skipped.")
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="For people, for programs.",
)  # fmt: skip
@colouring
def command(*, run: str, base: str | None, style: str, **words: Any) -> int:
    """Judge a recorded run: `latest`, its id, or its folder. All rules that are given must hold.

    Without any, nothing may fail (--max-failures 0). A run that did not come to its end, a shard alone, a
    merged run without one of its shards, and a run in which nothing passed are never good enough. Exit 1 when
    the gate is shut.
    """
    from runner.app.gating import gate
    from runner.app.order import Order
    from runner.cli.exits import ExitCode, unheard
    from runner.report.gate import Limits
    from runner.report.gatetext import as_json, screen
    from runner.report.terminal import Screen, wants_colour

    around = surroundings()
    limits = Limits(**{item.name: words.pop(item.name) for item in fields(Limits)})
    order = Order(**words)
    judged = gate(run, base, limits, order=order, around=around)
    if judged.note:
        remark(judged.note)
    try:
        if style == "json":
            click.echo(as_json(judged.result, judged.rulings), nl=False)
        else:
            colour = wants_colour(around.stdout, around.environ, order.colour)
            Screen(around.stdout, colour=colour).write(
                screen(judged.result, judged.rulings, width=around.width)
            )
    except BrokenPipeError:  # `| head`: the verdict does not depend on who reads it
        unheard()
    return ExitCode.OK if judged.is_open else ExitCode.FAILED
