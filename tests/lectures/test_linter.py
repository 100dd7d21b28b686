"""The linter of exercises refuses numbers and lengths that hide a slip, and says what to change."""

from pathlib import Path

import pytest

from engine import Value
from engine import sum as total
from lectures.board import Drawn
from lectures.entries import Exercise
from lectures.exercises import Task
from lectures.exercises.lint import faults
from nn import Matrix


def said(build, seed=0) -> str:
    return " ".join(faults(Task.of(Exercise("small", "Derive.", (), build), Path("x.py")).attempt(seed)))


def line(xs, ys, w=0.7, b=0.3, c=1.0):
    """A mean of squares over some examples."""

    def build(draw):
        x, y, slope, shift = draw(xs), draw(ys), Value(draw(w), "w"), Value(draw(b), "b")
        loss = total([(slope * x[i] + shift - y[i]) ** 2 for i in range(len(x))]) / len(x) * c
        return Drawn(loss, {"w": slope, "b": shift}, {"x": x, "y": y})

    return build


THREE = [1.3, 4.2, 2.6], [-0.6, 1.1, 3.4]


def test_three_examples_and_numbers_of_their_own_are_good():
    assert said(line(*THREE)) == ""


def test_two_examples_make_the_half_of_a_square_and_that_of_a_mean_one():
    found = said(line([1.3, 4.2], [-0.6, 1.1]))
    assert "there are 2 examples" in found
    assert "1/2 is both" in found
    assert "take another number of them" in found


@pytest.mark.parametrize(
    ("w", "what"),
    [(2.0, "w is 2, and 2 is the factor of a power"), (0.5, "w is 0.5, and 1/2 is the factor of a power"),
     (3.0, "w is 3, and 3 is the number of examples")],
)  # fmt: skip
def test_a_number_that_is_a_factor_of_the_formula_is_refused(w, what):
    found = said(line(*THREE, w=w))
    assert what in found
    assert "take another number" in found


def test_two_numbers_of_one_size_are_refused():
    assert "w and b are both 0.7" in said(line(*THREE, w=0.7, b=-0.7))


def test_a_gradient_that_is_a_small_difference_of_large_terms_is_refused():
    """Two examples pull the slope to and fro with almost the same force; three digits carried leave none."""
    found = said(line([1.3, 4.2, 2.6], [-0.79, 5.4, 1.87]))
    assert "the difference of terms as large as" in found
    assert "change a number" in found


def test_a_result_that_is_a_small_difference_of_large_terms_is_refused():
    def build(draw):
        w, x, y = Value(draw(0.7), "w"), draw(1.3), draw(0.9)
        e = w * x - y
        return Drawn(e**2 * 3.0, {"w": w}, {"x": x, "y": y}, values={"e": e})

    assert "e has 0.01, the difference of terms as large as 0.91" in said(build)


def layer(n, d, k):
    def build(draw):
        X, W = Matrix(draw([[0.58, -0.74]], n, d), "X"), Matrix(draw([[0.61, -0.43]], d, k), "W")
        Z = X @ W
        return Drawn(((Z.map(Value.tanh) - 0.35) ** 2).sum(), {"dZ": Z, "W": W}, {"X": X})

    return build


@pytest.mark.parametrize(
    ("lengths", "square"), [((3, 3, 2), "X is 3 x 3"), ((3, 4, 3), "dZ is 3 x 3"), ((3, 4, 4), "W is 4 x 4")]
)
def test_equal_lengths_hide_a_transpose(lengths, square):
    """Examples and inputs, examples and classes, inputs and outputs."""
    assert f"{square}, so that a missing transpose does not show; take other lengths" in said(layer(*lengths))


def test_different_lengths_are_good():
    assert "x 3" not in said(layer(3, 4, 2))
    assert "missing transpose" not in said(layer(3, 4, 2))


def test_what_is_chosen_counts_as_drawn():
    def build(draw):
        w, rate = Value(draw(0.7), "w"), draw.choice([2.0, 0.3])
        return Drawn((w * 1.3 - 0.4) ** 2 * rate, {"w": w}, {"rate": rate})

    assert "rate is 2, and 2 is the factor of a power" in said(build)
