"""Lectures as notebooks: they run from top to bottom in a clean kernel, and show everything once, as on the page."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engine import Value, draw
from lectures.__main__ import main
from lectures.entries import Play
from lectures.live.alone import page
from lectures.live.parts import Question
from lectures.site.notebooks import FIRST_STEPS, INSTALL, notebook_of, write_notebooks
from lectures.site.script import FOLDER, Script, find_lecture, find_lectures
from tests.engine.drawing.pages import opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notebooks")
    assert write_notebooks([Script(FIRST_STEPS), *find_lectures().values()], folder) == {}
    return folder


@pytest.mark.long
def test_every_lecture_and_first_steps_are_valid_notebooks_for_python_3(folder: Path) -> None:
    import nbformat

    assert {path.stem for path in folder.iterdir()} == {*find_lectures(), "first_steps"}
    for path in folder.iterdir():
        notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
        assert notebook.metadata.kernelspec.name == "python3"
        assert notebook.cells[0].cell_type == "markdown"
        assert notebook.cells[1].source == INSTALL
        assert not any(cell.get("outputs") for cell in notebook.cells)


def test_its_cells_are_those_of_the_script_and_a_title_is_kept(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(
        "# %% [markdown]\n# # Größe\n#\n# $x$\n\n\n# %% The plot\n\na = 1\n\nb = 2\n\n# %%\n"
    )
    head, _, code = json.loads(notebook_of(Script(tmp_path / "own.py")))["cells"]
    assert head == {"cell_type": "markdown", "id": "cell-0", "metadata": {}, "source": ["# Größe\n", "\n", "$x$"]}
    assert (code["source"], code["metadata"]) == (["a = 1\n", "\n", "b = 2"], {"title": "The plot"})


def test_one_that_cannot_be_read_is_named_and_the_others_are_written(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("# %%\na = 1\n")
    failed = write_notebooks([Script(tmp_path / "broken.py"), find_lecture("fit_line")], tmp_path / "out")
    assert {name: str(error) for name, error in failed.items()} == {
        "broken": "broken.py: the first cell must be markdown and start with '# # Title'"
    }
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["fit_line.ipynb"]


def test_the_same_lecture_is_the_same_notebook() -> None:
    assert notebook_of(find_lecture("fit_line")) == notebook_of(find_lecture("fit_line"))


@pytest.mark.long
def test_a_link_to_another_lecture_leads_to_its_notebook(folder: Path) -> None:
    text = (folder / "fit_line.ipynb").read_text()
    assert "](slope_and_graph.ipynb)" in text
    links = re.findall(r"\]\((\w+)\.(\w+)\)", "".join(path.read_text() for path in folder.iterdir()))
    assert {end for name, end in links if name in find_lectures()} == {"ipynb"}


def test_first_steps_are_short() -> None:
    assert len(Script(FIRST_STEPS).cells) + 1 <= 15


def test_a_course_of_ones_own_becomes_notebooks_as_well(tmp_path: Path) -> None:
    def call(*words: str) -> Result:
        return CliRunner().invoke(main, [*words])

    assert call("new", str(tmp_path / "own")).exit_code == 0
    for place in ("own", "own/first_lecture.py"):
        found = call("notebooks", str(tmp_path / place), "--out", str(tmp_path / place[:3] / "out"))
        assert found.output.splitlines()[-1] == f"Open {tmp_path / place[:3] / 'out' / 'notebooks'}"
        assert [path.name for path in (tmp_path / place[:3] / "out" / "notebooks").iterdir()] == ["first_lecture.ipynb"]
    assert "there is no lecture" in call("notebooks", "slope_and_grap").output


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of the kernel's own machinery
@pytest.mark.parametrize("name", ["first_steps", "fit_a_line", "slope_and_graph"])
def test_it_runs_from_top_to_bottom_and_shows_everything_once(name: str, folder: Path) -> None:
    import nbformat  # these take long, and every process would wait for them
    from nbclient import NotebookClient

    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=nbformat.NO_CONVERT)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(FOLDER.parent)}}).execute()
    nbformat.validate(notebook)
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        assert all(output.get("name") != "stderr" and output.output_type != "error" for output in cell.outputs)
        bundles = [output.data for output in cell.outputs if "data" in output]
        texts = [bundle.get("text/html") or bundle.get("text/markdown") for bundle in bundles]
        assert all(texts), "an output is nothing but the text of an object"
        assert len({*texts}) == len(texts)
        drawn = re.findall(r"(?m)^(?:figure|play|plot|live)\(|\.player\(\)$", cell.source)
        assert sum("<img" in text for text in texts) == len(drawn)
        assert sum("srcdoc" in text for text in texts) == len([each for each in drawn if each != "plot("])
        assert sum("gradient-report" in text for text in texts) == len(re.findall(r"(?m)^compare", cell.source))


SMALL = """\
from lectures.board import figure, compare, plot, table, ask, exercise, live, play
from engine import Value
from matplotlib.figure import Figure
w = Value(3.0, "w")
loss = w * w
"""


def outputs_of(*cells: str) -> list[list[Any]]:
    """Return what cells of a new notebook show."""
    from nbclient import NotebookClient
    from nbformat.v4 import new_code_cell, new_notebook

    notebook = new_notebook(cells=[new_code_cell(SMALL), *map(new_code_cell, cells)])
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(FOLDER.parent)}}).execute()
    return [cell.outputs for cell in notebook.cells[1:]]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_figure_that_was_kept_is_shown_where_it_is_asked_for() -> None:
    first, again, report, table = outputs_of(
        'drawing = figure("w", loss, caption="By $w$.")\ndrawing',
        "drawing",
        'compare(loss, {"w": (w, 6.0)})',
        'table([["a|b", 2]], ["what", "$x$"])',
    )
    assert [output.output_type for output in first] == ["display_data", "display_data"]
    assert first[1].data["text/markdown"] == "By $w$."
    assert [output.data["text/html"][:8] for output in again] == ["<img alt"]
    assert [output.data["text/plain"].splitlines()[0] for output in report] == ["1 of 1 gradients right"]
    assert table[0].data["text/markdown"] == "| what | $x$ |\n| --- | --: |\n| a\\|b | 2 |"


@pytest.mark.slow
def test_a_play_in_a_frame_has_its_colours(browser: Any, tmp_path: Path) -> None:
    w = Value(3.0, "w")
    played = Play("w", (), "", Question("Which way?", ("up", "down"), 0, "Because."), draw(w * w))
    with opened(browser, tmp_path, page(played)) as tab:
        boxes = tab.page.locator(".shape").evaluate_all("all => all.map(each => getComputedStyle(each).fill)")
    assert {*boxes} == {"rgb(255, 255, 255)"}


def test_the_head_of_a_notebook_is_said_as_on_the_page() -> None:
    text = notebook_of(find_lecture("fit_a_line"))
    assert "Minutes:" not in text
    assert re.search(r"\*\*Takes\*\*: \d+ minutes", text)
    assert "**Before**: " in text
