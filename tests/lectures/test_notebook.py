"""A lecture opens as a notebook and runs there, with steppers in place of printed remarks."""

import pytest

from lectures.site.script import FOLDER, find_lecture


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of the kernel's own machinery
def test_a_lecture_runs_as_a_notebook() -> None:
    import jupytext  # these take long, and every process would wait for them
    import nbformat
    from nbclient import NotebookClient

    notebook = jupytext.reads(find_lecture("exam_convolution").source, fmt="py:percent")
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(FOLDER.parent)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    shown = [output.data for output in outputs if output.output_type == "display_data"]
    assert any("srcdoc" in data.get("text/html", "") for data in shown)  # the stepper, isolated in a frame
    assert any("gradient-report" in data.get("text/html", "") for data in shown)
    printed = "".join(output.text for output in outputs if output.output_type == "stream")
    assert "Exercise kernel-gradient" in printed
    nbformat.validate(notebook)
