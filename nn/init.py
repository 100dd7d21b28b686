"""Initialisers: where a weight starts. Each one draws a number from a `random.Random`.

    zeros()                0
    uniform(a, b)          U(a, b), the notes' uniform start
    normal(mu, sigma)      N(mu, sigma), the notes' Gaussian start
    xavier()               U(-r, r) with r = sqrt(6 / (fan_in + fan_out))
    he()                   N(0, sqrt(2 / fan_in))

Xavier keeps the size of a signal steady through tanh-like layers, He through ReLU layers.
"""

import random
from collections.abc import Callable
from math import prod, sqrt
from numbers import Integral
from typing import TYPE_CHECKING, Any

from engine import PRIMITIVES, Value
from engine.errors import ArgumentError, SettingError, did_you_mean
from engine.missing.names import asked_in_vain
from engine.real import check_function, check_number
from nn.matrix import Matrix
from nn.shape import check_rng, indexed

Initialiser = Callable[[random.Random, int, int], float]
Init = str | Initialiser | None  # as one gives it: by name, as a function, or None for what suits the activation


def zeros() -> Initialiser:
    """Start at 0: right for biases, and a trap for weights, because equal neurons stay equal.

    >>> zeros()(random.Random(0), 2, 3)
    0.0
    """
    return lambda rng, fan_in, fan_out: 0.0


def uniform(low: float = -1.0, high: float = 1.0) -> Initialiser:
    """Draw from U(low, high), every number between them equally likely.

    Source: notes 003, initialisation.

    >>> 2 <= uniform(2, 3)(random.Random(0), 1, 1) <= 3
    True
    """
    check_number("uniform", "low", low)
    check_number("uniform", "high", high)
    return lambda rng, fan_in, fan_out: rng.uniform(low, high)


def normal(mean: float = 0.0, deviation: float = 1.0) -> Initialiser:
    """Draw from the Gaussian N(mean, deviation); the second number is the standard deviation, not the variance.

    Source: notes 003, initialisation.

    >>> normal(5, 0)(random.Random(0), 1, 1)
    5.0
    """
    check_number("normal", "mean", mean)
    check_number("normal", "deviation", deviation, "finite and at least 0")
    return lambda rng, fan_in, fan_out: float(rng.gauss(mean, deviation))


def xavier() -> Initialiser:
    """Draw from U(-r, r) with r = sqrt(6 / (fan_in + fan_out)), so that the variance is 2 / (fan_in + fan_out).

    Source: Glorot and Bengio 2010, equation 16.

    >>> abs(xavier()(random.Random(0), 3, 3)) <= 1
    True
    """

    def draw(rng: random.Random, fan_in: int, fan_out: int) -> float:
        radius = sqrt(6 / (fan_in + fan_out))
        return rng.uniform(-radius, radius)

    return draw


def he() -> Initialiser:
    """Draw from N(0, sqrt(2 / fan_in)); the 2 makes up for the half of its input that ReLU cuts off.

    Source: He, Zhang, Ren and Sun 2015, equation 10.

    >>> he()(random.Random(0), 2, 9) == he()(random.Random(0), 2, 1)
    True
    """
    return lambda rng, fan_in, fan_out: rng.gauss(0.0, sqrt(2 / fan_in))


INITIALISERS = {"zeros": zeros(), "uniform": uniform(), "normal": normal(), "xavier": xavier(), "he": he()}


def initialiser(init: Init, activation: Any = "linear") -> Initialiser:
    """Return the initialiser that is meant by a name, by a function, or by None: He before a rectifier, else Xavier.

    Args:
        init: the name, the function, or None.
        activation: what the weighted sum goes through, by name; ReLU and its like are the rectifiers of the table.

    Raises:
        SettingError: for an unknown name.

    >>> initialiser("zeros")(random.Random(0), 1, 1)
    0.0
    """
    if init is None:
        row = PRIMITIVES.get(activation) if isinstance(activation, str) else None
        init = "he" if row is not None and row.family == "rectifier" else "xavier"
    if callable(init):
        return check_function("init", "an initialiser", init, 3, "nn.init.normal(0.0, 0.1)")  # type: ignore[no-any-return]
    if init not in INITIALISERS:
        raise SettingError(
            f"there is no initialiser {init!r}; choose one of {', '.join(INITIALISERS)}, or give a function"
            f"{did_you_mean(init, INITIALISERS, tell_all=False)}"
        )
    return INITIALISERS[init]


_OWN = random.Random(0)  # what weights are drawn from where no rng is given; not the generator of `random.random()`


def manual_seed(seed: int) -> None:
    """Choose where the weights of models start that are made without an `rng`; a program begins at `manual_seed(0)`.

    So a program gives the same numbers each time it is run, and two models of one program differ. `random.seed` and
    `numpy.random.seed` have no part in it.

    Raises:
        ArgumentError: for anything but a whole number.

    >>> from nn import Neuron
    >>> manual_seed(7)
    >>> first = Neuron(1).w[0].data
    >>> manual_seed(7)
    >>> Neuron(1).w[0].data == first
    True
    """
    if not isinstance(seed, Integral) or isinstance(seed, bool):
        raise ArgumentError(f"manual_seed: takes a whole number, such as 1337, got {seed!r:.40}")
    _OWN.seed(int(seed))


def tensor(
    name: str, shape: tuple[int, ...], init: Initialiser, rng: random.Random | None, fan_in: int, fan_out: int
) -> Any:
    """Return nested lists of new parameters with labels such as w0 or W[1,0]; lists of lists are matrices.

    Args:
        name: what stands before the indices in a label.
        shape: the lengths of the lists, outermost first; () gives one Value. The only entry has no index.
        init, rng: where the numbers come from, drawn in reading order; None is what `manual_seed` starts.
        fan_in, fan_out: how many numbers a result is made of, and how many results a number goes to.

    >>> [w.label for w in tensor("w", (2,), zeros(), None, 1, 1)]
    ['w0', 'w1']
    >>> tensor("W", (2, 1), zeros(), None, 1, 2).T.shape
    (1, 2)
    """
    source = _OWN if rng is None else check_rng("random weights", rng)
    many = prod(shape) > 1

    def fill(rest: tuple[int, ...], indices: tuple[int, ...]) -> Any:
        if not rest:
            return Value(init(source, fan_in, fan_out), indexed(name, indices, many))
        parts = [fill(rest[1:], (*indices, i)) for i in range(rest[0])]
        return Matrix(parts) if len(rest) == 2 else parts

    return fill(shape, ())


def matrix(rows: int, columns: int, name: str, rng: random.Random | None, init: Init = None) -> Matrix:
    """Return a matrix of new parameters W for formulas such as X @ W, where the examples are rows.

    Args:
        rows, columns: how many numbers go in, and how many come out.
        name: such as "W1" for labels W1[0,2].
        rng, init: the source and the rule of the start, by default Xavier.

    >>> W = matrix(2, 3, "W", random.Random(0))
    >>> W.shape, W[1][2].label
    ((2, 3), 'W[1,2]')
    """
    return tensor(name, (rows, columns), initialiser(init), rng, rows, columns)  # type: ignore[no-any-return]


if not TYPE_CHECKING:
    __getattr__ = asked_in_vain(globals(), {})
