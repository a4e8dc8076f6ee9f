"""`steprun sandbox`: the embedded practice APIs as a server of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import click

from runner.errors import SettingsError, UsageError


@click.group("sandbox")
def command() -> None:
    """The embedded practice APIs."""


@command.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8400, show_default=True, help="0: any free one."
)
@click.option("--seed", default="sandbox", show_default=True, help="Ids are made from it.")
@click.option(
    "--clock",
    default="fixed:2026-02-02T08:00:00Z",
    show_default=True,
    help="fixed:INSTANT, wall, or offset:DURATION (ISO 8601).",
)
@click.option(
    "--limits", type=click.Choice(["off", "realistic"]), default="off", show_default=True, help="Rates."
)
@click.option(
    "--db", type=click.Path(path_type=Path), metavar="FILE", help="Keep the shared space in a file."
)
@click.option("--open", "open_to_network", is_flag=True, help="Allow a --host that others can reach.")
def serve(
    *,
    host: str,
    port: int,
    seed: str,
    clock: str,
    limits: Literal["off", "realistic"],
    db: Path | None,
    open_to_network: bool,
) -> None:
    """Serve the APIs until Ctrl-C; tokens and seeded ids are printed."""
    try:
        from runner.sandbox import SandboxSettings
        from runner.sandbox.serve import RefusedHostError
        from runner.sandbox.serve import serve as serve_sandbox
    except ImportError as fault:
        raise SettingsError(
            f"the sandbox needs {fault.name}, which is not installed", hint="pip install 'steprun[sandbox]'"
        ) from None
    settings = SandboxSettings(seed=seed, clock=clock, limits=limits, db=db)
    try:
        serve_sandbox(
            host=host, port=port, settings=settings, ready=_announce, open_to_network=open_to_network
        )
    except RefusedHostError as fault:
        raise UsageError(str(fault), hint="add --open if you mean it") from None
    except (OSError, ValueError) as fault:
        raise UsageError(f"the sandbox cannot be served on {host}:{port}: {fault}") from None


_TOKENS: Mapping[str, Sequence[str]] = {
    "scheduling": ("staff", "app", "directory", "client"),
    "bookings_v2": ("v2_app", "v2_user", "v2_member"),
    "customer_bookings": ("customer", "customer_b", "admin"),
}
"""Those to begin with, by API."""


def _announce(url: str) -> None:
    from runner.sandbox.tokens import token_value

    click.echo(f"sandbox  {url}   (Ctrl-C: stop)")
    for api, names in _TOKENS.items():
        for name in names:
            click.echo(f"token    {api:<18} {name:<10} {token_value(name)}")
    click.echo(f"more     curl {url}/__sandbox/vars: all tokens, and the ids of what is there")
