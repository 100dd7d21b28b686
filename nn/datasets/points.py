"""Made-up points in the plane and on curves, every one drawn from an explicit `random.Random`."""

import functools
import random
from collections.abc import Callable, Sequence
from math import cos, pi, sin
from typing import ParamSpec

from engine.real import check_count, check_function, check_number, real
from nn.data import Data, rows_of_numbers
from nn.shape import check_interval, check_rng

P = ParamSpec("P")


def made_up(make: Callable[P, Data]) -> Callable[P, Data]:
    """Decorate a function that makes data up: without a source of chance it says what to write.

    >>> made_up(lambda count, *, rng: Data([[rng.random()]], [count]))(3, rng=random.Random(0)).targets
    [3]
    """

    @functools.wraps(make)
    def asked(*given: P.args, **settings: P.kwargs) -> Data:
        if "rng" not in settings:
            check_rng(make.__name__, None)
        return make(*given, **settings)

    return asked


def check_made_up(where: str, count: int, noise: float, rng: random.Random) -> None:
    """Check what all data that is made up asks for: how many examples, how much noise, and a source of chance.

    >>> check_made_up("moons", 100, 0.1, random.Random(0))
    """
    check_count(where, "count", count)
    check_number(where, "noise", noise, "finite and at least 0")
    check_rng(where, rng)


@made_up
def moons(count: int = 100, noise: float = 0.1, *, rng: random.Random) -> Data:
    """Return two interleaved half circles: [x, y] -> class 0 or 1, alternating.

    Args:
        count: points in all.
        noise: standard deviation of the Gaussian added to both coordinates; the circles have radius 1.

    >>> moons(4, noise=0.0, rng=random.Random(0)).targets
    [0, 1, 0, 1]

    Source: scikit-learn's make_moons, whose shape it follows.
    """
    check_made_up("moons", count, noise, rng)
    data = Data([], [])
    for i in range(count):
        target, angle = i % 2, pi * (i // 2) / max(count // 2 - 1, 1)
        x, y = (1.0 - cos(angle), 0.5 - sin(angle)) if target else (cos(angle), sin(angle))
        data.inputs.append([x + rng.gauss(0.0, noise), y + rng.gauss(0.0, noise)])
        data.targets.append(target)
    return data


@made_up
def spirals(count: int = 150, classes: int = 3, noise: float = 0.1, *, rng: random.Random) -> Data:
    """Return arms that wind around the origin: [x, y] -> class 0..classes-1, within the unit circle.

    Args:
        count: points in all.
        noise: standard deviation of the Gaussian added to the angle, in radians.

    >>> spirals(4, classes=2, rng=random.Random(0)).targets
    [0, 1, 0, 1]

    Source: Karpathy, CS231n notes, "Putting it together: minimal neural network case study".
    """
    check_made_up("spirals", count, noise, rng)
    check_count("spirals", "classes", classes)
    data = Data([], [])
    for i in range(count):
        target, radius = i % classes, (i // classes + 1) / max(count // classes, 1)
        angle = 2 * pi * target / classes + 4.0 * radius + rng.gauss(0.0, noise)
        data.inputs.append([radius * sin(angle), radius * cos(angle)])
        data.targets.append(target)
    return data


@made_up
def blobs(centres: Sequence[Sequence[float]], count: int = 90, spread: float = 0.3, *, rng: random.Random) -> Data:
    """Return Gaussian clouds: a point around centres[k] -> class k, in turn.

    Args:
        centres: one point for each class, of any dimension.
        spread: standard deviation in every coordinate.

    >>> blobs([[0, 0], [5, 5]], count=3, spread=0.0, rng=random.Random(0)).inputs
    [[0.0, 0.0], [5.0, 5.0], [0.0, 0.0]]
    """
    check_made_up("blobs", count, spread, rng)
    centres = rows_of_numbers("blobs", centres)
    targets = [i % len(centres) for i in range(count)]
    return Data([[c + rng.gauss(0.0, spread) for c in centres[k]] for k in targets], targets)


@made_up
def curve(
    f: Callable[[float], float],
    count: int = 40,
    noise: float = 0.1,
    interval: tuple[float, float] = (-3.0, 3.0),
    *,
    rng: random.Random,
) -> Data:
    """Return noisy samples of a function: [x] -> f(x) + noise, at evenly spaced x.

    Args:
        noise: standard deviation of the Gaussian added to f(x).

    >>> curve(abs, count=3, noise=0.0, rng=random.Random(0))
    Data(inputs=[[-3.0], [0.0], [3.0]], targets=[3.0, 0.0, 3.0])
    """
    check_made_up("curve", count, noise, rng)
    check_function("curve", "f", f, 1, "math.sin")
    low, high = check_interval("curve", interval)
    xs = [low + (high - low) * i / max(count - 1, 1) for i in range(count)]
    return Data([[x] for x in xs], [real(f(x), "curve: f(x)") + rng.gauss(0.0, noise) for x in xs])
