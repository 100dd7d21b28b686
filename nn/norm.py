"""Normalisation: shift and scale numbers to mean 0 and variance 1, then let the model undo it if that is better.

    y = scale * (x - mean) / sqrt(variance + epsilon) + shift

Batch normalisation takes mean and variance over the examples, layer normalisation over the features. In drawings they
are called mean, var and std, with the index of the feature, and what has been normalised is u.
"""

from collections.abc import Sequence
from typing import Any

from engine import Value, dot, named
from engine import sum as total
from engine.errors import ShapeError
from engine.modes import SCOPE, scope
from engine.real import check_count, check_number
from nn.init import tensor, zeros
from nn.module import Module
from nn.shape import check_sequence, indexed, vector


def mean_and_variance(xs: Sequence[Value], *place: int) -> tuple[Value, Value, list[Value]]:
    """Return the mean, the variance (divided by n) and the deviations from the mean.

    Args:
        place: which mean it is, for the labels mean0 and var0; none of the only one.

    >>> mean, variance, _ = mean_and_variance([Value(1.0), Value(5.0)])
    >>> mean.data, variance.data
    (3.0, 4.0)
    """
    mean = named(indexed("mean", place), total(xs) / len(xs))
    deviations = [x - mean for x in xs]
    return mean, named(indexed("var", place), dot(deviations, deviations) / len(xs)), deviations


def _scale_and_shift(features: int) -> tuple[list[Value], list[Value]]:
    """Return parameters that change nothing yet."""
    fans = features, features  # which nobody asks for
    return tensor("scale", (features,), lambda *_: 1.0, None, *fans), tensor("shift", (features,), zeros(), None, *fans)


class LayerNorm(Module):
    """Normalise one vector over its own features.

    Args:
        features: the length n of the vector.
        epsilon: added to the variance, so that equal numbers do not divide by 0.

    Raises:
        ShapeError: for a vector of another length.

    Source: Ba, Kiros and Hinton 2016.

    >>> [round(y.data, 3) for y in LayerNorm(2)([1.0, 5.0])]
    [-1.0, 1.0]
    """

    def __init__(self, features: int, epsilon: float = 1e-5, name: str = "") -> None:
        super().__init__(name)
        self.scale, self.shift = _scale_and_shift(check_count(self.name, "features", features))
        self.epsilon = check_number(self.name, "epsilon", epsilon, "finite and at least 0")

    def forward(self, x: Any) -> list[Value]:
        _, variance, deviations = mean_and_variance(vector(x, len(self.scale)))
        spread = named("std", (variance + self.epsilon).sqrt())
        unit = [named(indexed("u", (i,), len(self.scale) > 1), d / spread) for i, d in enumerate(deviations)]
        return [g * v + b for g, v, b in zip(self.scale, unit, self.shift, strict=True)]

    def settings(self) -> str:
        return f"{len(self.scale)}"


class BatchNorm(Module):
    """Normalise every feature over a batch: a call takes a list of m vectors and returns m vectors.

    In training the mean and variance are those of the batch, gradients flow through both, and running
    statistics follow them: running <- (1 - momentum) running + momentum batch, with the variance divided by m - 1
    (as PyTorch). After `eval()` the running statistics are used, and examples no longer influence each other.

    Args:
        features: the length of each vector.
        epsilon: added to the variance, so that equal numbers do not divide by 0.
        momentum: how fast the running statistics follow, between 0 and 1.

    Raises:
        ShapeError: for vectors of another length, or fewer than two of them in training.

    Source: Ioffe and Szegedy 2015; notes 002, variants on SGD.

    >>> norm = BatchNorm(1)
    >>> [round(y.data, 3) for [y] in norm([[1.0], [5.0]])]
    [-1.0, 1.0]
    >>> [round(x, 2) for x in (*norm.running_mean, *norm.running_variance)]
    [0.3, 1.7]
    """

    buffers = ("running_mean", "running_variance")

    def __init__(self, features: int, epsilon: float = 1e-5, momentum: float = 0.1, name: str = "") -> None:
        super().__init__(name)
        self.scale, self.shift = _scale_and_shift(check_count(self.name, "features", features))
        self.running_mean = [0.0] * features
        self.running_variance = [1.0] * features
        self.epsilon = check_number(self.name, "epsilon", epsilon, "finite and at least 0")
        self.momentum = check_number(self.name, "momentum", momentum, "between 0 and 1")

    def forward(self, batch: Any) -> list[list[Value]]:
        rows = [vector(x, len(self.scale), "x", n) for n, x in enumerate(check_sequence(batch))]
        if self.training and len(rows) < 2:
            where = opened.path if (opened := SCOPE.get()) else self.name
            raise ShapeError(
                f"{where}: expects at least 2 examples in training, got {len(rows)}; "
                "in nn.fit pass batched=True and a batch_size that leaves no batch of one; "
                "to use a model that is trained, call model.eval() first"
            )
        columns = []
        for i, column in enumerate(zip(*rows, strict=True)):
            with scope(f"feature {i}"):
                columns.append(self._trained(i, column) if self.training else self._evaluated(i, column))
        return [list(row) for row in zip(*columns, strict=True)]

    def _trained(self, i: int, xs: Sequence[Value]) -> list[Value]:
        place = (i,) if len(self.scale) > 1 else ()
        mean, variance, deviations = mean_and_variance(xs, *place)
        m, keep = len(xs), 1 - self.momentum
        self.running_mean[i] = keep * self.running_mean[i] + self.momentum * mean.data
        self.running_variance[i] = keep * self.running_variance[i] + self.momentum * variance.data * m / (m - 1)
        spread = named(indexed("std", place), (variance + self.epsilon).sqrt())
        return self._scaled(i, [d / spread for d in deviations])

    def _evaluated(self, i: int, xs: Sequence[Value]) -> list[Value]:
        spread = (self.running_variance[i] + self.epsilon) ** 0.5
        return self._scaled(i, [(x - self.running_mean[i]) / spread for x in xs])

    def _scaled(self, i: int, unit: Sequence[Value]) -> list[Value]:
        return [self.scale[i] * named(f"u[{n},{i}]", x) + self.shift[i] for n, x in enumerate(unit)]

    def settings(self) -> str:
        return f"{len(self.scale)}"
