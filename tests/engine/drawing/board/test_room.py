"""How much room formulas take, and equations in rows and frames."""

import pytest

from engine.drawing.board.room import Block, block, frames, room
from engine.drawing.board.written import Sides

# Widths and heights as pdflatex gives them, in units of the size of the letters.
MEASURED = {
    r"p = \sigma\left(z_{p}\right) = \sigma\left(-0.7846\right) = 0.3133": (14.9, 1.0),
    r"db = \delta z = \begin{pmatrix} -0.1039 \\ 0.1954 \end{pmatrix}": (9.6, 2.4),
    r"\delta R = -\delta L = -1": (7.1, 0.8),
    r"\begin{pmatrix} 0.5 & -1.0 \\ 0.2 & 0.3 \end{pmatrix}\,\begin{pmatrix} 1 \\ 2 \end{pmatrix}": (8.0, 2.4),
}


@pytest.mark.parametrize("latex", MEASURED)
def test_it_is_about_what_latex_needs_and_hardly_less(latex: str) -> None:
    width, height = room(latex)
    assert 0.9 * MEASURED[latex][0] < width < 1.3 * MEASURED[latex][0] + 1
    assert MEASURED[latex][1] <= height < MEASURED[latex][1] + 1


def sides(*texts: str) -> Sides:
    return Sides("z", tuple(("=", text) for text in texts))


def test_an_equation_that_is_too_wide_goes_on_below_its_sign() -> None:
    assert block(lambda most: sides("a", "b"), (40, 20)).latex == "z = a = b"
    broken = block(lambda most: sides("a" * 20, "b" * 20), (20, 20))
    assert broken.latex == rf"\begin{{aligned}} z & = {'a' * 20} \\ & = {'b' * 20} \end{{aligned}}"
    assert broken.width <= 20


def test_a_matrix_is_cut_as_little_as_fits() -> None:
    asked: list[int] = []

    def written(most: int) -> Sides:
        asked.append(most)
        return sides("a" * most)

    assert block(written, (1.4 + 0.6 + 0.6 * 6, 20)).latex == "z = aaaaaa"
    assert asked == [9, 8, 7, 6]


def test_short_equations_stand_beside_each_other_and_a_full_frame_is_followed_by_another() -> None:
    short, long = Block("s", 4, 2), Block("l", 18, 4)
    assert frames([short, short, long, long, long], (20, 9)) == [[[short, short], [long]], [[long], [long]]]
    assert frames([], (20, 9)) == []
