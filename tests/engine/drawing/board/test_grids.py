"""Grids of numbers, and how they are turned."""

from engine.drawing.board.grids import grid_of, terms_at
from engine.drawing.board.names import labelled
from nn import Matrix
from tests.engine.drawing.boards import board


def test_a_transpose_has_a_t_also_of_a_single_number():
    row, one = grid_of(labelled("x"), "data", {(0, 0): 5, (0, 1): 6}), grid_of(labelled("x"), "data", {(0, 0): 5})
    assert (row.T.name.text, row.T.cells) == ("xᵀ", ((5,), (6,)))
    assert (one.T.name.text, one.T.cells) == ("xᵀ", ((5,),))
    assert one.named(row.T.name).T.name.text == "x", "the T of a name that has one goes"
    (line,) = board((Matrix([[2.0]], "X") @ Matrix([[3.0]], "W"))[0][0])
    assert [e.text.text for e in line.backward] == ["δX = δZ Wᵀ", "dW = Xᵀ δZ"]


def test_a_function_adds_up_no_products_and_a_product_as_many_as_meet():
    X, W = Matrix([[2.0, 3.0]], "X"), Matrix([[3.0], [4.0]], "W")
    product, tanh = (line.forward for line in board((X @ W)[0][0].tanh()))
    assert terms_at(product, (0, 0)) == (((0, 0, 0), (1, 0, 0)), ((0, 0, 1), (1, 1, 0)))
    assert (tanh.rule, terms_at(tanh, (0, 0))) == ("function", ())
