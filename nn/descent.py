"""Gradient descent on any function of Values, with every point on the way kept for a picture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.errors import DomainError, ShapeError
from engine.real import called, check_count, check_function, real
from engine.value import Value
from nn.eager import only_value
from nn.optim import SGD
from nn.optimiser import Optimiser, Rate


@dataclass
class Path:
    """Where a descent went: points[t] has the value values[t] and the gradient gradients[t].

    Points and gradients are floats for a function of one variable, lists of floats otherwise. `stopped` is empty,
    or says why the descent could not go on: the first operation that overflowed.

    >>> path = gradient_descent(lambda x: x * x, 1.0, 0.25, 2)
    >>> path.points, path.stopped
    ([1.0, 0.5, 0.25], '')
    """

    points: list[Any] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    gradients: list[Any] = field(default_factory=list)
    stopped: str = ""


def gradient_descent(
    f: Callable[..., Value],
    start: float | Sequence[float],
    rate: Rate,
    steps: int,
    optimiser: Callable[[list[Value], Rate], Optimiser] = SGD,
) -> Path:
    """Walk downhill and keep the path: x <- x - rate f'(x), or the rule of another optimiser.

    Args:
        f: a function of one Value for each number in `start`; returns one Value.
        start: a number, or a list of numbers.
        rate: the learning rate, or a schedule.
        steps: how many updates; a path has steps + 1 points.
        optimiser: makes the optimiser from parameters and rate, such as `functools.partial(Momentum, momentum=0.9)`.

    Returns:
        The path. A descent that overflows ends early, and `stopped` says where; it raises nothing, because
        the path up to there is what one wants to look at.

    >>> path = gradient_descent(lambda a: (a - 3) ** 2, start=0.0, rate=0.5, steps=1)
    >>> path.points, path.values, path.gradients
    ([0.0, 3.0], [9.0, 0.0], [-6.0, 0.0])

    Source: notes 003, "Gradient Descent"; 004, "Gradient Descent".
    """
    single = not isinstance(start, Sequence)
    x = [
        Value(real(number, "gradient_descent: start")) for number in (start if isinstance(start, Sequence) else [start])
    ]
    if not x:
        raise ShapeError("gradient_descent: start is empty; give one number for each input of the function")
    check_function("gradient_descent", "f", f, len(x), "lambda a: (a - 3) ** 2")
    check_function("gradient_descent", "optimiser", optimiser, 2, "nn.Adam, the class")
    check_count("gradient_descent", "steps", steps, least=0)
    path = Path()
    rule = optimiser(x, rate)
    for remaining in range(steps, -1, -1):
        rule.zero_grad()
        point = [v.data for v in x]
        try:
            value = only_value("the function", called("gradient_descent", f, x))
            value.backward()
            gradient = [v.grad for v in x]
            path.points.append(point[0] if single else point)
            path.values.append(value.data)
            path.gradients.append(gradient[0] if single else gradient)
            if remaining:
                rule.step()
        except DomainError as error:
            path.stopped = str(error)
            break
    return path
