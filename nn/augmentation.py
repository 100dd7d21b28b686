"""More examples made of those that there are: changed copies, images that are shifted, numbers with noise."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from engine.errors import ArgumentError, SettingError, ShapeError
from engine.real import check_count, check_function, check_number
from engine.words.nested import shape_of
from nn.data import Data, examples, rows_of_numbers
from nn.shape import check_rng


def augment(data: Data, change: Callable[[Any], Any], copies: int = 1) -> Data:
    """Return the examples followed by `copies` changed versions of each, with the same targets.

    Args:
        change: makes another believable input of the same class, such as a shifted image.

    >>> augment(Data([[1.0]], [0]), lambda x: [-x[0]])
    Data(inputs=[[1.0], [-1.0]], targets=[0, 0])

    Source: notes 002, section 3.3, "Data augmentation".
    """
    data = examples(data)
    check_function("augment", "change", change, 1, "lambda x: jittered(x, 0.1, rng)")
    check_count("augment", "copies", copies, least=0)
    changed = [change(x) for _ in range(copies) for x in data.inputs]
    if any(x is None for x in changed):
        raise ArgumentError("augment: change returned None; it has to return the changed input")
    return Data(data.inputs + changed, data.targets * (copies + 1))


def shifted(image: list[list[list[float]]], down: int, right: int) -> list[list[list[float]]]:
    """Return an image [channel][row][column] moved by whole pixels; what enters at the border is 0.

    >>> shifted([[[1.0, 2.0], [3.0, 4.0]]], down=1, right=0)
    [[[0.0, 0.0], [1.0, 2.0]]]
    """
    for plane in image if len(shape_of(image)) == 3 else [[]]:
        if len({len(row) for row in plane}) != 1:
            raise ShapeError(f"shifted: expects an image [channel][row][column] with equal rows, got {image!r:.60}")
    if not isinstance(down, int) or not isinstance(right, int):
        raise SettingError(f"shifted: down and right must be whole numbers, got {down!r:.40} and {right!r:.40}")

    def pixel(plane: list[list[float]], i: int, j: int) -> float:
        return plane[i][j] if 0 <= i < len(plane) and 0 <= j < len(plane[i]) else 0.0

    return [
        [[pixel(plane, i - down, j - right) for j in range(len(row))] for i, row in enumerate(plane)] for plane in image
    ]


def jittered(x: Sequence[float], noise: float, rng: random.Random) -> list[float]:
    """Return the numbers with Gaussian noise of standard deviation `noise` added.

    >>> jittered([1.0, 2.0], 0.0, random.Random(0))
    [1.0, 2.0]
    """
    check_number("jittered", "noise", noise, "finite and at least 0")
    check_rng("jittered", rng)
    [numbers] = rows_of_numbers("jittered", [x])
    return [v + rng.gauss(0.0, noise) for v in numbers]
