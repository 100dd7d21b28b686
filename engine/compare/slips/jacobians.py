"""Derivatives of a softmax, and of the logarithm after it, as people write them."""

from collections.abc import Callable, Sequence
from math import log
from operator import mul


def _full(p: Sequence[float], g: Sequence[float]) -> list[float]:
    total = sum(a * b for a, b in zip(p, g, strict=True))
    return [x * (u - total) for x, u in zip(p, g, strict=True)]


JACOBIANS: tuple[tuple[str, str, Callable[[Sequence[float], Sequence[float]], list[float]], float], ...] = (
    ("", "", _full, 1.0),
    ("softmax diagonal|held constant", "the softmax derivative has only its diagonal",
     lambda p, g: [x * (1 - x) * u for x, u in zip(p, g, strict=True)], 2.0),
    ("activation misremembered|factor forgotten", "the softmax derivative is taken as [i = k] - p_i p_k",
     lambda p, g: [u - x * sum(a * b for a, b in zip(p, g, strict=True)) for x, u in zip(p, g, strict=True)], 0.5),
    ("activation forgotten|chain stopped", "the softmax derivative is forgotten", lambda p, g: list(g), 1.5),
    ("held constant", "the sum in the softmax is held constant",
     lambda p, g: [x * u for x, u in zip(p, g, strict=True)], 1.0),
    ("sign|softmax diagonal|activation misremembered", "the softmax derivative has a plus off its diagonal: p_i p_k",
     lambda p, g: [x * (u + sum(map(mul, p, g)) - 2 * x * u) for x, u in zip(p, g, strict=True)], 2.0),
    ("sign", "the softmax derivative has the wrong sign", lambda p, g: [-x for x in _full(p, g)], 1.0),
)  # fmt: skip
OUTER: tuple[tuple[str, str, Callable[[float, float], float], float], ...] = (
    ("", "", lambda p, y: -y / p, 1.0),
    ("activation forgotten", "the derivative 1/p of the logarithm is forgotten", lambda p, y: -y, 2.0),
    ("activation itself", "the logarithm itself stands where its derivative belongs", lambda p, y: -y * log(p), 0.7),
    ("wrong function|term", "the other half of a binary cross-entropy, (1 - y)/(1 - p), is added",
     lambda p, y: -y / p + (1 - y) / (1 - p), 1.0),
    ("extra derivative", "p - y, which is the gradient of the scores already, goes through the softmax again",
     lambda p, y: p - y, 1.5),
)  # fmt: skip
