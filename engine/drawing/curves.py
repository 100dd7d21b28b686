"""Arrows are joined cubic Bezier curves: a start and then three points for each piece."""

from collections.abc import Sequence
from math import dist

Point = tuple[float, float]
Curve = tuple[Point, ...]

HEAD_LENGTH, HEAD_WIDTH = 8.0, 7.0
SAMPLES = 16  # points on each piece; enough for a picture
_SHARES = [(u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)  # of the four points of a piece, at each sample
           for t, u in ((k / SAMPLES, 1 - k / SAMPLES) for k in range(1, SAMPLES + 1))]  # fmt: skip


def joined(first: Curve, second: Curve) -> Curve:
    """Return two curves as one, with a straight piece between them.

    >>> joined(((0, 0), (1, 0), (2, 0), (3, 0)), ((6, 0), (7, 0), (8, 0), (9, 0)))[3:7]
    ((3, 0), (4.0, 0.0), (5.0, 0.0), (6, 0))
    """
    (ax, ay), (bx, by) = first[-1], second[0]
    thirds = [((ax * (3 - k) + bx * k) / 3, (ay * (3 - k) + by * k) / 3) for k in (1, 2)]
    return (*first, *thirds, *second)


def swung(curve: Curve) -> Curve:
    """Return one swing between the ends of a curve, level at both; for where nothing is in the way.

    >>> swung(((0, 0), (1, 5), (2, 5), (8, 6)))
    ((0, 0), (4.0, 0), (4.0, 6), (8, 6))
    """
    (ax, ay), (bx, by) = curve[0], curve[-1]
    middle = (ax + bx) / 2
    return (ax, ay), (middle, ay), (middle, by), (bx, by)


def samples(curve: Curve) -> tuple[Point, ...]:
    """Return points along a curve, its ends included."""
    points = [curve[0]]
    for i in range(0, len(curve) - 3, 3):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = curve[i : i + 4]
        points += [(a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy) for a, b, c, d in _SHARES]
    return tuple(points)


def arrowhead(points: Sequence[Point]) -> tuple[Point, Point, Point]:
    """Return the triangle whose tip is the first of the points, along the way that they go on.

    >>> arrowhead([(0.0, 0.0), (20.0, 0.0)])
    ((0.0, 0.0), (8.0, 3.5), (8.0, -3.5))
    """
    x, y = points[0]
    back = next((point for point in points if dist(points[0], point) >= HEAD_LENGTH), points[-1])
    length = dist(points[0], back) or 1.0
    dx, dy = (back[0] - x) / length, (back[1] - y) / length
    foot_x, foot_y, half = x + HEAD_LENGTH * dx, y + HEAD_LENGTH * dy, HEAD_WIDTH / 2
    return (x, y), (foot_x - half * dy, foot_y + half * dx), (foot_x + half * dy, foot_y - half * dx)
