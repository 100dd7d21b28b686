"""Matrices as nested lists agree with NumPy, on numbers and on Values, and refuse what does not fit."""

import random

import numpy as np
import pytest

from engine.errors import DomainError, ShapeError
from nn.matrix import add_row, column_sums, elementwise, entries, matmul, matrix, outer, size, solve, transpose

RNG = random.Random(0)


def numbers(rows: int, columns: int) -> list[list[float]]:
    return [[RNG.uniform(-2, 2) for _ in range(columns)] for _ in range(rows)]


@pytest.mark.parametrize("wrap", [lambda a: a, lambda a: matrix(a, "A")], ids=["numbers", "values"])
def test_products_and_sums_agree_with_numpy(wrap):
    a, b, row = numbers(2, 3), numbers(3, 4), numbers(1, 3)[0]

    def data(m):
        return [[getattr(x, "data", x) for x in line] for line in m]

    np.testing.assert_allclose(data(matmul(wrap(a), b)), np.array(a) @ np.array(b), rtol=1e-14)
    np.testing.assert_allclose(data(transpose(wrap(a))), np.array(a).T)
    np.testing.assert_allclose(data(add_row(wrap(a), row)), np.array(a) + np.array(row))
    np.testing.assert_allclose(data([column_sums(wrap(a))])[0], np.array(a).sum(axis=0), rtol=1e-14)
    np.testing.assert_allclose(data(elementwise(lambda x, y: x * y, wrap(a), a)), np.array(a) ** 2)
    np.testing.assert_allclose(outer(row, a[0]), np.outer(row, a[0]))
    assert [x.label for x in entries(matrix(a, "A"))][-1] == "A[1,2]"


def test_shapes_that_do_not_fit_are_never_broadcast():
    with pytest.raises(ShapeError, match="2 x 3 times 2 x 3 does not fit: 3 columns meet 2 rows"):
        matmul(numbers(2, 3), numbers(2, 3))
    with pytest.raises(ShapeError, match="the shapes differ: 2 x 1, 1 x 2"):
        elementwise(max, numbers(2, 1), numbers(1, 2))
    with pytest.raises(ShapeError, match="a row of 2 does not fit a 2 x 3 matrix"):
        add_row(numbers(2, 3), [1.0, 2.0])


def test_equations_are_solved_and_singular_ones_refused():
    a, b = numbers(5, 5), numbers(1, 5)[0]
    np.testing.assert_allclose(solve(a, b), np.linalg.solve(a, b), rtol=1e-9)
    with pytest.raises(DomainError, match="singular"):
        solve([[1.0, 2.0], [2.0, 4.0]], [1.0, 2.0])
    with pytest.raises(ShapeError, match="expects a square matrix and as many numbers, got 2 x 3 and 2"):
        solve(numbers(2, 3), [1.0, 2.0])


@pytest.mark.parametrize(("m", "n", "p"), [(1, 1, 1), (1, 3, 2), (3, 1, 2), (2, 3, 1)])
def test_one_row_and_one_column_are_matrices_too(m, n, p):
    a, b, row = numbers(m, n), numbers(n, p), numbers(1, n)[0]
    np.testing.assert_allclose(matmul(a, b), np.array(a) @ np.array(b), rtol=1e-14)
    np.testing.assert_allclose(add_row(a, row), np.array(a) + np.array(row))
    np.testing.assert_allclose(column_sums(a), np.sum(a, axis=0))
    np.testing.assert_allclose(elementwise(lambda x, y, z: x * y + z, a, a, a), np.array(a) ** 2 + np.array(a))
    assert entries(a) == [x for line in a for x in line]


@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_equations_of_every_size_are_solved_whatever_row_comes_first(n):
    a, b = numbers(n, n), numbers(1, n)[0]
    for i in range(n):
        a[i][i] = 0.0 if n > 1 else 3.0  # a pivot has to be looked for
    given = [list(row) for row in a], list(b)
    np.testing.assert_allclose(solve(a, b), np.linalg.solve(a, b), rtol=1e-9)
    assert (a, b) == given


def test_a_matrix_is_singular_up_to_rounding_at_its_own_scale():
    assert solve([[1e-200, 0.0], [0.0, 1e-200]], [1e-200, 2e-200]) == [1.0, 2.0]
    for scale in (1e-100, 1.0, 1e100):
        with pytest.raises(DomainError, match="singular"):
            solve([[scale * x for x in row] for row in ([0.1, 0.3], [0.7, 2.1])], [1.0, 2.0])
    with pytest.raises(DomainError, match="singular"):
        solve([[0.0]], [1.0])


def test_a_product_with_values_on_one_side_is_a_graph_and_one_of_numbers_is_not():
    w = matrix([[1, 2]], "W")
    for product in (matmul(w, [[3], [4]]), matmul([[3, 4]], transpose(w))):
        assert product[0][0].data == 11.0
        product[0][0].backward()
    assert [x.grad for x in w[0]] == [6.0, 8.0]
    assert column_sums([[w[0][0], 2], [5, 3]])[0].op == "sum"
    assert type(column_sums([[1, 2], [5, 3]])[0]) is float


def test_a_size_is_told_in_words():
    assert [size(a) for a in ([], [[]], [[1, 2, 3]], [[1], [2]])] == ["0 x 0", "1 x 0", "1 x 3", "2 x 1"]


@pytest.mark.parametrize(
    "call",
    [
        lambda: transpose([[1, 2], [3]]),
        lambda: add_row([[1, 2], [3]], [10, 20]),
        lambda: column_sums([[1, 2], [3]]),
        lambda: matmul([[1, 2]], [[1, 2], [3]]),
        lambda: elementwise(max, [[1, 2], [3]], [[1, 2], [3, 4]]),
        lambda: solve([[1, 2], [3]], [1, 2]),
    ],
)
def test_rows_of_different_lengths_are_never_cut(call):
    with pytest.raises(ValueError, match=r"zip|square"):
        call()
