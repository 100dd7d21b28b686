"""Matrices as nested lists, of numbers or of Values, for formulas that the notes write in matrix form.

Layers do not need these: they are for derivations, where `X^T dZ` should look like `X^T dZ` and where a wrong
shape should be an error and never a broadcast.
"""

from collections.abc import Callable, Sequence
from typing import Any

import engine
from engine import Value, dot
from engine.arithmetic import Floats
from engine.errors import DomainError, ShapeError
from nn.shape import indexed

Matrix = Sequence[Sequence[Any]]


def matrix(numbers: Matrix, label: str) -> list[list[Value]]:
    """Return a matrix of leaves with labels such as W[0,1].

    >>> matrix([[1, 2]], "W")
    [[Value(1.0, label='W[0,0]'), Value(2.0, label='W[0,1]')]]
    """
    return [[Value(x, indexed(label, (i, j))) for j, x in enumerate(row)] for i, row in enumerate(numbers)]


def matmul(a: Matrix, b: Matrix) -> list[list[Any]]:
    """Return the product C[i][j] = sum over k of A[i][k] B[k][j].

    Args:
        a, b: m x n and n x p, of numbers or Values.

    Raises:
        ShapeError: when the inner sizes differ.

    >>> matmul([[1, 2]], [[3], [4]])
    [[11.0]]
    """
    if len(a[0]) != len(b):
        raise ShapeError(f"matmul: {size(a)} times {size(b)} does not fit: {len(a[0])} columns meet {len(b)} rows")
    columns = transpose(b)
    return [[_dot(row, column) for column in columns] for row in a]


def transpose(a: Matrix) -> list[list[Any]]:
    """Return the matrix with rows and columns exchanged.

    >>> transpose([[1, 2, 3]])
    [[1], [2], [3]]
    """
    return [list(column) for column in zip(*a, strict=True)]


def outer(a: Sequence[Any], b: Sequence[Any]) -> list[list[Any]]:
    """Return the matrix a b^T of two vectors, C[i][j] = a[i] b[j].

    >>> outer([1, 2], [3, 4])
    [[3, 4], [6, 8]]
    """
    return [[x * y for y in b] for x in a]


def elementwise(f: Callable[..., Any], *matrices: Matrix) -> list[list[Any]]:
    """Return f of the entries that stand in the same place.

    Raises:
        ShapeError: when the shapes differ.

    >>> elementwise(lambda x, y: x - y, [[5, 5]], [[1, 2]])
    [[4, 3]]
    """
    if len({size(a) for a in matrices}) > 1:
        raise ShapeError(f"elementwise: the shapes differ: {', '.join(map(size, matrices))}")
    return [[f(*entries) for entries in zip(*rows, strict=True)] for rows in zip(*matrices, strict=True)]


def add_row(a: Matrix, row: Sequence[Any]) -> list[list[Any]]:
    """Add a vector, such as a bias, to every row.

    Raises:
        ShapeError: when the row has another length.

    >>> add_row([[1, 2], [3, 4]], [10, 20])
    [[11, 22], [13, 24]]
    """
    if len(a[0]) != len(row):
        raise ShapeError(f"add_row: a row of {len(row)} does not fit a {size(a)} matrix")
    return [[x + y for x, y in zip(line, row, strict=True)] for line in a]


def column_sums(a: Matrix) -> list[Any]:
    """Return the sum of every column: what a bias that was added to every row collects on the way back.

    >>> column_sums([[1, 2], [3, 4]])
    [4.0, 6.0]
    """
    return [_total(column) for column in transpose(a)]


def solve(a: Matrix, b: Sequence[float]) -> list[float]:
    """Return x with A x = b for numbers, by elimination with the largest pivot first.

    Args:
        a: n x n.
        b: n numbers.

    Raises:
        ShapeError: when A is not square, or b has another length.
        DomainError: when A is singular: there is no solution, or more than one.

    >>> solve([[2, 0], [1, 4]], [2, 9])
    [1.0, 2.0]
    """
    n = len(a)
    if any(len(row) != n for row in a) or len(b) != n:
        raise ShapeError(f"solve: expects a square matrix and as many numbers, got {size(a)} and {len(b)}")
    rows = [[*map(float, row), float(value)] for row, value in zip(a, b, strict=True)]
    smallest = 1e-13 * max(abs(x) for row in rows for x in row[:n])
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        if abs(rows[pivot][i]) <= smallest:
            raise DomainError("solve: the matrix is singular, so there is no solution or there are infinitely many")
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for r in range(n):
            if r != i:
                rows[r] = [x - rows[r][i] * y for x, y in zip(rows[r], rows[i], strict=True)]
    return [row[n] for row in rows]


def entries(a: Matrix) -> list[Any]:
    """Return all entries, row by row."""
    return [x for row in a for x in row]


def size(a: Matrix) -> str:
    """Return the shape in words, such as "2 x 3"."""
    return f"{len(a)} x {len(a[0]) if a else 0}"


def _dot(a: Sequence[Any], b: Sequence[Any]) -> Any:
    return dot(a, b) if _has_values(a) or _has_values(b) else Floats.dot(a, b)


def _total(xs: Sequence[Any]) -> Any:
    return engine.sum(xs) if _has_values(xs) else Floats.sum(xs)


def _has_values(xs: Sequence[Any]) -> bool:
    return any(isinstance(x, Value) for x in xs)
