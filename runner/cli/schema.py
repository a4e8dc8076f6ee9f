"""`steprun schema`: the JSON Schema of front matter and steps, for editors."""

from __future__ import annotations

import click


@click.command("schema")
def command() -> int:
    """Print the JSON Schema of the spec format, for editors."""
    from importlib.resources import files

    click.echo(files("runner.load").joinpath("spec.schema.json").read_text("utf-8"), nl=False)
    return 0
