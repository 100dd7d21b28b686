"""Causal self-attention: every position looks back at itself and at what came before, and takes a weighted mean."""

import random
from collections.abc import Sequence
from math import sqrt
from typing import Any

from engine import Value, dot, named, softmax
from engine.errors import SettingError, ShapeError
from engine.modes import scope
from engine.real import check_count
from engine.words.nested import is_list
from nn.init import Init
from nn.linear import Layer
from nn.matrix import Matrix
from nn.module import Module
from nn.shape import check_sequence, vector

Vectors = Sequence[Sequence[Value]]


def causal_attention(queries: Vectors, keys: Vectors, values: Vectors) -> tuple[list[list[Value]], list[list[Value]]]:
    """Return for every position t a mean of the values up to t, and the weights of that mean.

        weights_t = softmax over s <= t of (q_t . k_s) / sqrt(d)
        output_t  = sum over s <= t of weights_t[s] v_s

    Drawings call the products S[t,s] and the weights P[t,s].

    Args:
        queries, keys, values: T vectors each; queries and keys have the same length d.

    Raises:
        ShapeError: when they are not equally many.

    Source: Vaswani et al. 2017, equation 1.

    >>> one = [[Value(1.0)], [Value(1.0)]]
    >>> outputs, weights = causal_attention(one, one, [[Value(2.0)], [Value(4.0)]])
    >>> [round(y.data, 6) for [y] in outputs], [[round(w.data, 6) for w in row] for row in weights]
    ([2.0, 3.0], [[1.0], [0.5, 0.5]])
    """
    for what, vectors in (("queries", queries), ("keys", keys), ("values", values)):
        if not is_list(vectors) or not all(map(is_list, vectors)) or not all(map(len, vectors)):
            raise ShapeError(f"causal_attention: {what} must be a list of vectors, such as [[a, b], [c, d]]")
    if not queries or not len(queries) == len(keys) == len(values):
        raise ShapeError(
            f"causal_attention: {len(queries)} queries, {len(keys)} keys and {len(values)} values do not go together; "
            "give one of each for every position"
        )
    outputs, weights = [], []
    for t, query in enumerate(queries):
        with scope(f"position {t}"):
            scores = [named(f"S[{t},{s}]", dot(query, key)) for s, key in enumerate(keys[: t + 1])]
            shares = softmax([score / sqrt(len(query)) for score in scores])
            for s, share in enumerate(shares):
                named(f"P[{t},{s}]", share)
            outputs.append([dot(shares, column) for column in zip(*values[: t + 1], strict=True)])
        weights.append(shares)
    return outputs, weights


class CausalSelfAttention(Module):
    """Let every vector of a sequence ask the earlier ones, in one or several heads.

        q_t, k_t, v_t = W_q x_t, W_k x_t, W_v x_t;   y_t = W_o [head_1, ..., head_H]

    Args:
        size: the length of every vector, in and out.
        heads: how many heads share it; each one works on size / heads numbers.
        init, rng: as for a Neuron.

    Returns:
        A call takes T vectors and returns T vectors; y_t depends on x_1, ..., x_t only.

    Raises:
        SettingError: when size does not divide by heads.
        ShapeError: for vectors of another length.

    Source: Vaswani et al. 2017, section 3.2.

    >>> attention = CausalSelfAttention(4, heads=2, rng=random.Random(0))
    >>> [len(y) for y in attention([[1, 2, 3, 4], [5, 6, 7, 8]])]
    [4, 4]
    """

    def __init__(
        self, size: int, heads: int = 1, *, init: Init = None, rng: random.Random | None = None, name: str = "attention"
    ) -> None:
        super().__init__(name)
        if check_count(self.name, "size", size) % check_count(self.name, "heads", heads):
            raise SettingError(
                f"{self.name}: size {size} does not divide into {heads} heads; choose a divisor of the size"
            )
        self.size, self.heads = size, heads
        self.query, self.key, self.value, self.output = (
            Layer(size, size, init=init, rng=rng, bias=False, label=f"_{role[0]}", name=role)
            for role in ("query", "key", "value", "output")
        )

    def forward(self, sequence: Any) -> list[list[Value]]:
        inputs = [vector(x, self.size, "x", t) for t, x in enumerate(check_sequence(sequence, least=1))]
        queries, keys, values = (
            Matrix(layer(x) for x in inputs).named(name)
            for name, layer in (("Q", self.query), ("K", self.key), ("V", self.value))
        )
        width = self.size // self.heads
        joined: list[list[Value]] = [[] for _ in inputs]
        for head in range(self.heads):
            part = slice(head * width, (head + 1) * width)
            with scope(f"head {head}"):
                outputs, _ = causal_attention(*([v[part] for v in vectors] for vectors in (queries, keys, values)))
            for row, output in zip(joined, outputs, strict=True):
                row += output
        return [self.output(y) for y in joined]

    def settings(self) -> str:
        return f"{self.size}, {self.heads} head{'s' * (self.heads > 1)}"
