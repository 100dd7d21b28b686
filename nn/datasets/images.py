"""Tiny images [channel][row][column] with ink between 0 and 1: bars and crosses made here, and real digits."""

import random
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from engine.errors import ArgumentError, SettingError
from engine.real import check_count
from nn.data import Data
from nn.datasets.points import check_made_up, made_up

PIXELS = "0123456789abcdefg"  # ink 0 to 16


@made_up
def bars_and_crosses(count: int = 60, size: int = 5, noise: float = 0.1, *, rng: random.Random) -> Data:
    """Return images of a horizontal bar (0), a vertical bar (1) or a cross of both (2), in turn.

    Args:
        size: rows and columns; the bars lie in random ones.
        noise: standard deviation of the Gaussian added to every pixel.

    >>> bars_and_crosses(1, size=3, noise=0.0, rng=random.Random(0)).inputs[0]
    [[[0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]]
    """
    check_made_up("bars_and_crosses", count, noise, rng)
    check_count("bars_and_crosses", "size", size, least=2)
    data = Data([], [])
    for i in range(count):
        target = i % 3
        row, column = rng.randrange(size), rng.randrange(size)
        across, down = target != 1, target != 0
        ink = [[float((across and r == row) or (down and c == column)) for c in range(size)] for r in range(size)]
        data.inputs.append([_noisy(ink, noise, rng)])
        data.targets.append(target)
    return data


@made_up
def shifted_bars(
    count: int = 60,
    size: int = 8,
    length: int = 3,
    noise: float = 0.1,
    *,
    within: tuple[int, int] | None = None,
    rng: random.Random,
) -> Data:
    """Return images of a short horizontal (0) or vertical (1) bar at any place: what matters is not where it is.

    Args:
        size: rows and columns.
        length: pixels in the bar.
        noise: standard deviation of the Gaussian added to every pixel.
        within: the first row and column that a bar may touch, and the one after the last: (0, 4) for the top left
            quarter of 8 x 8 pixels. None for the whole image.

    >>> shifted_bars(2, size=3, noise=0.0, rng=random.Random(0)).inputs[1]
    [[[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]]
    """
    check_made_up("shifted_bars", count, noise, rng)
    check_count("shifted_bars", "length", length)
    check_count("shifted_bars", "size", size, least=length)
    first, end = (0, size) if within is None else within
    if not (0 <= first <= end - length and end <= size):
        raise SettingError(f"shifted_bars: no bar of {length} pixels fits within {within} of {size} rows and columns")
    data = Data([], [])
    for i in range(count):
        target, across, along = i % 2, rng.randrange(first, end), rng.randrange(first, end - length + 1)
        ink = [[0.0] * size for _ in range(size)]
        for k in range(along, along + length):
            row, column = (k, across) if target else (across, k)
            ink[row][column] = 1.0
        data.inputs.append([_noisy(ink, noise, rng)])
        data.targets.append(target)
    return data


def digits(classes: Iterable[int] = range(10), per_class: int = 50, flat: bool = False) -> Data:
    """Return real handwritten digits, 8 x 8 pixels: image -> the digit.

    Args:
        classes: which digits; a target is its digit, not its place in this list.
        per_class: up to 50 images of each.
        flat: give 64 numbers, row by row, instead of [channel][row][column].

    Raises:
        SettingError: for a class that is not a digit.

    >>> zeros = digits([0], per_class=2)
    >>> zeros.targets, len(zeros.inputs[0][0]), len(digits([0], flat=True).inputs[0])
    ([0, 0], 8, 64)

    Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository,
    1998, CC BY 4.0; a part of its test set, in datasets/digits.txt.
    """
    check_count("digits", "per_class", per_class)
    if not isinstance(classes, Iterable):
        raise ArgumentError(f"digits: classes must be a list, such as [0, 1], got {classes!r:.60}")
    left = dict.fromkeys(classes, per_class)
    if not left or not left.keys() <= set(range(10)):
        raise SettingError(f"digits: the classes are 0 to 9, got {list(left)}; name at least one of them")
    data = Data([], [])
    for line in files("nn.datasets").joinpath("digits.txt").read_text(encoding="utf-8").splitlines():
        digit, _, pixels = line.partition(" ")
        if line.startswith("#") or not left.get(int(digit)):
            continue
        left[int(digit)] -= 1
        ink = [PIXELS.index(pixel) / 16 for pixel in pixels]
        data.inputs.append(ink if flat else [[ink[row : row + 8] for row in range(0, 64, 8)]])
        data.targets.append(int(digit))
    return data


def _noisy(ink: list[list[float]], noise: float, rng: random.Random) -> Any:
    return [[pixel + rng.gauss(0.0, noise) for pixel in row] for row in ink]
