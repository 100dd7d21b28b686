"""The first model of a neuron, from 1943: it computes every logical function and cannot learn one."""

from typing import Any

from engine import Constant, Value
from engine.errors import ShapeError
from engine.real import check_number
from engine.words.nested import is_list
from nn.module import Module
from nn.shape import vector


class ThresholdNeuron(Module):
    """Return 1 if w·x >= threshold and 0 otherwise: the first model of a neuron, which computes but cannot learn.

    Its derivative is 0 on both sides of the threshold and does not exist on it, so a backward pass has nothing to
    hand on. The result is therefore a new leaf: the graph ends here, and every gradient behind it stays 0.

    Args:
        weights: plain numbers.
        threshold: the smallest weighted sum that makes it fire.

    Source: McCulloch and Pitts 1943; notes 000.

    >>> both = ThresholdNeuron([1, 1], threshold=2)
    >>> [both([a, b]).data for a in (0, 1) for b in (0, 1)]
    [0.0, 0.0, 0.0, 1.0]
    """

    def __init__(self, weights: list[float], threshold: float, name: str = "threshold neuron") -> None:
        super().__init__(name)
        if not is_list(weights) or not len(weights):
            raise ShapeError(f"{self.name}: weights must be a list of numbers, such as [1, 1], got {weights!r:.60}")
        for weight in weights:
            check_number(self.name, "a weight", weight)
        check_number(self.name, "threshold", threshold)
        self.weights, self.threshold = list(weights), threshold

    def forward(self, x: Any) -> Value:
        inputs = vector(x, len(self.weights))
        total = sum(w * v.data for w, v in zip(self.weights, inputs, strict=True))
        return Constant(float(total >= self.threshold))

    def settings(self) -> str:
        return f"{self.weights}, threshold {self.threshold:g}"
