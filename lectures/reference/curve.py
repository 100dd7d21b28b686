"""A function and its slope as a small picture, cut where the function is not defined, jumps or has a pole."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite, nan

from markupsafe import Markup

from engine.errors import ChalkgradError

Function = Callable[[float], float]
Point = tuple[float, float]

END = 3.0  # the picture shows -3 to 3 both ways, so that a slope of 1 looks like one
SAMPLES = 121  # an odd number: 0 is among them
FAR = 60.0  # what lies farther out is not drawn to its end
HALVINGS = 48
SIZE = 176


@dataclass(frozen=True)
class Curve:
    """Runs of points without a break, and what the function is at the places where it jumps."""

    runs: tuple[tuple[Point, ...], ...]
    at_jumps: tuple[Point, ...] = ()


def number(f: Function, x: float) -> float:
    """Return f(x), nan where it is not defined.

    >>> number(lambda x: 1 / x, 0.0)
    nan
    """
    try:
        y = float(f(x))
    except (ArithmeticError, ValueError, ChalkgradError):
        return nan
    return y if isfinite(y) else nan


def traced(f: Function) -> Curve:
    """Return the curve of a function from -3 to 3.

    >>> [len(run) for run in traced(lambda x: 1 / x).runs], traced(lambda x: float(x > 0)).at_jumps
    ([61, 61], ((0.0, 0.0),))
    """
    xs = [END * (2 * i / (SAMPLES - 1) - 1) for i in range(SAMPLES)]
    runs: list[list[Point]] = [[]]
    jumps: dict[float, float] = {}
    before: Point = (nan, nan)
    for x in xs:
        y = number(f, x)
        if isfinite(y) and runs[-1] and (jump := _jump(f, before, (x, y))) is not None:
            left, right, place = jump
            runs[-1].append(left)
            runs.append([right])
            if isfinite(at := number(f, place)):
                jumps[place] = at
        if isfinite(y) and not runs[-1] and x > xs[0]:
            runs[-1].append(_edge(f, x, before[0]))
        if isfinite(y):
            runs[-1].append((x, y))
        elif runs[-1]:
            runs[-1].append(_edge(f, before[0], x))
            runs.append([])
        before = (x, y)
    return Curve(tuple(tuple(run) for run in map(_distinct, runs) if len(run) > 1), tuple(jumps.items()))


def _distinct(run: list[Point]) -> list[Point]:
    return [point for i, point in enumerate(run) if i == 0 or point != run[i - 1]]


def _edge(f: Function, inside: float, outside: float) -> Point:
    """Return the last point at which a function is defined on the way from one place to another."""
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        if isfinite(number(f, middle)):
            inside = middle
        else:
            outside = middle
    return inside, number(f, inside)


def _jump(f: Function, left: Point, right: Point) -> tuple[Point, Point, float] | None:
    """Return both sides of a jump between two points and its place, or None: a steep curve gets flat when looked at
    closely enough, and a jump does not."""
    first = abs(right[1] - left[1])
    if first < 0.02:
        return None
    for _ in range(HALVINGS):
        x = (left[0] + right[0]) / 2
        y = number(f, x)
        if not isfinite(y):
            return left, right, x
        if abs(y - left[1]) > abs(right[1] - y):
            right = (x, y)
        else:
            left = (x, y)
    return (left, right, round((left[0] + right[0]) / 2, 9) + 0.0) if abs(right[1] - left[1]) > first / 4 else None


def picture(value: Function, slope: Function, name: str, axis: str) -> Markup:
    """Return the value (solid) and the slope (dashed) of a function as SVG, in the colours of the page.

    Args:
        value, slope: of one number.
        name, axis: what stands at the axes.
    """
    curves = (("value", traced(value)), ("slope", traced(slope)))
    paths = "".join(f'<path class="{kind}" d="{_path(curve.runs)}"/>' for kind, curve in curves)
    dots = "".join(
        f'<circle class="{kind}" cx="{_across(x)}" cy="{_down(y)}" r="2.6"/>'
        for kind, curve in curves
        for x, y in curve.at_jumps
        if abs(y) <= END
    )
    ticks = "".join(
        f'<path class="tick" d="M{_across(k)} {_down(0)}v3M{_across(0)} {_down(k)}h-3"/>' for k in (-2, -1, 1, 2)
    )
    return Markup(
        f'<svg class="curve" viewBox="0 0 {SIZE} {SIZE}" role="img" aria-label="{{}} and its slope from -3 to 3">'
        f'<path class="axis" d="M0 {_down(0)}H{SIZE}M{_across(0)} 0V{SIZE}"/>{ticks}{paths}{dots}'
        f'<text x="{SIZE - 3}" y="{_down(0) - 4:g}" text-anchor="end">{{}}</text>'
        f'<text x="{_across(1)}" y="{_down(0) + 13:g}" text-anchor="middle">1</text></svg>'
    ).format(name, axis)


def _across(x: float) -> float:
    return round(SIZE * (x + END) / (2 * END), 1)


def _down(y: float) -> float:
    return round(SIZE * (END - max(-FAR, min(FAR, y))) / (2 * END), 1)


def _path(runs: Iterable[Sequence[Point]]) -> str:
    """Return the way along all runs; points on a straight line between two others, or outside, are left out."""
    written = []
    for run in runs:
        points = [(_across(x), _down(y)) for x, y in run]
        kept = [
            point
            for i, point in enumerate(points)
            if not 0 < i < len(points) - 1 or not (_straight(*points[i - 1 : i + 2]) or _outside(points[i - 1 : i + 2]))
        ]
        written.append("M" + "L".join(f"{x:g} {y:g}" for x, y in kept))
    return "".join(written)


def _straight(a: Point, b: Point, c: Point) -> bool:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) < 0.02


def _outside(points: Sequence[Point]) -> bool:
    return all(y < 0 for _, y in points) or all(y > SIZE for _, y in points)
