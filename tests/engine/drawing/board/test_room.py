"""How much room formulas take, and equations in rows and frames."""

import pytest

from engine.drawing.board.room import Block, Room, block, frames, room
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


# A letter takes 0.6, a digit 0.5, a point 0.3, a bracket 0.42, a minus sign alone 0.8, a sign between two 1.2; an index
# is three quarters as large. Between the columns of a matrix there is 1, and its parentheses take 1.7.
ADDED_UP = {
    "xy": (1.2, 1.2),
    "x + y": (2.4, 1.2),
    r"x \cdot y / z \odot u \ast v \times w": (6 * 0.6 + 5 * 1.2, 1.2),
    "-3.5": (0.8 + 0.5 + 0.3 + 0.5, 1.2),
    r"\delta W": (1.2, 1.2),
    r"W_{12}^{T}": (0.6 + 0.75 * (1.0 + 0.6), 1.2),
    r"x\,y": (1.2, 1.2),
    r"\tanh\left(x\right)": (4 * 0.6 + 0.42 + 0.6 + 0.42, 1.2),
    r"\operatorname{ReLU}\text{abc}": (7 * 0.6, 1.2),
    r"\left(\left(x\right)\right)": (4 * 0.42 + 0.6, 1.8),
    r"\frac{a}{bcd}": (1.8, 2.4),
    r"\frac{abcd}{b} + x": (2.4 + 1.2 + 0.6, 2.4),
    r"\frac{\frac{abc}{b}}{x}": (1.8, 2.4),
    r"\frac{a}{b}^{2}": (0.6 + 0.75 * 0.5, 3.0),
    r"\begin{pmatrix} a & bcd \end{pmatrix}": (0.6 + 1.8 + 1 + 1.7, 1.6),
    r"\begin{pmatrix} a & bcd \\ ef & g \\ a & b \end{pmatrix}x": (1.2 + 1.8 + 1 + 1.7 + 0.6, 4.0),
}


@pytest.mark.parametrize("latex", ADDED_UP)
def test_the_width_is_that_of_all_letters_and_the_height_that_of_the_highest(latex: str) -> None:
    assert room(latex) == pytest.approx(ADDED_UP[latex], abs=0.006)


@pytest.mark.parametrize(
    ("said", "area", "latex", "size"),
    [
        (Sides("z", (("=", "ab"), ("=", "c"))), (20, 20), "z = ab = c", (0.6 + 1.4 + 1.2 + 1.4 + 0.6, 1.2)),
        (Sides("z", (("=", "ab"), ("=", "c"))), (5.2, 20), "z = ab = c", (5.2, 1.2)),
        (
            Sides("z", (("=", "ab"), ("=", "c"))),
            (5.1, 20),
            r"\begin{aligned} z & = ab \\ & = c \end{aligned}",
            (0.6 + 1.4 + 1.2, 1.2 + 1.2 + 0.3),
        ),
        (
            Sides("z", (("=", "ab"), (r"\text{ gets }", r"\frac{a}{b}"), ("=", "abcd"))),
            (7, 20),
            r"\begin{aligned} z & = ab \text{ gets } \frac{a}{b} \\ & = abcd \end{aligned}",
            (0.6 + 1.4 + 1.2 + 2.6 + 0.6, 2.4 + 1.2 + 0.3),
        ),
        (Sides(r"\frac{a}{b}", (("=", "c"),)), (20, 20), r"\frac{a}{b} = c", (2.6, 2.4)),
    ],
)
def test_an_equation_takes_its_rows_and_what_is_between(said: Sides, area: Room, latex: str, size: Room) -> None:
    found = block(lambda most: said, area)
    assert found.latex == latex
    assert (found.width, found.height) == pytest.approx(size)


@pytest.mark.parametrize(("high", "most"), [(30, 9), (9.0, 7), (5.0, 3), (1.0, 3)])
def test_a_matrix_keeps_three_rows_at_least_however_low_the_frame_is(high: float, most: int) -> None:
    def written(rows: int) -> Sides:
        return sides(r"\begin{pmatrix} " + r" \\ ".join(["7"] * rows) + r" \end{pmatrix}")

    assert block(written, (30, high)).latex.count("7") == most


def test_what_stands_beside_or_below_needs_a_gap() -> None:
    a, b = Block("a", 4, 2), Block("b", 5, 3)
    assert frames([a, b], (11, 9)) == [[[a, b]]]
    assert frames([a, b], (10.9, 9)) == [[[a], [b]]]
    assert frames([a, b], (10.9, 5.55)) == [[[a], [b]]]
    assert frames([a, b], (10.9, 5.5)) == [[[a]], [[b]]]
    assert frames([a, a, b, b], (8, 5.55)) == [[[a], [a]], [[b]], [[b]]]
    assert frames([a, a, a], (16, 2)) == [[[a, a, a]]]
