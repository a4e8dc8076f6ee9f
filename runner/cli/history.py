"""`steprun history`: what runs came to."""

from __future__ import annotations

from typing import Any

import click

from runner.cli.options import colouring, environing, reports_in, selecting, surroundings

_KEPT = 200
"""So many turns of a spec are kept."""


@click.command("history", short_help="Show what earlier runs came to, nothing sent.")
@selecting
@environing
@reports_in("Where the history lies, unless steprun.yaml says otherwise.  [default: reports]")
@click.option(
    "--limit", type=click.IntRange(1, _KEPT), default=30, show_default=True, metavar="N",
    help="How many turns of each are looked at, the latest ones.",
)  # fmt: skip
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True,
    help="For people, for programs, for a page.",
)  # fmt: skip
@colouring
def command(*, limit: int, style: str, **words: Any) -> int:
    """Show what earlier runs in an environment came to: one spec in full with its steps, several as a table.

    FLAKY is the share of turns that chance had a hand in: they passed only at a later attempt, or did not
    pass although the turn before had, of the same document at the same commit. P50 and P95 are of the turns
    that passed.
    """
    from runner.app.history import told
    from runner.app.order import Order
    from runner.cli.exits import ExitCode, unheard
    from runner.report.history import as_json, as_markdown, screen
    from runner.report.terminal import Screen, escape, wants_colour

    around = surroundings()
    order = Order(**words)
    found = told(order, around, limit=limit)
    if not found.stories:
        click.echo("error: no spec to look at", err=True)
        return ExitCode.NOTHING
    if not found.is_known:
        click.echo(f"error: no run of it in {escape(found.environment)} is known", err=True)
        click.echo("  help: a run makes history: `steprun specs/`; --env names another environment", err=True)
        return ExitCode.NOTHING
    try:
        if style == "json":
            click.echo(as_json(found.stories, environment=found.environment), nl=False)
        elif style == "markdown":
            page = as_markdown(found.stories, environment=found.environment)
            Screen(around.stdout, colour=False).write_text(page)
        else:
            colour = wants_colour(around.stdout, around.environ, order.colour)
            rows = screen(found.stories, environment=found.environment, width=around.width)
            Screen(around.stdout, colour=colour).write(rows)
    except BrokenPipeError:  # `| head`
        unheard()
    return ExitCode.OK
