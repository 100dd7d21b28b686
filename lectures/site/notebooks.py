"""Lectures as Jupyter notebooks: in come scripts in percent format, out go `.ipynb` files with the same cells.

In front stands a cell that installs chalkgrad where it is missing, as in Colab.
"""

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.words.files import write_atomically
from lectures.errors import LectureError
from lectures.site.head import Cell, in_words
from lectures.site.new import START
from lectures.site.script import Script

FIRST_STEPS = START / "first_steps.py"
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# It stands in no package index: a wheel is installed, whose name the shell that %pip starts fills in.
INSTALL = """\
# Where chalkgrad is not installed, as in Colab: `pip wheel --no-deps .` in a checkout
# writes a wheel; put it beside this notebook (in Colab: files, on the left).
try:
    import lectures.board
except ModuleNotFoundError:
    %pip install --quiet chalkgrad-*.whl"""
_LINK = re.compile(r"(?<=\]\()([\w-]+)\.html(?=[#)])")


def write_notebooks(scripts: Iterable[Script], folder: Path) -> dict[str, LectureError]:
    """Write every lecture to `folder/NAME.ipynb`; return what is wrong with those that cannot be read."""
    folder.mkdir(parents=True, exist_ok=True)
    scripts, failed = list(scripts), dict[str, LectureError]()
    for script in scripts:
        try:
            text = notebook_of(script, {each.name for each in scripts})
        except LectureError as error:
            failed[script.name] = error
            continue
        write_atomically(folder / f"{script.name}.ipynb", text)
    return failed


def notebook_of(script: Script, others: Collection[str] = ()) -> str:
    """Return a lecture as the text of a notebook, whose links to other lectures lead to their notebooks.

    Args:
        script: the lecture.
        others: the names of the lectures that are notebooks, too.

    Raises:
        LectureError: where it cannot be read.
    """
    script.check()
    head, *rest = script.cells
    said = [replace(head, source=in_words(head.source, script.words)), Cell("code", INSTALL, 0), *rest]
    cells = [_cell(cell, number, others) for number, cell in enumerate(said)]
    notebook = {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _cell(cell: Cell, number: int, others: Collection[str]) -> dict[str, Any]:
    source, of_code = cell.source, {"execution_count": None, "outputs": []}
    if cell.kind == "markdown":
        source, of_code = _LINK.sub(lambda link: f"{link[1]}.{'ipynb' if link[1] in others else 'html'}", source), {}
    said = {"cell_type": cell.kind, "id": f"cell-{number}", "metadata": {"title": cell.title} if cell.title else {}}
    return {**said, **of_code, "source": source.splitlines(keepends=True)}
