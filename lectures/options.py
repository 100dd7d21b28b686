"""Options that several commands have."""

import os
import shutil
import sys
from pathlib import Path

import click

from lectures import bounded

OUT = click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default="out", show_default=True, help="Where pages go."
)
LIMIT = click.option(
    "--limit",
    type=click.FloatRange(min=0.1),
    default=bounded.LIMIT,
    show_default=True,
    help="Seconds for each lecture.",
)

FOLDER = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="Where exercises of one's own are; by default here.",
)


def called() -> str:
    """Return how this command line is called, so that what is said next can be typed as it stands.

    That is `chalkgrad` where it is on the PATH, and in a checkout, say, `.venv/bin/chalkgrad`.
    """
    name = click.get_current_context().find_root().info_name or ""
    if name.endswith("-m lectures"):
        return name
    return (
        os.path.relpath(sys.argv[0])
        if sys.argv[0].endswith("chalkgrad") and not shutil.which("chalkgrad")
        else "chalkgrad"
    )
