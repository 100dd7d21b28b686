"""The loss keeps the name that its author gave it: on paper, on the page, in Moodle and in the files to fill in."""

import re

import pytest
from click.testing import CliRunner

from lectures.__main__ import main
from lectures.exercises import Task, load_task
from lectures.exercises.template import template, typed_template
from lectures.site.page import _exercise
from lectures.teaching.blocks import blocks_of
from lectures.teaching.moodle import moodle_xml
from lectures.teaching.sheet import sheet_of
from lectures.teaching.sheet_html import sheet_html
from lectures.teaching.sheet_tex import sheet_tex

ERROR = """
import numpy as np

def my_net(x, V, c, y):
    a = V @ x + c
    E = np.sum((a - y) ** 2)
    return E
"""
OF_A_FUNCTION = ("net.py:my_net", "x=2", "V=3x2", "c=3", "y=3", "--wrt", "V,c")
OF_A_FORMULA = ("a = V*x + c; E = (a - y)**2", "V=1.5", "x=2.5", "c=0.3", "y=1.2", "--wrt", "V,c")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "net.py").write_text(ERROR)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(folder, *arguments) -> Task:
    result = CliRunner().invoke(main, ["exercise", "new", "error", *arguments])
    assert result.exit_code == 0, result.output
    return load_task("error", folder)


@pytest.mark.long
@pytest.mark.parametrize("arguments", [OF_A_FUNCTION, OF_A_FORMULA])
def test_gradients_are_those_of_the_loss_by_its_own_name_everywhere(folder, arguments):
    task = made(folder, *arguments)
    variant, sheet = task.variant(1), sheet_of([task], [1])
    derivative = r"\frac{\partial E}{\partial a}"
    assert derivative in sheet_tex(sheet)
    assert derivative in moodle_xml([[variant]])
    assert _exercise(task)["gradient"][1] == f"${derivative}$"
    for file in (typed_template(variant, "error.py"), template(variant)):
        assert "the gradient of E with respect to a" in file
        assert "the gradient of E with respect to V" in file
    for text in (sheet_tex(sheet), sheet_html(sheet), moodle_xml([[variant]])):
        assert not re.search(r"∂L|partial L|<mi>L</mi>", text)


@pytest.mark.long
def test_so_in_the_graph_of_arrays_of_a_sheet(folder):
    assert {block.loss for block in blocks_of(made(folder, *OF_A_FUNCTION).variant(1).drawn)} == {"E"}


@pytest.mark.long
def test_a_loss_without_a_name_is_called_l(folder):
    task = made(folder, "(w*x - 0.5)**2", "w=1.5", "x=2.5", "--wrt", "w")
    assert task.variant(1).loss_name == "L"
    assert r"\frac{\partial L}{\partial w}" in sheet_tex(sheet_of([task], [1]))


@pytest.mark.long
def test_the_task_says_what_the_loss_is_and_the_file_says_what_it_is_called(folder):
    task = made(folder, *OF_A_FUNCTION)
    assert "The loss `E` is what `my_net` of `net.py` returns." in task.asks
    CliRunner().invoke(main, ["exercise", "error", "--to", "s3.py"])
    assert "chalkgrad check s3.py " in (folder / "s3.py").read_text()
