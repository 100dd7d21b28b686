"""Matrices of Values or of numbers, for formulas that are written in matrix form on the board: `Z @ W2 + b2`.

Layers do not need these: they are for derivations, where `dW = X.T @ dZ` should look like it, and where a wrong shape
should be an error and never a broadcast.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self, overload

import engine
from engine import METHODS, Constant, Value, dot, named
from engine.arithmetic import Floats
from engine.errors import OutsideError, ShapeError
from engine.numberlike import CalledHere
from engine.real import check_function
from engine.words.nested import is_list
from nn.shape import indexed, rows_of


class Matrix(list[list[Any]]):
    """A list of rows that can be computed with.

        (A B)[i][j] = sum over k of A[i][k] B[k][j]

    `A @ B` is the product, `A.T` the transpose, `A.map(relu)` a function of every entry; `+`, `-`, `*`, `/` and `**` go
    entry by entry, with a matrix of the same shape or with one number. A row, such as a bias, is added to every row;
    nothing else is ever repeated.

    Args:
        rows: m lists of n numbers or Values.
        label: makes leaves of the numbers, with labels such as W[0,1]; of one number alone W.

    Raises:
        ShapeError: where rows differ in length, or shapes do not fit.

    >>> X, W = Matrix([[1.0, 2.0]], "X"), Matrix([[3.0], [-1.0]], "W")
    >>> X @ W + [0.5]
    Matrix(1 x 1):
      1.5
    >>> (X @ W).sum().backward()
    >>> W.grad == X.T.data, W[1, 0]
    (True, Value(-1.0, label='W[1,0]'))
    """

    if not TYPE_CHECKING:
        vars().update(
            {name: CalledHere("", f"write X.map({name}), with `from engine import {name}`", name) for name in METHODS}
        )
        backward = CalledHere("", "call it for one number, as in X.sum().backward()")

    def __init__(self, rows: Iterable[Iterable[Any]], label: str = "") -> None:
        super().__init__(rows_of(rows))
        if label:
            many = len(self.entries) > 1
            self[:] = [
                [x if isinstance(x, Value) else Value(x, indexed(label, (i, j), many)) for j, x in enumerate(row)]
                for i, row in enumerate(self)
            ]

    @classmethod
    def given(cls, rows: Iterable[Iterable[float]], label: str) -> "Matrix":
        """Return data: a matrix of constants with labels, which a gradient is not asked for.

        Given to a model row by row, as in `[model(x) for x in Matrix.given(inputs, "x")]`, the labels x[2,0] and x[2,1]
        tell the examples of a batch apart in names and drawings.

        >>> Matrix.given([[1.0, 2.0]], "X").entries
        [Constant(1.0, label='X[0,0]'), Constant(2.0, label='X[0,1]')]
        """
        return cls([Constant(x) for x in row] for row in cls(rows)).named(label)

    @classmethod
    def column(cls, entries: Iterable[Any]) -> "Matrix":
        """Return a list as a matrix of one column, which `W @ x` needs.

        >>> Matrix([[1, 2], [3, 4]]) @ Matrix.column([1, 10])
        Matrix(2 x 1):
          21
          43
        """
        return cls([x] for x in entries)

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns there are."""
        return len(self), len(self[0])

    @property
    def size(self) -> str:
        """The shape in words, such as "2 x 3"."""
        return f"{len(self)} x {len(self[0])}"

    @property
    def entries(self) -> list[Any]:
        """All entries, row by row."""
        return [x for row in self for x in row]

    @property
    def T(self) -> "Matrix":  # as everybody writes it
        """The transpose: rows and columns exchanged."""
        return Matrix(zip(*self, strict=True))

    @property
    def data(self) -> "Matrix":
        """The numbers."""
        return self.map(lambda x: x.data if isinstance(x, Value) else x)

    @property
    def grad(self) -> "Matrix":
        """The gradients of the Values."""
        return self.map(lambda x: x.grad)

    def map(self, f: Callable[..., Any], *others: Iterable[Iterable[Any]]) -> "Matrix":
        """Return f of each entry; of several matrices, of the entries that stand in the same place.

        >>> Matrix([[1, -2]]).map(abs)
        Matrix(1 x 2):
          1  2
        """
        check_function("Matrix", "what map applies", f, such_as="X.map(tanh)")
        matrices = [self, *map(Matrix, others)]
        if len({a.shape for a in matrices}) > 1:
            raise ShapeError(f"map: the shapes differ: {', '.join(a.size for a in matrices)}")
        return Matrix(map(f, *rows) for rows in zip(*matrices, strict=True))

    def named(self, label: str) -> Self:
        """Label the entries, which are Values, such as Z[0,1]; return the same matrix."""
        many = len(self.entries) > 1
        for i, row in enumerate(self):
            for j, x in enumerate(row):
                named(indexed(label, (i, j), many), x)
        return self

    with_labels = named  # what engine.named does with it

    def sum(self) -> Any:
        """Return the sum of all entries."""
        return _total(self.entries)

    def column_sums(self) -> list[Any]:
        """Return the sum of every column: what a bias that was added to every row collects on the way back.

        >>> Matrix([[1, 2], [3, 4]]).column_sums()
        [4.0, 6.0]
        """
        return [_total(column) for column in self.T]

    def __matmul__(self, other: Iterable[Iterable[Any]]) -> "Matrix":
        b = Matrix(other)
        if self.shape[1] != len(b):
            raise ShapeError(
                f"{self.size} @ {b.size} does not fit: {self.shape[1]} columns meet {len(b)} rows; "
                "transpose one of them, or exchange them"
            )
        columns = [(column, _has_values(column)) for column in b.T]
        return Matrix(
            [(dot if live or live_too else Floats.dot)(row, column) for column, live_too in columns]
            for row, live in ((row, _has_values(row)) for row in self)
        )

    def __rmatmul__(self, other: Iterable[Iterable[Any]]) -> "Matrix":
        return Matrix(other) @ self

    def _by_entry(self, sign: str, f: Callable[[Any, Any], Any], other: Any) -> "Matrix":
        if not is_list(other):
            return self.map(lambda x: f(x, other))
        b = Matrix(other if is_list(other[0]) else [other])
        is_row = sign in "+-" and b.shape == (1, self.shape[1])
        if self.shape != b.shape and not is_row:
            raise ShapeError(
                f"{self.size} {sign} {b.size} does not fit; give two matrices of one shape, or a number, "
                "or for + and - a row to add to every row"
            )
        return self.map(f, [b[0]] * len(self) if is_row else b)

    def __add__(self, other: Any) -> "Matrix":  # type: ignore[override]
        return self._by_entry("+", operator.add, other)

    __iadd__ = __add__  # that of a list would append the rows

    def __radd__(self, other: Any) -> "Matrix":
        return self._by_entry("+", lambda x, y: y + x, other)

    def __sub__(self, other: Any) -> "Matrix":
        return self._by_entry("-", operator.sub, other)

    def __rsub__(self, other: Any) -> "Matrix":
        return self._by_entry("-", lambda x, y: y - x, other)

    def __mul__(self, other: Any) -> "Matrix":
        return self._by_entry("*", operator.mul, other)

    def __rmul__(self, other: Any) -> "Matrix":
        return self._by_entry("*", lambda x, y: y * x, other)

    def __truediv__(self, other: Any) -> "Matrix":
        return self._by_entry("/", operator.truediv, other)

    def __pow__(self, other: Any) -> "Matrix":
        return self._by_entry("**", operator.pow, other)

    def __neg__(self) -> "Matrix":
        return self.map(operator.neg)

    @overload  # type: ignore[override]
    def __getitem__(self, at: int) -> list[Any]: ...
    @overload
    def __getitem__(self, at: slice | tuple[slice, slice]) -> "Matrix": ...
    @overload
    def __getitem__(self, at: tuple[int | slice, int | slice]) -> Any: ...
    def __getitem__(self, at: Any) -> Any:
        try:
            if not isinstance(at, tuple):
                found = super().__getitem__(at)
                return Matrix(found) if isinstance(at, slice) else found
            i, j = at
            if not isinstance(i, slice):
                return super().__getitem__(i)[j]
            found = [row[j] for row in super().__getitem__(i)]
            return Matrix(found) if isinstance(j, slice) else found
        except IndexError:
            place = str(at).strip("()")
            raise OutsideError(f"Matrix: {self.size} has no [{place}]; X[i] is a row, X[i, j] an entry") from None

    def __repr__(self) -> str:
        texts = [[f"{x:.4g}" for x in row] for row in self.data]
        widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
        lines = ("  ".join(text.rjust(n) for text, n in zip(row, widths, strict=True)) for row in texts)
        return f"Matrix({self.size}):" + "".join(f"\n  {line}" for line in lines)


def outer(a: Sequence[Any], b: Sequence[Any]) -> Matrix:
    """Return the matrix a b^T of two vectors, C[i][j] = a[i] b[j].

    >>> outer([1, 2], [3, 4])
    Matrix(2 x 2):
      3  4
      6  8
    """
    return Matrix([x * y for y in b] for x in a)


def _total(xs: Sequence[Any]) -> Any:
    return engine.sum(xs) if _has_values(xs) else Floats.sum(xs)


def _has_values(xs: Sequence[Any]) -> bool:
    return any(isinstance(x, Value) for x in xs)
