"""The command `docs`: write the reference."""

from pathlib import Path

import click

from lectures.echo import echo, working
from lectures.options import OUT


@click.command("docs")
@OUT
def docs_command(out: Path) -> None:
    """Write the reference to OUT/reference: every public name, the table of primitives with plots, the lectures."""
    from lectures.reference.build import write_reference

    with working("writing the reference"):
        index = write_reference(out)
    echo(f"Open {index}")
