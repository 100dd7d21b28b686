"""The board of a step in LaTeX: its equations, and below each of them its matrices in numbers."""

import re

import numpy as np
import pytest

from engine import Drawing, Value, draw
from engine.drawing.board.latex import MOST
from engine.errors import SettingError
from lectures.workbench.desk.board import board
from lectures.workbench.desk.desk import Desk
from lectures.workbench.desk.exports import export
from lectures.workbench.desk.formula import box

MATRIX = re.compile(r"& \\quad (.*?) = \\begin\{pmatrix\} (.*?) \\end\{pmatrix\}")


def drawn(text: str, numbers: dict[str, str]) -> Drawing:
    desk = Desk()
    box.formula(desk, text, numbers)
    assert desk.drawing is not None
    return desk.drawing


def matrices(text: str) -> dict[str, np.ndarray]:
    """Return the matrices of a board, by name."""
    return {
        name: np.array([[float(x) for x in row.split(" & ")] for row in rows.split(r" \\ ")])
        for name, rows in MATRIX.findall(text)
    }


def boards(drawing: Drawing) -> list[str]:
    """Return the board of every step that has one."""
    found = []
    for k in range(len(drawing.steps)):
        try:
            found.append(board(drawing, k))
        except SettingError as error:
            assert "no matrices in this step" in str(error)  # noqa: PT017
    return found


def test_what_stands_on_a_board_is_true_in_numbers() -> None:
    all_ = boards(drawn("z = W @ x\nL = (z**2).sum()", {"W": "1 2; 3 -4", "x": "1, 2"}))
    forward = matrices(next(text for text in all_ if r"& z = W\,x" in text))
    np.testing.assert_array_equal(forward["z"], forward["W"] @ forward["x"])
    back = matrices(next(text for text in all_ if r"& dW = \delta z\,x^{T}" in text))
    np.testing.assert_array_equal(back["dW"], back[r"\delta z"] @ back["x^{T}"])
    np.testing.assert_array_equal(back[r"\delta z"], 2 * forward["z"])
    assert all(text.isascii() for text in all_)


def test_of_a_gradient_that_two_lines_give_each_shows_its_share() -> None:
    drawing = drawn("z = W @ x\nu = W @ z\nL = u.sum()", {"W": "1 2; 3 4", "x": "1, 2"})
    shares = {str(matrices(text)["dW"].tolist()) for text in boards(drawing) if "gets" in text}
    assert shares == {"[[5.0, 11.0], [5.0, 11.0]]", "[[4.0, 8.0], [6.0, 12.0]]"}


@pytest.mark.long
def test_a_large_matrix_is_cut_to_what_amsmath_has_columns_for() -> None:
    numbers = {
        "W": "; ".join(" ".join(str(10 * r + c) for c in range(12)) for r in range(11)),
        "x": ", ".join("1" * 12),
    }
    text = boards(drawn("L = (W @ x).sum()", numbers))[0]
    rows = dict(MATRIX.findall(text))["W"].split(r" \\ ")
    assert len(rows) == MOST
    assert rows[0].split(" & ") == ["0", "1", "2", "3", "4", "5", "6", r"\cdots", "11"]
    assert rows[-1].endswith("111")


def test_a_step_of_single_numbers_has_none_and_says_where_its_equation_is() -> None:
    drawing = draw(Value(2.0, "w") * Value(3.0, "x"))
    for k in range(len(drawing.steps)):
        with pytest.raises(SettingError, match="The equation of this step, LaTeX"):
            board(drawing, k)


def test_it_is_a_file_to_be_taken_along() -> None:
    desk = Desk()
    box.formula(desk, "z = W @ x\nL = (z**2).sum()", {"W": "1 2; 3 -4", "x": "1, 2"})
    file = export(desk, "board", {"frame": 1})
    assert file["name"] == "L-board-forward-1.tex"
    assert file["text"].startswith("% needs \\usepackage{amsmath}\n\\begin{align*}\n  & z = W\\,x \\\\\n")
