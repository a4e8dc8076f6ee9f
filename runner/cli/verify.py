"""`steprun verify`: every claim of a document, checked."""

from __future__ import annotations

from typing import Any

import click

from runner.cli.options import colouring, environing, recalling, running, selecting, surroundings


@click.command("verify", short_help="Run specs and check everything that they claim.")
@selecting
@recalling
@environing
@running
@click.option(
    "--allow-mutating", is_flag=True,
    help="Derive requests that may change something also where the environment is not `throwaway`.",
)  # fmt: skip
@click.option(
    "--update", is_flag=True, help="Rewrite documented bodies from those that came, after showing the diff."
)
@click.option(
    "--proof",
    is_flag=True,
    help="With --write: keep a block in each document that says what was proven of it.",
)
@click.option("-v", "verbose", count=True, help="-v: steps, and every claim that was not checked.")
@colouring
def command(
    *, allow_mutating: bool, update: bool, proof: bool, verbose: int, quiet: bool, **words: Any
) -> int:
    """Lint and run specs, and check what their prose claims: callers, answers, errors, parameters, issues.

    What the run itself does not show is asked for, by requests that are derived from the Test Request, each
    with its own set-up. Exit 1 when a claim is broken, or lint finds an error.
    """
    from runner.app.order import Order
    from runner.app.verify import Terms, verify
    from runner.cli.exits import ExitCode, complain, of_run

    if proof and not words["write"]:
        raise click.UsageError("--proof needs --write")
    order = Order(**words, verbosity=-1 if quiet else verbose)
    verified = verify(order, surroundings(), Terms(allow_mutating, update=update, seal=proof))
    ran = verified.ran
    for fault in ran.faults:
        complain(fault)
    code = of_run(ran.result, faults=bool(ran.faults), broken=ran.broken)
    return ExitCode.FAILED if code == ExitCode.OK and verified.is_flawed else code
