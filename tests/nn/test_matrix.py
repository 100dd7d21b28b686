"""A matrix agrees with NumPy, on numbers and on Values, and refuses what does not fit."""

import copy
import pickle
import random

import numpy as np
import pytest

import engine
from engine import Value
from engine.errors import NoSuchNameError, NotANumberError, ShapeError
from nn import Matrix, Module
from nn.matrix import outer

RNG = random.Random(0)
SIZES = [(1, 1, 1), (1, 3, 2), (3, 1, 2), (2, 3, 1), (2, 3, 4)]


def numbers(rows: int, columns: int) -> list[list[float]]:
    return [[RNG.uniform(0.5, 2) for _ in range(columns)] for _ in range(rows)]


@pytest.mark.parametrize("label", ["", "A"], ids=["numbers", "values"])
@pytest.mark.parametrize(("m", "n", "p"), SIZES)
def test_it_computes_what_numpy_computes(label, m, n, p):
    a, b, c, row = numbers(m, n), numbers(n, p), numbers(m, n), numbers(1, n)[0]
    A, np_a = Matrix(a, label), np.array(a)
    for found, expected in (
        (A @ b, np_a @ np.array(b)),
        (c @ A.T, np.array(c) @ np_a.T),
        (A + c, np_a + c),
        (A - Matrix(c), np_a - c),
        (A * c, np_a * c),
        (A / c, np_a / c),
        (c + A, np_a + c),
        (c - A, np.array(c) - np_a),
        (c * A, np_a * c),
        (A + row, np_a + row),
        (A - [row], np_a - row),
        (row - A, np.array(row) - np_a),
        (A + 1, np_a + 1),
        (2 - A, 2 - np_a),
        (0.5 * A, 0.5 * np_a),
        (A / 4, np_a / 4),
        (A**2, np_a**2),
        (-A, -np_a),
        (A.map(lambda x, y, z: x * y - z, c, a), np_a * c - np_a),
        ([A.column_sums()], np_a.sum(axis=0, keepdims=True)),
        ([[A.sum()]], np_a.sum(keepdims=True).reshape(1, 1)),
    ):
        np.testing.assert_allclose(Matrix(found).data, expected, rtol=1e-14)
    assert (A.shape, A.size, A.entries) == ((m, n), f"{m} x {n}", [x for line in A for x in line])
    assert (A.T.T, A.data) == (A, a)


def test_a_row_is_added_to_every_row_and_nothing_else_is_repeated():
    A, short = Matrix(numbers(2, 3)), [1.0, 2.0]
    for wrong in (lambda: A * A[0], lambda: A + short, lambda: A - [[1.0], [2.0]], lambda: A / [A[0]]):
        with pytest.raises(ShapeError, match=r"^2 x 3 .* does not fit; give two matrices of one shape, or a number"):
            wrong()
    with pytest.raises(ShapeError, match=r"^2 x 3 @ 2 x 3 does not fit: 3 columns meet 2 rows; transpose one of them"):
        A @ A
    with pytest.raises(ShapeError, match=r"^map: the shapes differ: 2 x 3, 3 x 2"):
        A.map(max, A.T)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], r"expects rows of one length, .* got rows of \[\]$"),
        ([[]], r"expects rows of one length, .* got rows of \[0\]$"),
        ([[1, 2], [3]], r"expects rows of one length, .* got rows of \[2, 1\]$"),
        ([[[1]]], r"expects numbers in its rows, .* got \[1\] in one$"),
        ([1.0, 2.0], r"expects a list of rows, .* got 1.0 where a row belongs; .*Matrix.column\(\[1, 2\]\)$"),
        ("ab", "expects a list of rows, .* got 'ab' where a row belongs"),
        (["ab"], "expects a list of rows, .* got 'ab' where a row belongs"),
        (3, "expects a list of rows, .* got 3 where a row belongs"),
        (Value(1.0), "expects a list of rows, .* got Value"),
    ],
)
def test_rows_have_one_length_and_hold_numbers(rows, said):
    with pytest.raises(ShapeError, match=f"^Matrix: {said}"):
        Matrix(rows)


@pytest.mark.parametrize("label", ["", "W"])
def test_a_text_is_no_entry(label):
    with pytest.raises(NotANumberError, match=r"expected a real number, got str 'a': this text is no number; give one"):
        Matrix([["a"]], label)


