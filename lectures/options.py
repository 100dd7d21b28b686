"""Options that several commands have."""

from pathlib import Path

import click

from lectures.site import workers

OUT = click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default="out", show_default=True, help="Where pages go."
)
LIMIT = click.option(
    "--limit",
    type=click.FloatRange(min=0.1),
    default=workers.LIMIT,
    show_default=True,
    help="Seconds for each lecture.",
)
