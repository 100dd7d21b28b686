"""Lectures as Jupyter notebooks: in come scripts in percent format, out go `.ipynb` files with the same cells.

In front stands a cell that installs chalkgrad where it is missing, as in Colab.
"""

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from engine.errors import needed_for
from engine.words.files import write_atomically
from lectures.errors import LectureError
from lectures.site.head import in_words
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
    """Write every lecture to `folder/NAME.ipynb`; return what is wrong with those that cannot be read.

    Raises:
        MissingPartError: where jupytext is not installed.
    """
    with needed_for("a notebook", "notebook"):
        import jupytext  # noqa: F401
    folder.mkdir(parents=True, exist_ok=True)
    scripts, failed = list(scripts), dict[str, LectureError]()
    for script in scripts:
        try:
            script.check()
        except LectureError as error:
            failed[script.name] = error
            continue
        write_atomically(folder / f"{script.name}.ipynb", notebook_of(script, {each.name for each in scripts}))
    return failed


def notebook_of(script: Script, others: Collection[str] = ()) -> str:
    """Return a lecture as the text of a notebook, whose links to other lectures lead to their notebooks.

    Args:
        script: the lecture.
        others: the names of the lectures that are notebooks, too.
    """
    import jupytext
    from nbformat.v4 import new_code_cell

    notebook = jupytext.reads(script.source, fmt="py:percent")
    notebook.metadata = KERNEL
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _LINK.sub(lambda link: f"{link[1]}.ipynb" if link[1] in others else link[0], cell.source)
    if script.cells and notebook.cells:
        notebook.cells[0].source = in_words(notebook.cells[0].source, script.words)
    notebook.cells.insert(1, new_code_cell(INSTALL))
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"  # those of nbformat are drawn by lot
    return str(jupytext.writes(notebook, fmt="ipynb"))
