"""Descent as a live figure does it, here: for what it shows without a script, and for what its question promises."""

from typing import Any

import numpy as np

from engine.errors import DomainError
from lectures.live.parts import Network

STEPS = 300


def trained(network: Network, start: str, data: Any, rate: float, momentum: float = 0.0, steps: int = STEPS) -> Any:
    """Return the numbers of the parameters after some steps, and the loss before each step and after the last.

    v = momentum v + gradient, theta = theta - rate v. Where a number is not finite any more, training ends.

    >>> from engine import Value, record
    >>> w = Value(0.0)
    >>> loss = record(lambda x: (w * x - 2) ** 2, wrt=[w], inputs=1.0)
    >>> theta, losses = trained(Network(loss, {"0": [0.0]}), "0", 1.0, rate=0.5, steps=1)
    >>> theta.tolist(), losses
    ([2.0], [4.0, 0.0])
    """
    theta, data = np.array(network.starts[start], dtype=float), np.array(data, dtype=float)
    velocity, losses = np.zeros_like(theta), list[float]()
    try:
        for _ in range(steps):
            loss, gradient = network.loss.value_and_grad(theta, data)
            losses.append(loss)
            velocity = momentum * velocity + gradient
            theta = theta - rate * velocity
        losses.append(network.loss.value(theta, data))
    except DomainError:
        pass
    return theta, losses
