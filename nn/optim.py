"""The optimisers of the notes, one formula each.

Every rule is written for one vector w of parameters and its gradient g; t counts steps from 1, eta is the
learning rate. All take the arguments of `Optimiser`: parameters, learning_rate, weight_decay, clip, accumulate.
"""

from collections.abc import Iterable
from typing import Unpack

from engine.value import Value
from nn.optimiser import Common, Optimiser, Rate, Vector, check_fraction, not_negative


class SGD(Optimiser):
    """Gradient descent; stochastic when the gradient comes from a random batch.

        w <- w - eta g

    >>> from engine import Value
    >>> w = Value(1.0); w.grad = 0.5
    >>> SGD([w], learning_rate=0.1).step(); w.data
    0.95

    Source: notes 003 (descent), 002 section 2.3 and 004 (stochastic); Robbins and Monro 1951.
    """

    def rule(self, w: Vector, g: Vector, rate: float) -> Vector:
        return w - rate * g


class Momentum(Optimiser):
    """A ball that rolls downhill: the velocity v keeps a share alpha of all earlier gradients.

        v <- alpha v + g
        w <- w - eta v

    Args:
        momentum: alpha, in [0, 1).

    >>> from engine import Value
    >>> w = Value(1.0); optimiser = Momentum([w], learning_rate=0.1, momentum=0.5)
    >>> for _ in range(2):
    ...     optimiser.zero_grad(); w.grad = 1.0; optimiser.step()
    >>> round(w.data, 12)
    0.75

    Source: notes 002, section 2.4, "Momentum"; Polyak 1964.
    """

    memory = ("v",)
    checks = Optimiser.checks | {"momentum": check_fraction}

    def __init__(
        self, parameters: Iterable[Value], learning_rate: Rate, momentum: float = 0.9, **common: Unpack[Common]
    ) -> None:
        super().__init__(parameters, learning_rate, **common)
        self.momentum = momentum
        self.v: Vector = 0.0

    def rule(self, w: Vector, g: Vector, rate: float) -> Vector:
        self.v = self.momentum * self.v + g
        return w - rate * self.v


class Nesterov(Momentum):
    """Momentum that looks ahead: the velocity is applied once more before it is used.

        v <- alpha v + g
        w <- w - eta (g + alpha v)

    Args:
        momentum: alpha, in [0, 1).

    Source: Nesterov 1983; in this form Bengio, Boulanger-Lewandowski and Pascanu 2013, equation 7.

    >>> w = Value(1.0); w.grad = 2.0
    >>> Nesterov([w], learning_rate=0.1, momentum=0.5).step(); w.data
    0.7
    """

    def rule(self, w: Vector, g: Vector, rate: float) -> Vector:
        self.v = self.momentum * self.v + g
        return w - rate * (g + self.momentum * self.v)


class Adagrad(Optimiser):
    """Each parameter gets its own rate, smaller the more it has moved so far.

        s <- s + g^2
        w <- w - eta g / (sqrt(s) + epsilon)

    Source: Duchi, Hazan and Singer 2011; notes 002, "Adaptive learning rate tuning".

    >>> w = Value(1.0); w.grad = 2.0
    >>> Adagrad([w], learning_rate=0.1).step(); round(w.data, 6)
    0.9
    """

    memory = ("s",)
    checks = Optimiser.checks | {"epsilon": not_negative}

    def __init__(
        self, parameters: Iterable[Value], learning_rate: Rate, epsilon: float = 1e-10, **common: Unpack[Common]
    ) -> None:
        super().__init__(parameters, learning_rate, **common)
        self.epsilon = epsilon
        self.s: Vector = 0.0

    def rule(self, w: Vector, g: Vector, rate: float) -> Vector:
        self.s = self.s + g * g
        return w - rate * g / (self.s**0.5 + self.epsilon)


class RMSProp(Optimiser):
    """Adagrad that forgets: a moving average of the squared gradient instead of their sum.

        s <- rho s + (1 - rho) g^2
        w <- w - eta g / (sqrt(s) + epsilon)

    Args:
        rho: the share of the average that is kept, in [0, 1). 0.9 as in the source; PyTorch's default is 0.99.

    Source: Tieleman and Hinton 2012 (lecture 6.5); notes 002, "Adaptive learning rate tuning".

    >>> w = Value(1.0); w.grad = 2.0
    >>> RMSProp([w], learning_rate=0.1).step(); round(w.data, 6)
    0.683772
    """

    memory = ("s",)
    checks = Optimiser.checks | {"rho": check_fraction, "epsilon": not_negative}

    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: Rate,
        rho: float = 0.9,
        epsilon: float = 1e-8,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(parameters, learning_rate, **common)
        self.rho, self.epsilon = rho, epsilon
        self.s: Vector = 0.0

    def rule(self, w: Vector, g: Vector, rate: float) -> Vector:
        self.s = self.rho * self.s + (1.0 - self.rho) * g * g
        return w - rate * g / (self.s**0.5 + self.epsilon)


class Adam(Optimiser):
    """Momentum and RMSProp together, both corrected for having started at zero.

        m <- beta1 m + (1 - beta1) g
        s <- beta2 s + (1 - beta2) g^2
        w <- w - eta m / (1 - beta1^t) / (sqrt(s / (1 - beta2^t)) + epsilon)

    Args:
        beta1, beta2: the shares of the two averages that are kept, in [0, 1).

    The first step has the length of the rate, whatever the scale of the gradient:

    >>> from engine import Value
    >>> w = Value(1.0); w.grad = 1e-3
    >>> Adam([w], learning_rate=0.1).step(); round(w.data, 5)
    0.9

    Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1.
    """

    memory = ("m", "s")
    checks = Optimiser.checks | {"beta1": check_fraction, "beta2": check_fraction, "epsilon": not_negative}

    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: Rate = 1e-3,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(parameters, learning_rate, **common)
        self.beta1, self.beta2 = beta1, beta2
        self.epsilon = epsilon
        self.m: Vector = 0.0
        self.s: Vector = 0.0

    def rule(self, w: Vector, g: Vector, rate: float) -> Vector:
        t = self.steps + 1
        self.m = self.beta1 * self.m + (1.0 - self.beta1) * g
        self.s = self.beta2 * self.s + (1.0 - self.beta2) * g * g
        mean, square = self.m / (1.0 - self.beta1**t), self.s / (1.0 - self.beta2**t)
        return w - rate * mean / (square**0.5 + self.epsilon)


class AdamW(Adam):
    """Adam whose weight decay shrinks the weights themselves instead of entering the two averages.

        w <- w - eta lambda w, then the step of Adam

    Args:
        weight_decay: lambda, 0.01 unless told otherwise, as in PyTorch.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, algorithm 2.

    >>> w = Value(1.0); w.grad = 2.0
    >>> AdamW([w], learning_rate=0.1, weight_decay=0.5).step(); round(w.data, 6)
    0.85
    """

    usual_decay = 0.01

    def decayed(self, w: Vector, g: Vector) -> Vector:
        return g

    def rule(self, w: Vector, g: Vector, rate: float) -> Vector:
        return super().rule(w, g, rate) - rate * self.weight_decay * w
