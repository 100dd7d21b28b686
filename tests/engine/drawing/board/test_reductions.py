"""One number of many, and shares of many."""

import engine
from engine import Value, softmax
from engine.drawing.board import lines
from engine.trace import trace
from engine.words.story import Story
from nn import Matrix
from tests.engine.drawing.boards import board, complaints


def test_a_softmax_of_some_scores_and_one_of_all_are_a_row_each():
    z = [Value(0.5, "z0"), Value(1.0, "z1"), Value(2.0, "z2")]
    some, every = softmax(z[:2]), softmax(z)
    output = some[0] * every[1]
    shares = board(output)[0]
    assert (shares.kind, shares.forward.text.text) == ("softmax", "P = softmax(z)")
    assert [[cell is None for cell in row] for row in shares.forward.operands[0].cells] == [
        [False, False, True], [False, False, False],
    ]  # fmt: skip
    assert [e.result.shape for e in shares.backward] == [(1, 2), (1, 3)]
    assert [e.text.text for e in shares.backward] == ["δz gets δP ∂P/∂z (row 0)", "δz gets δP ∂P/∂z (row 1)"]
    (alone,) = board(some[0])[0].backward
    assert alone.text.text == "δz = δP ∂P/∂z"
    seen = trace(output)
    assert list(complaints(seen, lines(Story(seen)))) == []


def test_sums_of_rows_stand_in_a_column_and_sums_of_columns_in_a_row():
    X, W = Matrix([[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]], "X"), Matrix([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "W")
    Z = (X @ W).map(Value.tanh)
    of_rows, of_columns = ([engine.sum(part) for part in parts] for parts in (Z, Z.T))
    assert board(of_rows[0] * of_rows[1])[2].forward.result.shape == (2, 1)
    assert [line.kind for line in board(of_columns[0] * of_columns[1])][2] == "reduction", "also of two numbers only"
    assert board(of_columns[0] * of_columns[1])[2].forward.result.shape == (1, 2)


def test_in_columns_the_shares_of_one_set_of_scores_stand_upright():
    z = [Value(0.5, "z0"), Value(1.0, "z1"), Value(2.0, "z2")]
    p = softmax(z)
    output = p[0] * p[2]
    for form, shape in (("rows", (1, 3)), ("columns", (3, 1))):
        line = board(output, form)[0]
        assert [grid.shape for grid in line.forward.operands] == [shape]
        assert line.forward.result.shape == tuple(min(side, 2) for side in shape), "two of them are used"
        assert [e.result.shape for e in line.backward] == [shape]