def test_a_layer_reads_as_on_the_board_and_so_do_its_gradients():
    X, W, b = Matrix(numbers(4, 3), "X"), Matrix(numbers(3, 2), "W"), [Value(0.1, "b0"), Value(-0.2, "b1")]
    Z = (X @ W + b).named("Z")
    H = Z.map(engine.tanh)
    H.sum().backward()
    dZ = H.data.map(lambda h: 1 - h**2)
    terms = H.data.map(lambda h: 1 + h**2)  # rounding is relative to these: near h = 1 the difference cancels
    for found, expected, size in (
        (Z.grad, dZ, terms),
        (W.grad, X.data.T @ dZ, X.data.T @ terms),
        (X.grad, dZ @ W.data.T, terms @ W.data.T),
        ([[x.grad for x in b]], [dZ.column_sums()], [terms.column_sums()]),
    ):
        assert np.all(np.abs(np.subtract(found, expected)) <= 1e-15 * np.array(size))
    again = engine.gradient(H.sum(), W)
    assert (type(again), again) == (Matrix, W.grad)
    assert engine.compare_gradients(H.sum(), {"W": (W, X.data.T @ dZ)})["W"].verdict == "right"


def test_entries_have_labels_and_places():
    W = Matrix([[1, 2], [3, 4]], "W")
    assert [x.label for x in W.entries] == ["W[0,0]", "W[0,1]", "W[1,0]", "W[1,1]"]
    assert W[1, 0] is W[1][0] is W.T[0, 1] is W[1:][0, 0]
    assert [x.label for x in (W + 1).named("V").entries] == ["V[0,0]", "V[0,1]", "V[1,0]", "V[1,1]"]
    assert [x.label for x in engine.named("U", W + 1).entries] == ["U[0,0]", "U[0,1]", "U[1,0]", "U[1,1]"]
    mixed = Matrix([[W[0, 0], 5.0]], "U")
    assert mixed[0, 0] is W[0, 0]
    assert mixed[0, 1].label == "U[0,1]"


def test_parts_are_cut_as_numpy_cuts_them():
    a = numbers(4, 5)
    A, np_a = Matrix(a), np.array(a)
    for at in [(slice(1, 3), slice(0, 2)), (slice(None), 2), (3, slice(1, None)), (-1, -2), slice(2, None), 1]:
        np.testing.assert_array_equal(A[at], np_a[at])
    assert type(A[1:3, :2]) is type(A[1:]) is Matrix
    assert type(A[:, 0]) is type(A[0]) is type(A[0, 1:]) is list
    assert Matrix.column(a[0]) == Matrix(a[:1]).T


def test_changes_in_place_compute_as_well():
    A = B = Matrix([[1.0, 2.0]])
    A += [[3.0, 4.0]]
    A -= 1
    A *= 2
    A /= 4
    assert (A, B) == ([[1.5, 2.5]], [[1.0, 2.0]])


def test_values_on_one_side_make_a_graph_and_numbers_alone_do_not():
    W = Matrix([[1, 2]], "W")
    for product in (W @ [[3], [4]], [[3, 4]] @ W.T):
        assert product[0, 0].data == 11.0
        product[0, 0].backward()
    assert W.grad == [[6.0, 8.0]]
    assert Matrix([[W[0, 0], 2], [5, 3]]).column_sums()[0].op == "sum"
    assert type(Matrix([[1, 2], [5, 3]]).sum()) is float
    assert (W * W)[0, 1].op == "*"


def test_it_is_a_list_of_rows_that_is_copied_pickled_and_found_in_a_module():
    class Linear(Module):
        def __init__(self):
            super().__init__()
            self.W = Matrix([[1, 2]], "W")

    model = Linear()
    assert list(model.named_parameters()) == ["W[0,0]", "W[0,1]"]
    assert model.assign(W=[[5, 6]]).W.data == [[5.0, 6.0]]
    for again in (copy.deepcopy(model.W), pickle.loads(pickle.dumps(model.W))):
        assert type(again) is Matrix
        assert again.data == [[5.0, 6.0]]
        assert again[0, 0] is not model.W[0, 0]


def test_it_is_shown_with_its_shape_and_in_columns():
    assert str(Matrix([[1, -22.5], [1 / 3, 4]], "W")) == "Matrix(2 x 2):\n       1  -22.5\n  0.3333      4"


def test_the_outer_product_is_a_column_times_a_row():
    np.testing.assert_allclose(outer([1, 2, 3], [4, 5]), np.outer([1, 2, 3], [4, 5]))


def test_what_is_given_is_a_matrix_of_constants():
    X = Matrix.given([[1.0, 2.0], [3.0, 4.0]], "X")
    W = Matrix([[1.0], [2.0]], "W")
    assert [(x.label, x.data, x.is_constant) for x in X.entries[1:3]] == [("X[0,1]", 2.0, True), ("X[1,0]", 3.0, True)]
    (X @ W).sum().backward()
    assert W.grad == X.T.data @ [[1.0], [1.0]]
    with pytest.raises(ShapeError, match="rows of one length"):
        Matrix.given([[1.0], [2.0, 3.0]], "X")


def test_a_function_of_numbers_is_mapped_and_where_it_comes_from_is_said():
    with pytest.raises(NoSuchNameError, match=r"write X.map\(relu\), with `from engine import relu`"):
        Matrix([[1.0]]).relu()  # type: ignore[attr-defined]
    assert Matrix([[-1.0, 2.0]]).map(engine.relu).data == [[0.0, 2.0]]
