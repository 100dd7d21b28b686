"""What is done with every entry of a matrix keeps the matrix's shape."""

import pytest

import engine
from engine import Value, dot, named
from nn import Matrix
from tests.engine.drawing.boards import board


def test_a_function_of_a_product_without_labels_stands_as_the_product_stands():
    X, W = Matrix([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "X"), Matrix([[1.0, 2.0], [3.0, 4.0]], "W")
    loss = (X @ W).map(Value.tanh).sum()
    shapes = [(line.forward.text.text, line.forward.result.shape) for line in board(loss)]
    assert shapes == [("Z = X W", (3, 2)), ("A = tanh(Z)", (3, 2)), ("sum(A)", (1, 1))]
    assert board(loss, "columns")[1].forward.result.shape == (2, 3)


def test_a_row_of_labelled_numbers_has_their_names_and_of_others_their_places():
    h = [named(f"h{k}", Value(0.5 * k, f"x{k}").tanh()) for k in (0, 1)]
    line = board(h[0] * h[1])[0]
    assert line.forward.result.columns == tuple(line.forward.result.nodes().values())
    unnamed = [Value(0.5 * k, f"x{k}").tanh() for k in (0, 1)]
    assert board(unnamed[0] * unnamed[1])[0].forward.result.columns == ("0", "1")


def test_a_sum_of_matrices_has_a_plus_between_any_two():
    A, B, C = (Matrix([[1.0, 2.0], [3.0, 4.0]], name) for name in "ABC")
    two, three = (board(total.map(Value.exp).sum())[0].forward for total in (A + B, A + B + C))
    assert (two.text.text, two.signs) == ("A + B", ("", "+", ""))
    assert (three.text.text, three.signs) == ("A + B + C", ("", "+", "+", ""))


def test_a_function_of_a_matrix_of_leaves_stands_as_the_matrix_stands():
    X = Matrix([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "X")
    line = board((X**2).sum())[0]
    assert (line.forward.text.text, line.forward.result.shape) == ("X**2", (2, 3))
    assert line.forward.operands[0].cells == tuple(tuple(x[0] for x in row) for row in read(X, line))


def read(matrix, line):
    """Return for each entry of a matrix the node that the line reads, as its label says."""
    nodes = iter(sorted(line.forward.operands[0].nodes().values()))
    return [[(next(nodes),) for _ in row] for row in matrix]


def test_labelled_numbers_in_a_column_name_its_rows():
    W, x = Matrix([[1.0, 2.0], [3.0, 4.0]], "W"), [Value(0.5, "x0"), Value(-1.0, "x1")]
    h = [named(f"h{k}", dot(W[k], x).tanh()) for k in (0, 1)]
    column = board(h[0] * h[1], "columns")[1].forward.result
    assert (column.shape, column.rows, column.columns) == ((2, 1), tuple(column.nodes().values()), ())
    row = board(h[0] * h[1], "rows")[1].forward.result
    assert (row.shape, row.rows, row.columns) == ((1, 2), (), tuple(row.nodes().values()))


@pytest.mark.parametrize(
    ("operation", "signs"),
    [
        (lambda a, b: a - b, ("", "−", "")),
        (lambda a, b: a * b, ("", "⊙", "")),
        (lambda a, b: a / b, ("", "÷", "")),
        (lambda a, b: a**2, ("", "^2")),
        (lambda a, b: -a, ("−", "")),
        (lambda a, b: a.tanh(), ("tanh", "")),
    ],
)
def test_between_operands_stands_the_sign_of_what_is_done(operation, signs):
    A, B = (Matrix([[1.0, 2.0], [3.0, 4.0]], name) for name in "AB")
    made = [operation(a, b) for a, b in zip(A.entries, B.entries, strict=True)]
    assert board(engine.sum([y.exp() for y in made]))[0].forward.signs == signs


def test_what_all_entries_of_a_row_share_is_one_column():
    X, s = Matrix([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "X"), [Value(0.5, "s0"), Value(2.0, "s1")]
    made = [[(x * s[i]) for x in row] for i, row in enumerate((X[0], X[1]))]
    line = board(engine.sum([y.exp() for row in made for y in row]))[0].forward
    assert [grid.shape for grid in line.operands] == [(2, 3), (2, 1)]


@pytest.mark.parametrize(("name", "called"), [("Base", "Scores + Base"), ("Prior", "R")])
def test_a_result_is_called_by_an_expression_of_at_most_thirteen_characters(name, called):
    scores, other = (Matrix([[1.0, 2.0], [3.0, 4.0]], each) for each in ("Scores", name))
    assert board((scores + other).map(Value.exp).sum())[0].forward.result.name.text == called
