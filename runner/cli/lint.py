"""`steprun lint`: what can be known without a network."""

from __future__ import annotations

from typing import Any

import click

from runner.cli.options import colouring, environing, selecting, surroundings


@click.command("lint", short_help="Find what is wrong with specs, nothing sent.")
@selecting
@environing
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "github"]), default="text", show_default=True,
    help="For people, for programs, for annotations on GitHub.",
)  # fmt: skip
@click.option("--fix", is_flag=True, help="Write what is certain into the specs; show what remains.")
@click.option("-q", "quiet", is_flag=True, help="Only errors and warnings.")
@colouring
def command(*, style: str, fix: bool, quiet: bool, **words: Any) -> int:
    """Find what is wrong with specs without sending anything; exit 1 when errors are left."""
    from runner.adapters.ci import workflow_of
    from runner.app.linting import lint, lint_and_mend
    from runner.app.order import Order
    from runner.cli.exits import ExitCode, unheard
    from runner.model.finding import Severity
    from runner.report.findings import as_github, as_json, as_text
    from runner.report.mending import told
    from runner.report.terminal import Screen, wants_colour

    around = surroundings()
    order = Order(**words)
    linted = (lint_and_mend if fix else lint)(order, around)
    findings = [item for item in linted.findings if not quiet or item.severity is not Severity.NOTE]
    colour = wants_colour(around.stdout, around.environ, order.colour)
    try:
        if linted.mended:
            Screen(around.stdout if style == "text" else around.stderr, colour=False).write_text(
                f"{told(linted.mended)}\n"
            )
        if style == "json":
            click.echo(as_json(findings))
        elif style == "github":
            workflow = workflow_of(around.environ, around.cwd)
            commands = as_github(findings, folder=workflow.folder if workflow else "")
            Screen(around.stdout, colour=False).write_text(commands)
        else:
            text = as_text(
                findings, width=around.width, colour=colour, specs=linted.specs, seconds=linted.seconds
            )
            Screen(around.stdout, colour=colour).write_text(text)
    except BrokenPipeError:  # `| head`: the verdict does not depend on who reads it
        unheard()
    if not linted.specs:
        click.echo("error: no spec to look at", err=True)
        return ExitCode.NOTHING
    return (
        ExitCode.FAILED if any(item.severity is Severity.ERROR for item in linted.findings) else ExitCode.OK
    )
