"""Layers as products of matrices, also of several matrices at once."""

import random

import pytest

import engine
from engine import Value, named
from nn import RNN, Matrix
from tests.engine.drawing import nets
from tests.engine.drawing.boards import board


def two_sequences():
    rnn = RNN(2, 3, 1, rng=random.Random(0))
    return engine.sum([y for xs in ([[0.1, 0.2]], [[0.5, 0.6]]) for (y,) in rnn(xs)])


def test_a_sum_of_products_has_a_sign_before_every_operand():
    cell = board(two_sequences())[0].forward
    assert [grid.name.text for grid in cell.operands] == ["h0", "W_hhᵀ", "x1", "W_xhᵀ", "b_h"]
    assert cell.signs == ("", "×", "+", "×", "+", "")
    assert cell.weights == (1, 3, 4), "what is learned, the bias with it"
    assert board(two_sequences(), "columns")[0].forward.weights == (0, 2, 4)


@pytest.mark.parametrize("form", ["rows", "columns"])
@pytest.mark.parametrize("net", [two_sequences, *nets.NETS.values()])
def test_every_row_and_every_column_has_a_name_where_any_has(net, form):
    equations = [e for line in board(net(), form) for e in (line.forward, *line.backward)]
    for grid in (grid for e in equations for grid in (e.result, *e.operands)):
        height, width = grid.shape
        assert len(grid.rows) in (0, height)
        assert len(grid.columns) in (0, width)


def test_the_number_of_a_single_weight_is_its_index_and_that_of_a_matrix_is_its_layer():
    x = [Value(1.0, "x1"), Value(2.0, "x2")]
    assert board(engine.dot([Value(0.5, "w2")], x[:1]))[0].forward.text.text == "Z = x1 w2"
    matrix = [Value(0.5 * k, f"W2[{k},0]") for k in (0, 1)]
    assert board(engine.dot(matrix, x))[0].forward.text.text == "Z2 = x W2"


def test_two_products_of_single_numbers_are_matrices_too():
    cell = board(RNN(1, 1, 1, rng=random.Random(0))([[0.5]])[0][0])[0]
    assert cell.is_matrix
    assert [grid.shape for grid in cell.forward.operands] == [(1, 1)] * 5


def test_a_product_is_numbered_as_its_weights_and_else_as_what_is_made_of_it():
    X = Matrix([[1.0, 2.0]], "X")
    for label, expected in (("W2", "Z2 = X W2"), ("W", "Z3 = X W")):
        (z,) = X @ Matrix([[0.5, 1.0], [1.5, -1.0]], label)
        h = [named(f"h3[{j}]", each.tanh()) for j, each in enumerate(z)]
        assert board(h[0] * h[1])[0].forward.text.text == expected


def test_numbers_that_multiply_an_x_are_its_weights_whichever_stand_first():
    x = [Value(1.0, "x0"), Value(2.0, "x1")]
    for z in (engine.dot([3.0, 4.0], x), engine.dot(x, [3.0, 4.0])):
        (line,) = board(z)
        assert (line.forward.text.text, [e.text.text for e in line.backward]) == ("Z = x W", ["δx = δZ Wᵀ"])
