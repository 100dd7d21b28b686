"""Learning-rate schedules: functions of the number of steps taken so far that return the rate of the next one.

Each function here makes such a function. Hand it to an optimiser in place of the number, or call it in a loop.

>>> rate = step_decay(0.1, every=10, factor=0.5)
>>> rate(0), rate(9), rate(10), rate(25)
(0.1, 0.1, 0.05, 0.025)

Source: notes 002, "Adaptive learning rate tuning" (the figure from Murphy's PML); 004, "Learning rate".
"""

import math
from typing import TYPE_CHECKING

from engine.missing.names import asked_in_vain
from engine.real import check_count, check_function, check_number
from nn.optimiser import Schedule


def constant(rate: float) -> Schedule:
    """The same rate at every step: eta_t = eta.

    >>> constant(0.1)(1000)
    0.1
    """
    check_number("constant", "rate", rate, "finite and at least 0")
    return lambda step: rate


def step_decay(rate: float, every: int, factor: float = 0.1) -> Schedule:
    """Multiply the rate by `factor` after every `every` steps: eta_t = eta factor^floor(t / every).

    >>> rate = step_decay(0.1, every=10, factor=0.5)
    >>> rate(0), rate(9), rate(10)
    (0.1, 0.1, 0.05)
    """
    check_number("step_decay", "rate", rate, "finite and at least 0")
    check_number("step_decay", "factor", factor, "finite and at least 0")
    check_count("step_decay", "every", every)
    return lambda step: rate * factor ** (step // every)


def exponential_decay(rate: float, factor: float) -> Schedule:
    """Multiply the rate by `factor` after each step: eta_t = eta factor^t.

    >>> exponential_decay(1.0, factor=0.5)(3)
    0.125
    """
    check_number("exponential_decay", "rate", rate, "finite and at least 0")
    check_number("exponential_decay", "factor", factor, "finite and at least 0")
    return lambda step: rate * factor**step


def inverse_time_decay(rate: float, decay: float) -> Schedule:
    """Fall like 1/t, as stochastic descent needs in order to settle: eta_t = eta / (1 + decay t).

    >>> inverse_time_decay(1.0, decay=0.5)(2)
    0.5

    Source: Robbins and Monro 1951: the rates add up to infinity, their squares do not.
    """
    check_number("inverse_time_decay", "rate", rate, "finite and at least 0")
    check_number("inverse_time_decay", "decay", decay, "finite and at least 0")
    return lambda step: rate / (1.0 + decay * step)


def cosine_decay(rate: float, steps: int, floor: float = 0.0) -> Schedule:
    """Follow half a cosine from `rate` at step 0 down to `floor` at step `steps`, and stay there.

        eta_t = floor + (eta - floor) (1 + cos(pi t / steps)) / 2

    >>> [round(cosine_decay(1.0, steps=4)(t), 3) for t in range(6)]
    [1.0, 0.854, 0.5, 0.146, 0.0, 0.0]

    Source: Loshchilov and Hutter, "SGDR", 2017, equation 5, without restarts.
    """
    check_number("cosine_decay", "rate", rate, "finite and at least 0")
    check_number("cosine_decay", "floor", floor, "finite and at least 0")
    check_count("cosine_decay", "steps", steps)
    return lambda step: floor + (rate - floor) * (1.0 + math.cos(math.pi * min(step / steps, 1.0))) / 2.0


def warm_up(steps: int, then: Schedule) -> Schedule:
    """Rise linearly during the first `steps` steps, then follow another schedule from its start.

        eta_t = then(0) (t + 1) / steps for t < steps, and then(t - steps) afterwards

    >>> rate = warm_up(4, then=constant(0.8))
    >>> [round(rate(t), 3) for t in range(6)]
    [0.2, 0.4, 0.6, 0.8, 0.8, 0.8]

    Source: Goyal et al., "Accurate, large minibatch SGD", 2017, section 2.2.
    """
    check_count("warm_up", "steps", steps)
    check_function("warm_up", "then", then, 1, "schedules.constant(0.1)")
    return lambda step: then(0) * (step + 1) / steps if step < steps else then(step - steps)


if not TYPE_CHECKING:
    __getattr__ = asked_in_vain(globals(), {})
