"""Lectures as Jupyter notebooks: in come scripts in percent format, out go `.ipynb` files with the same cells."""

from collections.abc import Iterable
from pathlib import Path

from engine.errors import needed_for
from engine.words.files import write_atomically
from lectures.errors import LectureError
from lectures.site.script import Script


def write_notebooks(scripts: Iterable[Script], folder: Path) -> dict[str, LectureError]:
    """Write every lecture to `folder/NAME.ipynb`; return what is wrong with those that cannot be read.

    Raises:
        MissingPartError: where jupytext is not installed.
    """
    with needed_for("a notebook", "notebook"):
        import jupytext
    folder.mkdir(parents=True, exist_ok=True)
    failed: dict[str, LectureError] = {}
    for script in scripts:
        try:
            script.check()
        except LectureError as error:
            failed[script.name] = error
            continue
        notebook = jupytext.reads(script.source, fmt="py:percent")
        write_atomically(folder / f"{script.name}.ipynb", jupytext.writes(notebook, fmt="ipynb"))
    return failed
