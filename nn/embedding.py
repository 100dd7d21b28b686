"""Embedding: a table with one learned vector for each word, letter or class."""

import operator
import random
from typing import Any

from engine import Value
from engine.errors import TargetError
from engine.real import check_count
from engine.words.nested import is_list
from nn.init import Init, initialiser, normal, tensor
from nn.matrix import Matrix
from nn.module import Module


class Embedding(Module):
    """Return row i of a table E: the same as onehot(i) times E, without the zeros.

    Args:
        count: how many symbols there are, 0..count-1.
        size: the length of their vectors.
        init: by default N(0, 1).
        rng: the source of the random start.

    Returns:
        A call with one whole number returns a vector; with a list of them, a list of vectors.

    Raises:
        TargetError: for a number outside of 0..count-1.

    >>> table = Embedding(3, 2, init="zeros").assign(E=[[1, 2], [3, 4], [5, 6]])
    >>> [[v.data for v in row] for row in table([2, 0])]
    [[5.0, 6.0], [1.0, 2.0]]
    """

    def __init__(
        self, count: int, size: int, *, init: Init = None, rng: random.Random | None = None, name: str = ""
    ) -> None:
        super().__init__(name)
        start = normal() if init is None else initialiser(init)
        self.E: Matrix = tensor(
            "E", (check_count(self.name, "count", count), check_count(self.name, "size", size)), start, rng, count, size
        )

    def forward(self, symbols: Any) -> Any:
        if is_list(symbols):
            return [self._row(symbol) for symbol in symbols]
        return self._row(symbols)

    def _row(self, symbol: Any) -> list[Value]:
        if isinstance(symbol, bool) or not hasattr(symbol, "__index__"):
            raise TargetError(f"{self.name}: expects a whole number, got {symbol!r:.60}; number the symbols from 0 on")
        index = operator.index(symbol)
        if not 0 <= index < len(self.E):
            raise TargetError(
                f"{self.name}: expects a number from 0 to {len(self.E) - 1}, got {index}; "
                "number the symbols from 0 on, or make a larger table"
            )
        return list(self.E[index])

    def settings(self) -> str:
        return self.E.size
