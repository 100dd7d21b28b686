"""Clipping: a gradient that is too long is shortened, and keeps its direction."""

import math
from collections.abc import Sequence

from engine.real import check_number
from engine.value import Value
from nn.parameters import leaves


def clip_gradients(parameters: Sequence[Value], max_norm: float) -> float:
    """Shorten the gradient of all parameters together to length max_norm, keeping its direction.

        g <- g min(1, max_norm / |g|)

    Returns:
        The length |g| before.

    >>> w, b = Value(0.0), Value(0.0)
    >>> w.grad, b.grad = 3.0, 4.0
    >>> clip_gradients([w, b], max_norm=1.0), round(w.grad, 12), round(b.grad, 12)
    (5.0, 0.6, 0.8)

    Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013.
    """
    check_number("clip_gradients", "max_norm", max_norm, "finite and above 0")
    parameters = leaves("clip_gradients", parameters, "clip")
    norm = math.hypot(*(p.grad for p in parameters))
    for p in parameters:
        p.grad = p.grad * shortening(norm, max_norm)
    return norm


def shortening(norm: float, max_norm: float) -> float:
    """Return what a gradient of this length is multiplied by.

    >>> shortening(5.0, max_norm=1.0), shortening(0.5, max_norm=1.0)
    (0.2, 1.0)
    """
    return max_norm / norm if norm > max_norm else 1.0
