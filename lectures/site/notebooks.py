"""Lectures as Jupyter notebooks: in come scripts in percent format, out go `.ipynb` files with the same cells."""

from collections.abc import Iterable
from pathlib import Path

from engine.errors import needed_for
from engine.words.files import write_atomically
from lectures.site.script import Script


def write_notebooks(scripts: Iterable[Script], folder: Path) -> None:
    """Write every lecture to `folder/NAME.ipynb`.

    Raises:
        MissingPartError: where jupytext is not installed.
    """
    with needed_for("a notebook"):
        import jupytext
    folder.mkdir(parents=True, exist_ok=True)
    for script in scripts:
        notebook = jupytext.reads(script.source, fmt="py:percent")
        write_atomically(folder / f"{script.name}.ipynb", jupytext.writes(notebook, fmt="ipynb"))
